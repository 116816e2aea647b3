"""School-years of one measure with their sampling variances and intakes: what a contextual model is fitted to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collegiate.measures.facts import Floats, Ints
from collegiate.statistics.intervals import standard_error
from collegiate.vocabulary.phases import Phase

FEATURES = (
    "prior_attainment",
    "free_school_meals",
    "english_additional_language",
    "special_needs",
    "deprivation",
    "roll",
)
"""Columns of the Intake table that a school's expectation is made of; the roll enters as its logarithm."""

KINDS = {
    "mainstream": (
        Phase.PRIMARY, Phase.MIDDLE_DEEMED_PRIMARY, Phase.MIDDLE_DEEMED_SECONDARY, Phase.SECONDARY, Phase.ALL_THROUGH,
    ),
    "special": (Phase.SPECIAL, Phase.ALTERNATIVE),
}  # fmt: skip
"""Phases that share one model. Special schools spread so differently that one model with mainstream would misstate both."""

_YEARS = 10_000


@dataclass(frozen=True, slots=True)
class Panel:
    """School-years in the order of URN and period. `features` is (rows, len(FEATURES)), NaN where unknown.

    `variance` is the sampling variance of `value`, in the measure's unit squared, from its 95 % interval.
    """

    measure: str
    era: str
    urn: Ints
    period: Ints
    value: Floats
    variance: Floats
    phase: NDArray[np.str_]
    features: Floats

    def __len__(self) -> int:
        return len(self.urn)

    def take(self, rows: NDArray) -> Panel:
        """Return some of the rows."""
        parts = (self.urn, self.period, self.value, self.variance, self.phase, self.features)
        return Panel(self.measure, self.era, *(part[rows] for part in parts))

    def of_kind(self, kind: str) -> Panel:
        """Return the rows whose phase belongs to one of KINDS."""
        return self.take(np.isin(self.phase, [str(p) for p in KINDS[kind]]))


def panel(figures: pa.Table, intake: pa.Table, measure: str, periods: Iterable[int]) -> Panel:
    """Join the shown figures of a measure to the intake of the same school and period.

    Only the era of the latest of `periods` is taken: a number of another era is another number. School-years without an
    interval, or of schools whose intake is not known at all (independent schools), are left out.
    """
    rows = _rows(figures, measure, periods)
    era = _latest_era(rows)
    rows = rows.filter(pc.equal(pc.fill_null(rows["era"], ""), era))
    urn, period = (rows[c].to_numpy().astype(np.int64) for c in ("urn", "period"))
    order = np.lexsort((period, urn))
    urn, period = urn[order], period[order]
    known = intake.sort_by([("urn", "ascending"), ("period", "ascending")]).combine_chunks()
    at = _find(known, urn, period)
    error = standard_error(rows["low"].to_numpy()[order], rows["high"].to_numpy()[order])
    kept = np.flatnonzero((at >= 0) & (error > 0))
    if len(kept):
        kept = kept[np.append(True, (np.diff(urn[kept]) != 0) | (np.diff(period[kept]) != 0))]
    at = at[kept]
    phases = np.array(pc.fill_null(known["phase_group"], "").to_pylist(), dtype=np.str_)
    return Panel(
        measure, era, urn[kept], period[kept], rows["value"].to_numpy()[order][kept], error[kept] ** 2,
        phases[at], _features(known)[at],
    )  # fmt: skip


def _rows(figures: pa.Table, measure: str, periods: Iterable[int]) -> pa.Table:
    wanted = pa.array(sorted(set(periods)), pa.int64())
    there = pc.and_kleene(pc.equal(figures["measure"], measure), pc.equal(figures["subject"], "school"))
    there = pc.and_kleene(there, pc.and_kleene(figures["shown"], pc.is_in(figures["period"], value_set=wanted)))
    for column in ("value", "low", "high"):
        there = pc.and_kleene(there, pc.is_valid(figures[column]))
    columns = ["urn", "period", "era", "release", "value", "low", "high"]
    return figures.select([*columns, "measure", "subject", "shown"]).filter(there).select(columns).combine_chunks()


def _latest_era(rows: pa.Table) -> str:
    if not rows.num_rows:
        return ""
    latest = pc.max(rows["period"])
    eras = rows.filter(pc.equal(rows["period"], latest))["era"].unique().to_pylist()
    return str(sorted(e or "" for e in eras)[0])


def _find(known: pa.Table, urn: Ints, period: Ints) -> Ints:
    """Where each school-year stands in the sorted intake, -1 where it does not."""
    keys = known["urn"].to_numpy() * _YEARS + known["period"].to_numpy()
    wanted = urn * _YEARS + period
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


def _features(known: pa.Table) -> Floats:
    columns = [pc.cast(known[name], pa.float64()).to_numpy() for name in FEATURES]
    with np.errstate(divide="ignore", invalid="ignore"):
        columns[FEATURES.index("roll")] = np.log(columns[FEATURES.index("roll")])
    matrix = np.column_stack(columns).astype(np.float64)
    return np.where(np.isfinite(matrix), matrix, np.nan)
