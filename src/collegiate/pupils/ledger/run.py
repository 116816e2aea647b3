"""The ledger itself: every week, every child on roll is exactly one of acted on, looked at, no data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import NEVER, Array, SchoolWeeks, integers, number_of, school_weeks
from collegiate.pupils.ledger.groups import Grouping, groupings
from collegiate.pupils.ledger.known import dates, known_now, named_adults
from collegiate.pupils.ledger.looks import in_week, latest, latest_by_week, looks
from collegiate.pupils.ledger.missing import missing, phrases
from collegiate.pupils.ledger.roll import first_days, roll_by_week, roll_on, spells
from collegiate.tables import KnownByNow, LedgerCount, LedgerEntry, StaffMember
from collegiate.tables.record import PupilKnownBy

STATES = ("acted_on", "looked_at", "no_data")
"""What can be known of a child in a week; the first that is true holds."""
DAYS = 30
"""Days without action after which a child is listed, until a trust sets another number."""


class Ledger(NamedTuple):
    """Three tables: the children of the latest academic year week by week, the numbers of every week, and who knows whom."""

    entries: pa.Table
    counts: pa.Table
    known: pa.Table


def ledger(tables: Mapping[str, pa.Table], by_week: pa.Table, today: date, *, days: int = DAYS) -> Ledger:
    """Return `LedgerEntry`, `LedgerCount` and `KnownByNow` rows.

    `tables` holds the record by table name: pupil and pupil_enrolment, and as far as they were sent pupil_adult_note,
    pupil_support, pupil_known_by, pupil_result, pupil_effort, pupil_need, pupil_class_membership, staff_member. `by_week` are
    `PupilWeek` rows. `days` is after how many days without action a child is counted in `without_action`.
    """
    pupil = tables["pupil"].sort_by("pupil")
    children, weeks = integers(pupil["pupil"]), school_weeks(by_week, today)
    rolls = spells(tables["pupil_enrolment"], children)
    first_day = first_days(rolls, len(children))
    found = looks(tables, children, today)
    acts = found.child[found.acted], found.day[found.acted]
    notes = found.child[found.note], found.day[found.note]

    school = roll_by_week(rolls, len(children), weeks)
    state = np.where(in_week(found.child, found.day, len(children), weeks), 1, 2).astype(np.int8)
    state[in_week(*acts, len(children), weeks)] = 0
    noted = latest_by_week(*notes, len(children), weeks) != NEVER
    lacks = missing(tables, by_week, children, weeks, noted)
    alone = _without_action(latest_by_week(*acts, len(children), weeks), first_day, weeks, today, days)
    adult = named_adults(
        tables.get(PupilKnownBy.name, PupilKnownBy.empty()),
        tables.get(StaffMember.name, StaffMember.empty()),
        children,
        today,
    )
    return Ledger(
        _entries(children, weeks, school, state, lacks),
        _counts(weeks, school, state, alone, groupings(tables, weeks, today)),
        known_now(
            children,
            roll_on(rolls, len(children), today),
            adult,
            latest(*notes, len(children)),
            latest(*acts, len(children)),
            first_day,
            today,
        ).sort_by(KnownByNow.key[0]),
    )


def _without_action(last_action: Array, first_day: Array, weeks: SchoolWeeks, today: date, days: int) -> Array:
    """Whether the last action, or where there is none the first day on roll, lies `days` or more before the week's end."""
    since = np.where(last_action == NEVER, first_day[:, None], last_action)
    ends = np.minimum(weeks.mondays + 6, number_of(today))
    return ends[None, :] - since >= days


def _entries(children: Array, weeks: SchoolWeeks, school: Array, state: Array, lacks: Array) -> pa.Table:
    """The rows of the latest academic year, by week and child."""
    years = weeks.years
    now = np.flatnonzero(years == years[-1]) if weeks.number else np.zeros(0, np.int64)
    week, child = np.nonzero((school[:, now] > 0).T)
    week = now[week]
    states, said = state[child, week], lacks[child, week]
    return LedgerEntry.conform(
        pa.table(
            {
                "pupil": children[child],
                "urn": school[child, week],
                "week": dates(weeks.mondays[week]),
                "state": pa.DictionaryArray.from_arrays(pa.array(states, pa.int32()), pa.array(STATES)),
                "missing": pa.DictionaryArray.from_arrays(
                    pa.array(said, pa.int32(), mask=states != STATES.index("no_data")), pa.array(phrases())
                ),
            }
        )
    )


def _counts(
    weeks: SchoolWeeks, school: Array, state: Array, alone: Array, groupings: Mapping[str, Grouping]
) -> pa.Table:
    """The numbers of every school, week and group, in that order."""
    child, week = np.nonzero(school)
    urns, at = np.unique(school[child, week], return_inverse=True)
    states, without = state[child, week].astype(np.int64), alone[child, week]
    parts = []
    for name, grouping in groupings.items():
        width = len(grouping.values)
        pair, place = _compressed(at * width + grouping.code[child, week], len(urns) * width)
        cell = place * weeks.number + week
        size = len(pair) * weeks.number
        by_state = np.bincount(cell * len(STATES) + states, minlength=size * len(STATES)).reshape(size, len(STATES))
        lone = np.bincount(cell[without], minlength=size)
        there = np.flatnonzero(by_state.sum(axis=1))
        parts.append(_count_rows(name, grouping, urns, pair, weeks, there, by_state[there], lone[there]))
    order = [(c, "ascending") for c in ("urn", "week")]
    return pa.concat_tables(parts).sort_by(order) if parts else LedgerCount.empty()


def _compressed(values: Array, size: int) -> tuple[Array, Array]:
    """The distinct values in order, and the place of each value among them."""
    present = np.zeros(size, bool)
    present[values] = True
    return np.flatnonzero(present), (np.cumsum(present) - 1)[values]


def _count_rows(
    name: str,
    grouping: Grouping,
    urns: Array,
    pair: Array,
    weeks: SchoolWeeks,
    there: Array,
    by_state: Array,
    lone: Array,
) -> pa.Table:
    which, week = np.divmod(there, weeks.number)
    urn, value = np.divmod(pair[which], len(grouping.values))
    columns = {
        "urn": urns[urn],
        "week": dates(weeks.mondays[week]),
        "grouping": pa.array([name] * len(there), pa.string()),
        "value": pa.array(grouping.values).take(pa.array(value)),
        "roll": by_state.sum(axis=1),
        "without_action": lone,
    }
    return LedgerCount.conform(pa.table(columns | {s: by_state[:, i] for i, s in enumerate(STATES)}))
