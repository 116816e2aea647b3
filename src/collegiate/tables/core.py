"""What a canonical table is: a class that says its grain, its key and, column by column, type, unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

_TYPES: dict[str, pa.DataType] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "text": pa.string(),
    "word": pa.dictionary(pa.int32(), pa.string()),
    "date": pa.date32(),
    "flag": pa.bool_(),
    "integers": pa.list_(pa.int64()),
    "numbers": pa.list_(pa.float64()),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type (a key of the field's few types), what it means, its unit, and whether it may be empty."""

    type: str
    meaning: str
    unit: str = ""
    required: bool = False

    @property
    def arrow(self) -> pa.DataType:
        """The column's type in Arrow and so in Parquet."""
        return _TYPES[self.type]


def integer(meaning: str, *, unit: str = "", required: bool = False) -> Column:
    """A whole number."""
    return Column("integer", meaning, unit, required)


def number(meaning: str, *, unit: str = "") -> Column:
    """A number that may have a fraction."""
    return Column("number", meaning, unit)


def text(meaning: str, *, required: bool = False) -> Column:
    """Words or a code."""
    return Column("text", meaning, "", required)


def word(meaning: str, *, required: bool = False) -> Column:
    """Words of which a column holds few different ones: each is kept once, so that millions of rows cost little."""
    return Column("word", meaning, "", required)


def date(meaning: str, *, required: bool = False) -> Column:
    """A calendar date."""
    return Column("date", meaning, "", required)


def flag(meaning: str) -> Column:
    """Yes or no."""
    return Column("flag", meaning)


def integers(meaning: str) -> Column:
    """A list of whole numbers."""
    return Column("integers", meaning)


def numbers(meaning: str, *, unit: str = "") -> Column:
    """A list of numbers."""
    return Column("numbers", meaning, unit)


class Table:
    """A canonical table. A subclass is never instantiated: it is the description that everyone reads."""

    name: ClassVar[str]
    grain: ClassVar[str]
    key: ClassVar[tuple[str, ...]]

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """The columns in the order in which they are written, inherited ones first."""
        found: dict[str, Column] = {}
        for base in reversed(cls.__mro__):
            found.update({k: v for k, v in vars(base).items() if isinstance(v, Column)})
        return found

    @classmethod
    def schema(cls) -> pa.Schema:
        """The Arrow schema: what Parquet files of this table carry."""
        return pa.schema(
            [pa.field(n, c.arrow, nullable=True, metadata={"unit": c.unit}) for n, c in cls.columns().items()]
        )

    @classmethod
    def empty(cls) -> pa.Table:
        """A table with these columns and no rows."""
        return cls.schema().empty_table()

    @classmethod
    def conform(cls, table: pa.Table) -> pa.Table:
        """Give `table` this table's columns, in order and type; a column that it lacks is empty, one too many an error."""
        schema = cls.schema()
        extra = set(table.column_names) - set(schema.names)
        if extra:
            raise ValueError(f"{cls.name} has no column {', '.join(sorted(extra))}.")
        columns = [
            table[f.name].cast(f.type) if f.name in table.column_names else pa.nulls(table.num_rows, f.type)
            for f in schema
        ]
        return pa.table(columns, schema=schema)


class FromFile(Table):
    """What every fact carries: the row of the file that it was read from."""

    file_id = integer("which receipt: the file that this row was read from", required=True)
    line = integer("the line of that file (for a workbook, the row of the sheet), counted from 1", required=True)
