"""The DfE's comparator sets and ratings at 400, 5,000 and 20,000 simulated schools: seconds, memory, growth.

    uv run python benchmarks/dfe_comparators.py [ROWS ...]

Each size runs in a process of its own, from the CSV file to both written files. The DfE's own code is not shipped; a
whole country of 21,000 schools cost it 44 s of CPU and 3.5 GB for the sets alone and about 690 s of CPU for the ratings
(measured once on this kind of machine: 2 cores, Python 3.12, pandas 2.3).
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

SIZES = (400, 5_000, 20_000)
PHASES = {"Primary": 0.77, "Secondary": 0.16, "Special": 0.05, "Nursery": 0.02}
REGIONS = (
    "London",
    "North West",
    "South East",
    "East of England",
    "South West",
    "West Midlands",
    "Yorkshire and the Humber",
    "East Midlands",
    "North East",
)
PEER_CPU = {"sets": 44.1, "ratings": 690.0}


def simulated(rows: int, seed: int = 7) -> pa.Table:
    """Schools in the tool's layout, with its shares of PFI, boarding, part-year and missing schools."""
    from collegiate.compare.dfe import layout, method

    rng = np.random.default_rng(seed)
    phase = rng.choice(list(PHASES), rows, p=list(PHASES.values()))
    has_pupils, has_buildings = rng.random(rows) > 0.02, rng.random(rows) > 0.02
    columns: dict[str, object] = {
        layout.URN: 100_000 + rng.permutation(rows),
        layout.SCHOOL_TYPE: np.where(rng.random(rows) < 0.49, "academies", "maintained_schools"),
        layout.PHASE: phase,
        layout.REGION: rng.choice(REGIONS, rows),
        layout.BOARDERS: rng.choice(["Not Boarding", "Boarding", "Unknown"], rows, p=[0.95, 0.012, 0.038]),
        layout.OFSTED: rng.choice(["Good", "Outstanding", "Requires improvement", ""], rows, p=[0.7, 0.15, 0.1, 0.05]),
        layout.PFI: rng.random(rows) < 0.05,
        layout.DID_NOT_SUBMIT: rng.random(rows) < 0.005,
        layout.PART_YEAR: rng.random(rows) < 0.03,
        layout.FINANCE: rng.random(rows) > 0.005,
        layout.PUPIL_DATA: has_pupils,
        layout.BUILDING_DATA: has_buildings,
    }
    building = {line.column for line in method().close_on("building")}
    for name in method().features:
        shape = rng.gamma(2.0, 8.0, rows) * (20.0 if name == "Number of pupils" else 90.0 if "Area" in name else 1.0)
        columns[name] = pa.array(np.round(shape, 2), mask=~(has_buildings if name in building else has_pupils))
    for category in method().categories:
        for sub in category.sub_categories["academies"]:
            spend = np.round(rng.gamma(2.0, 80.0, rows), 4)
            columns[f"{category.name}_{sub}{layout.PER_UNIT}"] = np.where(rng.random(rows) < 0.08, 0.0, spend)
    return pa.table(columns)


def measure(rows: int) -> dict[str, float]:
    """Time one size in this process, after its file has been made by another."""
    path = Path(os.environ["DFE_BENCH_FILE"])
    wall, cpu = time.perf_counter(), time.process_time()
    from collegiate.compare.dfe import Benchmark, read_schools, write

    marks = {"import": time.process_time()}
    benchmark = Benchmark(read_schools(path))
    marks["read"] = time.process_time()
    sets = benchmark.sets
    marks["sets"] = time.process_time()
    ratings = benchmark.ratings
    marks["ratings"] = time.process_time()
    write(sets, ratings, path.parent / "out")
    marks["write"] = time.process_time()
    steps, before = {}, cpu
    for name, mark in marks.items():
        steps[name], before = mark - before, mark
    answer = {
        "rows": rows, "set_rows": sets.num_rows, "rating_rows": ratings.num_rows, "wall": time.perf_counter() - wall, "cpu": time.process_time(),
        "peak_mib": peak_mib(), **steps,
    }  # fmt: skip
    answer["what_if_ms"] = what_if_ms(benchmark)
    return answer


def peak_mib() -> float:
    """Peak resident memory of this program alone; `getrusage` would count the parent that it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def what_if_ms(benchmark: object, times: int = 51) -> float:
    """The median CPU time of asking for one primary school with other weights."""
    from collegiate.compare.dfe import Benchmark

    assert isinstance(benchmark, Benchmark)
    schools = benchmark.schools
    urns = schools.urn[(schools.phase == "Primary") & schools.finance & schools.submitted & schools.present["pupil"]]
    taken = []
    for urn in urns[:times]:
        start = time.process_time()
        benchmark.what_if(int(urn), weights={"Number of pupils": 0.2})
        taken.append((time.process_time() - start) * 1000)
    return float(np.median(taken))


def run(rows: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schools.csv"
        pacsv.write_csv(simulated(rows), path)
        done = subprocess.run(
            [sys.executable, __file__, "--measure", str(rows)],
            env=os.environ | {"DFE_BENCH_FILE": str(path)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", type=int, default=SIZES)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure)))
        return
    answers = [run(rows) for rows in given.rows]
    print(
        f"{'schools':>8} {'wall s':>7} {'CPU s':>6} {'import':>7} {'read':>6} {'sets':>6} {'rate':>6} {'write':>6} {'MiB':>6} {'what-if ms':>10} {'set rows':>9} {'ratings':>8}"
    )
    for a in answers:
        print(
            f"{a['rows']:>8,} {a['wall']:>7.2f} {a['cpu']:>6.2f} {a['import']:>7.2f} {a['read']:>6.2f} {a['sets']:>6.2f} {a['ratings']:>6.2f} "
            f"{a['write']:>6.2f} {a['peak_mib']:>6.0f} {a['what_if_ms']:>10.1f} {a['set_rows']:>9,} {a['rating_rows']:>8,}"
        )
    first, last = answers[-2:] if len(answers) > 1 else (answers[0], answers[0])
    if first is not last:
        work = [a["sets"] + a["ratings"] for a in (first, last)]
        print(
            f"growth from {first['rows']:,} to {last['rows']:,} schools: CPU of sets and ratings ~ rows^{math.log(work[1] / work[0]) / math.log(last['rows'] / first['rows']):.2f}"
        )
    print(
        f"CPU at {last['rows']:,} schools against the DfE's own at 21,000 (quoted, not run here): 1 to {sum(PEER_CPU.values()) / last['cpu']:,.0f}"
    )


if __name__ == "__main__":
    main()
