"""A link dated after the extract that holds it: planned, not done."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables


def find(tables: Tables) -> Any:
    """Steps after the day of the latest links extract."""
    day = tables.latest_day("establishment_link")
    return tables["lineage"].filter(lambda t: t.happened > day)


CHECK = Check(
    find,
    title="Conversions and mergers planned for after the extract",
    found="{urn} is to become {next_urn} on {happened} ({kind}).",
    matters="The two histories are not joined until an extract from after that day says so.",
    remedy="Build again with a newer extract of links once the day has passed.",
    owner="data manager",
    severity="note",
)
