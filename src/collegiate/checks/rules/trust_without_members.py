"""An open trust that the group links show no school in."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables


def find(tables: Tables) -> Any:
    """Open trusts without academies."""
    return (
        tables["trust"]
        .filter(lambda t: (t.academies == 0) & (t.status == "Open"))
        .select("trust_uid", "trust_name", "file_id", "line")
    )


CHECK = Check(
    find,
    title="Open trusts without a school",
    found="{trust_name} ({trust_uid}) is open and has no school.",
    matters="Its page is empty.",
    remedy="It may not have opened its first school, or has given up its last; newer group links will tell.",
    owner="data manager",
    severity="note",
)
