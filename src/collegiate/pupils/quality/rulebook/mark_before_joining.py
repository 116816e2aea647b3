"""Marks before a child came on the roll."""

from __future__ import annotations

from collegiate.pupils.quality.off_roll import BEFORE, off_roll
from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Stretches of marks that count for nothing."""
    return off_roll(tables, BEFORE)


RULE = Rule(
    find,
    title="Marks before joining",
    found="{sessions} register marks from {first_day} to {last_day}, before the child came on this roll.",
    matters="They are not counted: the school's attendance is without them, and a register that goes on may hide a child who is gone.",
    remedy="Take the marks out, or correct the day of entry; before the first day the code is Z.",
    owner="office",
    due="attendance",
)
