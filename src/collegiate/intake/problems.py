"""What is said of a cell that cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

FORMULA = (
    "The cell holds a formula, not a number, and a formula is never computed here.",
    "In the spreadsheet, copy the column, paste it as values, and save the file again.",
)


@dataclass(frozen=True, slots=True)
class BadCell:
    """Why a cell cannot be read, and what to do."""

    reason: str
    remedy: str


Parsed = tuple[Any, BadCell | None]
"""A cell's value, or why it has none."""

Parser = Callable[[str], Parsed]
"""Reads a trimmed cell that is not empty."""
