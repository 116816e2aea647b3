"""Refusals as a table: place, reason, remedy, and the row as it stood."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow as pa

from collegiate.intake.grid import Problem
from collegiate.tables import RefusedRow

_VALUE, _ROW = 200, 2000
_UPN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z](?: ?[0-9]){11} ?[0-9A-Za-z](?![A-Za-z0-9])")

MASK = "[UPN]"
"""What stands in a refused row where a Unique Pupil Number stood: it is for education only, and not for a page of errors."""


def masked(text: str) -> str:
    """Return the text with whatever has the shape of a UPN, right or wrong, masked."""
    return _UPN.sub(MASK, text)


def numbers_in(text: str) -> list[str]:
    """Return what `masked` would mask, in its order: for putting it back where a mask stood."""
    return [found[0] for found in _UPN.finditer(text)]


def refusals_table(number: int, refusals: list[tuple[int, Problem, bool, str]]) -> pa.Table:
    """Lay out refusals of file `number`: line, problem, whether the whole row is refused, the row's text."""
    ordered = sorted(refusals, key=lambda r: r[0])
    columns = {
        "file_id": pa.array([number] * len(ordered), pa.int64()),
        "line": pa.array([line for line, _, _, _ in ordered], pa.int64()),
        "column_name": _texts(p.column for _, p, _, _ in ordered),
        "value": _texts(masked(p.value)[:_VALUE] for _, p, _, _ in ordered),
        "reason": _texts(p.reason for _, p, _, _ in ordered),
        "remedy": _texts(p.remedy for _, p, _, _ in ordered),
        "whole_row": pa.array([whole for _, _, whole, _ in ordered], pa.bool_()),
        "row_text": _texts(masked(text)[:_ROW] for _, _, _, text in ordered),
    }
    return RefusedRow.conform(pa.table(columns))


def _texts(words: Iterable[str]) -> pa.Array:
    return pa.array([re.sub(r"[\ud800-\udfff]", "?", word) for word in words], pa.string())
