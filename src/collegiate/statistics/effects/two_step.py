"""The second step: one school's change beside the others', by weighted least squares, with the tails of Student's t.

The first step has made one number of each school (see `panel`), so that what a school's half terms share no longer matters
(Donald and Lang 2007). How far one school's change lies from the others by itself is learnt from the others alone (Conley and
Taber 2011), and small schools, whose changes spread wider, count for less (Ferman and Pinto 2019).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from collegiate.statistics.effects.spread import between
from collegiate.statistics.errors import FitError

Floats = npt.NDArray[np.float64]

FEWEST = 3
"""With fewer comparators nothing can be said of how far schools differ by themselves."""

_LEVEL = 0.975


@dataclass(frozen=True, slots=True)
class Effect:
    """A school's change beyond the others': with its 95 % interval, and how often chance alone puts it as far out on either side."""

    effect: float
    low: float
    high: float
    sd: float
    free: int
    chance: float

    def widened(self, by: float) -> Effect:
        """Return the effect with an interval that many times as wide."""
        sd = self.sd * by
        return _effect(self.effect, sd, self.free)


def beside_comparators(changes: Floats, variances: Floats) -> Effect:
    """Set the first school's change beside the others'.

    variances: of each change, from the children behind it; 0 where none is known. Raises `FitError` for fewer than three others.
    """
    if len(changes) < FEWEST + 1:
        raise FitError(f"To set a school beside others takes at least {FEWEST}; there are {len(changes) - 1}.")
    if not (np.isfinite(changes).all() and np.isfinite(variances).all()):
        raise FitError("A change or its variance is missing.")
    return _fitted(changes, _relative(changes, variances))


def chance_apart(changes: Floats, variances: Floats) -> float:
    """Return how often chance alone puts the first school's change as far from the others' as it is: `Effect.chance`, without the rest.

    The same as the fit's in closed form, many times faster, for whoever looks at many spans.
    """
    spread = _relative(changes, variances)
    weights, others, free = 1 / spread[1:], changes[1:], len(changes) - 2
    mean = weights @ others / weights.sum()
    scale = weights @ (others - mean) ** 2 / free
    sd = float(np.sqrt(scale * (spread[0] + 1 / weights.sum())))
    return 2 * float(stdtr(free, -abs(changes[0] - mean) / sd)) if sd > 0 else 0.0


def _relative(changes: Floats, variances: Floats) -> Floats:
    """Return each change's variance but for a common factor, which the fit itself estimates."""
    spread = variances + between(changes[1:], variances[1:])
    if not (spread > 0).all():
        return np.ones(len(changes))
    return spread


def _fitted(changes: Floats, spread: Floats) -> Effect:
    from statsmodels.regression.linear_model import WLS

    first = np.zeros(len(changes))
    first[0] = 1.0
    fit = WLS(changes, np.column_stack([first, np.ones(len(changes))]), weights=1 / spread).fit()
    effect, sd, free = float(fit.params[0]), float(fit.bse[0]), int(fit.df_resid)
    return _effect(effect, sd, free)


def _effect(effect: float, sd: float, free: int) -> Effect:
    half = float(stdtrit(free, _LEVEL)) * sd
    chance = 2 * float(stdtr(free, -abs(effect) / sd)) if sd > 0 else 0.0
    return Effect(effect, effect - half, effect + half, sd, free, chance)
