"""Trusts of growing size, five years of marks: from files to a published snapshot beside a bare read, and pages meanwhile.

uv run python benchmarks/children.py [--academies 1,5,20,100] [--pupils 600] [--years 5] [--seconds 20]

For each size: the files are made up and written; DuckDB reads all CSV files and workbooks into memory and does nothing
else; Collegiate builds and publishes a store of them; then records of children and one-year dashboards are read from it,
in quiet and once more while the store is built again. Time and peak memory are those of whole child processes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from measured import Run, run, save, table

_HERE = Path(__file__).parent
MOST_RATIO, MOST_MB, MOST_CHILD_MS, MOST_DASHBOARD_MS = 4.0, 2000.0, 10.0, 100.0
"""What is aimed at: within four times the bare read, under 2 GB, a child's page in 10 ms, a dashboard in 100 ms."""

_GROUPINGS = ("all", "year_group", "free_school_meals", "sen_provision")
_SUMS = ("possible", "attended", "authorised", "unauthorised", "pupils")
_SIMULATE = """
import json, sys, time
from pathlib import Path
from collegiate.simulate.children import academies, make_trust
from collegiate.simulate.children_files import write_children
folder, count, pupils, years = Path(sys.argv[1]), *map(int, sys.argv[2:])
began = time.perf_counter()
trust = make_trust(seed=1, pupils=pupils, years=years, schools=academies(count, pupils))
write_children(folder, trust, faults=True)
print(json.dumps({"seconds": time.perf_counter() - began}))
"""


@dataclass(frozen=True, slots=True)
class Waits:
    """Milliseconds of one kind of page: how many were read, and the half, 95th and 99th hundredth of them."""

    reads: int
    half: float
    p95: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Waits:
        """Put measured seconds in order."""
        cuts = statistics.quantiles([1000 * s for s in seconds], n=100)
        return cls(len(seconds), cuts[49], cuts[94], cuts[98])


@dataclass(frozen=True, slots=True)
class Result:
    """One size of trust."""

    academies: int
    pupils: int
    marks: int
    simulate_seconds: float
    bare_seconds: float
    bare_processor: float
    bare_peak_mb: float
    build_seconds: float
    build_processor: float
    build_peak_mb: float
    snapshot_mb: float
    child: Waits
    dashboard: Waits
    from_marks: Waits
    child_meanwhile: Waits
    dashboard_meanwhile: Waits

    @property
    def ratio(self) -> float:
        """How many times as long as the bare read the build takes."""
        return self.build_seconds / self.bare_seconds


def measure(academies: int, pupils: int, years: int, seconds: float) -> Result:
    """Write, read and build one size, and read pages from it."""
    with tempfile.TemporaryDirectory(prefix="collegiate-benchmark-") as scratch:
        folder, store = Path(scratch) / "files", Path(scratch) / "store"
        folder.mkdir()
        made = run([sys.executable, "-c", _SIMULATE, str(folder), *map(str, (academies, academies * pupils, years))])
        for truth in folder.rglob("truth.json"):
            truth.unlink()
        bare = run([sys.executable, str(_HERE / "bare_read.py"), str(folder)])
        build = [sys.executable, "-m", "collegiate", "build", str(folder), "--store", str(store)]
        built = run(build)
        quiet = _pages(store, seconds)
        meanwhile = _while_building(build, store, Path(scratch))
        return _result(academies, store, made, bare, built, quiet, meanwhile)


def _result(
    academies: int,
    store: Path,
    made: Run,
    bare: Run,
    built: Run,
    quiet: dict[str, Waits],
    meanwhile: dict[str, Waits],
) -> Result:
    counts = _counts(store)
    return Result(
        academies=academies,
        pupils=counts["pupil"],
        marks=counts["mark"],
        simulate_seconds=json.loads(made.output)["seconds"],
        bare_seconds=bare.seconds,
        bare_processor=bare.processor,
        bare_peak_mb=bare.peak_mb,
        build_seconds=built.seconds,
        build_processor=built.processor,
        build_peak_mb=built.peak_mb,
        snapshot_mb=max(p.stat().st_size for p in (store / "snapshots").glob("*.duckdb")) / 1e6,
        child=quiet["child"],
        dashboard=quiet["dashboard"],
        from_marks=quiet["from marks"],
        child_meanwhile=meanwhile["child"],
        dashboard_meanwhile=meanwhile["dashboard"],
    )


def _database(store: Path) -> Any:
    from collegiate.engine import Database

    return Database(store / "snapshots" / f"{(store / 'CURRENT').read_text().strip()}.duckdb")


def _counts(store: Path) -> dict[str, int]:
    database = _database(store)
    try:
        return {name: database.count(name) for name in ("pupil", "mark")}
    finally:
        database.close()


