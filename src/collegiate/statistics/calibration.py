"""Whether chances come true, and what acting on them brings: measures of a forecast against what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit
from scipy.stats import rankdata

Array = np.ndarray

_STEPS = 50
_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class Calibration:
    """How chances compare with what came.

    intercept: log odds by which all chances together are too low (0 is right); slope: by how much log odds would have to be
    stretched (1 is right, below 1 the chances are too extreme), with its standard error; error: mean distance between
    chance and share that came over ten equal groups by chance; brier: mean squared distance of chances from what came;
    auc: the chance that of two children the one to whom it came had the higher chance.
    """

    rows: int
    events: int
    expected: float
    intercept: float
    slope: float
    slope_error: float
    error: float
    brier: float
    auc: float


def calibration(y: Array, chance: Array) -> Calibration:
    """Compare chances with what came (`y` true). Slope and area need both outcomes, and are NaN without."""
    y, chance = np.asarray(y, bool), np.clip(np.asarray(chance, float), _SMALLEST, 1 - _SMALLEST)
    both = bool(len(y)) and bool(y.any()) and not bool(y.all())
    score = logit(chance)
    slope, error = _slope(y, score) if both else (np.nan, np.nan)
    return Calibration(
        rows=len(y),
        events=int(y.sum()),
        expected=float(chance.sum()),
        intercept=_shift(y, score) if both else np.nan,
        slope=slope,
        slope_error=error,
        error=calibration_error(y, chance),
        brier=float(np.mean((chance - y) ** 2)) if len(y) else np.nan,
        auc=_auc(y, chance) if both else np.nan,
    )


def recalibration(y: Array, log_odds: Array) -> tuple[float, float]:
    """Return the intercept and slope with which log odds fit what came best, by maximum likelihood.

    A slope that is not positive would turn the order round: then the order is kept and only the level is mended.
    """
    y = np.asarray(y, bool)
    found, _ = _logistic(np.column_stack([np.ones(len(y)), log_odds]), y)
    if found is None or found[1] <= 0:
        return _shift(y, log_odds), 1.0
    return float(found[0]), float(found[1])


def calibration_error(y: Array, chance: Array, groups: int = 10) -> float:
    """The mean distance between the mean chance and the share that came, over groups of equal size by chance."""
    if not len(y):
        return float("nan")
    parts = np.array_split(np.argsort(chance, kind="stable"), min(groups, len(y)))
    return float(sum(len(p) * abs(chance[p].mean() - y[p].mean()) for p in parts) / len(y))


def net_benefit(y: Array, flagged: Array, threshold: float) -> float:
    """True flags less false flags, a false one weighing threshold / (1 - threshold), for each row.

    The threshold says how many needless looks somebody thinks one child found is worth. Looking at nobody is 0.
    """
    y, flagged = np.asarray(y, bool), np.asarray(flagged, bool)
    return float(((flagged & y).sum() - (flagged & ~y).sum() * threshold / (1 - threshold)) / max(len(y), 1))


def _auc(y: Array, chance: Array) -> float:
    ranks, events = rankdata(chance), y.sum()
    return float((ranks[y].sum() - events * (events + 1) / 2) / (events * (len(y) - events)))


def _slope(y: Array, score: Array) -> tuple[float, float]:
    found, spread = _logistic(np.column_stack([np.ones(len(y)), score]), y)
    return (np.nan, np.nan) if found is None or spread is None else (float(found[1]), float(np.sqrt(spread[1, 1])))


def _shift(y: Array, score: Array) -> float:
    """The constant by which log odds have to be moved so that as many are expected as came."""
    move = 0.0
    for _ in range(_STEPS):
        p = expit(score + move)
        step = (y.sum() - p.sum()) / max((p * (1 - p)).sum(), _SMALLEST)
        move += float(np.clip(step, -2, 2))
        if abs(step) < 1e-10:
            break
    return move


def _logistic(x: Array, y: Array) -> tuple[Array | None, Array | None]:
    """Logistic regression of few columns by Newton's method: estimates and covariance, None where there is no maximum."""
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = expit(x @ beta)
        hessian = (x * (p * (1 - p))[:, None]).T @ x
        if np.linalg.cond(hessian) > 1e14:
            return None, None
        step = np.linalg.solve(hessian, x.T @ (y - p))
        beta = beta + np.clip(step, -4, 4)
        if np.abs(step).max() < 1e-9:
            return beta, np.linalg.inv(hessian)
    return None, None
