"""Series: what an aim, a criterion, a review and an effect are said in. Published figures and the trust's own sums, in one form.

What comes out may be shown to whoever may see counts: the trust's own sums have passed disclosure, the same for every reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collegiate.disclosure import POLICY, Cell, half_away
from collegiate.disclosure.cells import HIDDEN
from collegiate.disclosure.means import rate
from collegiate.store import Reader, ScopedReader
from collegiate.vocabulary.subjects import own_test
from collegiate.vocabulary.symbols import Symbol
from collegiate.vocabulary.years import AcademicYear

OWN_ATTENDANCE = "own.attendance"
_OWN_PROGRESS = "own.progress."
_PUBLISHED = "published."
_OVER = dt.timedelta(days=10)
"""Without marks for so long, a half term is over: it ends with the latest week that has any. It is over, too, when another has begun."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series that schools have. `better` is higher, lower or none; `own`: from the trust's own children, not from published files."""

    id: str
    title: str
    unit: str
    better: str
    decimals: int
    own: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What a school's series was in one span. Without a value, `symbol` says why; `n` counts children, `low` and `high` are a 95 % interval."""

    series: str
    urn: int
    first: dt.date
    last: dt.date
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    symbol: str = ""
    source: str = ""

    @property
    def when(self) -> str:
        """The span in words: an academic year, or its first and last day."""
        year = AcademicYear.of(self.last)
        whole = (self.first, self.last) == (year.first_day, year.last_day)
        return str(year) if whole else f"{self.first:%-d %B %Y} to {self.last:%-d %B %Y}"


def all_series(reader: Reader, people: ScopedReader | None) -> list[Series]:
    """Return every series of a picture; the trust's own for whoever has a reader of counts."""
    own: list[Series] = []
    if people is not None and people.school_series():
        own = [Series(OWN_ATTENDANCE, "Attendance, by half term", "%", "higher", 1, own=True)]
    if people is not None:
        subjects = sorted({r["subject"] for r in people.value_added()})
        own += [_progress(s) for s in subjects]
    published = [
        Series(f"{_PUBLISHED}{m['measure']}", m["title"], m["unit"] or "", m["polarity"] or "none", m["decimals"] or 0, own=False)
        for m in reader.measures() if m["polarity"]
    ]  # fmt: skip
    return own + published


def series_of(id_: str, reader: Reader, people: ScopedReader | None) -> Series | None:
    """Return a series by its id; None where the picture has it no longer, or for this reader never had."""
    return next((s for s in all_series(reader, people) if s.id == id_), None)


def points(id_: str, urns: Sequence[int], reader: Reader, people: ScopedReader | None) -> list[Point]:
    """Return a series of some schools, by school and time; empty where there is none. A point without a value says why.

    Of the trust's own sums only spans that are over are said: a figure that moved with every picture would tell of the few who were
    away, or joined, between two of them, and what is met by a part of a span could be met again by the rest of it.
    """
    if id_.startswith(_PUBLISHED):
        return _published(id_.removeprefix(_PUBLISHED), urns, reader)
    if people is None:
        return []
    wanted, made = set(urns), dt.datetime.fromisoformat(reader.made_at).date()
    if id_ == OWN_ATTENDANCE:
        rows = people.school_series(series="attendance")
        begun = max((r["first"] for r in rows), default=dt.date.min)
        mine = [_attendance(r) for r in rows if r["urn"] in wanted]
        return [p for p in mine if p.last < begun or p.last <= made - _OVER]
    subject = id_.removeprefix(_OWN_PROGRESS)
    rows = [r for r in people.value_added() if r["subject"] == subject and r["urn"] in wanted]
    return sorted((p for p in map(_gained, rows) if p.last <= made), key=lambda p: (p.urn, p.last))


def _progress(subject: str) -> Series:
    title = f"Progress in {own_test(subject)}, by academic year"
    return Series(f"{_OWN_PROGRESS}{subject}", title, "points", "higher", 1, own=True)


def _attendance(row: dict[str, Any]) -> Point:
    hidden = row["pupils"] < POLICY.least_rate or row.get("kept_back") is not False
    cell: Cell = HIDDEN if hidden else rate(row["part"], row["whole"], POLICY)
    return Point(
        OWN_ATTENDANCE, row["urn"], row["first"], row["last"], cell.value, n=_fives(row["pupils"]),
        symbol="" if cell.symbol is None else cell.symbol.value, source="the trust's own registers",
    )  # fmt: skip


def _gained(row: dict[str, Any]) -> Point:
    year, few = AcademicYear(row["period"]), row["pupils"] < POLICY.least_mean or row["effect"] is None
    value, low, high = (
        None if few or row[c] is None else float(half_away(row[c], 0.1)) for c in ("effect", "low", "high")
    )
    return Point(
        f"{_OWN_PROGRESS}{row['subject']}", row["urn"], year.first_day, year.last_day, value, low, high, _fives(row["pupils"]),
        Symbol.SUPPRESSED.value if few else "", "the trust's own tests",
    )  # fmt: skip


def _fives(children: int) -> int | None:
    return int(half_away(children, POLICY.step)) or None


def _published(measure: str, urns: Sequence[int], reader: Reader) -> list[Point]:
    rows = reader.figures(urns=list(urns), measure=measure, shown=True) if urns else []
    found = [_figure(r) for r in rows]
    return sorted(found, key=lambda p: (p.urn, p.last))


def _figure(row: dict[str, Any]) -> Point:
    year = AcademicYear(row["period"])
    return Point(
        f"{_PUBLISHED}{row['measure']}", row["urn"], year.first_day, year.last_day, row["value"], row["low"], row["high"], row["n"],
        row["symbol"] or "" if row["value"] is None else "", "published figures",
    )  # fmt: skip
