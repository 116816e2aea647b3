"""What adults do and write down, what is tried for children, and what children say of themselves."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from collegiate.simulate.children.arrays import NEVER, days, fact, first_of_each, rng_of, words
from collegiate.simulate.children.plan import CALM
from collegiate.simulate.children.population import SUBSIDIARY
from collegiate.simulate.children.scene import Scene
from collegiate.simulate.children.schools import NURSERY
from collegiate.simulate.children.staff import Staff, tutors
from collegiate.tables import AdultNote, ChildsWord, Support

_ABOUT = ("attendance", "progress", "effort", "behaviour", "wellbeing")
_KINDS = ("acted_on", "looked_at", "contact")
_WORDS = (
    ("Rang home and agreed a start-time plan.", "Moved to small-group teaching twice a week.", "Sat together to plan homework.", "Agreed a report card with targets.", "Time out card given, check-in each morning."),
    ("Attendance looked at: nothing out of the way.", "Work looked at: where it should be.", "Effort looked at: steady.", "No incidents of concern.", "Cheerful, settled in class."),
    ("Talked about getting here in the morning.", "Talked about what goes well in mathematics.", "Talked about what helps with concentration.", "Talked about what happened at break.", "Talked about things at home and at school."),
)  # fmt: skip
_HOPES = (
    "I want to be a vet because I like animals", "I would like to work with computers", "To be a footballer or a PE teacher",
    "I want to help people like nurses do", "I don't know yet but I like drawing", "An engineer like my nan", "I want to go to college and do joinery",
    "To write stories that get printed", "I want to work on the farm with Dad", "Be a paramedic",
)  # fmt: skip
_STEPS = (
    "Read every night before bed", "Ask when I am stuck", "Learn my seven times table", "Join the science club", "Come in on time",
    "Talk to the careers lady", "Practise my French speaking",
)  # fmt: skip
_OTHER_SUPPORT = (
    "Breakfast club",
    "Emotional literacy support",
    "Speech and language sessions",
    "Mentor",
    "Homework club",
)


def notes_table(scene: Scene, staff: Staff) -> pa.Table:
    """Notes of adults: more in later years, more in some schools and classes than in others, more where there is cause."""
    seat, day, kind = _written(scene)
    rng = rng_of(scene.seed, 41)
    seats = scene.seats
    about = _topics(scene, seat, kind, rng)
    tutor = tutors(scene, staff)[seat]
    others = np.stack(
        [
            staff.leader(seats.school[seat], 1),
            staff.leader(seats.school[seat], 2),
            staff.assistant(seats.school[seat], seats.child[seat]),
        ]
    )
    other = others[rng.integers(0, 3, len(seat)), np.arange(len(seat))]
    adult = np.where((kind == 1) | (rng.random(len(seat)) < 0.6), tutor, other)
    keep = first_of_each(seat, day, kind, adult)
    seat, day, kind, adult, about = seat[keep], day[keep], kind[keep], adult[keep], about[keep]
    return fact(
        AdultNote,
        **scene.who(seat),
        day=days(day),
        kind=words(_KINDS, kind),
        staff=words(staff.name, adult),
        about=words(_ABOUT, about),
        words=words([w for row in _WORDS for w in row], kind * len(_ABOUT) + about),
    )


def _written(scene: Scene) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which seats are written about, on which days, and of what kind: acted on, looked at, a talk."""
    seats = scene.seats
    rates = _weekly_rates(scene)
    found = []
    for s, school in enumerate(scene.schools):
        for calendar in scene.calendars[s]:
            here = scene.people.of(s, calendar.period)
            rng = rng_of(scene.seed, 40, school.urn, calendar.period)
            for kind, rate in enumerate(rates):
                many = rng.poisson(rate[here] * len(calendar.days) / 5)
                seat = np.repeat(here, many)
                day = calendar.days[rng.integers(0, len(calendar.days), len(seat))]
                inside = (seats.first[seat] <= day) & (day <= seats.last[seat])
                found.append((seat[inside], day[inside], np.full(int(inside.sum()), kind)))
    seats_of, days_of, kinds_of = zip(*found, strict=True)
    return np.concatenate(seats_of), np.concatenate(days_of), np.concatenate(kinds_of)


