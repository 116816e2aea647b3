"""Files in the publishers' formats, written column by column: rows are joined by Arrow, so that a nation takes seconds."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Cells: TypeAlias = "pa.Array | str"
"""One column of a block: a cell for each row, or the same words for all of them."""


@cache
def layout(name: str) -> tuple[str, ...]:
    """Return the headers of a file, in the publisher's order and spelling."""
    text = resources.files(__package__).joinpath("layouts", f"{name}.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together, such as all schools or all authorities; a header without a column holds `otherwise`."""

    rows: int
    columns: Mapping[str, Cells] = field(default_factory=dict)
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a publisher writes a CSV file."""

    encoding: str = "utf-8"
    quoted: bool = False
    newline: str = "\r\n"


PLAIN = Dialect()
BOM = Dialect(encoding="utf-8-sig")
REGISTER = Dialect(encoding="cp1252")
QUOTED = Dialect(encoding="cp1252", quoted=True)


def write_csv(path: Path, headers: Sequence[str], blocks: Sequence[Block], dialect: Dialect = PLAIN) -> int:
    """Write the blocks one under the other; return how many rows there are. A column that no header names is an error."""
    for block in blocks:
        unknown = set(block.columns) - set(headers)
        if unknown:
            raise KeyError(f"{path.name} has no header {sorted(unknown)}")
    with path.open("wb") as out:
        out.write(_encode(_line(headers, dialect), dialect.encoding))
        for block in blocks:
            if block.rows:
                out.write(_recode(_body(headers, block, dialect), dialect))
    return sum(block.rows for block in blocks)


def _line(cells: Sequence[str], dialect: Dialect) -> str:
    buffer = io.StringIO()
    csv.writer(
        buffer, quoting=csv.QUOTE_ALL if dialect.quoted else csv.QUOTE_MINIMAL, lineterminator=dialect.newline
    ).writerow(cells)
    return buffer.getvalue()


def _encode(text: str, encoding: str) -> bytes:
    return text.encode(encoding)


def _recode(body: memoryview, dialect: Dialect) -> bytes | memoryview:
    return bytes(body).decode("utf-8").encode("cp1252") if dialect.encoding == "cp1252" else body


def _body(headers: Sequence[str], block: Block, dialect: Dialect) -> memoryview:
    """Join the cells of each row; neighbouring columns that hold the same words in all rows are joined beforehand."""
    parts: list[Any] = []
    fixed = ""
    for position, header in enumerate(headers):
        fixed += "," if position else ""
        cells = block.columns.get(header, block.otherwise)
        if isinstance(cells, str):
            fixed += (
                _line([cells], Dialect(quoted=dialect.quoted, newline=""))
                if cells
                else ('""' if dialect.quoted else "")
            )
        else:
            parts += [pa.scalar(fixed), _quoted(cells, always=dialect.quoted)]
            fixed = ""
    parts.append(pa.scalar(fixed + dialect.newline))
    return _bytes(pc.binary_join_element_wise(*parts, pa.scalar("")), block.rows)


def _bytes(lines: pa.Array | pa.Scalar, rows: int) -> memoryview:
    if isinstance(lines, pa.Scalar):
        return memoryview((lines.as_py() * rows).encode())
    offsets = np.frombuffer(lines.buffers()[1], dtype=np.int32)
    return memoryview(lines.buffers()[2])[: offsets[rows]]


def _quoted(cells: pa.Array, *, always: bool) -> pa.Array:
    quotes = pc.binary_join_element_wise(pa.scalar('"'), cells, pa.scalar('"'), pa.scalar(""))
    if always:
        return quotes
    commas = pc.match_substring(cells, ",")
    return pc.if_else(commas, quotes, cells) if pc.any(commas).as_py() else cells


def numbers(
    values: Any, decimals: int = 0, suffix: str = "", *, padded: bool = False, gaps: Mapping[str, Any] | None = None
) -> pa.Array:
    """Write numbers as the publisher does. `gaps` gives the rows where a code stands instead; a later code goes first.

    A number that is NaN is an empty cell. `padded` keeps closing zeros ('3.0'), as some files do.
    """
    array = np.asarray(values, dtype=float)
    empty = np.isnan(array)
    steps = np.rint(np.where(empty, 0, array) * 10**decimals).astype(np.int64)
    distinct, which = np.unique(steps, return_inverse=True)
    words = [_number(int(step), decimals, padded) + suffix for step in distinct]
    which = np.where(empty, len(words), which.reshape(-1))
    words.append("")
    for code, rows in (gaps or {}).items():
        which = np.where(rows, len(words), which)
        words.append(code)
    return pa.array(words, pa.string()).take(pa.array(which))


def _number(step: int, decimals: int, padded: bool) -> str:
    words = f"{step / 10**decimals:.{decimals}f}"
    return words if padded or "." not in words else words.rstrip("0").rstrip(".")


def chosen(words: Sequence[str], which: Any) -> pa.Array:
    """Take `words[which]` for each row."""
    return pa.array(words, pa.string()).take(pa.array(np.asarray(which, dtype=np.int64)))


def text(values: Sequence[str] | Any) -> pa.Array:
    """Write words as they are."""
    return pa.array(list(values), pa.string())


def dates(values: Any, form: str = "%d-%m-%Y") -> pa.Array:
    """Write days; a day that is not known is an empty cell."""
    distinct, which = np.unique(np.asarray(values, dtype="datetime64[D]"), return_inverse=True)
    return chosen(["" if np.isnat(day) else day.item().strftime(form) for day in distinct], which.reshape(-1))
