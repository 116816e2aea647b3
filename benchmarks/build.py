"""Whole-folder build against a bare DuckDB read of the same files into memory, and how both grow with the nation.

uv run python benchmarks/build.py [--sizes 2500,5000,10000,20000] [--years 4] [--folder DIR]

Both are whole processes on the same machine in the same run, one after the other, so that their ratio means something on
any machine. Peak memory is the child's maximum resident set.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from measured import Run, run, save, table

_HERE = Path(__file__).parent
MOST_RATIO, MOST_MB = 5.0, 1500.0
"""What is aimed at: within five times the bare read, under 1.5 GB."""


@dataclass(frozen=True, slots=True)
class Result:
    """One folder: its size, the bare read and the build of it."""

    name: str
    schools: int
    rows: int
    megabytes: float
    bare_seconds: float
    bare_processor_seconds: float
    bare_peak_mb: float
    build_seconds: float
    build_processor_seconds: float
    build_peak_mb: float
    store_mb: float

    @property
    def ratio(self) -> float:
        """How many times as long as the bare read the build takes."""
        return self.build_seconds / self.bare_seconds

    @property
    def processor_ratio(self) -> float:
        """The same in seconds of processor: it hardly changes when others use the machine too."""
        return self.build_processor_seconds / self.bare_processor_seconds

    @property
    def rows_a_second(self) -> float:
        """Rows that the build reads in a second, all its steps counted."""
        return self.rows / self.build_seconds


def measure(name: str, schools: int, folder: Path, scratch: Path) -> Result:
    """Read and build one folder."""
    store = scratch / "store"
    bare = run([sys.executable, str(_HERE / "bare_read.py"), str(folder)])
    built = run([sys.executable, "-m", "collegiate", "build", str(folder), "--store", str(store)])
    result = _result(name, schools, folder, store, bare, built)
    shutil.rmtree(store)
    return result


def _result(name: str, schools: int, folder: Path, store: Path, bare: Run, built: Run) -> Result:
    return Result(
        name=name,
        schools=schools,
        rows=json.loads(bare.output)["rows"],
        megabytes=_size(folder),
        bare_seconds=bare.seconds,
        bare_processor_seconds=bare.processor,
        bare_peak_mb=bare.peak_mb,
        build_seconds=built.seconds,
        build_processor_seconds=built.processor,
        build_peak_mb=built.peak_mb,
        store_mb=_size(store),
    )


def _size(folder: Path) -> float:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


def growth(results: Sequence[Result], attribute: str) -> float:
    """The exponent with which a figure grows with the rows, first to last: 1 is linear, 2 quadratic."""
    first, last = results[0], results[-1]
    return math.log(getattr(last, attribute) / getattr(first, attribute)) / math.log(last.rows / first.rows)


def _rows(results: Sequence[Result]) -> list[list[str]]:
    return [
        [
            r.name, f"{r.rows:,}", f"{r.megabytes:,.0f}", f"{r.bare_seconds:.1f}", f"{r.build_seconds:.1f}", f"{r.ratio:.1f}", f"{r.processor_ratio:.1f}",
            f"{r.rows_a_second:,.0f}", f"{r.bare_peak_mb:,.0f}", f"{r.build_peak_mb:,.0f}", f"{r.store_mb:,.0f}",
        ]
        for r in results
    ]  # fmt: skip


_HEADS = (
    "folder", "rows", "MB", "bare read s", "build s", "ratio", "ratio of processor", "rows/s",
    "bare peak MB", "build peak MB", "store MB",
)  # fmt: skip


def _report(results: Sequence[Result]) -> None:
    nations = [r for r in results if r.schools]
    text = table(_HEADS, _rows(results))
    figures: dict[str, object] = {
        "results": [
            asdict(r) | {"ratio": r.ratio, "processor_ratio": r.processor_ratio, "rows_a_second": r.rows_a_second}
            for r in results
        ]
    }
    if len(nations) > 1:
        powers = {name: growth(nations, name) for name in ("build_seconds", "build_peak_mb", "bare_seconds")}
        figures["growth"] = powers
        text += (
            f"\n\nGrowth with the rows, {nations[0].schools:,} to {nations[-1].schools:,} schools (1 is linear): build time "
            f"{powers['build_seconds']:.2f}, build memory {powers['build_peak_mb']:.2f}, bare read {powers['bare_seconds']:.2f}."
        )
    text += f"\n\nAimed at: a ratio of at most {MOST_RATIO:g}, a peak of at most {MOST_MB:,.0f} MB."
    save("build", "Build of a whole folder against a bare DuckDB read of the same files", text, figures)


def main() -> None:
    """Measure every size, then the folder, and write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="2500,5000,10000,20000", help="numbers of schools; empty for none")
    options.add_argument("--years", type=int, default=4)
    options.add_argument("--folder", type=Path, help="also measure a folder of real files")
    asked = options.parse_args()
    from collegiate.simulate import write_nation

    results = []
    for schools in (int(size) for size in asked.sizes.split(",") if size):
        with tempfile.TemporaryDirectory(prefix="collegiate-benchmark-") as scratch:
            folder = Path(scratch) / "files"
            write_nation(folder, seed=1, schools=schools, years=asked.years)
            (folder / "truth.json").unlink()
            results.append(measure(f"{schools:,} schools", schools, folder, Path(scratch)))
            print(f"{results[-1].name}: {results[-1].build_seconds:.1f} s, {results[-1].ratio:.1f} x", file=sys.stderr)
    if asked.folder:
        with tempfile.TemporaryDirectory(prefix="collegiate-benchmark-") as scratch:
            results.append(measure("real files", 0, asked.folder, Path(scratch)))
    _report(results)


if __name__ == "__main__":
    main()
