"""Marks at a school that never had the child on its roll."""

from __future__ import annotations

from collegiate.pupils.quality.off_roll import WITHOUT, off_roll
from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Stretches of marks that count for nothing."""
    return off_roll(tables, WITHOUT)


RULE = Rule(
    find,
    title="Marks without an enrolment",
    found="{sessions} register marks from {first_day} to {last_day} at a school that has no spell on its roll for the child.",
    matters="They are not counted: the school's attendance is without them, and a register that goes on may hide a child who is gone.",
    remedy="Send the day on which the child came on roll, or take the marks out.",
    owner="office",
    due="attendance",
)
