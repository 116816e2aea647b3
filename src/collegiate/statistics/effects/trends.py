"""What the spans before can tell: whether the school went its own way already, and what the method finds where nothing was done."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from collegiate.statistics.effects.panel import Panel
from collegiate.statistics.effects.two_step import FEWEST, Effect, beside_comparators, chance_apart

LEAST_SPANS, MOST_SPANS = 2, 6
CHOSEN = 1.15
"""Where spans were left out by looking at them, the interval is so many times as wide, since the look itself can err: what it takes to
hold the truth in 95 % where no school fell and spans were left out by bad luck alone (benchmarks/effects.py, the last table; ADR 24)."""

_OWN_WAY = 0.10
_FOR_A_DRIFT = 3


def steady_spans(panel: Panel, spans: Sequence[int], *, least: int = LEAST_SPANS, most: int = MOST_SPANS) -> list[int]:
    """Return the latest of some spans through which the school kept its distance from the others: at most `most`.

    A school is helped because it fell; what it was before the fall is not what it would have been. So spans are taken back from the
    latest one until one stands apart from those after it further than chance would have it (one time in ten, by chance alone).
    """
    taken = list(spans[-least:])
    for span in reversed(spans[:-least]):
        if len(taken) >= most or chance_apart(*panel.changes([span], taken)) < _OWN_WAY:
            break
        taken.insert(0, span)
    return taken


def drift(panel: Panel, spans: Sequence[int]) -> Effect | None:
    """Return by how much a span the school drifted from the others through the spans before; None for fewer than three spans."""
    if len(spans) < _FOR_A_DRIFT:
        return None
    weights = panel.weights[list(spans)]
    place = np.arange(len(spans)) - np.average(np.arange(len(spans)), weights=weights)
    line = weights * place / float(weights @ place**2)
    values, variances = panel.values[:, list(spans)], panel.variances[:, list(spans)]
    return beside_comparators(values @ line, variances @ line**2)


def placebo_starts(panel: Panel, spans: Sequence[int]) -> list[tuple[int, Effect]]:
    """Return what would have been found had help begun at an earlier span, when it had not; at least two spans on either side."""
    return [(spans[cut], panel.effect(spans[:cut], spans[cut:])) for cut in range(2, len(spans) - 1)]


def placebo_schools(panel: Panel, before: Sequence[int], after: Sequence[int]) -> list[Effect]:
    """Return what is found of each other school, which was not helped, beside the rest of them; empty where they are too few for it."""
    if panel.schools - 2 < FEWEST:
        return []
    return [panel.turned(school).effect(before, after) for school in range(1, panel.schools)]
