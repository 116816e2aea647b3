"""The columns by which a contextual model expects more of one intake than of another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collegiate.compare.value_added.panel import FEATURES, Panel
from collegiate.measures.facts import Floats

LEAST_PRESENT = 0.5
"""A feature known of fewer of the school-years than this is not used."""

_CURVED = "free_school_meals"
_LEAST_FLAGGED = 30
_DEPENDENT = 1e-8


@dataclass(frozen=True, slots=True)
class Context:
    """Named columns (rows, k), independent of each other and of the intercept. `used` are the intake features among them."""

    names: tuple[str, ...]
    columns: Floats
    used: tuple[str, ...]


def context(panel: Panel) -> Context:
    """Make the columns: each feature in SDs, poverty also squared, phases, years, and a mark where a feature is unknown.

    An unknown feature is put at the mean of its phase and marked, so that unknown is estimated and not taken for average.
    """
    made: list[tuple[str, Floats]] = []
    used = []
    for position, name in enumerate(FEATURES):
        column = panel.features[:, position]
        if np.isfinite(column).mean() >= LEAST_PRESENT and np.nanstd(column) > 0:
            used.append(name)
            made += _feature(name, column, panel)
    made += _levels("phase", panel.phase, _commonest(panel))
    made += _levels("year", panel.period, panel.period.max())
    names, columns = _independent(made, len(panel))
    return Context(names, columns, tuple(used))


def _feature(name: str, column: Floats, panel: Panel) -> list[tuple[str, Floats]]:
    unknown = ~np.isfinite(column)
    standard = (_filled(column, panel) - np.nanmean(column)) / np.nanstd(column)
    made = [(name, standard)]
    if name == _CURVED:
        made.append((f"{name}_squared", standard**2))
    if unknown.sum() >= _LEAST_FLAGGED:
        made.append((f"{name}_unknown", unknown.astype(float)))
    return made


def _filled(column: Floats, panel: Panel) -> Floats:
    filled = np.where(np.isfinite(column), column, np.nanmean(column))
    for phase in np.unique(panel.phase):
        mine = panel.phase == phase
        known = mine & np.isfinite(column)
        if known.any():
            filled[mine & ~np.isfinite(column)] = column[known].mean()
    return filled


def _commonest(panel: Panel) -> str:
    phases, counts = np.unique(panel.phase, return_counts=True)
    return str(phases[np.argmax(counts)])


def _levels(name: str, values: np.ndarray, reference: object) -> list[tuple[str, Floats]]:
    """A column for each level but the reference."""
    return [(f"{name}_{level}", (values == level).astype(float)) for level in np.unique(values) if level != reference]


def _independent(made: list[tuple[str, Floats]], rows: int) -> tuple[tuple[str, ...], Floats]:
    """Keep the columns that are no combination of those before them."""
    basis = np.full((rows, len(made) + 1), 1 / np.sqrt(rows), order="F")
    kept: list[tuple[str, Floats]] = []
    for name, column in made:
        known = basis[:, : len(kept) + 1]
        rest = column - known @ (known.T @ column)
        rest -= known @ (known.T @ rest)
        size = float(rest @ rest)
        if size > _DEPENDENT * float(column @ column):
            kept.append((name, column))
            basis[:, len(kept)] = rest / np.sqrt(size)
    return tuple(n for n, _ in kept), np.column_stack([c for _, c in kept]) if kept else np.zeros((rows, 0))
