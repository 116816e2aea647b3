"""A step whose two records in the register differ by more than a week."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables

A_WEEK = 7


def find(tables: Tables) -> Any:
    """Steps of which both ends are dated, far apart."""
    return tables["lineage"].filter(lambda t: t.days_apart > A_WEEK)


CHECK = Check(
    find,
    title="Predecessor and successor records that differ by more than a week",
    found="The records of {urn} and of {next_urn} give the day of their {kind} {days_apart} days apart.",
    matters="The change is drawn on the later school's day; a year's result may stand on the wrong side of it.",
    remedy="Look up the opening date of the later school; it can have its record corrected in the register.",
    owner="school, through the register",
    severity="note",
)
