"""What the benchmarks share: a child process with its time and peak memory, the machine's words, and result files."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a child process: seconds on the clock, seconds of processor, peak memory in MB, what it printed."""

    seconds: float
    processor: float
    peak_mb: float
    output: str


def run(command: Sequence[str]) -> Run:
    """Run a command to its end. One that fails ends the benchmark with what it said."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        output, errors = child.stdout.read(), child.stderr.read()  # type: ignore[union-attr]
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if child.returncode:
        sys.exit(f"{' '.join(command)} ended with {child.returncode}:\n{output[-2000:]}\n{errors[-4000:]}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, output)


def machine() -> str:
    """The machine in a line, for figures mean nothing without it."""
    import duckdb

    cores, load = os.cpu_count(), os.getloadavg()[0]
    return f"{cores} cores, load {load:.1f}, {platform.machine()}, Python {platform.python_version()}, DuckDB {duckdb.__version__}"


def table(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A table in Markdown, numbers to the right."""
    lines = [f"| {' | '.join(headers)} |", "|" + "|".join("---:" if i else "---" for i in range(len(headers))) + "|"]
    return "\n".join(lines + [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows])


def save(name: str, title: str, text: str, figures: Mapping[str, Any]) -> None:
    """Write `results/NAME.json` and `results/NAME.md`, and print the table."""
    RESULTS.mkdir(exist_ok=True)
    about = f"Machine: {machine()}."
    (RESULTS / f"{name}.json").write_text(
        json.dumps({"machine": machine(), **figures}, indent=1) + "\n", encoding="utf-8"
    )
    (RESULTS / f"{name}.md").write_text(f"# {title}\n\n{about}\n\n{text}\n", encoding="utf-8")
    print(f"{title}\n\n{text}\n\n{about}")
