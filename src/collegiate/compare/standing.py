"""Where each school's figure stands in its similar set: the chance of the top quarter, places with their uncertainty, what it would take.

The set is the school itself and those of its frozen similar schools that have the same figure with an interval. Sampling errors
are those of the figures' own 95 % intervals; a share of children has that of its number of children (see `prior`). Only shown figures of schools are placed; a trust's figure pools many sets and has no place in one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.compare.books import Book, groups, position
from collegiate.compare.definition import SimilarSchools, similar_schools
from collegiate.compare.odds import Threshold, cannot_be_told_apart, estimate_needed, rank_limits
from collegiate.compare.prior import Estimates, Sampling, estimates
from collegiate.measures import Measure, definitions
from collegiate.measures.certainty import WILSON
from collegiate.measures.facts import Floats, Ints
from collegiate.statistics.intervals import standard_error
from collegiate.tables import FigureRow

TARGET_CHANCE = 0.5
"""The chance of the top quarter that 'what it would take' is worked out for: a board's to set."""

_LEAST_FOLLOWED = 0.02
"""Where an estimate follows a change of the figure by less than this, no number of points honestly reaches the target."""

_CHUNK = 4_096
_WHOLE = ("rank", "rank_low", "rank_high", "rank_of", "indistinguishable", "children_to_target")
_NUMBERS = ("p_top_quarter", "points_to_target", "estimate", "estimate_sd")


def standing(
    figures: pa.Table,
    sets: pa.Table,
    measures: Sequence[Measure] | None = None,
    definition: SimilarSchools | None = None,
    *,
    chance: float = TARGET_CHANCE,
) -> pa.Table:
    """Return completed school figures, in the same order, with their standing; `sets` is the SimilarSet table.

    `chance` is what `children_to_target` and `points_to_target` are for.
    """
    rule = definition or similar_schools()
    chosen = {m.id: m for m in (definitions() if measures is None else measures)}
    found = {name: np.full(figures.num_rows, np.nan) for name in (*_WHOLE, *_NUMBERS)}
    if figures.num_rows:
        numbers = _Numbers.of(figures)
        books = {int(p): Book.of(sets, int(p)) for p in np.unique(numbers.period)}
        for rows, measure in groups(figures, chosen):
            _place(numbers, rows, measure, books[int(numbers.period[rows[0]])], found, (rule, chance))
    return _with(figures, found)