def _questions(store: Path) -> dict[str, Callable[[], object]]:
    """A child's marks of all years with the record beside, a trust's year by week and group, the same year from the marks."""
    from collegiate.engine import Between
    from collegiate.store import Store
    from collegiate.store.scope import Scope

    reader = Store(store).people(Scope.trust_wide("benchmark", "measuring"))
    database = _database(store)
    keys = [r["pupil_key"] for r in database.select("pupil", where={"on_roll": True}, columns=["pupil_key"])]
    rng = random.Random(1)
    year = (dt.date(2025, 9, 1), dt.date(2026, 8, 31))

    def child() -> None:
        found = reader.pupil(rng.choice(keys))
        weeks: dict[dt.date, int] = {}
        for row in reader.marks(found["pupil"]):
            monday = row["day"] - dt.timedelta(days=row["day"].weekday())
            weeks[monday] = weeks.get(monday, 0) + 1
        reader.attendance([found["pupil"]])

    def dashboard() -> None:
        wanted = {"week": Between(*year), "grouping": list(_GROUPINGS)}
        database.totals("attendance_week", ["grouping", "value", "week"], _SUMS, wanted)
        database.totals(
            "attendance_count", ["grouping", "value", "urn"], _SUMS, {"period": 2026, "grouping": list(_GROUPINGS)}
        )

    def from_marks() -> None:
        database.tally("mark", ["urn", "code"], {"counted": True, "day": Between(*year)})

    return {"child": child, "dashboard": dashboard, "from marks": from_marks}


def _pages(store: Path, seconds: float) -> dict[str, Waits]:
    asked = _questions(store)
    return {name: Waits.of(_timed(ask, lambda end: time.perf_counter() < end, seconds)) for name, ask in asked.items()}


def _timed(ask: Callable[[], object], going: Callable[[float], bool], seconds: float) -> list[float]:
    ask()
    end, found = time.perf_counter() + seconds, list[float]()
    while len(found) < 20 or going(end):
        began = time.perf_counter()
        ask()
        found.append(time.perf_counter() - began)
    return found


def _while_building(build: Sequence[str], store: Path, scratch: Path) -> dict[str, Waits]:
    """Read pages from a store while it is built again, until the new snapshot is published."""
    asked = {name: ask for name, ask in _questions(store).items() if name != "from marks"}
    times: dict[str, list[float]] = {name: [] for name in asked}
    with (scratch / "build.log").open("w") as log, subprocess.Popen(build, stdout=log, stderr=log) as child:
        while child.poll() is None or min(map(len, times.values())) < 20:
            for name, ask in asked.items():
                times[name] += _timed_once(ask)
        if child.returncode:
            sys.exit((scratch / "build.log").read_text()[-2000:])
    return {name: Waits.of(found) for name, found in times.items()}


def _timed_once(ask: Callable[[], object]) -> list[float]:
    began = time.perf_counter()
    ask()
    return [time.perf_counter() - began]


_HEADS = (
    "academies", "children", "marks", "bare read s", "build s", "ratio", "ratio of processor", "bare peak MB", "build peak MB",
    "snapshot MB", "child p95 ms", "dashboard p95 ms", "from marks p95 ms", "child p95 ms while building", "dashboard p95 ms while building",
)  # fmt: skip


def _row(r: Result) -> list[str]:
    waits = (r.child, r.dashboard, r.from_marks, r.child_meanwhile, r.dashboard_meanwhile)
    return [
        f"{r.academies}", f"{r.pupils:,}", f"{r.marks:,}", f"{r.bare_seconds:.1f}", f"{r.build_seconds:.1f}", f"{r.ratio:.1f}",
        f"{r.build_processor / r.bare_processor:.1f}", f"{r.bare_peak_mb:,.0f}", f"{r.build_peak_mb:,.0f}", f"{r.snapshot_mb:,.0f}",
        *(f"{w.p95:.1f}" for w in waits),
    ]  # fmt: skip


def main() -> None:
    """Measure every size and write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--academies", default="1,5,20,100", help="numbers of academies")
    options.add_argument("--pupils", type=int, default=600, help="children an academy")
    options.add_argument("--years", type=int, default=5)
    options.add_argument("--seconds", type=float, default=20, help="seconds for each kind of page in quiet")
    asked = options.parse_args()
    if shutil.disk_usage(tempfile.gettempdir()).free < 20e9:
        print("Less than 20 GB free: 100 academies may not fit.", file=sys.stderr)
    results = []
    for academies in (int(n) for n in asked.academies.split(",") if n):
        results.append(measure(academies, asked.pupils, asked.years, asked.seconds))
        print(f"{academies} academies: {results[-1].build_seconds:.1f} s, {results[-1].ratio:.1f} x", file=sys.stderr)
    text = table(_HEADS, [_row(r) for r in results])
    text += (
        f"\n\nAimed at: a ratio of at most {MOST_RATIO:g}, a peak of at most {MOST_MB:,.0f} MB, a child's record within "
        f"{MOST_CHILD_MS:g} ms and a dashboard within {MOST_DASHBOARD_MS:g} ms at the 95th hundredth. A child's record is the child, "
        "all marks of all years and the years' sums, with its line in the audit log written; a dashboard is a trust's year by "
        "week, by year group, free meals and SEN, and by school."
    )
    save(
        "children",
        "From the files of a trust's children to a published record",
        text,
        {"results": [asdict(r) | {"ratio": r.ratio} for r in results]},
    )


if __name__ == "__main__":
    main()
