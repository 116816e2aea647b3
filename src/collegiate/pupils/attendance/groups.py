"""The groups in which a child is counted in an academic year: as they were on the child's last day on that roll in it.

A table by group never rewrites the past: needs and registration groups count by their dates, and a year group moves with
the academic year. Where no spell of a kind is known for a child, what the child's own row says holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collegiate.pupils.attendance.calendar import ALWAYS, NEVER, first_day, mondays, periods
from collegiate.pupils.attendance.roll import Ints, spells

GROUPINGS = (
    "all", "year_group", "registration_group", "sex", "free_school_meals", "pupil_premium", "sen_provision",
    "english_additional", "looked_after",
)  # fmt: skip
WEEK_GROUPINGS = ("all", "year_group", "registration_group", "free_school_meals", "sen_provision")
ALL, NOT_KNOWN = "all", "not known"
YEAR_GROUPS = ("N1", "N2", "R", *map(str, range(1, 15)))
_YES, _NO = "yes", "no"
_DATED = {"free_school_meals": _NO, "pupil_premium": _NO, "looked_after": _NO, "sen_provision": "N"}
"""Kinds of `Need` that make a grouping, and the group of a child who has such a spell, but none on the day."""

_SPAN = 10**7
"""More days than any two dates are apart."""

Text = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Stays:
    """A child's stretches on a roll within an academic year, by pupil and first day; days as numbers, both included."""

    pupil: Ints
    urn: Ints
    period: Ints
    first: Ints
    last: Ints

    def take(self, which: NDArray[np.int64] | NDArray[np.bool_]) -> Stays:
        """Return some of the stays."""
        return Stays(self.pupil[which], self.urn[which], self.period[which], self.first[which], self.last[which])


def stays(enrolments: pa.Table, years: Sequence[int], until: int) -> Stays:
    """Cut every spell on a roll into the academic years `years`; nobody's stay reaches beyond the day `until`."""
    found = spells(enrolments)
    first = pc.fill_null(found["entry_date"].cast(pa.int32()), ALWAYS).to_numpy().astype(np.int64)
    last = pc.fill_null(found["leaving_date"].cast(pa.int32()), NEVER).to_numpy().astype(np.int64)
    pupil, urn = found["pupil"].to_numpy(), found["urn"].to_numpy()
    cut = []
    for year in years:
        begins, ends = first_day(year), min(first_day(year + 1) - 1, until)
        there = (first <= ends) & (last >= begins)
        period = np.full(int(there.sum()), year, dtype=np.int64)
        cut.append(
            Stays(pupil[there], urn[there], period, np.maximum(first[there], begins), np.minimum(last[there], ends))
        )
    whole = Stays(
        *(np.concatenate([getattr(c, n) for c in cut] or [np.zeros(0, np.int64)]) for n in Stays.__dataclass_fields__)
    )
    return _apart(whole.take(np.lexsort((whole.first, whole.period, whole.urn, whole.pupil))))


def _apart(stays: Stays) -> Stays:
    """Let each stay begin after those before it of the same child, school and year: no day is counted twice."""
    if not len(stays.pupil):
        return stays
    names = np.stack([stays.pupil, stays.urn, stays.period])
    rank = np.cumsum(np.append(False, (np.diff(names) != 0).any(axis=0)))
    highest = np.maximum.accumulate(rank * _SPAN + stays.last)
    before = np.append(ALWAYS, highest[:-1] - rank[1:] * _SPAN)
    first = np.maximum(stays.first, before + 1)
    return Stays(stays.pupil, stays.urn, stays.period, first, stays.last).take(first <= stays.last)


def groups(
    stays: Stays, pupils: pa.Table, needs: pa.Table | None, classes: pa.Table | None
) -> dict[str, NDArray[np.object_]]:
    """Return the group of every stay for each of `GROUPINGS` but all: words, `not known` where nothing says it."""
    place = _Places.of(stays, pupils)
    made = {
        "year_group": _year_groups(stays, pupils, place),
        "registration_group": _registration_groups(stays, pupils, place, classes),
        "sex": place.words(pupils["sex"]),
        "english_additional": place.yes_or_no(pupils["english_additional"]),
        "sen_provision": place.words(pupils["sen_provision"]),
    }
    made |= {kind: place.yes_or_no(pupils[kind]) for kind in _DATED if kind != "sen_provision"}
    for kind, otherwise in _DATED.items():
        _overlay_needs(made[kind], stays, needs, kind, otherwise)
    return {name: made[name] for name in GROUPINGS if name != ALL}


@dataclass(frozen=True, slots=True)
class _Places:
    """Where each stay's child is among the rows of `pupils`; the row past the end is for a child without one."""

    row: Ints

    @classmethod
    def of(cls, stays: Stays, pupils: pa.Table) -> _Places:
        number = pupils["pupil"].to_numpy()
        order = np.argsort(number)
        found = np.searchsorted(number[order], stays.pupil)
        inside = np.minimum(found, max(len(number) - 1, 0))
        there = (number[order][inside] == stays.pupil) if len(number) else np.zeros(len(stays.pupil), bool)
        return cls(np.where(there, order[inside], len(number)) if len(number) else np.zeros(len(stays.pupil), np.int64))

    def words(self, column: pa.ChunkedArray) -> Text:
        return _objects([w or NOT_KNOWN for w in column.to_pylist()] + [NOT_KNOWN])[self.row]

    def yes_or_no(self, column: pa.ChunkedArray) -> Text:
        said = [NOT_KNOWN if w is None else _YES if w else _NO for w in column.to_pylist()]
        return _objects([*said, NOT_KNOWN])[self.row]

    def days(self, column: pa.ChunkedArray) -> Ints:
        numbers = pc.fill_null(column.cast(pa.int32()), NEVER).to_numpy().astype(np.int64)
        return np.append(numbers, NEVER)[self.row]


