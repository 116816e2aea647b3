"""What schools' series were, with the exact sums behind them: for the arithmetic of an effect alone, never to be shown as it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from collegiate.improve.otherwise.designs import OWN_HALF_TERMS, OWN_YEARS, PUBLISHED_YEARS, design_of
from collegiate.improve.otherwise.spans import Span
from collegiate.store import Reader, ScopedReader
from collegiate.vocabulary.years import AcademicYear

_BY_CHILD = 60.0
"""The variance of one child's attendance in a half term beside what is expected, in points squared, where a picture says none."""
_INTERVAL = 2 * 1.959964
"""Standard errors in a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Value:
    """A school's value in a span: its variance from the children behind it (0: none known), those children, and the era of the measure.

    `weight` counts what the span is made of, such as possible sessions.
    """

    value: float
    variance: float
    n: int | None
    weight: float
    era: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A series of some schools by school and span, and the last day of its data."""

    by: dict[int, dict[Span, Value]]
    spans: tuple[Span, ...]

    @property
    def last(self) -> dt.date | None:
        """The last day of the latest span; None where there is none."""
        return self.spans[-1].last if self.spans else None

    def of(self, urn: int) -> dict[Span, Value]:
        """Return a school's values by span; empty for one that has none."""
        return self.by.get(urn, {})

    def finished(self, on: dt.date) -> tuple[Span, ...]:
        """Return the spans that are over: those that others follow, and the latest one where its last marks are long past."""
        return tuple(s for s in self.spans if s != self.spans[-1] or (on - s.last).days >= _OVER)


_OVER = 10


def held(series: str, urns: Sequence[int], reader: Reader, people: ScopedReader | None) -> Held:
    """Return a series of some schools; empty where the picture has it not."""
    read = {OWN_HALF_TERMS: _attendance, OWN_YEARS: _progress, PUBLISHED_YEARS: _published}[design_of(series)]
    found: dict[int, dict[Span, Value]] = {}
    for urn, span, value in read(series, urns, reader, people):
        found.setdefault(urn, {})[span] = value
    spans = sorted({span for values in found.values() for span in values})
    return Held(found, tuple(spans))


Read = Iterable[tuple[int, Span, Value]]


def _attendance(_series: str, urns: Sequence[int], _reader: Reader, people: ScopedReader | None) -> Read:
    wanted = set(urns)
    rows = [r for r in people.school_series(series="attendance") if r["urn"] in wanted and r["whole"]] if people else []
    known = [r["change_variance"] * r["change_pupils"] for r in rows if r["change_variance"]]
    usual = median(known) if known else _BY_CHILD
    own: dict[int, list[float]] = {}
    for r in rows:
        if r["change_variance"]:
            own.setdefault(r["urn"], []).append(r["change_variance"] * r["change_pupils"])
    by_child = {urn: sum(found) / len(found) for urn, found in own.items()}
    last = {r["first"]: max(q["last"] for q in rows if q["first"] == r["first"]) for r in rows}
    for r in rows:
        variance = by_child.get(r["urn"], usual) / max(r["pupils"], 1)
        yield (
            r["urn"],
            Span(r["first"], last[r["first"]]),
            Value(100 * r["part"] / r["whole"], variance, r["pupils"], r["whole"]),
        )


def _progress(series: str, urns: Sequence[int], _reader: Reader, people: ScopedReader | None) -> Read:
    wanted, subject = set(urns), series.removeprefix("own.progress.")
    for r in people.value_added() if people else []:
        if r["urn"] in wanted and r["subject"] == subject and r["effect"] is not None:
            yield r["urn"], _year(r["period"]), Value(r["effect"], _variance(r), r["pupils"], 1.0)


def _published(series: str, urns: Sequence[int], reader: Reader, _people: ScopedReader | None) -> Read:
    columns = ["urn", "period", "measure", "release", "value", "low", "high", "n", "era"]
    measure = series.removeprefix("published.")
    rows = reader.figures(urns=list(urns), measure=measure, shown=True, columns=columns) if urns else []
    for r in rows:
        if r["value"] is not None:
            yield r["urn"], _year(r["period"]), Value(r["value"], _variance(r), r["n"], 1.0, r["era"] or "")


def _year(period: int) -> Span:
    year = AcademicYear(period)
    return Span(year.first_day, year.last_day)


def _variance(row: dict[str, Any]) -> float:
    if row["low"] is None or row["high"] is None:
        return 0.0
    return float(((row["high"] - row["low"]) / _INTERVAL) ** 2)
