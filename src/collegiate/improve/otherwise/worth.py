"""An effect beside the smallest one that is worth having."""

from __future__ import annotations

from collegiate.improve.otherwise.locked import Locked
from collegiate.improve.otherwise.rounding import Rounding


def worth(locked: Locked, low: float, high: float, rounding: Rounding) -> str:
    """Say whether the interval reaches the smallest effect worth having."""
    least = float(locked.minimum)
    good_low, good_high = (-high, -low) if locked.series.better == "lower" else (low, high)
    said = f"the smallest effect worth having, {rounding.write(least, signed=False)}"
    if good_low >= least:
        return f"At least {said}: the whole interval is."
    if good_high < least:
        return f"Smaller than {said}: the whole interval is."
    return f"It may or may not be as much as {said}: the interval holds both."
