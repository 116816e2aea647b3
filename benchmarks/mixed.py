"""Mixed models of a nation's pupils, from Parquet on disk to effects with their SDs, beside a bare scan, lme4 and statsmodels.

    uv run python benchmarks/mixed.py [--pupils 600000 3000000] [--repeats 5] [--lme4] [--growth]

Every figure is from this one run; peers are timed on data already in memory, which is in their favour.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FIXED = "t + s1 + s2 + s3 + sex + fsm + eal + sen_k + sen_e + month + idaci + mean_prior"
MODELS = {"random intercept": f"score ~ {FIXED} + (1 | school)", "random slope": f"score ~ {FIXED} + (1 + t | school)"}
COLUMNS = [*FIXED.split(" + "), "score", "school"]


def nation(pupils: int, schools: int = 3_400, seed: int = 1) -> pa.Table:
    """Pupils of unequal schools, sorted by school; 13 fixed effects, intercepts and slopes that differ."""
    rng = np.random.default_rng(seed)
    shares = rng.gamma(4, size=schools)
    school = np.sort(rng.choice(schools, pupils, p=shares / shares.sum())).astype(np.int32)
    prior = np.round((104 + 7 * rng.normal(size=pupils) + 1.5 * rng.normal(size=schools)[school]) * 2) / 2
    prior = np.clip(prior, 80, 120)
    own = {
        name: (rng.uniform(size=pupils) < p).astype(float)
        for name, p in (("sex", 0.5), ("fsm", 0.25), ("eal", 0.2), ("sen_k", 0.12), ("sen_e", 0.03))
    }
    t = (prior - 104) / 7
    means = np.bincount(school, prior, schools) / np.maximum(np.bincount(school, minlength=schools), 1)
    u = rng.multivariate_normal([0, 0], [[0.063, 0.003], [0.003, 0.0051]], schools)
    month, idaci = rng.integers(0, 12, pupils).astype(float), rng.beta(2, 8, pupils)
    score = 0.1 + 0.75 * t - 0.15 * own["sex"] - 0.25 * own["fsm"] + 0.1 * own["eal"] - 0.3 * own["sen_k"]
    score += -0.8 * own["sen_e"] - 0.01 * month - 0.3 * idaci + 0.05 * (means[school] - 104)
    score += u[school, 0] + u[school, 1] * t + 0.65 * rng.normal(size=pupils)
    knots = {f"s{k}": np.maximum(prior - at, 0) ** 3 / 1e3 for k, at in enumerate((98, 104, 110), 1)}
    return pa.table(
        {
            **knots,
            **own,
            "t": t,
            "month": month,
            "idaci": idaci,
            "mean_prior": means[school],
            "score": score,
            "school": school,
        }
    )


def timed(task: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Median wall and processor seconds."""
    walls, works = [], []
    for _ in range(repeats):
        wall, work = time.perf_counter(), time.process_time()
        task()
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - work)
    return statistics.median(walls), statistics.median(works)


def ours(path: Path, formula: str) -> Callable[[], object]:
    from collegiate.engine import Session
    from collegiate.statistics.mixed.tables import fit_table

    def task() -> object:
        with Session() as session:
            return fit_table(formula, session.table(path), session)

    return task


def scan(path: Path) -> Callable[[], object]:
    import duckdb

    sums = ", ".join(f"sum({c})" for c in COLUMNS)
    return lambda: duckdb.connect().execute(f"SELECT {sums} FROM read_parquet('{path}')").fetchall()


