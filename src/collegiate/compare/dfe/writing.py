"""Write sets and ratings as the CSV files that the DfE's tool can be laid beside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from collegiate.compare.dfe.tabling import RATING_COLUMNS, SET_COLUMNS

SETS = "sets.csv"
RATINGS = "rag.csv"

_ROWS = 50_000


def write(sets: pa.Table, ratings: pa.Table, folder: Path) -> tuple[Path, Path]:
    """Write `sets.csv` and `rag.csv` into a folder, made when it is not there; numbers read back to the same double."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(sets, SET_COLUMNS, folder / SETS)
    _write(ratings, RATING_COLUMNS, folder / RATINGS)
    return folder / SETS, folder / RATINGS


def _write(table: pa.Table, columns: Sequence[str], path: Path) -> None:
    table = table.select(list(columns))
    plain = pacsv.WriteOptions(include_header=False, quoting_style=_quoting(table))
    with path.open("wb") as file:
        file.write((",".join(columns) + "\n").encode("utf-8"))
        for batch in table.to_batches(max_chunksize=_ROWS):
            pacsv.write_csv(_decoded(batch), file, plain)


def _quoting(table: pa.Table) -> str:
    """Quotation marks only where a word needs them: names of costs come from the file."""
    words = [
        w
        for column in table.columns
        if pa.types.is_dictionary(column.type)
        for chunk in column.chunks
        for w in chunk.dictionary.to_pylist()
    ]
    return "needed" if any(set(word) & set(',"\r\n') for word in words) else "none"


def _decoded(batch: pa.RecordBatch) -> pa.Table:
    table = pa.Table.from_batches([batch])
    for i, column in enumerate(table.columns):
        if pa.types.is_dictionary(column.type):
            table = table.set_column(i, table.column_names[i], pc.cast(column, pa.string()))
    return table
