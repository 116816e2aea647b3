"""What was refused of a file of any length: only the part that is shown is read, and reasons are counted once."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from collegiate.web.uploads.read_file import read_version, refusal_reasons, refused_rows

MARKS = 30_000


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Marks of a school that nobody named, read as the data desk does: every row waits."""
    folder = tmp_path_factory.mktemp("refused")
    (folder / "file").mkdir()
    rows = "".join(f"{n:08x}-0000,2025-09-04,AM,/,\n" for n in range(MARKS))
    (folder / "file" / "marks.csv").write_text("Pupil ID,Day,Session,Code,Minutes late\n" + rows, encoding="utf-8")
    read_version(folder / "file", folder / "refused.parquet", lambda words: None)
    return folder / "refused.parquet"


def test_a_page_of_it_is_the_same_wherever_it_lies(refused: Path) -> None:
    assert pq.read_metadata(refused).num_row_groups > 1
    lines = [r["line"] for r in refused_rows(refused)]
    assert len(lines) == MARKS
    for offset in (0, 9_999, len(lines) - 2):
        assert [r["line"] for r in refused_rows(refused, limit=3, offset=offset)] == lines[offset : offset + 3]
    assert list(refused_rows(refused, limit=3, offset=len(lines))) == []


def test_reasons_add_up_to_what_was_refused(refused: Path) -> None:
    reasons = refusal_reasons(refused)
    assert sum(r["count_all"] for r in reasons) == pq.read_metadata(refused).num_rows
    assert refusal_reasons(refused, most=1) == reasons[:1]


def test_what_was_never_refused_has_neither(tmp_path: Path) -> None:
    assert list(refused_rows(tmp_path / "none")) == []
    assert refusal_reasons(tmp_path / "none") == []
