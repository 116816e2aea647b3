"""Read the prepared table from a CSV file, or say in plain words which line and column stand in the way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from collegiate.compare.dfe import arrow, faults, layout
from collegiate.compare.dfe.faults import SchoolsFileError

_TRUE = ["True", "true", "TRUE", "1"]
_FALSE = ["False", "false", "FALSE", "0"]


def read_schools(path: Path) -> pa.Table:
    """Read a file of schools with the columns that the method needs, typed; a blank cell is missing, never zero.

    Raises SchoolsFileError for anything that a person can put right in the file.
    """
    encoding = faults.encoding_of(path)
    header = faults.header_of(path, encoding)
    costs = layout.cost_columns(header)
    faults.check_header(path, header, costs)
    try:
        table = _read(path, encoding, header, [*layout.needed(), *costs])
    except pa.ArrowInvalid as error:
        raise faults.first_fault(path, encoding, header, costs, str(error)) from error
    if not table.num_rows:
        raise SchoolsFileError(
            f"{path.name} has a header and no schools below it. Give a file with one line for each school."
        )
    if not _sound(table, costs):
        raise faults.first_fault(path, encoding, header, costs, "a cell is not what its column needs")
    return table


def _read(path: Path, encoding: str, header: Sequence[str], wanted: list[str]) -> pa.Table:
    return pacsv.read_csv(
        path,
        read_options=pacsv.ReadOptions(encoding=encoding, column_names=list(header), skip_rows_after_names=1, use_threads=False),
        convert_options=pacsv.ConvertOptions(
            column_types={name: _type(name) for name in wanted}, include_columns=wanted, null_values=[""], strings_can_be_null=True,
            true_values=_TRUE, false_values=_FALSE,
        ),
    )  # fmt: skip


def _type(name: str) -> pa.DataType:
    if name == layout.URN:
        return pa.int64()
    if name in layout.FLAGS:
        return pa.bool_()
    return pa.string() if name in layout.WORDS else pa.float64()


def _sound(table: pa.Table, costs: Sequence[str]) -> bool:
    """Whether nothing that must be said is blank, every number is finite, and no URN is there twice."""
    if any(table[name].null_count for name in (layout.URN, *layout.FLAGS, *layout.NEEDED_WORDS)):
        return False
    figures = (c for c in table.column_names if pa.types.is_floating(table[c].type))
    urns = arrow.to_integers(table[layout.URN])
    return (
        all(pc.all(pc.is_finite(table[c])).as_py() is not False for c in figures)
        and len(np.unique(urns)) == len(urns)
        and urns.min() > 0
    )
