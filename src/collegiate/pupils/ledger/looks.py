"""What adults did for a child, or saw of one, and when: notes and support, by week and to the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import NEVER, Array, SchoolWeeks, days, index_of, integers, number_of, words
from collegiate.tables.record import PupilAdultNote, PupilSupport

_ACTED = "acted_on"


@dataclass(frozen=True, slots=True)
class Looks:
    """Days on which adults did something: `child` is a place among the children, `acted` false where one only looked."""

    child: Array
    day: Array
    acted: Array
    note: Array


def looks(tables: Mapping[str, pa.Table], children: Array, today: date) -> Looks:
    """Read adult notes and support begun, up to `today`, in order of day.

    A note of another kind than acted_on is a look. Support that began is an action. A mark in the register is neither.
    """
    notes = tables.get(PupilAdultNote.name, PupilAdultNote.empty())
    support = tables.get(PupilSupport.name, PupilSupport.empty())
    child = index_of(np.concatenate([integers(notes["pupil"]), integers(support["pupil"])]), children)
    day = np.concatenate([days(notes["day"], NEVER), days(support["start_date"], NEVER)])
    note = np.arange(len(day)) < notes.num_rows
    acted = np.concatenate([words(notes["kind"]) == _ACTED, np.ones(support.num_rows, bool)]).astype(bool)
    order = np.argsort(day, kind="stable")
    order = order[((child >= 0) & (day != NEVER) & (day <= number_of(today)))[order]]
    return Looks(child[order], day[order], acted[order], note[order])


def latest(child: Array, day: Array, children: int) -> Array:
    """The latest day of each child, `NEVER` where there is none; days come in order."""
    found = np.full(children, NEVER, np.int64)
    found[child] = day
    return found


def in_week(child: Array, day: Array, children: int, weeks: SchoolWeeks) -> Array:
    """Whether something happened to each child in each week: children by weeks."""
    found = np.zeros((children, weeks.number), bool)
    at = weeks.week(day)
    found[child[at >= 0], at[at >= 0]] = True
    return found


def latest_by_week(child: Array, day: Array, children: int, weeks: SchoolWeeks) -> Array:
    """The latest day of each child up to the end of each week, `NEVER` where there is none; days come in order."""
    found = np.full((children, weeks.number), NEVER, np.int64)
    ends = np.searchsorted(weeks.mondays + 6, day, "left")
    there = ends < weeks.number
    found[child[there], ends[there]] = day[there]
    return np.maximum.accumulate(found, axis=1)
