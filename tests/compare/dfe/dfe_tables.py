"""Small tables of schools in the layout of the benchmarking tool, for the tests of its method."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from collegiate.compare.dfe import layout, method

TEACHING = "Teaching and Teaching support staff_Teaching staff_Per Unit"
ENERGY = "Utilities_Energy_Per Unit"

PLAIN: dict[str, Any] = {
    layout.SCHOOL_TYPE: "academies",
    layout.PHASE: "Primary",
    layout.REGION: "London",
    layout.BOARDERS: "Not Boarding",
    layout.OFSTED: "Good",
    layout.PFI: False,
    layout.DID_NOT_SUBMIT: False,
    layout.PART_YEAR: False,
    layout.FINANCE: True,
    layout.PUPIL_DATA: True,
    layout.BUILDING_DATA: True,
    TEACHING: 100.0,
    ENERGY: 10.0,
} | dict.fromkeys(method().features, 1.0)


def school(urn: int, **said: Any) -> dict[str, Any]:
    """A plain primary academy, but for what is said of it; short names stand for the layout's long ones."""
    short = {
        "pupils": "Number of pupils", "fsm": "Percentage Free school meals", "sen": "Percentage SEN",
        "area": "Total Internal Floor Area", "age": "Age Average Score", "phase": layout.PHASE, "region": layout.REGION,
        "boarders": layout.BOARDERS, "pfi": layout.PFI, "ofsted": layout.OFSTED, "part_year": layout.PART_YEAR,
        "did_not_submit": layout.DID_NOT_SUBMIT, "finance": layout.FINANCE, "pupil_data": layout.PUPIL_DATA,
        "building_data": layout.BUILDING_DATA, "teaching": TEACHING, "energy": ENERGY, "school_type": layout.SCHOOL_TYPE,
    }  # fmt: skip
    return {layout.URN: urn} | PLAIN | {short.get(name, name): value for name, value in said.items()}


def table(schools: Sequence[Mapping[str, Any]]) -> pa.Table:
    """The table that `read_schools` would give."""
    kinds = (
        {layout.URN: pa.int64()} | dict.fromkeys(layout.WORDS, pa.string()) | dict.fromkeys(layout.FLAGS, pa.bool_())
    )
    names = list(schools[0])
    return pa.table({name: pa.array([s[name] for s in schools], kinds.get(name, pa.float64())) for name in names})


def write_csv(path: Path, schools: Sequence[Mapping[str, Any]], *, encoding: str = "utf-8") -> Path:
    """The same as a file; None is a blank cell."""
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, list(schools[0]))
        writer.writeheader()
        writer.writerows(schools)
    return path


def sets_by(sets: pa.Table) -> dict[tuple[int, str], list[int]]:
    """Members in order, by URN and kind of set."""
    found: dict[tuple[int, str], list[int]] = {}
    for row in sets.to_pylist():
        found.setdefault((row["URN"], row["SetType"]), []).append(row["ComparatorURN"])
    return found


def ratings_by(ratings: pa.Table) -> dict[tuple[int, str], dict[str, Any]]:
    """Ratings by URN and sub-category."""
    return {(row["URN"], row["SubCategory"]): row for row in ratings.to_pylist()}
