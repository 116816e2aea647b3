"""A small source of its own for the tests of the framework, so that they do not depend on any publisher's file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from adding_up import adds_up

from collegiate.intake import Reading, read

PUPILS = """
id = "club_results"
title = "Club results"
publisher = "The tests"
about = "Scores of schools in the county chess club."
[recognise]
headers = ["URN", "SCHNAME", "CHESSSCORE"]
name = ["chess"]
[period]
from = ["column:CHESSYEAR", "name"]
reads = "end_year"
[release]
from = ["name"]
[levels]
column = "CHESSLEVEL"
"school" = { level = "school" }
"nation" = { level = "england", population = "all" }
"region" = { skip = "Regions have no club." }
[key]
urn = "URN"
[[tables]]
table = "establishment"
unique = ["urn"]
[tables.columns]
urn = { from = "URN", type = "urn", required = true }
establishment_name = { from = "SCHNAME", type = "text" }
open_date = { from = "OPENED", type = "date" }
capacity = { from = "SEATS", type = "integer", range = [0, 5000] }
authority = { fixed = 1 }
[[tables]]
table = "observation"
prefix = "chess"
take = "all"
ignore = ["TEACHER"]
text = ["GRADE"]
percent = ["PT*"]
"""


@dataclass(frozen=True)
class Desk:
    """A folder with files in it, and a folder with the one source."""

    files: Path
    sources: Path

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, *paths: Path, answers: dict[str, str] | None = None) -> list[Reading]:
        readings = list(read(paths or [self.files], answers=answers, extra=self.sources))
        for reading in readings:
            adds_up(reading)
        return readings

    def one(self, name: str, content: str | bytes, answers: dict[str, str] | None = None) -> Reading:
        return self.read(self.write(name, content), answers=answers)[0]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    files, sources = tmp_path / "files", tmp_path / "sources"
    (sources / "club_results").mkdir(parents=True)
    (sources / "club_results" / "source.toml").write_text(PUPILS)
    files.mkdir()
    return Desk(files, sources)


HEADER = "URN,SCHNAME,CHESSLEVEL,CHESSYEAR,CHESSSCORE,PTWON,GRADE\n"


@pytest.fixture
def chess() -> Callable[..., str]:
    """Write a file of the small source: its header and the rows given."""
    return lambda *rows: HEADER + "".join(f"{row}\n" for row in rows)
