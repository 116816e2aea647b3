"""A line of a check of the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Checked:
    """One planted truth: of what kind, about what, what was planted, what was found, and whether that is a hit."""

    truth: str
    about: str
    planted: Any
    found: Any
    hit: bool
