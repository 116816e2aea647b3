"""What one more trust costs: made-up nations with 25 to 200 trusts in one store, and their children's marks on DuckDB and Spark.

    uv run python benchmarks/trusts.py [--trusts 25,50,100,200] [--spark 25,50,100,200]

Nations of growing size are built from the facts of their published figures; then what slips is told for every trust, and how
every aim of the strategy stands, with every number of the board settled. Nothing else is in the application, and these trusts
have no children. The step that grows with children, counting marks by child and week, is timed beside: on one expression, on
both engines, with the marks of as many trusts. Each size is a process of its own.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from made_facts import clear, write_facts
from measured import run, save, table
from weekly import Clock, built, settled, told

CHILDREN, WEEKS = 100, 39
"""Children and weeks of one trust's marks, ten sessions a week: enough to see how the engines grow, not a trust's size."""
SCHOOLS_A_TRUST = 10
"""About one made-up school in ten begins another trust."""
PICTURE, ALERTS, STRATEGY = "build of the picture", "alerts", "strategy"


def main() -> None:
    """Measure every size and save the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trusts", default="25,50,100,200")
    parser.add_argument("--spark", default="25,50,100,200", help="sizes that Spark counts too; empty for none")
    parser.add_argument("--name", default="trusts")
    parser.add_argument("--one", nargs=2, type=Path, metavar=("FACTS", "STORE"))
    parser.add_argument("--marks", nargs=2, metavar=("ENGINE", "FOLDER"))
    asked = parser.parse_args()
    if asked.one or asked.marks:
        print(json.dumps(one(*asked.one) if asked.one else weeks(asked.marks[0], Path(asked.marks[1]))))
        return
    spark = {int(n) for n in asked.spark.split(",") if n} if _has_spark() else set[int]()
    found = [measure(int(n), int(n) in spark) for n in asked.trusts.split(",")]
    save(asked.name, "What one more trust costs", report(found), {"runs": found})


def _has_spark() -> bool:
    return importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None


def measure(trusts: int, spark: bool) -> dict[str, Any]:
    """Make a nation of about so many trusts and their marks, which is not timed, and run each part in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="collegiate-benchmark-") as scratch:
        facts, marks = clear(Path(scratch) / "facts"), Path(scratch) / "marks"
        write_facts(facts, schools=SCHOOLS_A_TRUST * trusts, academies=0, children=0, years=0)
        week = run([sys.executable, __file__, "--one", str(facts), str(Path(scratch) / "store")])
        _write_marks(marks, trusts)
        counted = {
            e: json.loads(run([sys.executable, __file__, "--marks", e, str(marks)]).output)
            for e in ("duckdb", *(("spark",) if spark else ()))
        }
    found = {"schools": SCHOOLS_A_TRUST * trusts, **json.loads(week.output), "peak_mb": week.peak_mb, "weeks": counted, "marks_of_trusts": trusts}  # fmt: skip
    print(json.dumps(found), flush=True)
    return found


def one(facts: Path, store: Path) -> dict[str, Any]:
    """Build a nation, and tell of every trust in it what slips and how its aims stand."""
    from collegiate.cli import one_thread_for_small_solves
    from collegiate.store import Store

    one_thread_for_small_solves()
    clock = Clock()
    built(facts, store, clock)
    uids = [trust["trust_uid"] for trust in Store(store).reader().trusts()]
    settled(store, uids)
    said = Clock()
    counts = told(store, uids, said)
    alerts, strategy = said.steps.values()
    picture = [sum(v[i] for v in clock.steps.values()) for i in (0, 1)]
    return {"trusts": len(uids), PICTURE: picture, ALERTS: alerts, STRATEGY: strategy, "told": counts}


def _write_marks(folder: Path, trusts: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from collegiate.tables import Mark

    folder.mkdir()
    sessions = np.arange(WEEKS * 10)
    day = np.datetime64("2025-09-01") + 7 * (sessions // 10) + sessions % 10 // 2
    for trust in range(trusts):
        draw = np.random.default_rng(trust)
        n = CHILDREN * len(sessions)
        rows = {
            "pupil": np.repeat(trust * CHILDREN + np.arange(CHILDREN), len(sessions)), "urn": np.full(n, 100_001 + trust), "counted": np.ones(n, bool),
            "day": np.tile(day, CHILDREN), "session": pa.array(np.tile(np.where(sessions % 2 == 0, "AM", "PM"), CHILDREN).tolist()),
            "code": pa.array(draw.choice(["/", "\\", "L", "I", "O"], n, p=[0.46, 0.46, 0.02, 0.04, 0.02]).tolist()),
        }  # fmt: skip
        pq.write_table(Mark.conform(pa.table(rows)), folder / f"{trust:04d}.parquet")


def weeks(engine: str, folder: Path) -> dict[str, Any]:
    """Count marks by child and week: seconds by the clock once the engine has begun, for another process may do Spark's work."""
    from collegiate.engine import Session
    from collegiate.pupils.ledger import marks_by_week

    files = sorted(folder.glob("*.parquet"))
    with Session(engine) as session:
        marks_by_week(session, files[:1])
        began = time.perf_counter()
        found = marks_by_week(session, files)
        seconds = time.perf_counter() - began
    return {"marks": len(files) * CHILDREN * WEEKS * 10, "rows": found.num_rows, "seconds": round(seconds, 3)}


def report(found: Sequence[dict[str, Any]]) -> str:
    """Cost per trust by size, and how it grows from the smallest to the largest."""
    rows = [
        [
            f"{f['trusts']} ({f['schools']:,})",
            *(_each(f, part) for part in (PICTURE, ALERTS, STRATEGY)),
            f"{f['peak_mb']:,.0f}", f["told"]["alerts"],
            *(f"{1000 * f['weeks'][e]['seconds'] / f['marks_of_trusts']:.0f}" if e in f["weeks"] else "" for e in ("duckdb", "spark")),
        ]
        for f in found
    ]  # fmt: skip
    heads = (
        "trusts (schools)", "build of the picture", "alerts", "strategy", "peak MB", "alerts told", "marks by week, DuckDB, clock", "marks by week, Spark, clock",
    )  # fmt: skip
    powers = {part: _power(found, lambda f, part=part: f[part][1]) for part in (PICTURE, ALERTS, STRATEGY)}
    grown = ", ".join(f"{part} {power:.2f}" for part, power in powers.items())
    return (
        f"Milliseconds of processor for each trust (by the clock in brackets). {CHILDREN} children of each trust have marks of {WEEKS} weeks.\n\n{table(heads, rows)}\n\n"
        f"Seconds of processor grow as trusts to the power of: {grown}. 1 is a flat cost per trust, less is a fixed part shared by more. Every trust costs the same to tell of if alerts and strategy stay near 1."
    )


def _each(f: dict[str, Any], part: str) -> str:
    clock, processor = (1000 * s / f["trusts"] for s in f[part])
    return f"{processor:.0f} ({clock:.0f})"


def _power(found: Sequence[dict[str, Any]], figure: Any) -> float:
    first, last = found[0], found[-1]
    if first is last:
        return math.nan
    return math.log(max(figure(last), 1e-9) / max(figure(first), 1e-9)) / math.log(last["trusts"] / first["trusts"])


if __name__ == "__main__":
    main()
