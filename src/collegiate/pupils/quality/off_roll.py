"""Marks of children who were not on the roll: after they left, before they came, or without any spell at the school."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Literal

from collegiate.pupils.quality.rule import Row, Tables

AFTER: Literal["after"] = "after"
BEFORE: Literal["before"] = "before"
WITHOUT: Literal["without"] = "without"


def off_roll(tables: Tables, when: Literal["after", "before", "without"]) -> list[Row]:
    """Return the stretches of marks off the roll that are of one kind. Between two spells is after the first."""
    rows = tables["off_roll"].to_pylist()
    entries: dict[tuple[int, int], list[date]] = defaultdict(list)
    for spell in tables.rows("pupil_enrolment", ("pupil", "urn", "entry_date")) if rows else ():
        entries[spell["pupil"], spell["urn"]].append(spell["entry_date"])
    return [row for row in rows if _kind(entries.get((row["pupil"], row["urn"])), row["first_day"]) == when]


def _kind(entries: list[date] | None, first_day: date) -> str:
    if not entries:
        return WITHOUT
    return BEFORE if first_day < min(entries) else AFTER
