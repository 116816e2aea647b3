"""Who works at the schools, which classes there are, and who teaches them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from collegiate.simulate.children.arrays import NEVER, days, fact, first_of_each, rng_of, words
from collegiate.simulate.children.names import FORENAMES_F, FORENAMES_M, SURNAMES, TITLES
from collegiate.simulate.children.scene import Scene
from collegiate.simulate.children.schools import MadeUpSchool, year_group_word
from collegiate.tables import ClassMembership, ClassTeacher, KnownBy, StaffMember
from collegiate.vocabulary.persons import local_person

_TEACHING = (("ENG", "En", 0), ("MAT", "Ma", 1), ("SCI", "Sc", 2))
_LEADERS = ("Headteacher", "SENCO", "Attendance officer", "Deputy headteacher")
_KNOWN = 0.94


@dataclass(frozen=True, slots=True)
class Staff:
    """All staff, school after school: `start` is where a school's begin, `teachers` and `assistants` how many of them."""

    name: list[str]
    surname: list[str]
    title: list[str]
    role: list[str]
    school: np.ndarray
    start: np.ndarray
    teachers: np.ndarray
    assistants: np.ndarray

    def leader(self, school: np.ndarray, which: int) -> np.ndarray:
        """One of the leaders of each school, by place in the list of leaders."""
        return self.start[school] + which

    def teacher(self, school: np.ndarray, number: np.ndarray) -> np.ndarray:
        """A teacher of each school by a number that may be any."""
        return self.start[school] + len(_LEADERS) + number % self.teachers[school]

    def assistant(self, school: np.ndarray, number: np.ndarray) -> np.ndarray:
        """A teaching assistant of each school by a number that may be any."""
        return self.start[school] + len(_LEADERS) + self.teachers[school] + number % self.assistants[school]


