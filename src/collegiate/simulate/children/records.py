"""What a school's system says of its children: who they are, when they came and went, their needs, whom to ring."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children.arrays import NEVER, days, fact, flags, rng_of, whole, words
from collegiate.simulate.children.households import (
    ETHNICITIES,
    LANGUAGES,
    NO_SEN,
    PLAN,
    SEN_CODES,
    SEN_NEEDS,
    forenames,
)
from collegiate.simulate.children.names import FORENAMES_F, FORENAMES_M, SURNAMES
from collegiate.simulate.children.population import (
    LEFT_AT_END,
    MOVED_AWAY,
    NEXT_STAGE,
    ON_ROLL,
    OTHER_SCHOOL_OF_TRUST,
    STATUS,
)
from collegiate.simulate.children.scene import Scene
from collegiate.simulate.children.schools import year_group_word
from collegiate.simulate.children.staff import groups_of
from collegiate.tables import Contact, Enrolment, Need, PupilRecord

_REASONS = {
    NEXT_STAGE: "Moved to the next stage",
    OTHER_SCHOOL_OF_TRUST: "Moved to another school",
    MOVED_AWAY: "Moved out of the area",
    LEFT_AT_END: "Completed studies at school",
    5: "Dual registration ended",
}
_AWAY = ("School in another authority", "Independent school", "Elective home education", "Moved abroad")
_AFTER = ("Sixth-form college", "Further education college", "Apprenticeship", "University", "Employment")
_YEAR_WORDS = [year_group_word(n) for n in range(-1, 14)]
_NEED_KINDS = ("sen_provision", "sen_need", "free_school_meals", "pupil_premium", "looked_after")


def record_tables(scene: Scene, part_time: np.ndarray) -> dict[str, pa.Table]:
    """Return pupil_record, enrolment, need and contact."""
    return {
        "pupil_record": _pupil_records(scene),
        "enrolment": _enrolments(scene),
        "need": _needs(scene, part_time),
        "contact": _contacts(scene),
    }


def _last_known(scene: Scene, index: np.ndarray) -> np.ndarray:
    """The last seat of each place or spell that was taken by today, of those that have one."""
    last = np.full(int(index.max()) + 1, NEVER)
    begun = np.flatnonzero(scene.begun())
    last[index[begun]] = begun
    return last[last != NEVER]


def _first_of_spell(scene: Scene, seat: np.ndarray) -> np.ndarray:
    """The seat with which the spell of each seat began."""
    spell = scene.seats.spell
    return np.searchsorted(spell, spell[seat])


def _went(scene: Scene, seat: np.ndarray) -> dict[str, pa.Array]:
    """How a seat ended, in words; empty for a child who is on roll."""
    seats = scene.seats
    rng = rng_of(scene.seed, 16)
    ended = np.where(scene.current()[seat], ON_ROLL, seats.ended[seat])
    away, after = (rng.integers(0, len(of), len(seats))[seat] for of in (_AWAY, _AFTER))
    names = [s.name for s in scene.schools]
    to = np.full(len(seat), -1)
    to[ended == MOVED_AWAY] = len(names) + away[ended == MOVED_AWAY]
    to[ended == LEFT_AT_END] = len(names) + len(_AWAY) + after[ended == LEFT_AT_END]
    inside = np.isin(ended, (NEXT_STAGE, OTHER_SCHOOL_OF_TRUST))
    to[inside] = _next_school(scene)[seat[inside]]
    reasons = [_REASONS.get(n) for n in range(6)]
    return {
        "leaving_reason": words(reasons, np.where(ended == ON_ROLL, -1, ended)),
        "destination": words([*names, *_AWAY, *_AFTER], to),
    }


def _next_school(scene: Scene) -> np.ndarray:
    """The school of the child's next seat in time, or -1: it is agreed before the child goes."""
    seats = scene.seats
    order = np.lexsort((seats.first, seats.child))
    following = np.full(len(seats), -1)
    same = seats.child[order][1:] == seats.child[order][:-1]
    following[order[:-1][same]] = seats.school[order[1:][same]]
    return following


def _pupil_records(scene: Scene) -> pa.Table:
    """One row for each child at each school, as the school last knew the child."""
    seats, of = scene.seats, scene.children
    last = _last_known(scene, seats.place)
    child, began = seats.child[last], seats.first[_first_of_spell(scene, last)]
    given = forenames(of, of.forename).take(pa.array(child))
    girls_middle = np.where(
        of.girl[child], of.middle[child] % len(FORENAMES_F), len(FORENAMES_F) + of.middle[child] % len(FORENAMES_M)
    )
    surname = of.surname.take(pa.array(child))
    rng = rng_of(scene.seed, 17)
    called = rng.random(scene.people.children)[child] < 0.03
    group_names, group = groups_of(scene)
    as_of = np.where(scene.current()[last], scene.today, seats.last[last])
    sen = np.where(of.sen_since[child] <= as_of, of.sen[child], NO_SEN)
    changed = rng.random(scene.people.children)[child] < 0.01
    other = of.surname.take(pa.array((child + 1) % scene.people.children))
    return fact(
        PupilRecord,
        **scene.who(last),
        as_of=days(as_of),
        upn=of.upn.take(pa.array(child)),
        uln=pc.if_else(pa.array(seats.year_group[last] >= 9), of.uln.take(pa.array(child)), None),
        surname=surname,
        forename=given,
        middle_names=words([*FORENAMES_F, *FORENAMES_M], np.where(of.middle[child] < 0, -1, girls_middle)),
        preferred_surname=surname,
        preferred_forename=pc.if_else(pa.array(called), pc.utf8_slice_codeunits(given, 0, 3), given),
        former_surname=pc.if_else(pa.array(changed), other, None),
        birth_date=days(of.birth[child]),
        sex=words(["M", "F"], of.girl[child].astype(int)),
        ethnicity=words(ETHNICITIES, of.ethnicity[child]),
        language=words(LANGUAGES, of.language[child]),
        outward_code=words(of.outward_codes, of.outward[child]),
        entry_date=days(began),
        leaving_date=days(scene.until(last)),
        **_went(scene, last),
        enrolment_status=words(STATUS, seats.status[last]),
        year_group=words(_YEAR_WORDS, seats.year_group[last] + 1),
        registration_group=group_names.take(pa.array(group[last])),
        sen_provision=words(SEN_CODES, sen),
        sen_need=words(SEN_NEEDS, np.where(sen == NO_SEN, -1, of.sen_need[child])),
        free_school_meals=flags(of.meals[child] & (of.meals_since[child] <= as_of)),
        pupil_premium=flags(of.premium[child]),
        service_child=flags(of.service[child]),
        looked_after=flags(of.in_care[child]),
    )


