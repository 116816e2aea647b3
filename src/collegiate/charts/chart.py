"""What every chart hands on."""

from __future__ import annotations

from dataclasses import dataclass

from collegiate.charts.svg import Markup


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, the sentence that reads it (also its text alternative), and the table of the same numbers."""

    svg: Markup
    sentence: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
