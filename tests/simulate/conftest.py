"""One small nation, written once for all tests of this room."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from collegiate.simulate import Truth, write_nation

SEED, SCHOOLS = 7, 300


class Nation:
    """A written nation and its truth, read back without any code of the project."""

    def __init__(self, folder: Path, truth: Truth) -> None:
        self.folder, self.truth = folder, truth

    def text(self, name: str) -> str:
        """The text of a file."""
        raw = (self.folder / name).read_bytes()
        cp1252 = (
            name.startswith(("edubasealldata20", "edubasealldata_open", "links_", "grouplinks_edubase"))
            and "types" not in name
        )
        return raw.decode("cp1252" if cp1252 else "utf-8-sig")

    def header(self, name: str) -> list[str]:
        """The header of a file."""
        return next(csv.reader(io.StringIO(self.text(name), newline="")))

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a file by header."""
        return list(csv.DictReader(io.StringIO(self.text(name), newline="")))


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Nation:
    """A nation of 300 schools, 2015/16 to 2018/19."""
    folder = tmp_path_factory.mktemp("nation")
    return Nation(folder, write_nation(folder, seed=SEED, schools=SCHOOLS))
