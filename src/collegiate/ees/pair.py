"""A pair: a data file in tidy form, and the meta file that says what its columns are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

META_COLUMNS = (
    "col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp", "filter_hint", "filter_grouping_column",
)  # fmt: skip
"""The columns of a meta file, in their order."""

TIME = ("time_period", "time_identifier")
COUNTRY = ("country_code", "country_name")
REQUIRED = (*TIME, "geographic_level", *COUNTRY)
"""The columns that every data file begins with."""

FILTER, INDICATOR = "Filter", "Indicator"
_FORMULA = ("=", "+", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Meta:
    """What a column is: a filter by which rows differ, or an indicator that is measured."""

    col_name: str
    col_type: str
    label: str
    grouping: str = ""
    unit: str = ""
    decimals: str = ""
    hint: str = ""
    filter_group: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return the row of the meta file."""
        return (
            self.col_name, self.col_type, self.label, self.grouping, self.unit, self.decimals, self.hint, self.filter_group,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A data file and its meta file. Every cell is text: a number, a symbol, a name; a place that a level has not is empty."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    meta: tuple[Meta, ...]
    meta_columns: tuple[str, ...] = META_COLUMNS

    @property
    def file(self) -> str:
        """The data file's name."""
        return f"{self.name}.csv"

    @property
    def meta_file(self) -> str:
        """The meta file's name."""
        return f"{self.name}.meta.csv"

    @property
    def indicators(self) -> tuple[Meta, ...]:
        """What is measured."""
        return tuple(m for m in self.meta if m.col_type == INDICATOR)

    @property
    def filters(self) -> tuple[Meta, ...]:
        """By what rows differ."""
        return tuple(m for m in self.meta if m.col_type == FILTER)

    def column(self, name: str) -> list[str]:
        """Return a column's cells; none for a column that is not there."""
        if name not in self.columns:
            return []
        at = self.columns.index(name)
        return [row[at] for row in self.rows]

    def data_csv(self) -> bytes:
        """Write the data file: UTF-8 without a mark, commas, no quotes where none are needed."""
        return _csv(self.columns, self.rows)

    def meta_csv(self) -> bytes:
        """Write the meta file."""
        return _csv(self.meta_columns, (m.cells() for m in self.meta))


def pair_of(
    name: str,
    places: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    meta: Sequence[Meta],
    groups: Sequence[str] = (),
) -> Pair:
    """Return a pair of rows by column: the required columns first, then the places', the groups of filters, the filters and the indicators."""
    columns = (*REQUIRED, *places, *groups, *(m.col_name for m in meta))
    return Pair(name, columns, tuple(tuple(row.get(c, "") for c in columns) for row in rows), tuple(meta))


def text(value: object) -> str:
    """Write a name: no spaces at its edges or twice within, and nothing that a spreadsheet would take for a formula."""
    found = " ".join(str(value).split())
    return f"'{found}" if found.startswith((*_FORMULA, "-")) else found


def number(value: float) -> str:
    """Write a number in plain digits, to six places at most; nothing that only rounds to 0 becomes 0."""
    found = f"{value:.6f}".rstrip("0").rstrip(".")
    if found in ("0", "-0"):
        return "low" if value else "0"
    return found


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
