"""The numbers that only a board can say: what "several", "most" or "sustainable" mean. One is added by adding it to the table."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

NO_THRESHOLD = "no threshold set"
"""What is said where the board has not said its number; it never counts as met."""


@dataclass(frozen=True, slots=True)
class BoardNumber:
    """A number to be settled: the words that it gives a meaning to, the question, its unit, and what can be meant at all."""

    id: str
    words: str
    asks: str
    unit: str
    least: Decimal
    most: Decimal
    promise: str
    used: str

    def read(self, text: str) -> Decimal:
        """Return a number as a board wrote it. Raises ValueError, with words, for what is none or cannot be meant."""
        try:
            value = Decimal(text.strip().removesuffix("%").strip())
        except ArithmeticError:
            raise ValueError(f"'{text}' is not a number. Write digits, such as {self.least}.") from None
        if not value.is_finite() or not self.least <= value <= self.most:
            raise ValueError(f"It has to lie between {self.least} and {self.most} {self.unit}.")
        if self.unit not in ("%",) and value != value.to_integral_value():
            raise ValueError(f"{self.unit.capitalize()} are counted: write a whole number.")
        return value


@cache
def board_numbers() -> tuple[BoardNumber, ...]:
    """Return every number, in the order in which a board goes through them."""
    table = tomllib.loads(files("collegiate.strategy").joinpath("numbers.toml").read_text(encoding="utf-8"))
    return tuple(BoardNumber(**n | {"least": Decimal(n["least"]), "most": Decimal(n["most"])}) for n in table["number"])


def words_of(id_: str, value: Decimal | None) -> str:
    """Write a number as it is settled: 3 figures, 5 %, no threshold set."""
    if value is None:
        return NO_THRESHOLD
    number = next(n for n in board_numbers() if n.id == id_)
    return f"{value.normalize():f} {number.unit}"
