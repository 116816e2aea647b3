"""Hand-made observations and schools for the tests of measures and comparisons: tables that a headteacher could read."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from collegiate.tables import Membership, Observation, School


def observations(text: str) -> pa.Table:
    """Read a small table: one number a line.

    Columns: who (a URN, england, la 860), variable, period, release (- for none), value or a DfE code, file:line.
    """
    rows = [_row(line.split("|")) for line in text.strip().splitlines()]
    return pa.Table.from_pylist(rows, schema=Observation.schema())


def _row(cells: list[str]) -> dict[str, Any]:
    who, variable, period, release, value, place = (c.strip() for c in cells)
    file_id, line = place.split(":")
    row = {
        "variable": variable, "period": int(period), "release": "" if release == "-" else release,
        "file_id": int(file_id), "line": int(line), **_whose(who),
    }  # fmt: skip
    codes = {"SUPP": "c", "NE": "z", "NP": "x"}
    return row | ({"symbol": codes[value], "code": value} if value in codes else {"value": float(value)})


def _whose(who: str) -> dict[str, Any]:
    if who.isdigit():
        return {"level": "school", "urn": int(who)}
    level, _, rest = who.partition(" ")
    return {"level": level, "population": rest} if level == "england" else {"level": level, "la_code": int(rest)}


def school(urn: int, phase: str = "secondary", **more: Any) -> dict[str, Any]:
    """A state-funded school; say what else matters."""
    return {
        "urn": urn, "institution": urn, "school_name": f"School {urn}", "phase": phase, "sector": "state_funded",
        "la_code": 860, "low_age": 11, "high_age": 18, **more,
    }  # fmt: skip


def schools(*rows: dict[str, Any]) -> pa.Table:
    """The School table of these schools."""
    return pa.Table.from_pylist(list(rows), schema=School.schema())


def memberships(*rows: dict[str, Any]) -> pa.Table:
    """The Membership table of these stays."""
    return pa.Table.from_pylist(list(rows), schema=Membership.schema())
