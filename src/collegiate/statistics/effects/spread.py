"""How much schools differ beyond what the children behind each would have them differ."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

Floats = npt.NDArray[np.float64]


def between(values: Floats, variances: Floats) -> float:
    """Estimate the variance between schools as Paule and Mandel do: what makes the weighted spread as large as it should be; at least 0.

    variances: of each value, from the children behind it; 0 where every child was counted.
    """
    free = len(values) - 1
    if free < 1:
        return 0.0
    plain = float(np.var(values, ddof=1))
    if not (variances > 0).all():
        return plain

    def excess(tau: float) -> float:
        weights = 1 / (variances + tau)
        mean = weights @ values / weights.sum()
        return float(weights @ (values - mean) ** 2) - free

    if excess(0.0) <= 0:
        return 0.0
    top = plain * free + 1e-12
    while excess(top) > 0:
        top *= 2
    return float(brentq(excess, 0.0, top, xtol=1e-12))