def _weekly_rates(scene: Scene) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Notes a week for each seat, of each kind."""
    seats, rng = scene.seats, rng_of(scene.seed, 42)
    child = seats.child
    school = np.exp(rng.normal(0, 0.35, len(scene.schools)))[seats.school]
    group_key = (seats.school * 40 + seats.year_group + 1) * 30 + seats.group
    group = np.exp(rng.normal(0, 0.5, int(group_key.max()) + 1))[group_key]
    age = scene.periods[-1] - seats.period
    grown = np.where(age == 0, 1.0, np.where(age == 1, 0.7, 0.25))
    cause = 0.25 + 0.5 * (scene.plan.drift != CALM) + 0.35 * np.clip(scene.children.absence[child], 0, 2)
    cause = cause + 0.3 * (scene.children.sen[child] > 0) + 0.25 * np.clip(-scene.children.care[child], 0, 2)
    silent = scene.plan.unseen[child] | (seats.status == SUBSIDIARY) | (seats.year_group == NURSERY)
    seen = np.where(silent, np.where(scene.plan.unseen[child], 0.0, 0.4), 1.0)
    common = school * group * grown * seen
    return 0.10 * cause * common, 0.34 * common, 0.05 * common


def _topics(scene: Scene, seat: np.ndarray, kind: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    drifting = scene.plan.drift[seat] != CALM
    drawn = rng.integers(0, len(_ABOUT), len(seat))
    return np.where(drifting & (kind != 1) & (rng.random(len(seat)) < 0.6), 0, drawn)


def support_table(scene: Scene, staff: Staff) -> pa.Table:
    """The two programmes whose effect is planted, from November to March, and other support."""
    seats, rng = scene.seats, rng_of(scene.seed, 43)
    parts = []
    for number, (programme, _, _) in enumerate(scene.plan.programmes):
        seat = np.flatnonzero(scene.learning.programme[:, number])
        parts.append(_support(scene, staff, seat, programme, (11, 4), (3, 20), rng))
    need = 0.03 + 0.10 * (scene.children.sen[seats.child] > 0) + 0.05 * (scene.children.hardship[seats.child] > 1)
    helped = np.flatnonzero(
        (rng.random(len(seats)) < need) & ~scene.plan.unseen[seats.child] & (seats.status != SUBSIDIARY)
    )
    which = rng.integers(0, len(_OTHER_SUPPORT), len(helped))
    for number, programme in enumerate(_OTHER_SUPPORT):
        parts.append(_support(scene, staff, helped[which == number], programme, (10, 1), (6, 20), rng))
    return pa.concat_tables(parts)


def _support(scene: Scene, staff: Staff, seat: np.ndarray, programme: str, start: tuple[int, int], end: tuple[int, int],
             rng: np.random.Generator) -> pa.Table:  # fmt: skip
    first = scene.day_in_year(seat, *start)
    seat, first = seat[first != NEVER], first[first != NEVER]
    last = scene.day_in_year(seat, *end)
    last = np.where((last == NEVER) & ~scene.current()[seat], scene.seats.last[seat], last)
    adult = staff.assistant(scene.seats.school[seat], rng.integers(0, 99, len(seat)))
    return fact(
        Support,
        **scene.who(seat),
        programme=pa.array([programme] * len(seat), pa.string()),
        start_date=days(first),
        end_date=days(last),
        staff=words(staff.name, adult),
    )


def childs_words_table(scene: Scene) -> pa.Table:
    """What children from Year 3 hope for, and the next step that they set themselves: two in five, once a year."""
    seats, rng = scene.seats, rng_of(scene.seed, 44)
    parts = []
    for kind, said, month in (("aspiration", _HOPES, 10), ("next_step", _STEPS, 2)):
        seat = np.flatnonzero((seats.year_group >= 3) & (seats.status != SUBSIDIARY) & (rng.random(len(seats)) < 0.4))
        seat = seat[~scene.plan.unseen[seats.child[seat]]]
        day = scene.day_in_year(seat, month, 14)
        seat, day = seat[day != NEVER], day[day != NEVER]
        kinds = pa.array([kind] * len(seat), pa.string())
        parts.append(
            fact(
                ChildsWord,
                **scene.who(seat),
                day=days(day),
                kind=kinds,
                words=words(said, rng.integers(0, len(said), len(seat))),
            )
        )
    return pa.concat_tables(parts)