def _objects(words: Sequence[str]) -> Text:
    return np.array(words, dtype=object)


def _described(pupils: pa.Table, place: _Places) -> Ints:
    """The academic year for which each child's row stands: that of its last description, or of leaving where that was before."""
    day = np.minimum(place.days(pupils["last_described"]), place.days(pupils["leaving_date"]))
    return np.where(day == NEVER, NEVER, periods(np.minimum(day, 100_000).astype(np.int32)))


def _year_groups(stays: Stays, pupils: pa.Table, place: _Places) -> Text:
    number = {name: i for i, name in enumerate(YEAR_GROUPS)}
    own = np.array([number.get(w, -NEVER) for w in [*pupils["year_group"].to_pylist(), None]])[place.row]
    then = own + stays.period - _described(pupils, place)
    there = (then >= 0) & (then < len(YEAR_GROUPS))
    return _objects([*YEAR_GROUPS, NOT_KNOWN])[np.where(there, then, len(YEAR_GROUPS))]


def _registration_groups(stays: Stays, pupils: pa.Table, place: _Places, classes: pa.Table | None) -> Text:
    same_year = stays.period == _described(pupils, place)
    own = np.where(same_year, place.words(pupils["registration_group"]), NOT_KNOWN).astype(object)
    if classes is not None:
        _overlay(own, stays, classes.filter(pc.equal(classes["kind"], "registration")), "class_name", same_school=True)
    return own


def _overlay_needs(group: Text, stays: Stays, needs: pa.Table | None, kind: str, otherwise: str) -> None:
    if needs is None:
        return
    rows = needs.filter(pc.equal(needs["kind"], kind))
    group[np.isin(stays.pupil, rows["pupil"].to_numpy())] = otherwise
    if kind != "sen_provision":
        rows = rows.set_column(rows.schema.get_field_index("code"), "code", pa.array([_YES] * rows.num_rows))
    _overlay(group, stays, rows, "code", same_school=False)


def _overlay(group: Text, stays: Stays, rows: pa.Table, column: str, *, same_school: bool) -> None:
    """Set the group of every stay on whose last day a row held; of several the one that began last."""
    rows = rows.sort_by("start_date")
    pupil = rows["pupil"].to_numpy()
    begin, end = (np.searchsorted(stays.pupil, pupil, side) for side in ("left", "right"))
    count = end - begin
    row = np.repeat(np.arange(len(pupil)), count)
    stay = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count) + np.repeat(begin, count)
    first = pc.fill_null(rows["start_date"].cast(pa.int32()), ALWAYS).to_numpy()[row]
    last = pc.fill_null(rows["end_date"].cast(pa.int32()), NEVER).to_numpy()[row]
    holds = (first <= stays.last[stay]) & (stays.last[stay] <= last)
    if same_school:
        holds &= rows["urn"].to_numpy()[row] == stays.urn[stay]
    words = _objects([w or NOT_KNOWN for w in rows[column].to_pylist()])
    group[stay[holds]] = words[row[holds]]


def on_roll(stays: Stays, by: dict[str, Text], weeks: pa.Table) -> pa.Table:
    """Count the children on roll: (urn, week, grouping, value, on_roll) for every school week and each of `WEEK_GROUPINGS`.

    `weeks` has a row for each school and Monday with marks. A child is on roll in a week when a stay covers a day of it
    from Monday to Friday.
    """
    parts = []
    urns, mondays_of = weeks["urn"].to_numpy(), weeks["week"].cast(pa.int32()).to_numpy().astype(np.int64)
    for urn in np.unique(urns):
        here, calendar = stays.urn == urn, np.sort(mondays_of[urns == urn])
        mine = stays.take(here)
        begin, end = _week_places(mine, calendar)
        for grouping in WEEK_GROUPINGS:
            value = _objects([ALL] * int(here.sum())) if grouping == ALL else by[grouping][here]
            parts.append(_painted(int(urn), calendar, grouping, value, begin, end))
    return pa.concat_tables(parts) if parts else _ON_ROLL.empty_table()


_ON_ROLL = pa.schema(
    [
        ("urn", pa.int64()),
        ("week", pa.date32()),
        ("grouping", pa.string()),
        ("value", pa.string()),
        ("on_roll", pa.int64()),
    ]
)


def _week_places(stays: Stays, calendar: Ints) -> tuple[Ints, Ints]:
    """First place and place after the last of each stay in a school's weeks; a week that two stays touch counts for the later."""
    begin = np.searchsorted(calendar, mondays(stays.first + 2))
    end = np.searchsorted(calendar, mondays(stays.last), side="right")
    again = stays.pupil[1:] == stays.pupil[:-1]
    end[:-1] = np.where(again, np.minimum(end[:-1], begin[1:]), end[:-1])
    return begin, np.maximum(begin, end)


def _painted(urn: int, calendar: Ints, grouping: str, value: Text, begin: Ints, end: Ints) -> pa.Table:
    names, group = np.unique(value.astype(str), return_inverse=True)
    change = np.zeros((len(names), len(calendar) + 1), dtype=np.int64)
    np.add.at(change, (group, begin), 1)
    np.add.at(change, (group, end), -1)
    counts = np.cumsum(change, axis=1)[:, :-1]
    at, week = np.nonzero(counts)
    return pa.table(
        [
            np.full(len(at), urn),
            pa.array(calendar[week].astype(np.int32)).view(pa.date32()),
            pa.array([grouping] * len(at), pa.string()),
            pa.array(names[at].tolist(), pa.string()),
            counts[at, week],
        ],
        schema=_ON_ROLL,
    )
