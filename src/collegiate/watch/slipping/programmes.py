"""Programmes that do not help: worse than others who began alike, or long used without showing that they help."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scipy.special import ndtr

from collegiate.statistics.beside import holm
from collegiate.statistics.intervals import Z95

Row = Mapping[str, Any]

WORTH = 2.0
"""Points of the test by which a programme would have to help to be worth a child's time: about two months' progress on a test
whose standard deviation is fifteen (the Education Endowment Foundation's table, 0.10 to 0.18 of it)."""

FALSE_ALERTS = 0.10
"""Of trusts none of whose programmes harms, at most this share is told that one does."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A programme as it was looked at, with its rows by subject. `worst`: the row in which it is worse beyond chance, and that chance."""

    programme: str
    rows: tuple[Row, ...]
    worst: Row | None
    chance: float | None
    idle: bool

    @property
    def raised(self) -> bool:
        """Whether a person should look."""
        return self.worst is not None or self.idle

    @property
    def size(self) -> float:
        """By how many points it is worse; where it only does not help, how surely: points by which the best it may do falls short of `WORTH`."""
        if self.worst is not None:
            return -float(self.worst["effect"])
        return WORTH - max(float(r["high"]) for r in self.rows)


def tried(rows: Sequence[Row]) -> Iterator[Tried]:
    """Yield every programme that has an interval in some subject; those of too few children say nothing and are not looked at.

    Raised are those worse in some subject beyond chance (Holm over all programmes and subjects); and those that show in no
    subject that they help, with so many children that in each a help of `WORTH` would have been seen.
    """
    there = [r for r in rows if r["effect"] is not None and r["low"] is not None and r["high"] is not None]
    chances = holm([float(ndtr(r["effect"] * 2 * Z95 / max(r["high"] - r["low"], 1e-9))) for r in there])
    known: dict[str, list[tuple[float, Row]]] = {}
    for row, chance in zip(there, chances, strict=True):
        known.setdefault(str(row["programme"]), []).append((chance, row))
    for programme, of in known.items():
        chance, worst = min(of, key=lambda one: one[0])
        worse = chance <= FALSE_ALERTS and worst["effect"] < 0
        idle = not worse and all(r["low"] <= 0 and r["high"] < WORTH for _, r in of)
        yield Tried(programme, tuple(r for _, r in of), worst if worse else None, chance if worse else None, idle)


def words(found: Tried, named: Callable[[str], str]) -> str:
    """Say what became of the children, subject by subject where none shows a help."""
    if found.worst is not None:
        row = found.worst
        return (
            f"{found.programme}: the {row['pupils']} children who were given it gained {abs(row['effect']):.1f} points less in {named(row['subject']).lower()} than "
            f"others of the same school and year who began alike (95% interval {_signed(row['low'])} to {_signed(row['high'])})."
        )
    each = "; ".join(
        f"{named(r['subject']).lower()} {_signed(r['effect'])} points ({_signed(r['low'])} to {_signed(r['high'])})"
        for r in found.rows
    )
    return (
        f"{found.programme}: what its {max(r['pupils'] for r in found.rows)} children gained beyond others of the same school and year who began alike: {each}. "
        f"This does not show that it helps; a help of {WORTH:.0f} points would have been seen."
    )


def _signed(value: float) -> str:
    said = round(value, 1) + 0.0
    return f"{'−' if said < 0 else '+' if said > 0 else ''}{abs(said):.1f}"
