"""How far the packs of moving children have come, as counts that add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collegiate.pupils.transition import Pack, latest_steps, packs
from collegiate.vocabulary.phases import last_year_group
from collegiate.web.acts.packs import key_of, last_step

Row = dict[str, Any]

STATES = {"": "not yet sent", "sent": "sent, not yet received", "received": "received, not yet confirmed", "confirmed": "confirmed"}  # fmt: skip
_AGE_AT_START = {"N1": 2, "N2": 3, "R": 4}
_FIRST_OF_AGE = 4


@dataclass(frozen=True, slots=True)
class Way:
    """Some moving children: how many, how many with a whole pack, and how many packs are how far."""

    children: int
    complete: int
    not_sent: int
    sent: int
    received: int
    confirmed: int

    @classmethod
    def of(cls, moves: Sequence[Row]) -> Way:
        """Count them."""
        far = [last_step(m) or "" for m in moves]
        return cls(len(moves), sum(bool(m["complete"]) for m in moves), *(far.count(state) for state in STATES))

    @property
    def lacking(self) -> int:
        """Children whose pack lacks something."""
        return self.children - self.complete

    @property
    def terms(self) -> list[tuple[str, int, str]]:
        """The four states, which add up to the children."""
        return list(
            zip(STATES, (self.not_sent, self.sent, self.received, self.confirmed), STATES.values(), strict=True)
        )


def as_they_stand(moves: Iterable[Row], entries: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Lay what was decided since the picture was made over rows of Move; a pack that was not sent goes nowhere yet."""
    steps = latest_steps(entries)
    found = []
    for move in moves:
        row = {**move, **steps.get(key_of(move), {})}
        if row["sent"] is None:
            row["next_urn"] = move["next_urn"] if move["sent"] is None else None
        found.append(row)
    return found


def pack_of(move: str) -> Pack | None:
    """Return the agreed pack of a move, or None when nothing is agreed of it now."""
    return next((p for p in packs() if p.move == move), None)


def in_order(move: str) -> int:
    """Return a key that puts moves in the order of age."""
    return next((n for n, p in enumerate(packs()) if p.move == move), len(packs()))


def missing(move: Row) -> list[str]:
    """Return what is missing of a child's pack."""
    return [m.strip() for m in (move["missing"] or "").split("|") if m.strip()]


def has_year(school: Row, year_group: str) -> bool:
    """Whether a school's ages in the register hold a year group; without ages it is not known, and taken for no."""
    low, high = school.get("low_age"), school.get("high_age")
    if low is None or not high:
        return False
    age = _AGE_AT_START.get(year_group, _FIRST_OF_AGE + int(year_group) if year_group.isdigit() else 99)
    last = last_year_group(high)
    last_age = _FIRST_OF_AGE + (0 if last == "R" else int(last))
    return bool(low <= age <= last_age)
