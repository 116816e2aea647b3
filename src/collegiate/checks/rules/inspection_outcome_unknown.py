"""An outcome in words that its regime does not use."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from collegiate.checks.check import Check, Tables
from collegiate.vocabulary.inspection import regime, regimes


def find(tables: Tables) -> pa.Table:
    """One finding a regime, area and outcome."""
    given = tables["inspection"]
    counted = given.group_by(["regime", "area", "outcome"]).aggregate(times=given.count(), file_id=given.file_id.min())
    rows = tables.run(counted)
    return rows.filter(pa.array([not _is_known(row) for row in rows.to_pylist()], pa.bool_()))


def _is_known(row: dict[str, Any]) -> bool:
    if row["regime"] not in {r.id for r in regimes()}:
        return False
    rules = regime(row["regime"])
    return not rules.scale(row["area"]) or rules.place(row["outcome"], row["area"]) is not None


CHECK = Check(
    find,
    title="Inspection outcomes in words that the regime does not use",
    found="'{outcome}' for {area} under '{regime}', {times} times.",
    matters="It is shown as it stands, and has no place in the order of outcomes.",
    remedy="If the inspectorate has a new word, add it to vocabulary/inspection.toml with its source.",
    owner="data manager",
    severity="note",
)
