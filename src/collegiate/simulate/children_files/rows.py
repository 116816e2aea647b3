"""Rows of text, joined by Arrow: neighbouring columns that hold the same words in all rows are joined beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Cells: TypeAlias = "pa.Array | str"
"""One column: a cell for each row, or the same words for all of them."""

NEWLINE = "\r\n"
_AWKWARD = r'[,"\r\n]'


def csv_bytes(headers: Sequence[str], columns: Mapping[str, pa.Array], rows: int) -> bytes:
    """Return an ordinary CSV file without a byte order mark; cells are quoted where they must be."""
    safe: dict[str, Cells] = {header: quoted(cells) for header, cells in columns.items()}
    return b"".join((_line(headers), body(headers, safe, rows)))


def _line(headers: Sequence[str]) -> bytes:
    cells = quoted(pa.array(list(headers), pa.string())).to_pylist()
    return (",".join(cells) + NEWLINE).encode()


def quoted(cells: pa.Array) -> pa.Array:
    """Put quotes round the cells that a comma, a quote or a new line makes ambiguous."""
    awkward = pc.match_substring_regex(cells, _AWKWARD)
    if not pc.any(awkward).as_py():
        return cells
    doubled = pc.replace_substring(cells, '"', '""')
    wrapped = pc.binary_join_element_wise(pa.scalar('"'), doubled, pa.scalar('"'), pa.scalar(""))
    return pc.if_else(awkward, wrapped, cells)


def body(headers: Sequence[str], columns: Mapping[str, Cells], rows: int, separator: str = ",") -> memoryview:
    """Join the cells of each row as they are; a header without a column is empty. A column without a header is an error."""
    unknown = set(columns) - set(headers)
    if unknown:
        raise KeyError(f"There is no header {sorted(unknown)}.")
    parts: list[Any] = []
    fixed = ""
    for position, header in enumerate(headers):
        fixed += separator if position else ""
        cells = columns.get(header, "")
        if isinstance(cells, str):
            fixed += cells
        else:
            parts += [pa.scalar(fixed), cells]
            fixed = ""
    return joined([*parts, pa.scalar(fixed + NEWLINE)], rows)


def joined(parts: Sequence[Any], rows: int) -> memoryview:
    """Return the parts of each row one after the other, all rows in one piece."""
    if not rows:
        return memoryview(b"")
    lines = pc.binary_join_element_wise(*parts, pa.scalar(""))
    offsets = np.frombuffer(lines.buffers()[1], dtype=np.int32)
    return memoryview(lines.buffers()[2])[: offsets[rows]]


def write_bytes(path: Path, data: bytes | memoryview, encoding: str = "utf-8") -> None:
    """Write UTF-8 bytes, with a byte order mark where the encoding says so."""
    with path.open("wb") as out:
        if encoding == "utf-8-sig":
            out.write(b"\xef\xbb\xbf")
        out.write(data)
