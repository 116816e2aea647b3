"""What may be said of an effect."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What came out. `NO_CLEAR` is the usual answer and no failure: the interval holds nought."""

    BETTER = "better than it would have been"
    WORSE = "worse than it would have been"
    HIGHER = "higher than it would have been"
    LOWER = "lower than it would have been"
    NO_CLEAR = "no clear effect"
    NOT_DUE = "not due yet"
    CANNOT = "cannot be said"


def verdict_of(low: float, high: float, better: str) -> Verdict:
    """Return the verdict of a 95 % interval; `better` is the good direction of the series: higher, lower or none."""
    if low <= 0 <= high:
        return Verdict.NO_CLEAR
    up = low > 0
    if better not in ("higher", "lower"):
        return Verdict.HIGHER if up else Verdict.LOWER
    return Verdict.BETTER if up == (better == "higher") else Verdict.WORSE
