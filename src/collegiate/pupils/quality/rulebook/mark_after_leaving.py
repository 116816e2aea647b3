"""Marks after a child has left the roll."""

from __future__ import annotations

from collegiate.pupils.quality.off_roll import AFTER, off_roll
from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Stretches of marks that count for nothing."""
    return off_roll(tables, AFTER)


RULE = Rule(
    find,
    title="Marks after leaving",
    found="{sessions} register marks from {first_day} to {last_day}, after the child left this roll.",
    matters="They are not counted: the school's attendance is without them, and a register that goes on may hide a child who is gone.",
    remedy="Take the marks out, or correct the day of leaving.",
    owner="office",
    due="attendance",
)
