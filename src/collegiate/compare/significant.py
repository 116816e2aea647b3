"""How many of a trust's figures are significantly better than those of similar schools, counted so that luck does not add up.

A trust with sixty figures has one or two whose 95 % intervals leave out the similar schools' median by luck alone. Benjamini and
Hochberg's rule keeps the expected share of such among those named below a rate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from collegiate.measures import Measure, definitions
from collegiate.statistics.intervals import standard_error
from collegiate.statistics.ranks import false_discovery_count

FALSE_DISCOVERY_RATE = 0.05
"""The share of those named that is expected to be there by luck."""

NO_THRESHOLD = "no threshold set"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Significant:
    """A trust's figures of one period that differ significantly from similar schools' medians, as (URN, measure).

    `tested` counts the figures that could differ: with an interval, enough similar schools and a good direction. `several` is
    how many the board calls several; None when it has not said.
    """

    trust: int
    period: int
    tested: int
    better: tuple[tuple[int, str], ...]
    worse: tuple[tuple[int, str], ...]
    several: int | None = None

    @property
    def met(self) -> bool | None:
        """Whether several are better and none is worse; None, which is never green, while the board has set no threshold."""
        return None if self.several is None else len(self.better) >= self.several and not self.worse

    @property
    def words(self) -> str:
        """The count in words."""
        said = f"{len(self.better)} of {self.tested} significantly better, {len(self.worse)} worse"
        return f"{said}; {NO_THRESHOLD if self.several is None else f'{self.several} are called several'}"


def significantly_better(
    figures: Iterable[Row],
    trusts: Mapping[int, int],
    measures: Sequence[Measure] | None = None,
    *,
    several: int | None = None,
    rate: float = FALSE_DISCOVERY_RATE,
) -> list[Significant]:
    """Count by trust and period; `figures` are completed FigureRow rows of schools, `trusts` maps a URN to its trust.

    Earlier releases and figures without a verdict are left out.
    """
    signs = {m.id: {"higher": 1, "lower": -1}.get(m.polarity, 0) for m in (measures or definitions())}
    kept: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in figures:
        if (
            row["subject"] == "school"
            and row["shown"]
            and row["verdict"]
            and signs[row["measure"]]
            and row["urn"] in trusts
        ):
            kept[trusts[row["urn"]], row["period"]].append(row)
    return [_counted(trust, period, rows, signs, several, rate) for (trust, period), rows in sorted(kept.items())]


def _counted(
    trust: int, period: int, rows: list[Row], signs: Mapping[str, int], several: int | None, rate: float
) -> Significant:
    rows = sorted(rows, key=lambda r: (r["urn"], r["measure"]))
    lead = np.array([signs[r["measure"]] * (r["value"] - r["similar_median"]) for r in rows], dtype=float)
    error = standard_error([r["low"] for r in rows], [r["high"] for r in rows])
    better, worse = (false_discovery_count(side, error, rate=rate)[1] for side in (lead, -lead))

    def named(which: np.ndarray) -> tuple[tuple[int, str], ...]:
        return tuple((rows[i]["urn"], rows[i]["measure"]) for i in np.flatnonzero(which))

    return Significant(trust, period, len(rows), named(better), named(worse), several)
