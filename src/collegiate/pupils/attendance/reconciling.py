"""Why others' figures differ: the same marks counted under each rule set, and the difference taken apart rule by rule.

One rule is exchanged at a time, in a fixed order, so that the steps from one set to another add up to the difference exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from collegiate.pupils.attendance.counting import PERSISTENT, SEVERE
from collegiate.pupils.attendance.groups import YEAR_GROUPS
from collegiate.pupils.attendance.rule_sets import KINDS, RuleSet, rule_sets
from collegiate.vocabulary.codes import ABSENT_GROUPS, PRESENT_GROUPS, code_list
from collegiate.vocabulary.years import AcademicYear

OURS = "collegiate"
COUNTS = pa.schema(
    [("pupil", pa.int64()), ("code", pa.string()), ("counted", pa.bool_()), ("first_day", pa.date32()), ("sessions", pa.int64())]
)  # fmt: skip
CHILDREN = pa.schema(
    [("pupil", pa.int64()), ("birth_date", pa.date32()), ("year_group", pa.string()), ("on_roll_at_end", pa.bool_())]
)
_GROUPS = ("attended", "authorised", "unauthorised", "not_possible")


@dataclass(frozen=True, slots=True)
class Figures:
    """Sessions and children under one rule set. `rate` is absence as a share of possible sessions; None without any."""

    possible: int
    attended: int
    authorised: int
    unauthorised: int
    pupils: int
    persistent: int
    severe: int

    @property
    def rate(self) -> float | None:
        """Absence, authorised or not, as a share of possible sessions."""
        return (self.authorised + self.unauthorised) / self.possible if self.possible else None

    def less(self, other: Figures) -> Figures:
        """Return the differences from another's figures."""
        return Figures(*(getattr(self, name) - getattr(other, name) for name in Figures.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class Step:
    """One difference: the rule of `rule_set` that makes it, the code where it is about one, and what it adds or takes."""

    rule_set: str
    kind: str
    code: str
    words: str
    source: str
    verified: bool
    change: Figures


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A school's year under every rule set, and for every other set the steps from our figures to theirs."""

    figures: dict[str, Figures]
    steps: dict[str, list[Step]]


@dataclass(frozen=True, slots=True)
class _Counting:
    """A way of counting, every choice spelled out; the defaults are ours."""

    marks: str = "on_roll"
    leavers: str = "to_last_day"
    year_groups: tuple[str, str] | None = None
    ages: tuple[int, int] | None = None
    until: str | None = None
    code: Mapping[str, str] = field(default_factory=dict)
    persistence: str = "sessions"


def day_ranges(period: int, sets: Sequence[RuleSet] | None = None) -> list[tuple[date, date]]:
    """Cut an academic year where a known rule set, one of `sets` or the code list changes: marks are counted range by range."""
    year = AcademicYear(period)
    ends = {year.last_day}
    for rule in (r for s in (*rule_sets().values(), *(sets or ())) for r in s.rules if r.kind == "until"):
        ends.add(_day_in(period, rule.value))
    for meaning in code_list("attendance"):
        ends |= {
            d for d in (_before(meaning.valid_from), meaning.valid_to) if d and year.first_day <= d < year.last_day
        }
    starts = [year.first_day, *(end + timedelta(days=1) for end in sorted(ends))]
    return list(zip(starts, sorted(ends), strict=False))


def _before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


def _day_in(period: int, month_day: str) -> date:
    month, day = (int(part) for part in month_day.split("-"))
    return date(period - (month >= 9), month, day)


def reconcile(
    counts: pa.Table, children: pa.Table, period: int, sets: Sequence[RuleSet] | None = None
) -> Reconciliation:
    """Count a school's marks of an academic year under each rule set, and explain the differences from ours.

    `counts` as `COUNTS`: how many marks a child has of a code, counted or not, in the range of `day_ranges` that begins with
    `first_day`. `children` as `CHILDREN`, with the year group of that year.
    """
    chosen = list(sets or rule_sets().values())
    cells = _Cells.of(counts, children, period, chosen)
    ours = cells.figures(_Counting())
    figures, steps = {OURS: ours}, dict[str, list[Step]]()
    for rule_set in (s for s in chosen if s.id != OURS):
        steps[rule_set.id] = []
        before = ours
        for step, counting in _exchanges(rule_set):
            after = cells.figures(counting)
            steps[rule_set.id].append(replace(step, change=after.less(before)))
            before = after
        figures[rule_set.id] = before
    return Reconciliation(figures, steps)


def _exchanges(rule_set: RuleSet) -> Iterator[tuple[Step, _Counting]]:
    """Our way of counting with one rule more of the set's each time; a rule about several codes one code at a time."""
    counting, nothing = _Counting(), Figures(0, 0, 0, 0, 0, 0, 0)
    for rule in sorted(rule_set.rules, key=lambda r: KINDS.index(r.kind)):
        for code, value in _values(rule.kind, rule.value):
            if rule.kind == "code":
                counting = replace(counting, code={**counting.code, code: value})
            else:
                counting = replace(counting, **{rule.kind: value})
            yield Step(rule_set.id, rule.kind, code, rule.words, rule.source, rule.verified, nothing), counting


def _values(kind: str, value: Any) -> list[tuple[str, Any]]:
    if kind == "code":
        return list(value.items())
    return [("", tuple(value) if isinstance(value, list) else value)]


@dataclass(frozen=True, slots=True)
class _Cells:
    """Sessions by child, code, counted or not, and range of days, as columns."""

    period: int
    child: NDArray[np.int64]
    code: NDArray[Any]
    counted: NDArray[np.bool_]
    first: NDArray[Any]
    last: NDArray[Any]
    sessions: NDArray[np.int64]
    age: NDArray[np.int64]
    year_group: NDArray[np.int64]
    stays: NDArray[np.bool_]

    @classmethod
    def of(cls, counts: pa.Table, children: pa.Table, period: int, sets: Sequence[RuleSet]) -> _Cells:
        ends = dict(day_ranges(period, sets))
        first = counts["first_day"].to_pylist()
        strange = sorted({str(day) for day in first} - {str(day) for day in ends})
        if strange:
            raise ValueError(f"No range of days begins with {', '.join(strange)}. Count within `day_ranges`.")
        rows = {r["pupil"]: n for n, r in enumerate(children.to_pylist())}
        missing = len({p for p in counts["pupil"].to_pylist() if p not in rows})
        if missing:
            raise ValueError(f"{missing} children have marks and no row of their own.")
        return cls(
            period,
            np.array([rows[p] for p in counts["pupil"].to_pylist()], dtype=np.int64),
            np.array(counts["code"].to_pylist(), dtype=object),
            np.array(counts["counted"].to_pylist(), dtype=bool),
            np.array(first, dtype="datetime64[D]"),
            np.array([ends[day] for day in first], dtype="datetime64[D]"),
            np.array(counts["sessions"].to_pylist(), dtype=np.int64),
            np.array([_age(d, period) for d in children["birth_date"].to_pylist()], dtype=np.int64),
            np.array([_year_group(y) for y in children["year_group"].to_pylist()], dtype=np.int64),
            np.array([bool(s) for s in children["on_roll_at_end"].to_pylist()], dtype=bool),
        )

    def figures(self, how: _Counting) -> Figures:
        kept = self._kept(how)
        group = np.array([_group(c, d, how.code) for c, d in zip(self.code, self.first.tolist(), strict=True)], object)
        by_child = {
            name: np.bincount(
                self.child[kept & (group == name)], self.sessions[kept & (group == name)], len(self.age)
            ).astype(np.int64)
            for name in _GROUPS
        }
        missed = by_child["authorised"] + by_child["unauthorised"]
        possible = by_child["attended"] + missed
        some = possible > 0
        attended, authorised, unauthorised = (int(by_child[name].sum()) for name in _GROUPS[:3])
        return Figures(
            int(possible.sum()),
            attended,
            authorised,
            unauthorised,
            int(some.sum()),
            int((some & _reached(missed, possible, PERSISTENT, how.persistence)).sum()),
            int((some & _reached(missed, possible, SEVERE, how.persistence)).sum()),
        )

    def _kept(self, how: _Counting) -> NDArray[np.bool_]:
        child = np.ones(len(self.age), dtype=bool)
        if how.leavers == "left_out":
            child &= self.stays
        if how.ages:
            child &= (self.age >= how.ages[0]) & (self.age <= how.ages[1])
        if how.year_groups:
            low, high = (YEAR_GROUPS.index(y) for y in how.year_groups)
            child &= (self.year_group >= low) & (self.year_group <= high)
        kept = child[self.child]
        if how.marks == "on_roll":
            kept &= self.counted
        if how.until:
            kept &= self.last <= np.datetime64(_day_in(self.period, how.until))
        return kept


_UNKNOWN = -1


def _age(birth_date: date | None, period: int) -> int:
    """Age on 31 August before the academic year."""
    if birth_date is None:
        return _UNKNOWN
    day = AcademicYear(period - 1).last_day
    return day.year - birth_date.year - ((birth_date.month, birth_date.day) > (day.month, day.day))


def _year_group(word: str | None) -> int:
    return YEAR_GROUPS.index(word) if word in YEAR_GROUPS else _UNKNOWN


def _group(code: str, day: date, otherwise: Mapping[str, str]) -> str:
    usual = _usual_group(code, day)
    return otherwise[code] if usual and code in otherwise else usual


@lru_cache(maxsize=1 << 15)  # every way of counting asks of the same codes on the same days
def _usual_group(code: str, day: date) -> str:
    meaning = code_list("attendance").meaning(code, day)
    if meaning is None:
        return ""
    if meaning.group in PRESENT_GROUPS:
        return "attended"
    return meaning.group.removesuffix("_absence") if meaning.group in ABSENT_GROUPS else "not_possible"


def _reached(missed: NDArray[np.int64], possible: NDArray[np.int64], one_in: int, how: str) -> NDArray[np.bool_]:
    """Whether one possible session in so many was missed; by percentage, halves are rounded up."""
    if how == "rounded":
        return (200 * missed + possible) // np.maximum(2 * possible, 1) >= 100 // one_in
    return missed * one_in >= possible


def mark_counts(marks: pa.Table, period: int, sets: Sequence[RuleSet] | None = None) -> pa.Table:
    """Count rows of `Mark` of one school and academic year as `reconcile` takes them."""
    starts = np.array([first for first, _ in day_ranges(period, sets)], dtype="datetime64[D]")
    days = marks["day"].to_numpy().astype("datetime64[D]")
    first = starts[np.searchsorted(starts, days, side="right") - 1]
    rows = pa.table(
        {
            "pupil": marks["pupil"],
            "code": marks["code"].cast(pa.string()),
            "counted": marks["counted"],
            "first_day": pa.array(first).cast(pa.date32()),
        }
    )
    counted = rows.group_by(rows.column_names).aggregate([([], "count_all")])
    return counted.rename_columns([*rows.column_names, "sessions"]).select(COUNTS.names).cast(COUNTS)


def children_of(attendance: pa.Table, pupils: pa.Table, enrolments: pa.Table, urn: int, period: int) -> pa.Table:
    """Return `CHILDREN` of a school and academic year from rows of `PupilAttendance`, `Pupil` and `PupilEnrolment`."""
    births = dict(zip(pupils["pupil"].to_pylist(), pupils["birth_date"].to_pylist(), strict=True))
    years = {
        r["pupil"]: r["year_group"]
        for r in attendance.select(["pupil", "urn", "period", "year_group"]).to_pylist()
        if (r["urn"], r["period"]) == (urn, period)
    }
    end = AcademicYear(period).last_day
    here = [r for r in enrolments.select(["pupil", "urn", "entry_date", "leaving_date"]).to_pylist() if r["urn"] == urn]
    stays = {r["pupil"] for r in here if r["entry_date"] <= end and _stays(r["leaving_date"], period)}
    rows = [
        {"pupil": p, "birth_date": births.get(p), "year_group": years.get(p), "on_roll_at_end": p in stays}
        for p in sorted(births)
    ]
    return pa.Table.from_pylist(rows, schema=CHILDREN)


def _stays(leaving_date: date | None, period: int) -> bool:
    """Whether the child was there to the summer holidays: those who leave with their year did not leave during it."""
    return leaving_date is None or leaving_date >= date(period, 7, 1)
