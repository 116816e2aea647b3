"""How a measure's numbers are written, so that a chart, its sentence and its table write them alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_SIGNED = ("progress", "balance", "gap", "value_added")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a chart needs to know of a measure: its words, unit, decimal places and good direction."""

    id: str
    title: str
    short: str = ""
    unit: str = ""
    polarity: str = "none"
    decimals: int = 1
    theme: str = ""

    @property
    def signed(self) -> bool:
        """Whether the measure is a difference from nought, so that a plus sign belongs to it."""
        return any(word in f"{self.id} {self.title.lower()}" for word in _SIGNED)

    @property
    def percent(self) -> bool:
        """Whether the number is a percentage."""
        return self.unit.strip().startswith("%") or "per cent" in self.unit.lower()

    @property
    def unit_words(self) -> str:
        """The unit as it stands in a heading; empty where the number carries it."""
        return "" if self.percent or self.unit.strip() == "£" else self.unit

    def write(self, value: float | None, decimals: int | None = None) -> str:
        """Write a number: true minus, plus sign for differences, thousands with commas, the unit where it is a sign."""
        if value is None:
            return ""
        places = self.decimals if decimals is None else decimals
        rounded = round(value, places)
        sign = "−" if rounded < 0 else "+" if self.signed and rounded > 0 else ""
        pound = "£" if self.unit.strip() == "£" else ""
        return f"{sign}{pound}{abs(rounded):,.{places}f}{'%' if self.percent else ''}"

    def write_ticks(self, ticks: Sequence[float]) -> list[str]:
        """Write the numbers of an axis with as few decimals as tell them apart; nought is 0."""
        places = next((p for p in range(4) if all(abs(round(t, p) - t) < 1e-9 for t in ticks)), 4)
        return ["0" if t == 0 else self.write(t, places) for t in ticks]

    def between(self, low: float, high: float) -> str:
        """Write an interval as people say it."""
        return f"{self.write(low)} to {self.write(high)}"
