"""What a file is, how that is known, and what would be refused of it: asked before anything is built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from collegiate.intake.reading import Reading, read
from collegiate.vocabulary.years import AcademicYear


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason for refusing, how often it arose, and where it arose first."""

    reason: str
    remedy: str
    count: int
    line: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Identification:
    """What one file, ZIP member or sheet was taken for. `source` is empty when it was not recognised; `how` says why."""

    file: str
    member: str
    source: str
    title: str
    how: str
    status: str
    question: str
    encoding: str
    period: int | None
    period_how: str
    as_of: dt.date | None
    release: str
    rows_in: int
    rows_kept: int
    rows_refused: int
    cells_refused: int
    columns_unused: tuple[str, ...]
    tables: Mapping[str, int]
    refusals: tuple[Refusal, ...]

    def __str__(self) -> str:
        """Say it as a person would read it."""
        return "\n".join([f"{self.file}: {self.title or 'not recognised'}", *(f"  {line}" for line in _lines(self))])


def identify(
    path: Path, *, answers: Mapping[str, str] | None = None, extra: Path | None = None
) -> list[Identification]:
    """Read a file as a build would, and say what it is instead of keeping it."""
    return [_identification(reading) for reading in read([Path(path)], answers=answers, extra=extra)]


_SHOWN = 10


def _lines(found: Identification) -> list[str]:
    """Everything that is known of the file, a line each; what is empty is left out."""
    year = f"{AcademicYear(found.period)}" if found.period else ""
    when = [f"year {year} ({found.period_how})" if year else "", f"as of {found.as_of}" if found.as_of else ""]
    tables = ", ".join(f"{count:,} {name.replace('_', ' ')} rows" for name, count in found.tables.items())
    lines = [
        f"known {found.how}" if found.source else found.how,
        "; ".join(part for part in [*when, found.release, found.encoding] if part),
        found.question,
        f"{found.rows_in:,} rows in = {found.rows_kept:,} kept + {found.rows_refused:,} refused; {found.cells_refused:,} cells refused",
        f"gives {tables}" if tables else "",
        f"columns not used: {', '.join(found.columns_unused)}" if found.columns_unused else "",
    ]
    refusals = [_refusal(r) for r in found.refusals[:_SHOWN]] if found.rows_in else []
    more = len(found.refusals) - _SHOWN
    return (
        [line for line in lines if line] + refusals + ([f"and {more} other reasons"] if refusals and more > 0 else [])
    )


def _refusal(refusal: Refusal) -> str:
    place = f"line {refusal.line}" + (f", {refusal.column} '{refusal.value}'" if refusal.column else "")
    return f"refused {refusal.count:,} × {refusal.reason} (first: {place}) {refusal.remedy}"


def _identification(reading: Reading) -> Identification:
    receipt = reading.receipt
    names = [name for name in Identification.__dataclass_fields__ if name in receipt and name != "columns_unused"]
    unused = tuple(filter(None, receipt["columns_unused"].split(" | ")))
    return Identification(
        **{name: receipt[name] for name in names},
        member=reading.member,
        columns_unused=unused,
        tables={name: table.num_rows for name, table in reading.facts.items()},
        refusals=_reasons(reading.refused),
    )


def _reasons(refused: pa.Table) -> tuple[Refusal, ...]:
    """Count the refusals by reason and column, the most frequent first, each with its first example."""
    found: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in refused.select(["reason", "remedy", "line", "column_name", "value"]).to_pylist():
        found.setdefault((row["reason"], row["column_name"]), []).append(row)
    refusals = [
        Refusal(reason, str(rows[0]["remedy"]), len(rows), int(str(rows[0]["line"])), column, str(rows[0]["value"]))
        for (reason, column), rows in found.items()
    ]
    return tuple(sorted(refusals, key=lambda r: -r.count))
