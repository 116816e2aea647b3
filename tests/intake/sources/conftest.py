"""A small file in a publisher's layout, read as a build would read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest


class Read:
    """What came of one file: its receipt, its facts as dictionaries, its refusals."""

    def __init__(self, reading: Any) -> None:
        self.receipt: Mapping[str, Any] = reading.receipt
        self.refused: list[dict[str, Any]] = reading.refused.to_pylist()
        self._facts = {name: table.to_pylist() for name, table in reading.facts.items()}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The facts of one canonical table, in the order of the file."""
        return sorted(self._facts.get(table, []), key=lambda row: row["line"])

    def number(self, variable: str, **subject: Any) -> dict[str, Any]:
        """The one observation of a variable about a subject."""
        found = [
            row
            for row in self._facts.get("observation", [])
            if row["variable"] == variable and all(row[name] == value for name, value in subject.items())
        ]
        assert len(found) == 1, f"{len(found)} rows of {variable} for {subject}"
        return found[0]

    @property
    def variables(self) -> set[str]:
        """The variables that the file gave."""
        return {row["variable"] for row in self._facts.get("observation", [])}

    @property
    def adds_up(self) -> bool:
        """Whether every row that came in was kept or refused."""
        return self.receipt["rows_in"] == self.receipt["rows_kept"] + self.receipt["rows_refused"]


@pytest.fixture
def read_file() -> Callable[..., list[Read]]:
    """Read files, one result for each table in them."""

    def read_all(*paths: Path, answers: Mapping[str, str] | None = None) -> list[Read]:
        from collegiate.intake import read

        return [Read(reading) for reading in read(list(paths), answers=answers or {})]

    return read_all


@pytest.fixture
def read_text(tmp_path: Path, read_file: Callable[..., list[Read]]) -> Callable[..., Read]:
    """Write a file of this name and text, and read it."""

    def read_one(name: str, text: str, *, encoding: str = "utf-8", answer: str = "") -> Read:
        path = tmp_path / name
        path.write_bytes(text.lstrip("\n").encode(encoding))
        (one,) = read_file(path, answers={name: answer} if answer else {})
        return one

    return read_one


@pytest.fixture
def read_workbook(tmp_path: Path, read_file: Callable[..., list[Read]]) -> Callable[..., list[Read]]:
    """Write a workbook of these sheets, each a list of rows, and read it."""

    def read_sheets(name: str, sheets: Mapping[str, list[list[Any]]]) -> list[Read]:
        import xlsxwriter

        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return read_file(path)

    return read_sheets
