"""Rows about somebody whom no file describes."""

from __future__ import annotations

from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Names that facts or marks carry and no file explains, without the name: the place tells which it is."""
    facts = tables["described_by_nobody"].to_pylist()
    marks = [r | {"rows": r["sessions"], "kind": "session_mark"} for r in tables["unlinked"].to_pylist()]
    return [r | {"kind": r["kind"].replace("_", " ")} for r in (*facts, *marks)]


RULE = Rule(
    find,
    title="Rows about nobody",
    found="{rows} rows of kind '{kind}' are under a number that no pupil file describes.",
    matters="They are kept with their file, and stand in no child's record: a child may be missed.",
    remedy="Send the school's pupil file with this number in it; the line that is named shows it.",
    owner="data manager",
)
