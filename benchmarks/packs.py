"""Setting packs of 10, 40 and 160 pages: seconds for PDF and workbook, each size in a process of its own, so that letters are loaded anew.

    uv run python benchmarks/packs.py [--runs 3] [--name packs]

The first compiling of a process loads the template and the letters; the second shows what a worker takes that has made one before.
"""

from __future__ import annotations

import argparse
import io
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "packs"))

from measured import save, table
from pack_contents import content
from pypdf import PdfReader

from collegiate.packs import setting
from collegiate.packs.pack import canonical, read
from collegiate.packs.verifying import of_itself
from collegiate.web.taking.drawn import style

SIZES = {10: (3, 30), 40: (15, 32), 160: (64, 29)}
"""About so many pages: sections, each with two charts and a table, and rows in each table."""
TARGET = 3.0


def main() -> None:
    """Measure each size and save the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--name", default="packs")
    parser.add_argument("--one", type=int, help="measure one size in this process and print it")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(one(asked.one)))
        return
    runs = []
    for size in SIZES:
        for _ in range(asked.runs):
            done = subprocess.run(
                [sys.executable, __file__, "--one", str(size)], check=True, capture_output=True, text=True
            )
            runs.append(json.loads(done.stdout))
            print(done.stdout.strip(), flush=True)
    save(asked.name, "Packs", summary(runs), {"runs": runs})


def one(size: int) -> dict[str, Any]:
    """Seconds of one size: letters, PDF cold and warm (with another content, so that nothing is remembered), workbook, verifying."""
    sections, rows = SIZES[size]
    made = [
        content(sections=sections, rows=rows, words=w) | {"chart_style": style()}
        for w in ("Plain words.", "Other words.")
    ]
    texts = [canonical(c) for c in made]
    found: dict[str, Any] = {
        "size": size,
        "charts": 2 * sections,
        "figures": len(read(texts[0])["figures"]),
        "json": len(texts[0]),
    }
    begun = time.perf_counter()
    found["fonts"] = seconds(setting._fonts)
    pdfs: list[bytes] = []
    found["pdf_cold"] = seconds(lambda: pdfs.append(setting.as_pdf(texts[0])))
    found["wall"] = time.perf_counter() - begun
    found["pdf_warm"] = seconds(lambda: pdfs.append(setting.as_pdf(texts[1])))
    found["xlsx"] = seconds(lambda: setting.as_xlsx(texts[0]))
    found["verify"] = seconds(lambda: of_itself(pdfs[0]))
    return found | {"pages": len(PdfReader(io.BytesIO(pdfs[0])).pages), "bytes": len(pdfs[0])}


def seconds(act: Any) -> float:
    """How long something takes: seconds of processor of all threads, because the machine that measures may be busy with others."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def summary(runs: list[dict[str, Any]]) -> str:
    """A line for each size, with the middle of its runs, and whether 40 pages with 30 charts are under the target."""
    lines = []
    for size in SIZES:
        own = [r for r in runs if r["size"] == size]
        middle = {k: statistics.median(r[k] for r in own) for k in own[0]}
        lines.append([
            f"{middle['pages']:.0f}", f"{middle['charts']:.0f}", f"{middle['figures']:.0f}", f"{middle['fonts']:.3f}", f"{middle['pdf_cold']:.2f}",
            f"{middle['pdf_warm']:.2f}", f"{middle['xlsx']:.2f}", f"{middle['pdf_cold'] + middle['xlsx']:.2f}", f"{middle['verify']:.2f}", f"{middle['wall']:.2f}", f"{middle['bytes'] / 1e6:.2f}",
        ])  # fmt: skip
    heads = [
        "pages",
        "charts",
        "figures",
        "letters",
        "PDF, first",
        "PDF, next",
        "workbook",
        "PDF first + workbook",
        "verify",
        "PDF first, by the clock",
        "MB",
    ]
    forty = statistics.median(r["pdf_cold"] + r["xlsx"] for r in runs if r["size"] == 40)
    return f"Seconds of processor, the middle of {len(runs) // len(SIZES)} runs, each in a new process.\n\n{table(heads, lines)}\n\nForty pages with thirty charts: {forty:.2f} s of processor; the target is {TARGET:.0f} s."


if __name__ == "__main__":
    main()
