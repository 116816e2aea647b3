"""A gap that opens between children with free school meals and the others is raised; where both fall alike it is not."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from collegiate.pupils.gains import steps
from collegiate.pupils.ledger import PupilWeek
from collegiate.tables import Pupil
from collegiate.tables.record import PupilResult
from collegiate.watch.alarms import ATTENDANCE, GAP, alarms

NO_TESTS = steps(PupilResult.empty())
EACH, SCHOOLS, TODAY = 60, 5, dt.date(2026, 3, 27)
MONDAYS = [dt.date(2024, 9, 2) + dt.timedelta(days=7 * n) for n in range(70) if (dt.date(2024, 9, 2) + dt.timedelta(days=7 * n)).month != 8]  # fmt: skip


def trust(worse: dict[tuple[int, bool], float], eligible: int = 30):
    """Children of whom the first `eligible` of each school have meals; from September 2025 some schools' and groups' children miss more."""
    draw = np.random.default_rng(5)
    weeks, pupils, needs = [], [], []
    for n in range(SCHOOLS * EACH):
        urn, meals = 800_001 + n // EACH, n % EACH < eligible
        pupils.append({"pupil": n, "urn": urn, "birth_date": dt.date(2014, 1, 1) + dt.timedelta(days=int(draw.integers(0, 700))), "free_school_meals": None})  # fmt: skip
        if meals:
            needs.append({"pupil": n, "urn": urn, "kind": "free_school_meals", "start_date": dt.date(2023, 9, 1)})
        usual = float(np.clip(draw.normal(0.06, 0.02), 0.0, 0.3))
        for monday in MONDAYS:
            more = worse.get((urn, meals), 0.0) if monday >= dt.date(2025, 9, 1) else 0.0
            weeks.append({"pupil": n, "urn": urn, "week": monday, "possible": 10, "missed": int(draw.binomial(10, usual + more))})  # fmt: skip
    tables = ((weeks, PupilWeek), (pupils, Pupil))
    from collegiate.tables.record import PupilNeed

    weeks_, pupils_ = (t.conform(pa.Table.from_pylist(rows)) if t is Pupil else _of(t, rows) for rows, t in tables)
    return weeks_, pupils_, PupilNeed.conform(pa.Table.from_pylist(needs))


def _of(table, rows):
    schema = table.schema()
    filled = [{f.name: (0 if pa.types.is_integer(f.type) else None) for f in schema} | r for r in rows]
    return pa.Table.from_pylist(filled, schema=schema)


def latest(worse, eligible: int = 30) -> dict[tuple[int, str], dict]:
    weeks, pupils, needs = trust(worse, eligible)
    rows = alarms(weeks, pupils, NO_TESTS, TODAY, needs).to_pylist()
    return {(r["urn"], r["series"]): r for r in rows if r["as_of"] == TODAY}


@pytest.fixture(scope="module")
def opened():
    return latest({(800_001, True): 0.08})


def test_a_gap_that_opens_is_raised_with_its_size(opened) -> None:
    row = opened[800_001, GAP]
    assert row["raised"] and row["low"] < -4 and row["high"] < 0
    assert "children with free school meals" in row["found"] and "opened by" in row["found"]
    assert not any(opened[u, GAP]["raised"] for u in range(800_002, 800_001 + SCHOOLS))


def test_where_all_children_fall_alike_the_school_falls_and_no_gap_opens() -> None:
    both = latest({(800_001, True): 0.06, (800_001, False): 0.06})
    assert both[800_001, ATTENDANCE]["raised"] and not both[800_001, GAP]["raised"]


def test_of_few_children_no_gap_is_looked_at() -> None:
    assert not any(series == GAP for _, series in latest({(800_001, True): 0.08}, eligible=15))
