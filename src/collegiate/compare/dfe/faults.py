"""Say what is wrong with a file of schools, by line and column. Slow and exact: it reads a file that is known to be wrong."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from collegiate.compare.dfe import layout

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_URN = re.compile(r"[1-9]\d{0,8}")
_FLAG = {"true", "false", "1", "0"}


class SchoolsFileError(ValueError):
    """A file that cannot be compared; the message names file, line and column, and what to do."""


def encoding_of(path: Path) -> str:
    """UTF-8, or Windows' own encoding, in which the DfE publishes. Raises SchoolsFileError when there is nothing to read."""
    if not path.is_file():
        raise SchoolsFileError(f"There is no file {path}. Give the path of a CSV file of schools.")
    if not path.stat().st_size:
        raise SchoolsFileError(f"{path.name} is empty. Give a CSV file with a header and one line for each school.")
    with path.open("rb") as file:
        try:
            for line in file:
                line.decode("utf-8")
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def header_of(path: Path, encoding: str) -> list[str]:
    """The names of the columns."""
    first = next(_lines(path, encoding), None)
    if first is None:
        raise SchoolsFileError(
            f"{path.name} holds only empty lines. Give a CSV file with a header and one line for each school."
        )
    return [name.strip() for name in first[1]]


def check_header(path: Path, header: Sequence[str], costs: Sequence[str]) -> None:
    """Raise SchoolsFileError when a column is missing or stands twice, or when there is no cost."""
    missing = [name for name in layout.needed() if name not in header]
    if missing:
        names = ", ".join(f"'{name}'" for name in missing)
        raise SchoolsFileError(
            f"{path.name} has no column {names}. The comparator method needs it. Add it to the header, spelled like that."
        )
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        raise SchoolsFileError(f"{path.name} has the column '{repeated[0]}' more than once. Leave one of them out.")
    if not costs:
        raise SchoolsFileError(
            f"{path.name} has no cost column. Name costs like 'Utilities_Energy_Per Unit': category, sub-category, 'Per Unit'."
        )


def first_fault(
    path: Path, encoding: str, header: Sequence[str], costs: Sequence[str], otherwise: str
) -> SchoolsFileError:
    """The first thing in the file that is wrong, as an error to raise; `otherwise` when nothing is found."""
    looked_at = {name: header.index(name) for name in (*layout.needed(), *costs)}
    seen: dict[str, int] = {}
    for line, row in islice(_lines(path, encoding), 1, None):
        if len(row) != len(header):
            return SchoolsFileError(
                f"{path.name}, line {line}: {len(row)} cells, but the header has {len(header)}. "
                "Look for a missing or surplus comma, or a text with a comma that lacks quotation marks."
            )
        for name, at in looked_at.items():
            fault = _fault(name, row[at].strip())
            if fault:
                return SchoolsFileError(f"{path.name}, line {line}, column '{name}': {fault}")
        urn = row[looked_at[layout.URN]].strip()
        if urn in seen:
            return SchoolsFileError(
                f"{path.name}, line {line}, column 'URN': {urn} stands on line {seen[urn]} already. A school has one line; leave one of the two out."
            )
        seen[urn] = line
    return SchoolsFileError(f"{path.name} cannot be read: {otherwise}.")


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty, with its physical number."""
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace", newline="") as file:
        reader = csv.reader(file)
        try:
            yield from ((reader.line_num, row) for row in reader if row)
        except csv.Error as error:
            raise SchoolsFileError(
                f"{path.name}, line {reader.line_num}: this is not a CSV file ({error}). Save it as CSV (UTF-8)."
            ) from error


def _fault(name: str, cell: str) -> str:
    shown = f"'{cell}'" if cell else "a blank cell"
    if name == layout.URN and not _URN.fullmatch(cell):
        return f"{shown} is not a URN. Write the school's Unique Reference Number, such as 130682."
    if name in layout.FLAGS and cell.lower() not in _FLAG:
        return f"{shown} is neither True nor False. Write one of the two."
    if name in layout.NEEDED_WORDS and not cell:
        return "a blank cell. Without it the school has nobody to be compared with."
    if name not in (layout.URN, *layout.FLAGS, *layout.WORDS) and cell and not _is_number(cell):
        return (
            f"{shown} is not a number. Write digits and a point, or leave the cell blank when the number is not known."
        )
    return ""


def _is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell)) and math.isfinite(float(cell))
