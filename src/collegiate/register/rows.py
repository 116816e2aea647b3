"""Small helpers for rows of facts: what is there, what is latest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from collegiate.tables import Table

PLACEHOLDER = date(1900, 1, 1)
"""The register writes 1 January 1900 where it does not know a date."""


def facts_of(facts: Mapping[str, pa.Table], table: type[Table]) -> pa.Table:
    """Return the facts of one table, or an empty one when no file fed it."""
    found = facts.get(table.name)
    return table.empty() if found is None else found


def known_date(day: date | None) -> date | None:
    """Return the day, or None when it is missing or the register's placeholder."""
    return None if day is None or day <= PLACEHOLDER else day


def latest_day(facts: Mapping[str, pa.Table], table: type[Table]) -> date | None:
    """Return the day of the latest extract of one table."""
    days = facts_of(facts, table)["as_of"].drop_null()
    return max(days.unique().to_pylist(), default=None)
