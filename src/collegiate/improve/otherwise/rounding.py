"""How finely an effect is said: as its series is, and never finer than a tenth where children are behind it."""

from __future__ import annotations

from dataclasses import dataclass

from collegiate.disclosure import half_away
from collegiate.improve.series import Series


@dataclass(frozen=True, slots=True)
class Rounding:
    """The step to which figures of a series are rounded, and the unit in which differences are said."""

    step: float
    decimals: int
    unit: str

    @classmethod
    def of(cls, series: Series) -> Rounding:
        """Return the rounding of a series. A difference of percentages is in percentage points."""
        decimals = max(1, min(series.decimals, 1 if series.own else 2))
        unit = "percentage points" if series.unit.strip().startswith("%") else series.unit
        return cls(10.0**-decimals, decimals, unit)

    def near(self, value: float) -> float:
        """Round a figure."""
        return float(half_away(round(value, 9), round(self.step, self.decimals)))

    def write(self, value: float, *, signed: bool = True) -> str:
        """Write a difference with its unit; a true minus sign."""
        rounded = self.near(value)
        sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
        return f"{sign}{abs(rounded):.{self.decimals}f}{f' {self.unit}' if self.unit else ''}"
