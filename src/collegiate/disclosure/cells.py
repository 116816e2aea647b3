"""What is shown: a number in its rounded form, or the symbol that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from collegiate.disclosure.rounding import in_words
from collegiate.vocabulary.symbols import Symbol


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the text that shows it, or a symbol (its letter is then the text). `partial`: parts of a total are hidden or absent."""

    value: float | None
    symbol: Symbol | None
    shown: str
    partial: bool = False

    def __post_init__(self) -> None:
        if (self.value is None) == (self.symbol is None):
            raise ValueError("A cell has either a value or a symbol that says why it has none.")

    @classmethod
    def of(cls, value: int | Decimal, *, partial: bool = False) -> Cell:
        """Return a cell that shows a number that was rounded already."""
        whole = Decimal(value)
        return cls(int(whole) if whole == whole.to_integral_value() else float(whole), None, in_words(whole), partial)

    @classmethod
    def count(cls, value: int, *, partial: bool = False) -> Cell:
        """Return a cell of a count in steps: nothing left of it is hidden, for nobody can say whether it was none or a few."""
        return cls.of(value, partial=partial) if value else HIDDEN

    @property
    def hidden(self) -> bool:
        """Whether it is kept back so that no child can be recognised."""
        return self.symbol is Symbol.SUPPRESSED


def without(symbol: Symbol) -> Cell:
    """Return a cell without a value."""
    return Cell(None, symbol, symbol.value)


HIDDEN, ABSENT = without(Symbol.SUPPRESSED), without(Symbol.NOT_AVAILABLE)


@dataclass(frozen=True, slots=True)
class Published:
    """A cell with what it counts: in which table, of whom (an academy, else a trust), when, which group, which part."""

    table: str
    trust: int | None
    urn: int | None
    period: str
    grouping: str
    group: str
    part: str
    cell: Cell
