"""Missing values that keep their reason through every sum.

A cell of a public file is a number or it is missing for a reason. The reason matters more than the gap: *suppressed*
means that there are children whom the number would reveal, *not applicable* that there is nothing to count. The symbols
are those of the Government Analysis Function, as Explore Education Statistics uses them; `CODES` says which symbol each
older DfE code becomes. The code itself is always kept beside the symbol.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Symbol(StrEnum):
    """Why a value is not there, or may not be leant on."""

    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    SUPPRESSED = "c"
    LOW = "low"
    UNRELIABLE = "u"

    @property
    def words(self) -> str:
        """The reason as a headteacher would say it."""
        return _WORDS[self]


_WORDS = {
    Symbol.NOT_APPLICABLE: "not applicable",
    Symbol.NOT_AVAILABLE: "not available",
    Symbol.SUPPRESSED: "suppressed, so that no child can be recognised",
    Symbol.LOW: "rounds to zero, but is not zero",
    Symbol.UNRELIABLE: "too unreliable to publish",
}


@dataclass(frozen=True, slots=True)
class Code:
    """A publisher's own code for a missing value: the symbol that it becomes, and what the publisher means by it."""

    symbol: Symbol
    meaning: str


CODES: Mapping[str, Code] = MappingProxyType(
    {
        "": Code(Symbol.NOT_AVAILABLE, "the cell was left empty"),
        "Z": Code(Symbol.NOT_APPLICABLE, "not applicable"),
        "X": Code(Symbol.NOT_AVAILABLE, "not available"),
        "C": Code(Symbol.SUPPRESSED, "suppressed to protect confidentiality"),
        "U": Code(Symbol.UNRELIABLE, "of low reliability"),
        "LOW": Code(Symbol.LOW, "rounds to zero"),
        "K": Code(Symbol.LOW, "rounds to zero"),
        "SUPP": Code(Symbol.SUPPRESSED, "suppressed by the DfE: five pupils or fewer, or a whole made of them"),
        "SUP": Code(Symbol.SUPPRESSED, "suppressed by the DfE"),
        "*": Code(Symbol.SUPPRESSED, "suppressed"),
        "DNS": Code(Symbol.NOT_AVAILABLE, "the school did not submit it"),
        "NE": Code(Symbol.NOT_APPLICABLE, "no entries: no pupil was entered"),
        "NP": Code(Symbol.NOT_AVAILABLE, "not published"),
        "NA": Code(Symbol.NOT_APPLICABLE, "not applicable"),
        "N/A": Code(Symbol.NOT_APPLICABLE, "not applicable"),
        "NOT AVAIL": Code(Symbol.NOT_AVAILABLE, "not available"),
        "NAT": Code(Symbol.NOT_APPLICABLE, "not applicable at this level"),
        "LOWCOV": Code(Symbol.UNRELIABLE, "fewer than half of the pupils are in the measure"),
        "NEW": Code(Symbol.NOT_AVAILABLE, "a new school without results yet"),
        "NULL": Code(Symbol.NOT_AVAILABLE, "the cell says NULL"),
        "~": Code(Symbol.NOT_AVAILABLE, "an older symbol for missing"),
        ":": Code(Symbol.NOT_AVAILABLE, "an older symbol for missing"),
        ".": Code(Symbol.NOT_AVAILABLE, "an older symbol for missing"),
        "..": Code(Symbol.NOT_AVAILABLE, "an older symbol for missing"),
        "-": Code(Symbol.NOT_AVAILABLE, "a dash"),
    }
)
"""Every code for a missing value that the DfE's and Ofsted's files carry, in capitals."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or the reason that there is none; `partial` when parts of a total were missing.

    Arithmetic keeps the reason: a missing operand makes a missing result, and only `total` may leave parts out, saying so.
    """

    value: float | None
    symbol: Symbol | None = None
    code: str = ""
    partial: bool = False

    def __post_init__(self) -> None:
        if (self.value is None) == (self.symbol is None):
            raise ValueError("A quantity has either a value or a symbol that says why it has none.")

    @property
    def missing(self) -> bool:
        """Whether there is no number here."""
        return self.value is None

    @property
    def reason(self) -> str:
        """Why there is no number, in words; empty where there is one."""
        if self.symbol is None:
            return ""
        known = CODES.get(self.code.upper())
        return known.meaning if self.code and known else self.symbol.words

    def __add__(self, other: Quantity) -> Quantity:
        return _combine(self, other, lambda a, b: a + b)

    def __sub__(self, other: Quantity) -> Quantity:
        return _combine(self, other, lambda a, b: a - b)

    def __mul__(self, other: Quantity) -> Quantity:
        return _combine(self, other, lambda a, b: a * b)

    def __truediv__(self, other: Quantity) -> Quantity:
        if other.value == 0:
            return Quantity(None, Symbol.NOT_APPLICABLE, "", self.partial or other.partial)
        return _combine(self, other, lambda a, b: a / b)


_WORST_FIRST = (Symbol.SUPPRESSED, Symbol.UNRELIABLE, Symbol.NOT_AVAILABLE, Symbol.LOW, Symbol.NOT_APPLICABLE)


def worst(quantities: Iterable[Quantity]) -> Quantity | None:
    """Return the missing quantity whose reason binds a whole: suppression first, for a total must not undo it."""
    missing = [q for q in quantities if q.symbol is not None]
    return min(missing, key=lambda q: _WORST_FIRST.index(q.symbol), default=None)


def _combine(left: Quantity, right: Quantity, operation) -> Quantity:  # type: ignore[no-untyped-def]
    partial = left.partial or right.partial
    reason = worst((left, right))
    if reason is not None:
        return Quantity(None, reason.symbol, reason.code, partial)
    return Quantity(operation(left.value, right.value), None, "", partial)


def total(quantities: Iterable[Quantity]) -> Quantity:
    """Add up what is there. Missing parts are left out and the total says so by `partial`; all missing stays missing."""
    parts = list(quantities)
    present = [q for q in parts if q.value is not None]
    reason = worst(parts)
    if not present:
        return Quantity(None, reason.symbol if reason else Symbol.NOT_APPLICABLE, reason.code if reason else "")
    partial = reason is not None or any(q.partial for q in parts)
    return Quantity(math.fsum(q.value for q in present if q.value is not None), None, "", partial)


_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][+-]?\d{1,3})?")


def parse_number(text: str) -> Quantity | None:
    """Read one cell: a number ('1,234', '£47,900', '93%', '−0.39'), or a known code for missing; None when it is neither.

    A percent sign is taken off, not divided by: the unit is the column's to say. Nothing else is guessed.
    """
    cell = text.strip()
    if cell.upper() in CODES:
        code = CODES[cell.upper()]
        return Quantity(None, code.symbol, cell)
    bare = cell.replace("−", "-").removesuffix("%").rstrip()
    bare = bare.replace("£", "", 1) if bare[:2] in ("£-", "-£", "+£") or bare.startswith("£") else bare
    if not bare or not any(c.isdigit() for c in bare) or not _NUMBER.fullmatch(bare):
        return None
    value = float(bare.replace(",", ""))
    return Quantity(value) if math.isfinite(value) else None