def _enrolments(scene: Scene) -> pa.Table:
    seats = scene.seats
    last = _last_known(scene, seats.spell)
    first = _first_of_spell(scene, last)
    return fact(
        Enrolment,
        **scene.who(last),
        entry_date=days(seats.first[first]),
        leaving_date=days(scene.until(last)),
        **_went(scene, last),
        enrolment_status=words(STATUS, seats.status[last]),
        year_group=words(_YEAR_WORDS, seats.year_group[last] + 1),
    )


def _needs(scene: Scene, part_time: np.ndarray) -> pa.Table:
    """Needs by spell: from the spell's first day, or later where SEN is found later; until the spell ends."""
    seats, of = scene.seats, scene.children
    last = _last_known(scene, seats.spell)
    first = _first_of_spell(scene, last)
    child, end = seats.child[last], scene.until(last)
    began, left = seats.first[first], np.where(end == NEVER, scene.today, end)
    since = np.maximum(of.sen_since[child], began)
    meals_since = np.maximum(of.meals_since[child], began)
    has_sen = (of.sen[child] > NO_SEN) & (since <= left)
    parts = [
        (0, has_sen, since, np.where(of.sen[child] == PLAN, 1, 0)),
        (1, has_sen, since, 2 + of.sen_need[child]),
        (2, of.meals[child] & (meals_since <= left), meals_since, np.full(len(last), -1)),
        (3, of.premium[child], began, np.full(len(last), -1)),
        (4, of.in_care[child], began, np.full(len(last), -1)),
    ]
    codes = ["K", "E", *SEN_NEEDS]
    tables = []
    for kind, who, start, code in parts:
        rows = np.flatnonzero(who)
        tables.append(_need(scene, last[rows], _NEED_KINDS[kind], words(codes, code[rows]), start[rows], end[rows]))
    open_end = np.where(part_time[:, 2] >= scene.today, NEVER, part_time[:, 2])
    nothing = pa.nulls(len(part_time), pa.string())
    tables.append(_need(scene, part_time[:, 0], "part_time_timetable", nothing, part_time[:, 1], open_end))
    return pa.concat_tables(tables)


def _need(scene: Scene, seat: np.ndarray, kind: str, code: pa.Array, start: np.ndarray, end: np.ndarray) -> pa.Table:
    kinds = pa.array([kind] * len(seat), pa.string())
    return fact(Need, **scene.who(seat), kind=kinds, code=code, start_date=days(start), end_date=days(end))


def _contacts(scene: Scene) -> pa.Table:
    """A mother or a father, and for three children in five a second one; brothers and sisters have the same."""
    seat = _last_known(scene, scene.seats.place)
    child = scene.seats.child[seat]
    family = scene.children.family[child]
    rng = rng_of(scene.seed, 18)
    families = int(scene.children.family.max()) + 1
    mother = rng.random(families) < 0.86
    second = rng.random(families) < 0.62
    drawn, phone = rng.integers(0, 60, (families, 2)), rng.integers(0, 1000, (families, 2))
    apart, other = rng.random(families) < 0.2, rng.integers(0, len(SURNAMES), families)
    surname = scene.children.surname
    tables = []
    for order, who in ((1, np.arange(len(child))), (2, np.flatnonzero(second[family]))):
        of = family[who]
        is_mother = mother[of] if order == 1 else ~mother[of]
        both = np.where(is_mother, drawn[of, order - 1], len(FORENAMES_F) + drawn[of, order - 1])
        numbers = [f"07700 900{n:03d}" for n in range(1000)]
        tables.append(
            fact(
                Contact,
                **scene.who(seat[who]),
                order=whole(np.full(len(who), order)),
                title=words(["Mr", "Mrs"], is_mother.astype(int)),
                surname=pc.if_else(
                    pa.array(apart[of] & (order == 2)), words(SURNAMES, other[of]), surname.take(pa.array(child[who]))
                ),
                forename=words([*FORENAMES_F, *FORENAMES_M], both),
                relationship=words(["PAF", "PAM"], is_mother.astype(int)),
                responsibility=flags(np.ones(len(who))),
                phone=words(numbers, phone[of, order - 1]),
                email=pa.array([f"family{n}.{order}@home.example" for n in of.tolist()]),
            )
        )
    return pa.concat_tables(tables)
