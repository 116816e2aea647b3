"""Running the checks: find every rule file, run each in the engine, write findings as sentences."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pyarrow as pa

from collegiate.checks import rules
from collegiate.checks.check import Check, Tables
from collegiate.engine import Session
from collegiate.tables import CheckResult

LISTED = 500


@cache
def checks() -> tuple[Check, ...]:
    """Return every check in `rules/`, in order of id; the id is the name of its file."""
    names = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return tuple(replace(importlib.import_module(f"{rules.__name__}.{name}").CHECK, id=name) for name in names)


def checked_variables() -> frozenset[str]:
    """Return the variables of observations that checks read: a build that leaves others on disk must keep these."""
    return frozenset(variable for check in checks() for variable in check.variables)


def run_checks(facts: Mapping[str, pa.Table], picture: Mapping[str, pa.Table], *, listed: int = LISTED) -> pa.Table:
    """Return the findings of every check as table CheckResult, by check, school and place.

    Of each check at most `listed` findings are listed; where there are more, the first row of the check gives their exact
    number. Tables that are not given count as empty.
    """
    with Session() as session:
        tables = Tables(session, {**facts, **picture})
        rows = [row for check in checks() for row in _findings(check, tables, listed)]
    return pa.Table.from_pylist(rows, schema=CheckResult.schema())


def _findings(check: Check, tables: Tables, listed: int) -> list[dict[str, Any]]:
    found = check.find(tables)
    found = found if isinstance(found, pa.Table) else tables.run(found)
    order = [name for name in ("urn", "file_id", "line") if name in found.column_names]
    order += [name for name in found.column_names if name not in order]
    first = found.sort_by([(name, "ascending") for name in order]).slice(0, listed).to_pylist()
    rows = [_row(check, row, check.found.format(**row)) for row in first]
    if found.num_rows > listed:
        rows.insert(
            0, _row(check, {}, f"{check.title}: {found.num_rows:,} in all, of which the first {listed:,} are listed.")
        )
    return rows


def _row(check: Check, row: Mapping[str, Any], found: str) -> dict[str, Any]:
    return {
        "check": check.id,
        "severity": check.severity,
        "found": found,
        "matters": check.matters,
        "remedy": check.remedy,
        "owner": check.owner,
        "urn": row.get("urn"),
        "file_id": row.get("file_id"),
        "line": row.get("line"),
    }
