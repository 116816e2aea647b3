"""The latest week of the ledger, of the academies that somebody holds whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from collegiate.store import ScopedReader
from collegiate.web.home.answers import Count, Sum
from collegiate.web.pictures.childhood.counts import total

Row = dict[str, Any]

STATES = {"acted_on": "acted on", "looked_at": "looked at, no concern", "no_data": "no data"}


def latest(people: ScopedReader) -> tuple[date | None, list[Row]]:
    """Return the latest week and each academy's counts of it; without a week, none."""
    week = next(iter(people.weeks()), None)
    return week, people.ledger_counts(week=week) if week else []


def equation(rows: Sequence[Row], urn: int | None = None) -> Sum:
    """Return the roll as the sum of its three states; of one academy, each with the way to its children."""
    whole = total(rows, "roll", *STATES)
    path = f"/children/ledger/schools/{urn}/children/?state=" if urn else ""
    parts = (
        Count(whole[state], words, f"{path}{state}" if path and whole[state] else "", mind=state == "no_data")
        for state, words in STATES.items()
    )
    return Sum(Count(whole["roll"], "on roll"), tuple(parts))
