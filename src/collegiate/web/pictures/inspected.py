"""Inspections in the inspectorate's own words, one visit at a time, under the regime of its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from collegiate.web.reading import Row
from collegiate.web.words import day

REGIMES = {
    "graded": "graded, with an overall judgement",
    "sub_judgements": "judgements without an overall grade",
    "report_card": "report card",
    "ungraded": "ungraded inspection",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection: when, under which establishment and regime, and each area's outcome."""

    urn: int
    on: date | None
    as_of: date | None
    regime: str
    outcomes: tuple[tuple[str, str], ...]
    file_id: int
    line: int
    before: bool = False

    @property
    def when(self) -> str:
        """The day; where the file gives none, the day that the file stands for."""
        return (
            day(self.on) if self.on else f"date not given; as of {day(self.as_of)}" if self.as_of else "date not given"
        )

    @property
    def regime_words(self) -> str:
        """The regime in words."""
        return REGIMES.get(self.regime, self.regime.replace("_", " "))

    @property
    def headline(self) -> str:
        """The overall outcome where there is one, else the count of areas judged."""
        overall = dict(self.outcomes).get("overall effectiveness")
        return overall or (
            self.outcomes[0][1] if len(self.outcomes) == 1 else f"{self.regime_words}, {len(self.outcomes)} areas"
        )

    @property
    def brief(self) -> str:
        """The outcome and its date in one line; a predecessor's is said to be one."""
        when = f"{self.on:%B %Y}" if self.on else f"as of {self.as_of:%B %Y}" if self.as_of else "date not given"
        return f"{self.headline}, {when}{' (predecessor)' if self.before else ''}"


def visits(rows: Sequence[Row], own: int) -> list[Visit]:
    """Group outcomes into visits, the latest first; those of another URN than `own` are a predecessor's."""
    ordered = sorted(rows, key=_visit_key, reverse=True)
    return [_visit(list(group), own) for _, group in groupby(ordered, key=_visit_key)]


def _visit_key(row: Row) -> tuple[Any, ...]:
    return (row["inspection_date"] or row["as_of"] or date.min, row["regime"] or "", row["urn"])


def _visit(rows: list[Row], own: int) -> Visit:
    first = rows[0]
    outcomes = dict.fromkeys(
        (r["area"].replace("_", " "), r["outcome"])
        for r in sorted(rows, key=lambda r: (r["area"] != "overall_effectiveness", r["line"]))
    )
    return Visit(
        first["urn"], first["inspection_date"], first["as_of"], first["regime"] or "", tuple(outcomes), first["file_id"], first["line"],
        first["urn"] != own,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """How many academies were last inspected under one regime, and what was said, most often first."""

    count: int
    regime: str
    outcomes: tuple[tuple[str, int], ...] = ()


def inspection_ledger(latest: Mapping[int, Visit], academies: int) -> list[Judged]:
    """Count every academy once by the regime of its latest inspection; overall words are counted, areas are not added up."""
    groups: dict[str, list[Visit]] = {}
    for visit in latest.values():
        groups.setdefault(visit.regime_words, []).append(visit)
    found = [Judged(len(v), regime, _overall(v)) for regime, v in sorted(groups.items(), key=lambda g: -len(g[1]))]
    return [*found, Judged(academies - len(latest), "no inspection in the files")] if academies > len(latest) else found


def _overall(group: Sequence[Visit]) -> tuple[tuple[str, int], ...]:
    said = Counter(o for v in group if (o := dict(v.outcomes).get("overall effectiveness")))
    return tuple(said.most_common())
