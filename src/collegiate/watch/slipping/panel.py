"""A measure's figures as a grid: institutions down, years across, so that a nation is looked at in one stroke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.statistics.intervals import Z95

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Panel:
    """`value`, `variance` (of sampling, NaN where no interval is known) and `era` (a code, -1 for none) by institution and year.

    `urn` is the establishment of each institution that has its latest figure; `last` is the last column's year. What happened
    before a conversion is the institution's own past.
    """

    institution: Ints
    urn: Ints
    first: int
    value: Floats
    variance: Floats
    era: Ints
    eras: tuple[str, ...]

    @property
    def last(self) -> int:
        """The latest year in which any school has a figure."""
        return self.first + self.value.shape[1] - 1

    def column(self, period: int) -> int:
        """Where a year stands, negative where it is before all."""
        return period - self.first

    def along(self, weights: Mapping[int, float]) -> tuple[Floats, Floats]:
        """Return by institution a weighted sum of years of the last year's era, and its sampling variance.

        NaN where one of the years has no figure or is of another era. weights: by year.
        """
        era = self.era[:, -1]
        total, variance = np.zeros(len(self.urn)), np.zeros(len(self.urn))
        for period, weight in weights.items():
            at = self.column(period)
            if at < 0:
                return np.full(len(self.urn), np.nan), variance
            total = total + weight * np.where((self.era[:, at] == era) & (era >= 0), self.value[:, at], np.nan)
            variance = variance + weight**2 * self.variance[:, at]
        return total, variance


def panel(figures: pa.Table, institutions: Mapping[int, int]) -> Panel | None:
    """Lay out one measure's shown school figures; None where no figure has a value. institutions: by URN, a school's own where absent."""
    there = figures.filter(pc.is_valid(figures["value"])).sort_by([("period", "ascending"), ("urn", "ascending")])
    if not there.num_rows:
        return None
    urn = there["urn"].to_numpy()
    period = there["period"].to_numpy()
    own = np.array([institutions.get(u, u) for u in urn.tolist()], dtype=np.int64)
    names, row = np.unique(own, return_inverse=True)
    first, shape = int(period.min()), (len(names), int(period.max() - period.min()) + 1)
    at = (row, period - first)
    codes = pc.dictionary_encode(pc.fill_null(there["era"].cast(pa.string()), "")).combine_chunks()
    codes = codes.combine_chunks() if isinstance(codes, pa.ChunkedArray) else codes
    value, variance = np.full(shape, np.nan), np.full(shape, np.nan)
    era, latest = np.full(shape, -1, dtype=np.int64), np.zeros(len(names), dtype=np.int64)
    value[at] = there["value"].to_numpy()
    variance[at] = ((_numbers(there["high"]) - _numbers(there["low"])) / (2 * Z95)) ** 2
    era[at] = codes.indices.to_numpy(zero_copy_only=False)
    latest[row] = urn
    return Panel(names, latest, first, value, variance, era, tuple(codes.dictionary.to_pylist()))


def _numbers(column: pa.ChunkedArray) -> Floats:
    return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)
