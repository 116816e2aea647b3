"""The second opinion: a mixture of the other schools that went as the helped school did before (a synthetic control).

Weights are at least 0 and add up to 1 (Abadie, Diamond and Hainmueller 2010). Every school is seen beside its own mean before, so that
the mixture has to follow the school's course and not its level (Ferman and Pinto 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

from collegiate.statistics.effects.panel import Panel

Floats = npt.NDArray[np.float64]

_SUM = 1e3
"""How strongly the weights are held to add up to 1, in units of the values."""

_EVEN = 0.1
"""How strongly they are drawn together, in shares of the usual variance: with fewer spans than schools many mixtures fit alike."""


@dataclass(frozen=True, slots=True)
class Synthetic:
    """The effect beside the mixture; the weights of the other schools; how far the mixture missed the school before (root mean square).

    `rank`: of the school among all when each is set beside its own mixture: 1 where its miss after, in units of before, is the largest.
    """

    effect: float
    weights: tuple[float, ...]
    miss: float
    rank: int
    of: int


def synthetic(panel: Panel, before: Sequence[int], after: Sequence[int]) -> Synthetic:
    """Return the effect beside a mixture of the others. Needs two others at least."""
    gaps = [_gap(panel.values, school, before, after) for school in range(panel.schools)]
    ratios = [abs(effect) / miss if miss > 0 else np.inf for effect, _, miss in gaps]
    effect, weights, miss = gaps[0]
    return Synthetic(effect, tuple(weights.tolist()), miss, 1 + sum(r > ratios[0] for r in ratios[1:]), panel.schools)


def _gap(values: Floats, school: int, before: Sequence[int], after: Sequence[int]) -> tuple[float, Floats, float]:
    centred = values - values[:, list(before)].mean(axis=1, keepdims=True)
    others = np.delete(centred, school, axis=0)
    own = centred[school]
    weights = mixture(others[:, list(before)], own[list(before)])
    gap = own - weights @ others
    return float(gap[list(after)].mean()), weights, float(np.sqrt((gap[list(before)] ** 2).mean()))


def mixture(others: Floats, own: Floats) -> Floats:
    """Return weights, at least 0 and adding up to 1, with which others (schools by spans) come nearest to one school's spans."""
    schools = len(others)
    even = np.sqrt(_EVEN * max(float(others.var()), 1e-12))
    rows = np.vstack([others.T, even * np.eye(schools), _SUM * np.ones((1, schools))])
    aims = np.concatenate([own, np.full(schools, even / schools), [_SUM]])
    weights: Floats = nnls(rows, aims)[0]
    return weights / weights.sum()