def make_staff(scene: Scene) -> Staff:
    """Give each school its leaders, a teacher for each class and half as many assistants."""
    seats = scene.seats
    key = (seats.school * 10_000 + seats.period) * 1_000 + (seats.year_group + 1) * 30 + seats.group
    classes = np.bincount(np.unique(key) // 10_000_000, minlength=len(scene.schools)) / len(scene.periods)
    teachers = np.maximum(2, np.ceil(1.25 * classes)).astype(int)
    assistants = np.maximum(1, teachers // 2)
    each = len(_LEADERS) + teachers + assistants
    school = np.repeat(np.arange(len(each)), each)
    rng = rng_of(scene.seed, 13)
    drawn = rng.integers(0, 10_000, (len(school), 3))
    names = [
        local_person(scene.schools[s].urn, scene.schools[s].system, f"S{n + 1:03d}")
        for s, many in enumerate(each.tolist())
        for n in range(many)
    ]
    roles = [
        role
        for t, a in zip(teachers.tolist(), assistants.tolist(), strict=True)
        for role in (*_LEADERS, *["Teacher"] * t, *["Teaching assistant"] * a)
    ]
    return Staff(
        name=names,
        surname=[SURNAMES[a % len(SURNAMES)] for a in drawn[:, 0].tolist()],
        title=[TITLES[b % 3] for b in drawn[:, 1].tolist()],
        role=roles,
        school=school,
        start=np.cumsum(each) - each,
        teachers=teachers,
        assistants=assistants,
    )


def staff_table(scene: Scene, staff: Staff) -> pa.Table:
    """Staff as facts."""
    drawn = rng_of(scene.seed, 14).integers(0, 10_000, len(staff.name)).tolist()
    forenames = [
        (FORENAMES_M if title == "Mr" else FORENAMES_F)[n % 60] for title, n in zip(staff.title, drawn, strict=True)
    ]
    began = scene.calendars[0][0].first - 30 - np.array(drawn) % 4000
    return fact(
        StaffMember,
        urn=pa.array(scene.urns[staff.school]),
        staff=pa.array(staff.name),
        surname=pa.array(staff.surname),
        forename=pa.array(forenames),
        title=pa.array(staff.title),
        role=pa.array(staff.role),
        email=pa.array([f"staff{n}@school{u}.example" for n, u in enumerate(scene.urns[staff.school].tolist())]),
        start_date=days(began),
    )


def group_name(school: MadeUpSchool, year_group: int, group: int) -> str:
    """Name a registration group: '7B', 'N2A'; in a small school year groups share 'Class 1', 'Class 2', …"""
    if school.small:
        return f"Class {max(0, year_group) // 2 + 1}"
    return f"{year_group_word(year_group)}{chr(65 + group)}"


def groups_of(scene: Scene) -> tuple[pa.Array, np.ndarray]:
    """Return the names of registration groups and, for each seat, which of them it is in."""
    seats = scene.seats
    key = seats.school * 10_000 + (seats.year_group + 1) * 300 + seats.group
    keys, index = np.unique(key, return_inverse=True)
    names = [group_name(scene.schools[k // 10_000], k % 10_000 // 300 - 1, k % 10_000 % 300) for k in keys.tolist()]
    return pa.array(names), index


def tutors(scene: Scene, staff: Staff) -> np.ndarray:
    """The teacher of each seat's registration group."""
    seats = scene.seats
    small = np.array([s.small for s in scene.schools])[seats.school]
    year = np.where(small, np.maximum(seats.year_group, 0) // 2, (seats.year_group + 1) * 7)
    turn = np.where(seats.year_group >= 7, seats.period - seats.year_group, seats.period)
    return staff.teacher(seats.school, year + seats.group + turn)


def class_tables(scene: Scene, staff: Staff) -> dict[str, pa.Table]:
    """Registration groups and, from Year 7, sets for English, mathematics and science, with their teachers."""
    seats = scene.seats
    names, index = groups_of(scene)
    every = np.arange(len(seats))
    registration = _memberships(scene, every, names.take(pa.array(index)), "registration", None)
    led = _teachers(scene, staff, every, index, names, tutors(scene, staff), "tutor")
    taught = np.flatnonzero(seats.year_group >= 7)
    members, teachers = [registration], [led]
    for number, (subject, short, of) in enumerate(_TEACHING):
        place = _set_of(scene, taught, of)
        key = (seats.year_group[taught] + 1) * 10 + place
        keys, at = np.unique(key, return_inverse=True)
        labels = pa.array([f"{year_group_word(k // 10 - 1)}/{short}{k % 10 + 1}" for k in keys.tolist()])
        members.append(_memberships(scene, taught, labels.take(pa.array(at)), "teaching", subject))
        who = staff.teacher(seats.school[taught], key * 3 + number + seats.period[taught])
        teachers.append(_teachers(scene, staff, taught, at, labels, who, "teacher"))
    return {"class_membership": pa.concat_tables(members), "class_teacher": pa.concat_tables(teachers)}


def known_by_table(scene: Scene, staff: Staff) -> pa.Table:
    """The adult who knows a child well: mostly the tutor, sometimes an assistant; for some children nobody is named."""
    seats = scene.seats
    rng = rng_of(scene.seed, 15)
    drawn = rng.random(len(seats))
    unseen = scene.plan.unseen[seats.child]
    seat = np.flatnonzero((seats.period >= scene.periods[-1] - 1) & (drawn < _KNOWN) & ~unseen)
    adult = np.where(
        rng.random(len(seat)) < 0.8,
        tutors(scene, staff)[seat],
        staff.assistant(seats.school[seat], rng.integers(0, 99, len(seat))),
    )
    return fact(
        KnownBy,
        **scene.who(seat),
        staff=words(staff.name, adult),
        staff_name=words([f"{t} {s}" for t, s in zip(staff.title, staff.surname, strict=True)], adult),
        start_date=days(seats.first[seat]),
        end_date=days(scene.until(seat)),
    )


def _set_of(scene: Scene, seat: np.ndarray, subject: int) -> np.ndarray:
    """Which set a child is in: by what they can, in so many sets as the year group fills."""
    seats = scene.seats
    able = scene.learning.start[seat, subject]
    able = np.where(np.isnan(able), 100.0, able)
    key = (seats.school[seat] * 10_000 + seats.period[seat]) * 20 + seats.year_group[seat]
    order = np.lexsort((-able, key))
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    rank = np.empty(len(seat), dtype=int)
    rank[order] = np.arange(len(seat)) - np.repeat(np.cumsum(counts) - counts, counts)
    size = counts[inverse]
    number = np.clip(np.ceil(size / 27), 1, 9).astype(int)
    return rank * number // size


def _memberships(scene: Scene, seat: np.ndarray, names: pa.Array, kind: str, subject: str | None) -> pa.Table:
    seats = scene.seats
    return fact(
        ClassMembership,
        **scene.who(seat),
        class_name=names,
        kind=pa.array([kind] * len(seat)),
        subject=pa.array([subject] * len(seat), pa.string()),
        year_group=words(_YEAR_WORDS, seats.year_group[seat] + 1),
        start_date=days(seats.first[seat]),
        end_date=days(scene.until(seat)),
    )


_YEAR_WORDS = [year_group_word(n) for n in range(-1, 14)]


def _teachers(scene: Scene, staff: Staff, seat: np.ndarray, label: np.ndarray, labels: pa.Array, adult: np.ndarray,
              role: str) -> pa.Table:  # fmt: skip
    """One row for each class of a year: its teacher, from the first to the last day of the year."""
    seats = scene.seats
    text_key = np.array(labels.dictionary_encode().indices)[label] if len(labels) else label
    keep = first_of_each(seats.school[seat], seats.period[seat], text_key)
    school, number = seats.school[seat[keep]], scene.numbers[seat[keep]]
    start = np.array([[y.first for y in years] for years in scene.calendars])[school, number]
    end = np.array([[y.last for y in years] for years in scene.calendars])[school, number]
    end = np.where(end >= scene.today, NEVER, end)
    return fact(
        ClassTeacher,
        urn=pa.array(scene.urns[school]),
        class_name=labels.take(pa.array(label[keep])),
        staff=words(staff.name, adult[keep]),
        role=pa.array([role] * len(keep)),
        start_date=days(start),
        end_date=days(end),
    )


__all__ = [
    "Staff", "class_tables", "group_name", "groups_of", "known_by_table", "make_staff", "staff_table", "tutors",
]  # fmt: skip