@dataclass(frozen=True, slots=True)
class _Numbers:
    urn: Ints
    period: Ints
    shown: np.ndarray
    value: Floats
    error: Floats
    n: Floats
    share: np.ndarray

    @classmethod
    def of(cls, figures: pa.Table) -> _Numbers:
        low, high = (figures[c].to_numpy() for c in ("low", "high"))
        return cls(
            urn=figures["urn"].to_numpy(),
            period=figures["period"].to_numpy(),
            shown=pc.fill_null(figures["shown"], False).to_numpy(),
            value=figures["value"].to_numpy(),
            error=standard_error(low, high),
            n=pc.cast(figures["n"], pa.float64()).to_numpy(),
            share=pc.fill_null(pc.equal(figures["interval"], WILSON), False).to_numpy(),
        )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One measure's figures on the rows of a book, with one row more at the end that stands for 'none'.

    `value` is turned so that larger is better: `base` + `sign` × the figure. `share` says that it is a share of children.
    """

    value: Floats
    error: Floats
    estimated: Estimates
    share: bool
    base: float
    sign: int

    @classmethod
    def of(cls, numbers: _Numbers, rows: Ints, at: Ints, book: Book, polarity: str, enough: int) -> _Sheet:
        """Read the figures in `rows`, whose schools stand `at` these rows of the book."""
        share = bool(numbers.share[rows].all())
        sign = -1 if polarity == "lower" else 1
        base = 100.0 if share and sign < 0 else 0.0  # so that a share turned is a share: of those who did not
        value, error, size = (np.full(len(book.urn) + 1, np.nan) for _ in range(3))
        value[at], error[at] = base + sign * numbers.value[rows], numbers.error[rows]
        size[at] = numbers.n[rows] if share else numbers.error[rows] ** 2
        sampling = Sampling(size[:-1], share)
        estimated = estimates(value[:-1], sampling, book.neighbours, book.set_code, enough=enough)
        return cls(value, error, estimated, share, base, sign)


def _place(
    numbers: _Numbers,
    rows: Ints,
    measure: Measure,
    book: Book,
    found: dict[str, Floats],
    asked: tuple[SimilarSchools, float],
) -> None:
    rule, chance = asked
    at = position(book.urn, numbers.urn[rows])
    known = (at >= 0) & np.isfinite(numbers.value[rows]) & np.isfinite(numbers.error[rows])
    rows, at = rows[known], at[known]
    if not numbers.shown[rows].any():
        return
    sheet = _Sheet.of(numbers, rows, at, book, measure.polarity, rule.enough)
    shown = numbers.shown[rows] & np.isfinite(sheet.estimated.estimate[at])
    rows, at = rows[shown], at[shown]
    for start in range(0, len(rows), _CHUNK):
        part = _Part(numbers, rows[start : start + _CHUNK], at[start : start + _CHUNK], book, sheet)
        part.fill(found, directed=measure.polarity != "none", enough=rule.enough, chance=chance)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of a measure's figures: the positions of the figures (`rows`) and of their schools in the book (`at`)."""

    numbers: _Numbers
    rows: Ints
    at: Ints
    book: Book
    sheet: _Sheet

    def fill(self, found: dict[str, Floats], *, directed: bool, enough: int, chance: float) -> None:
        estimate, sd = (c[self.at] for c in (self.sheet.estimated.estimate, self.sheet.estimated.sd))
        found["estimate"][self.rows], found["estimate_sd"][self.rows] = (
            self.sheet.sign * (estimate - self.sheet.base),
            sd,
        )
        others = np.where(self.others >= 0, self._of(self.sheet.estimated.estimate), np.nan)
        k = np.isfinite(others).sum(axis=1)
        values = np.where(np.isfinite(others), self._of(self.sheet.value), np.nan)
        part = np.flatnonzero(k >= enough)
        rows = self.rows[part]
        found["indistinguishable"][rows] = cannot_be_told_apart(
            self.sheet.value[self.at[part]],
            self.sheet.error[self.at[part]],
            values[part],
            self._of(self.sheet.error)[part],
        )
        found["rank_of"][rows] = 1 + k[part]
        if not directed or not len(part):
            return
        spreads = self._of(self.sheet.estimated.sd)[part]
        rank = 1 + (values[part] > self.sheet.value[self.at[part], None]).sum(axis=1)
        low, high = rank_limits(estimate[part], sd[part], others[part], spreads)
        found["rank"][rows], found["rank_low"][rows] = rank, np.minimum(low, rank)
        found["rank_high"][rows] = np.maximum(high, rank)
        thresholds = Threshold.of(others[part], spreads)
        found["p_top_quarter"][rows] = thresholds.chance(estimate[part], sd[part])
        self._targets(found, part, thresholds, chance)

    @property
    def others(self) -> Ints:
        return self.book.neighbours[self.at]

    def _of(self, column: Floats) -> Floats:
        """A column of the similar schools, one row a figure; what stands where there is none is not looked at."""
        return column[self.others]

    def _targets(self, found: dict[str, Floats], part: Ints, thresholds: Threshold, chance: float) -> None:
        """How far the figure itself would have had to move, in children where it is a share of them, else in points of all of them."""
        rows, at = self.rows[part], self.at[part]
        now, estimated = found["p_top_quarter"][rows], self.sheet.estimated
        needed = estimate_needed(thresholds, estimated.sd[at], chance=chance)
        follows = estimated.follows[at]
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = np.where(follows >= _LEAST_FOLLOWED, (needed - estimated.estimate[at]) / follows, np.nan)
        gap = np.where(now >= chance, 0.0, np.maximum(gap, 0.0))
        if self.sheet.share:
            found["children_to_target"][rows] = self._children(gap, rows, at)
        else:
            found["points_to_target"][rows] = gap * self.numbers.n[rows]

    def _children(self, gap: Floats, rows: Ints, at: Ints) -> Floats:
        """Whole children of the cohort that a gap in percentage points is; NaN where there are not so many left."""
        n = self.numbers.n[rows]
        left = np.rint(n * (100 - self.sheet.value[at]) / 100)
        children = np.ceil(gap * n / 100 - 1e-6)
        return np.where(children <= left, children, np.nan)


def _with(figures: pa.Table, found: dict[str, Floats]) -> pa.Table:
    for name, values in found.items():
        missing = ~np.isfinite(values)
        whole = name in _WHOLE
        filled = np.where(missing, 0, values)
        column = pa.array(filled.astype(np.int64) if whole else filled, mask=missing)
        figures = figures.set_column(figures.schema.get_field_index(name), FigureRow.schema().field(name), column)
    return figures
