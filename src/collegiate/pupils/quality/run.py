"""Running the rules: find every rule file, run each, write findings as sentences."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pyarrow as pa

from collegiate.pupils.quality import rulebook
from collegiate.pupils.quality.dates import next_census_day, school_days_after
from collegiate.pupils.quality.rule import Row, Rule, Tables
from collegiate.tables import PupilFinding


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule in `rulebook/`, in order of id; the id is the name of its file."""
    names = sorted(module.name for module in pkgutil.iter_modules(rulebook.__path__))
    return tuple(replace(importlib.import_module(f"{rulebook.__name__}.{name}").RULE, id=name) for name in names)


def findings(tables: Mapping[str, pa.Table], today: date | None = None) -> pa.Table:
    """Return what every rule finds, as table PupilFinding, by rule, school and child.

    `tables`: those of RECORD and PEOPLE by name and what `Tables` says beside; those not given count as empty. `today` is the
    day of the snapshot; without it the latest day that a fact is about.
    """
    looked_at = Tables(tables)
    now = today or looked_at.today
    due = {"census": next_census_day(now), "attendance": school_days_after(now)}
    rows = [_row(rule, row, due[rule.due]) for rule in rules() for row in rule.find(looked_at)]
    found = pa.Table.from_pylist(rows, schema=PupilFinding.schema())
    return found.sort_by([(c, "ascending") for c in ("rule", "urn", "pupil", "file_id", "line", "found")])


def _row(rule: Rule, row: Row, fix_by: date) -> Row:
    return {
        "rule": rule.id,
        "error_number": rule.error_number,
        "urn": row["urn"],
        "pupil": row.get("pupil"),
        "found": rule.found.format(**row),
        "matters": rule.matters,
        "remedy": rule.remedy,
        "owner": rule.owner,
        "fix_by": fix_by,
        "file_id": row.get("file_id"),
        "line": row.get("line"),
    }
