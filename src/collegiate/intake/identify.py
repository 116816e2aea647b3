"""What a file is, how that is known, and what would be refused of it: asked before anything is built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from collegiate.intake.reading import Reading, read


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


def identify(
    path: Path, *, answers: Mapping[str, str] | None = None, extra: Path | None = None
) -> list[Identification]:
    """Read a file as a build would, and say what it is instead of keeping it."""
    return [_identification(reading) for reading in read([Path(path)], answers=answers, extra=extra)]


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