def peak_memory(path: Path, formula: str) -> int:
    """Megabytes at the highest, of a fresh process that fits once."""
    # VmHWM, not ru_maxrss: the latter keeps the parent's size across the start of a child.
    code = (
        "import sys; sys.path.insert(0, sys.argv[3]); from pathlib import Path; import mixed\n"
        "mixed.ours(Path(sys.argv[1]), sys.argv[2])()\n"
        "print([l for l in Path('/proc/self/status').read_text().splitlines() if 'VmHWM' in l][0].split()[1])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path), formula, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(run.stdout.split()[-1]) // 1024


def lme4(table: pa.Table, formula: str, folder: Path) -> tuple[float, float] | None:
    """Seconds and criterion of lme4 on data in memory; None when R or lme4 is not installed."""
    if not shutil.which("Rscript"):
        return None
    for name in COLUMNS:
        np.asarray(table[name]).astype(float).tofile(folder / name)
    script = (
        "suppressMessages(library(lme4)); a <- commandArgs(TRUE); n <- as.integer(a[1]); names <- strsplit(a[2], ',')[[1]]\n"
        "d <- as.data.frame(lapply(setNames(names, names), function(f) readBin(file.path(a[4], f), 'double', n)))\n"
        "s <- system.time(f <- lmer(as.formula(a[3]), d)); cat(s[['elapsed']], sprintf('%.9f', REMLcrit(f)))"
    )
    arguments = ["Rscript", "-e", script, str(table.num_rows), ",".join(COLUMNS), formula, str(folder)]
    run = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if run.returncode:
        return None
    seconds, criterion = run.stdout.split()[-2:]
    return float(seconds), float(criterion)


def statsmodels(table: pa.Table, formula: str) -> float | None:
    try:
        import statsmodels.formula.api as smf
    except ImportError:
        return None
    frame = table.to_pandas()
    slope = "~t" if "1 + t" in formula else None
    start = time.perf_counter()
    smf.mixedlm(f"score ~ {FIXED}", frame, groups=frame["school"], re_formula=slope).fit()
    return time.perf_counter() - start


def growth(pupils: int) -> dict[str, float]:
    """Growth percentiles with two priors on a grid, against quantreg's fastest routine on the same design."""
    from collegiate.statistics.growth import growth_percentiles

    rng = np.random.default_rng(1)
    first = np.clip(np.round(rng.normal(103, 8, pupils)), 80, 120)
    second = np.clip(np.round(0.75 * (first - 103) + 104 + 5 * rng.normal(size=pupils)), 80, 120)
    score = (
        0.4 * (first - 103) + 0.8 * (second - 104) + 50 + (6 + 0.05 * np.abs(second - 104)) * rng.standard_t(6, pupils)
    )
    wall, work = timed(lambda: growth_percentiles(score, [first, second]), 3)
    found = {"ours_seconds": wall, "ours_processor_seconds": work}
    with tempfile.TemporaryDirectory() as name:
        np.column_stack([score, first, second]).T.tofile(Path(name) / "d")
        script = (
            "suppressMessages({library(quantreg); library(splines)}); a <- commandArgs(TRUE); n <- as.integer(a[1])\n"
            "d <- matrix(readBin(a[2], 'double', 3 * n), n); B <- function(x) { r <- range(x); e <- .1 * diff(r)\n"
            "bs(x, knots = round(quantile(x, c(.2, .4, .6, .8)), 3), Boundary.knots = c(r[1] - e, r[2] + e)) }\n"
            "X <- cbind(1, B(d[, 2]), B(d[, 3])); t <- (1:100 - .5) / 100\n"
            "cat(system.time(rq.fit.pfnb(X, d[, 1], t))[['elapsed']])"
        )
        if shutil.which("Rscript"):
            run = subprocess.run(
                ["Rscript", "-e", script, str(pupils), str(Path(name) / "d")],
                capture_output=True,
                text=True,
                check=False,
            )
            if not run.returncode:
                found["quantreg_pfnb_seconds"] = float(run.stdout.split()[-1])
                found["ratio"] = found["quantreg_pfnb_seconds"] / wall
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pupils", type=int, nargs="+", default=[600_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--lme4", action="store_true", help="also run lme4 (and statsmodels, if installed)")
    parser.add_argument("--growth", action="store_true", help="also time growth percentiles against quantreg")
    chosen = parser.parse_args()
    sizes: dict[str, list[tuple[int, float]]] = {}
    for pupils in chosen.pupils:
        with tempfile.TemporaryDirectory() as name:
            path, table = Path(name) / "pupils.parquet", nation(pupils)
            pq.write_table(table, path, row_group_size=122_880)
            floor, floor_work = timed(scan(path), chosen.repeats)
            print(
                json.dumps({"pupils": pupils, "scan_seconds": round(floor, 4), "scan_processor": round(floor_work, 4)})
            )
            for title, formula in MODELS.items():
                fit = ours(path, formula)
                result = fit()
                wall, work = timed(fit, chosen.repeats)
                sizes.setdefault(title, []).append((pupils, wall))
                row = {
                    "model": title,
                    "seconds": round(wall, 4),
                    "processor_seconds": round(work, 4),
                    "times_the_scan": round(wall / floor, 2),
                    "processor_times_the_scan": round(work / floor_work, 2),
                    "parts": {k: round(v, 4) for k, v in result.seconds.items()},
                    "criterion": result.criterion,
                    "peak_megabytes": peak_memory(path, formula),
                }
                if chosen.lme4:
                    theirs = lme4(table, formula, Path(name))
                    row |= (
                        {"lme4": "absent"}
                        if theirs is None
                        else {
                            "lme4_seconds": theirs[0],
                            "lme4_ratio": round(theirs[0] / wall, 1),
                            "criterion_below_lme4": theirs[1] - result.criterion,
                        }
                    )
                    peer = statsmodels(table, formula)
                    row |= {"statsmodels": "absent"} if peer is None else {"statsmodels_ratio": round(peer / wall, 1)}
                print(json.dumps(row))
    for title, points in sizes.items():
        if len(points) > 1:
            power = np.polyfit(np.log([p for p, _ in points]), np.log([w for _, w in points]), 1)[0]
            print(json.dumps({"model": title, "seconds_grow_as_pupils_to_the_power": round(float(power), 2)}))
    if chosen.growth:
        print(json.dumps({"growth_percentiles": chosen.pupils[0], **growth(chosen.pupils[0])}))


if __name__ == "__main__":
    main()
