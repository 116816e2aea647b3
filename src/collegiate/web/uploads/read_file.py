"""Reading one version of a file as a build would, and keeping what is said of it: receipts, refusals, likely sources."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from collegiate.intake import Reading, read
from collegiate.intake.candidates import candidates
from collegiate.tables import RefusedRow

Row = dict[str, Any]

_KEPT = (
    "file", "source", "title", "how", "status", "question", "encoding", "period", "period_how", "release", "rows_in", "rows_kept", "rows_refused", "cells_refused",
    "people", "columns_unused", "sent_at",
)  # fmt: skip


_GROUP = 20_000
"""Rows that are read together: a page of refused rows needs one such group, however many were refused."""
_REASONS, _MOST_REASONS = "reasons", 50


def read_version(folder: Path, refused: Path, progress: Callable[[str], None]) -> list[Row]:
    """Read what lies in a version's folder; return a receipt for each table in it, and write what was refused to `refused`.

    A receipt here also has `urns`, the schools of its rows; `as_of` as text; and `refusals`, lines in the table of refusals.
    """
    schema = RefusedRow.schema().append(pa.field("piece", pa.string()))
    pieces: list[Row] = []
    reasons: Counter[tuple[str, str]] = Counter()
    aside = refused.with_suffix(".new")
    with pq.ParquetWriter(aside, schema, compression="zstd") as out:
        for reading in read([folder], progress=lambda file, place, of: progress(f"Reading {file}")):
            pieces.append(_piece(reading))
            progress(f"Read {reading.receipt['rows_in']:,} rows of {reading.receipt['file']}")
            rows = reading.refused
            if rows.num_rows:
                named = pa.repeat(pa.scalar(reading.receipt["file"]), rows.num_rows)
                out.write_table(pa.table([*rows.columns, named], schema=schema), row_group_size=_GROUP)
                reasons.update(_reasons(rows))
        out.add_key_value_metadata({_REASONS: json.dumps([(*why, n) for why, n in reasons.most_common(_MOST_REASONS)])})
    aside.replace(refused)
    return pieces


def _piece(reading: Reading) -> Row:
    receipt = reading.receipt
    day = receipt["as_of"].isoformat() if receipt["as_of"] else ""
    people = bool(receipt["people"]) or not receipt["source"]
    return {
        **{name: receipt[name] for name in _KEPT}, "as_of": day, "people": people, "urns": _urns(reading) if people else [], "refusals": reading.refused.num_rows,
    }  # fmt: skip


def _urns(reading: Reading) -> list[int]:
    """The schools that the rows are of: nobody publishes rows of a school that they do not look after."""
    found: set[int] = set()
    for table in reading.facts.values():
        if "urn" in table.column_names:
            found |= set(pc.unique(table["urn"]).to_pylist())
    return sorted(u for u in found if u is not None)


def refused_rows(path: Path, *, limit: int | None = None, offset: int = 0) -> Iterator[Row]:
    """Yield what was refused of a version, by piece and line; only the part of the file that is asked for is read."""
    if not path.is_file():
        return
    left = limit
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            if offset >= size:
                offset -= size
                continue
            rows = file.read_row_group(group).slice(offset, left)
            offset, left = 0, None if left is None else left - rows.num_rows
            yield from rows.to_pylist()
            if left == 0:
                return


def refusal_reasons(path: Path, *, most: int = 6) -> list[Row]:
    """Return the most frequent reasons for refusing, with what to do and how often each arose: counted while the file was read."""
    if not path.is_file():
        return []
    held = (pq.read_metadata(path).metadata or {}).get(_REASONS.encode(), b"[]")
    return [{"reason": reason, "remedy": remedy, "count_all": n} for reason, remedy, n in json.loads(held)][:most]


def _reasons(rows: pa.Table) -> dict[tuple[str, str], int]:
    counted = rows.select(["reason", "remedy"]).group_by(["reason", "remedy"]).aggregate([([], "count_all")])
    return {(r["reason"], r["remedy"]): r["count_all"] for r in counted.to_pylist()}


def near_sources(folder: Path, name: str) -> list[Mapping[str, Any]]:
    """Return the sources that a file may be, the likeliest first, in words."""
    return [
        {"source": c.source, "title": c.title, "fits": c.fits, "likeness": c.likeness, "words": c.words}
        for c in candidates(folder / name)[:6]
    ]
