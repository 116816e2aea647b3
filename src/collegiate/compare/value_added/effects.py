"""The contextual model of every headline measure as one table, for the picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.compare.value_added.model import (
    LEAST_SCHOOLS,
    VERSION,
    ContextualModel,
    KindModel,
    NoModelError,
    contextual_model,
)
from collegiate.measures.facts import Floats
from collegiate.statistics.errors import FitError
from collegiate.statistics.intervals import Z95
from collegiate.tables import ContextualEffect

HEADLINE = (
    "ks2_progress_reading",
    "ks2_progress_writing",
    "ks2_progress_maths",
    "ks2_expected_standard",
    "ks4_progress8",
    "ks4_attainment8",
)
"""The measures for which a contextual model is part of the picture."""

MOST_YEARS = 3
_SHARE_OF_FULLEST = 0.5


def contextual_effects(figures: pa.Table, intakes: pa.Table, measures: Sequence[str] = HEADLINE) -> pa.Table:
    """Return the ContextualEffect table: one row for each school and measure, in the order of `measures` and URN.

    Each model is fitted to the last three years of the measure's last era. Measures to which no model
    can be fitted, for too few schools have them, have no rows.
    """
    tables = []
    for measure in measures:
        periods = recent_periods(figures, measure)
        if not periods:
            continue
        try:
            model = contextual_model(figures, intakes, measure, periods)
        except (NoModelError, FitError):
            continue
        tables.append(pa.concat_tables([_of_kind(model, kind) for kind in model.kinds]).sort_by("urn"))
    return ContextualEffect.conform(pa.concat_tables(tables)) if tables else ContextualEffect.empty()


def recent_periods(figures: pa.Table, measure: str, most: int = MOST_YEARS) -> list[int]:
    """Return the last years of a measure, earliest first, within the era of the last.

    A year counts when it has at least half the schools of the fullest: one county's file is not a year of the nation.
    """
    there = pc.and_kleene(pc.equal(figures["measure"], measure), pc.equal(figures["subject"], "school"))
    there = pc.and_kleene(there, pc.and_kleene(figures["shown"], pc.is_valid(figures["low"])))
    rows = figures.select(["period", "era", "measure", "subject", "shown", "low"]).filter(there)
    counts = rows.unify_dictionaries().group_by(["era", "period"]).aggregate([("low", "count")]).to_pylist()
    enough = max([LEAST_SCHOOLS, *(_SHARE_OF_FULLEST * c["low_count"] for c in counts)])
    full = sorted((c["period"], c["era"] or "") for c in counts if c["low_count"] >= enough)
    return [period for period, era in full if era == full[-1][1]][-most:]


def _of_kind(model: ContextualModel, kind: KindModel) -> pa.Table:
    effect, sd = kind.at(kind.last)
    ahead, ahead_sd = kind.ahead(kind.final + 1)
    current = kind.last == kind.final
    sloped = len(kind.fit.effects_of("urn").terms) > 1
    trend_sd = np.sqrt(np.maximum(kind.spread[:, 1, 1], 0.0))
    count = len(kind.urns)
    return pa.table({
        "urn": kind.urns, "measure": _same(model.measure, count), "period": kind.last, "era": _same(model.era, count),
        "kind": _same(kind.kind, count), "n_years": kind.years, "expected": kind.expected,
        "effect": effect, "sd": sd, "low": effect - Z95 * sd, "high": effect + Z95 * sd,
        "trend": _where(sloped, kind.trend), "trend_sd": _where(sloped, trend_sd),
        "predicted_period": pa.array(np.full(count, kind.final + 1), mask=~current),
        "predicted": _where(current, ahead), "predicted_low": _where(current, ahead - Z95 * ahead_sd),
        "predicted_high": _where(current, ahead + Z95 * ahead_sd), "model_version": _same(VERSION, count),
    })  # fmt: skip


def _same(word: str, count: int) -> pa.Array:
    return pa.array([word] * count, pa.string())


def _where(there: bool | np.ndarray, values: Floats) -> pa.Array:
    return pa.array(values, mask=~np.broadcast_to(np.asarray(there, dtype=bool), values.shape))
