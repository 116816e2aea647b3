"""What a build says at its end: a line per file, then what waits for an answer, then what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collegiate.build import Report

_HEAD = ("file", "recognised as", "rows in", "kept", "refused")


def print_report(report: Report) -> None:
    """Print the report of a build."""
    rows = [_line(r) for r in report.receipts]
    widths = [max(len(_HEAD[i]), *(len(r[i]) for r in rows)) for i in range(5)]
    for row in (_HEAD, *rows):
        texts = [c.ljust(w) for c, w in zip(row[:2], widths[:2], strict=True)]
        numbers = [c.rjust(w) for c, w in zip(row[2:], widths[2:], strict=True)]
        typer.echo("  ".join([*texts, *numbers]).rstrip())
    _print_totals(report)
    _print_questions(report)
    typer.echo(
        f"\nPublished {report.snapshot} in {report.seconds:.1f} s. See it: collegiate serve --store {report.store}"
    )


def _line(receipt: Mapping[str, Any]) -> tuple[str, ...]:
    title = receipt["title"] or receipt["how"]
    if receipt["status"] == "waiting":
        title = f"waiting: {title}"
    counts = (receipt["rows_in"], receipt["rows_kept"], receipt["rows_refused"])
    return (receipt["file"], title[:70], *(f"{c:,}" for c in counts))


def _print_totals(report: Report) -> None:
    sums = [sum(r[c] for r in report.receipts) for c in ("rows_in", "rows_kept", "rows_refused")]
    cells = sum(r["cells_refused"] or 0 for r in report.receipts)
    typer.echo(
        f"\n{len(report.receipts)} files: {sums[0]:,} rows in = {sums[1]:,} kept + {sums[2]:,} refused; {cells:,} single cells refused."
    )
    typer.echo(
        f"{report.schools:,} schools, {report.trusts:,} trusts, {report.figures:,} figures; {report.findings:,} findings to look at."
    )
    if report.pupils:
        asks = f"; {report.questions:,} questions whether two records are one child" if report.questions else ""
        typer.echo(f"{report.pupils:,} children, each with one record{asks}.")


def _print_questions(report: Report) -> None:
    for receipt in report.receipts:
        if receipt["question"]:
            typer.echo(f"\nQuestion about {receipt['file']}: {receipt['question']}")
