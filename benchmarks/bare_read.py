"""The peer: DuckDB reads the same files into memory, every cell as text, and does nothing else. Prints what it read."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb
import pyarrow as pa
from python_calamine import CalamineWorkbook

_COMMON = "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', sample_size = 100"
_ANYHOW = ", encoding = 'utf-8', strict_mode = false, null_padding = true, ignore_errors = true"
"""DuckDB is told the dialect, which is faster than letting it find out. Ragged and cp1252 files need more, and are few."""


def read_csv(base: duckdb.DuckDBPyConnection, number: int, path: Path) -> int:
    """Read one CSV file into a table, in its encoding where DuckDB knows it."""
    for more in (f", encoding = '{_encoding(path)}'", _ANYHOW):
        try:
            base.execute(f"CREATE TABLE t{number} AS SELECT * FROM read_csv(?, {_COMMON}{more})", [str(path)])
            return int(base.execute(f"SELECT count(*) FROM t{number}").fetchall()[0][0])
        except duckdb.Error as problem:
            last = problem
    raise last


def _encoding(path: Path) -> str:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def read_workbook(base: duckdb.DuckDBPyConnection, number: int, path: Path) -> int:
    """Read every sheet of a workbook into tables."""
    book, rows = CalamineWorkbook.from_path(path), 0
    for place, sheet in enumerate(book.sheet_names):
        cells = book.get_sheet_by_name(sheet).to_python()
        if cells:
            columns = [pa.array([str(cell) for cell in column]) for column in zip(*cells, strict=False)]
            read = pa.table(columns, names=[f"c{i}" for i in range(len(columns))])
            base.register("read", read)
            base.execute(f"CREATE TABLE t{number}_{place} AS SELECT * FROM read")
            rows += len(cells) - 1
    return rows


def main(folder: Path) -> None:
    """Read every CSV file and workbook of a folder, those in its folders too."""
    began = time.perf_counter()
    base, rows, files = duckdb.connect(), 0, 0
    for number, path in enumerate(
        sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".csv", ".xlsx", ".xlsm"))
    ):
        rows += (read_csv if path.suffix.lower() == ".csv" else read_workbook)(base, number, path)
        files += 1
    print(json.dumps({"rows": rows, "files": files, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
