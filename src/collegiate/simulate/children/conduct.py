"""Effort, behaviour, suspensions and achievements. Children who drift show it here before they stay away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from collegiate.simulate.children.arrays import NEVER, days, fact, first_of_each, flags, rng_of, whole, words
from collegiate.simulate.children.plan import BEFORE, DRIFTING
from collegiate.simulate.children.population import SUBSIDIARY
from collegiate.simulate.children.scene import Scene
from collegiate.tables import Achievement, Conduct, Effort

_REPORTS = (("autumn", 11, 6), ("spring", 3, 6), ("summer", 6, 26))
_SLIPS = {"autumn": 0.0, "spring": -0.5, "summer": -1.2}
_CATEGORIES = (
    "Disruption",
    "Defiance",
    "Unkindness",
    "Lateness to lesson",
    "Homework",
    "Uniform",
    "Mobile telephone",
    "Fighting",
)
_SUSPENDED_FOR = ("PP", "PA", "DB", "VP", "VA", "DM")
_KINDS = ("academic", "personal", "curricular", "extra_curricular")
_TITLES = (
    ("Star of the week", "Improved test score", "Reading challenge finished", "Mathematics challenge", "Model answer"),
    ("Kindness to a younger child", "Courage", "Perseverance", "Young carer's award", "Looked after a friend"),
    ("Science investigation", "Design project shown", "History essay", "Art in the exhibition", "Poem in the anthology"),
    ("Football team", "Choir", "School play", "Chess club", "Gardening club", "Duke of Edinburgh's Award", "Brass band", "Coding club", "Residential visit"),
)  # fmt: skip


def effort_table(scene: Scene) -> pa.Table:
    """Grades three times a year: two subjects in the primary years, three later."""
    seats, rng = scene.seats, rng_of(scene.seed, 30)
    early, drifting = scene.plan.drift == BEFORE, scene.plan.drift == DRIFTING
    made = []
    for term, month, day in _REPORTS:
        change = np.where(drifting, -1.4, np.where(early, _SLIPS[term], 0.0))
        shown = rng.normal(0, 0.45, len(seats))
        for subject, first in (("READ", 0), ("MAT", 0), ("SCI", 7)):
            rows = np.flatnonzero(
                (seats.year_group >= first) & (seats.status != SUBSIDIARY) & (rng.random(len(seats)) < 0.97)
            )
            on = scene.day_in_year(rows, month, day)
            rows, on = rows[on != NEVER], on[on != NEVER]
            own = 3.5 + 0.75 * scene.children.care[seats.child[rows]] + shown[rows] + change[rows]
            grade = np.clip(np.rint(own + rng.normal(0, 0.35, len(rows))), 1, 5).astype(int)
            made.append(_effort(scene, rows, on, term, subject, grade))
    return pa.concat_tables(made)


def _effort(scene: Scene, seat: np.ndarray, on: np.ndarray, term: str, subject: str, grade: np.ndarray) -> pa.Table:
    many = len(seat)
    return fact(
        Effort,
        **scene.who(seat),
        period=whole(scene.seats.period[seat]),
        term=pa.array([term] * many, pa.string()),
        subject=pa.array([subject] * many, pa.string()),
        grade=whole(grade),
        day=days(on),
    )


def _behaviour(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Incidents: which seat, and on which day."""
    seats, rng = scene.seats, rng_of(scene.seed, 31)
    child = seats.child
    rate = (
        np.where(seats.year_group >= 7, 1.6, 0.5) * np.exp(-0.9 * scene.children.care[child]) * (seats.year_group >= 0)
    )
    rate = rate * np.where(seats.status == SUBSIDIARY, 0.2, 1.0) * _part_of_year(scene)
    drifting, early = scene.plan.drift == DRIFTING, scene.plan.drift == BEFORE
    number = rng.poisson(rate)
    seat = np.repeat(np.arange(len(seats)), number)
    share = rng.random(len(seat))
    more = rng.poisson(np.where(drifting, 2.0 + 2.5 * np.minimum(rate, 4) * _part_of_year(scene), 0.0))
    before = rng.poisson(np.where(early, 1.2 + 0.8 * np.minimum(rate, 4), 0.0))
    late = np.repeat(np.arange(len(seats)), before)
    seat = np.concatenate([seat, np.repeat(np.arange(len(seats)), more), late])
    share = np.concatenate([share, rng.random(int(more.sum())), 0.6 + 0.4 * rng.random(len(late))])
    day = scene.school_days(seat, share)
    return seat[day != NEVER], day[day != NEVER]


