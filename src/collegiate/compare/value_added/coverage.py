"""How often the one-year-ahead intervals held, on figures that the model had not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from collegiate.compare.value_added.model import ContextualModel
from collegiate.compare.value_added.panel import FEATURES, Panel, panel
from collegiate.measures.facts import Floats
from collegiate.statistics.intervals import Z95


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of `schools` figures, the share within the 95 % interval, the mean of figure less prediction, the mean half width."""

    group: str
    schools: int
    covered: float
    mean_error: float
    half_width: float
    root_mean_square: float


def coverage(model: ContextualModel, figures: pa.Table, intake: pa.Table, period: int) -> list[Coverage]:
    """Compare predictions of a period with what was published: all schools, then by phase, then by fifth of poverty.

    Fifths are of free school meals among the schools compared, within their kind; the first has the fewest. The prediction
    knows nothing of the period: the sampling error is that of the school's last fitted year.
    """
    truth = panel(figures, intake, model.measure, [period])
    if truth.era != model.era:
        raise ValueError(f"{model.measure} of {period} is of another era ({truth.era}) than the model ({model.era}).")
    groups: dict[str, list[tuple[Floats, Floats]]] = {}
    for kind in model.kinds:
        predicted, sd = kind.ahead(period)
        known = np.isin(truth.urn, kind.urns)
        rows = truth.take(known)
        at = np.searchsorted(kind.urns, rows.urn)
        for name, mine in _groups(kind.kind, rows):
            groups.setdefault(name, []).append((rows.value[mine] - predicted[at][mine], sd[at][mine]))
    return [_coverage(name, parts) for name, parts in groups.items()]


def _groups(kind: str, rows: Panel) -> list[tuple[str, np.ndarray]]:
    everyone = np.ones(len(rows), dtype=bool)
    phases = [(f"phase {p}", rows.phase == p) for p in np.unique(rows.phase)]
    return [("all", everyone), *phases, *_fifths(kind, rows)]


def _fifths(kind: str, rows: Panel) -> list[tuple[str, np.ndarray]]:
    poverty = rows.features[:, FEATURES.index("free_school_meals")]
    known = np.isfinite(poverty)
    if not known.any():
        return []
    cuts = np.quantile(poverty[known], (0.2, 0.4, 0.6, 0.8))
    fifth = np.where(known, np.searchsorted(cuts, poverty, side="right"), -1)
    return [(f"{kind}, free school meals fifth {k + 1}", fifth == k) for k in range(5)]


def _coverage(name: str, parts: list[tuple[Floats, Floats]]) -> Coverage:
    error, sd = (np.concatenate(side) for side in zip(*parts, strict=True))
    if not len(error):
        return Coverage(name, 0, *(float("nan"),) * 4)
    return Coverage(
        name, len(error), float((np.abs(error) <= Z95 * sd).mean()), float(error.mean()), float((Z95 * sd).mean()),
        float(np.sqrt(np.mean(error**2))),
    )  # fmt: skip