def _part_of_year(scene: Scene) -> np.ndarray:
    return np.clip((scene.seats.last - scene.seats.first + 1) / 320, 0, 1)


def suspensions(scene: Scene) -> np.ndarray:
    """Rows of (seat, first day away, last day away, sessions): one to five days for a few children, the day after it happened."""
    seats, rng = scene.seats, rng_of(scene.seed, 32)
    rate = np.where(seats.year_group >= 7, 0.035, 0.003) * np.exp(-0.9 * scene.children.care[seats.child])
    rate = rate * (seats.status != SUBSIDIARY) * (seats.year_group >= 1) * _part_of_year(scene)
    seat = np.repeat(np.arange(len(seats)), np.minimum(rng.poisson(rate), 2))
    day = scene.school_days(seat, rng.random(len(seat)))
    long = np.minimum(rng.geometric(0.5, len(seat)), 5)
    found = []
    for s, began, length in zip(seat.tolist(), day.tolist(), long.tolist(), strict=True):
        taught = scene.calendars[seats.school[s]][scene.numbers[s]].days
        at = int(np.searchsorted(taught, began, side="right"))
        away = taught[at : at + length]
        away = away[away <= seats.last[s]]
        if len(away):
            found.append((s, int(away[0]), int(away[-1]), 2 * len(away)))
    rows = np.array(found, dtype=int).reshape(-1, 4)
    return rows[first_of_each(rows[:, 0], rows[:, 1])]


def conduct_table(scene: Scene, suspended: np.ndarray) -> pa.Table:
    """Behaviour incidents and suspensions; `suspended` are the rows of `suspensions`."""
    rng = rng_of(scene.seed, 33)
    seat, day = _behaviour(scene)
    order = np.lexsort((day, seat))
    seat, day = seat[order], day[order]
    code = rng.integers(0, len(_CATEGORIES), len(seat))
    many = len(seat)
    incidents = fact(
        Conduct,
        **scene.who(seat),
        day=days(day),
        kind=pa.array(["behaviour"] * many, pa.string()),
        code=words(_CATEGORIES, code),
        number=whole(_nth(seat, day)),
        points=whole(1 + rng.integers(0, 3, many)),
    )
    away = len(suspended)
    excluded = fact(
        Conduct,
        **scene.who(suspended[:, 0]),
        day=days(suspended[:, 1]),
        kind=pa.array(["suspension"] * away, pa.string()),
        code=words(_SUSPENDED_FOR, rng.integers(0, len(_SUSPENDED_FOR), away)),
        number=whole(np.ones(away)),
        sessions=whole(suspended[:, 3]),
    )
    return pa.concat_tables([incidents, excluded])


def _nth(seat: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Which of several of one seat and day, counted from 1; both are sorted."""
    new = np.ones(len(seat), dtype=bool)
    new[1:] = (seat[1:] != seat[:-1]) | (day[1:] != day[:-1])
    start = np.maximum.accumulate(np.where(new, np.arange(len(seat)), 0))
    return np.arange(len(seat)) - start + 1


def achievements_table(scene: Scene) -> pa.Table:
    """Achievements of the four kinds, and enrichment; some children have many, some none."""
    seats, rng = scene.seats, rng_of(scene.seed, 34)
    keen = np.exp(0.45 * scene.children.care[seats.child] + 0.35 * rng.normal(0, 1, scene.people.children)[seats.child])
    number = rng.poisson(4.0 * keen * (seats.status != SUBSIDIARY) * _part_of_year(scene))
    seat = np.repeat(np.arange(len(seats)), number)
    day = scene.school_days(seat, rng.random(len(seat)))
    kind = rng.choice(4, len(seat), p=(0.35, 0.2, 0.2, 0.25))
    sizes, starts = np.array([len(t) for t in _TITLES]), np.cumsum([0, *(len(t) for t in _TITLES)])
    title = starts[kind] + (rng.random(len(seat)) * sizes[kind]).astype(int)
    keep = first_of_each(seat, day, title)
    keep = keep[day[keep] != NEVER]
    seat, day, kind, title = seat[keep], day[keep], kind[keep], title[keep]
    return fact(
        Achievement,
        **scene.who(seat),
        day=days(day),
        kind=words(_KINDS, kind),
        title=words(_flat(_TITLES), title),
        enrichment=flags(kind == 3),
        points=whole(1 + title % 3),
    )


def _flat(of: Sequence[Sequence[str]]) -> list[str]:
    return [word for row in of for word in row]
