"""Rows on their way to Parquet: in order whatever is held, few files for small tables, and none lost."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from collegiate.store import parts
from collegiate.store.parts import Parts


def rows(first: int, count: int, word: str = "a") -> pa.Table:
    """Numbered rows with a word that is kept once."""
    numbers = pa.array(range(first, first + count), pa.int64())
    return pa.table({"n": numbers, "w": pa.array([word] * count).dictionary_encode()})


@pytest.fixture
def made(tmp_path: Path) -> Parts:
    """Parts in an empty folder."""
    return Parts(tmp_path)


def test_rows_come_back_in_the_order_in_which_they_were_added(made: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_ENOUGH_ROWS", 10)
    for start in range(0, 27, 3):
        made.add("school", rows(start, 3, "odd" if start % 2 else "even"))
    found = made.read("school")
    assert found is not None
    assert found["n"].to_pylist() == list(range(27)) and made.rows("school") == 27
    assert found["w"].to_pylist() == ["odd" if n // 3 % 2 else "even" for n in range(27)]
    assert [pq.read_metadata(p).num_rows for p in made.paths("school")] == [12, 12, 3]
    again = made.read("school", ["n"])
    assert again is not None and again["n"].to_pylist() == list(range(27))


def test_small_tables_share_a_file_and_marks_have_one_for_each_file_read(made: Parts) -> None:
    for start in range(5):
        made.add("school", rows(start, 1))
        made.add("session_mark", rows(start, 1))
    assert len(made.paths("school")) == 1 and len(made.paths("session_mark")) == 5


def test_what_is_held_is_bounded_over_all_tables(made: Parts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(parts, "_MOST_BYTES", 1000)
    for start in range(0, 400, 10):
        made.add(f"table{start % 4}", rows(start, 10))
    made.write()
    assert len(list(tmp_path.glob("*.parquet"))) > 2
    total = sum(pq.read_metadata(p).num_rows for p in tmp_path.glob("*.parquet"))
    assert total == 400


def test_a_file_that_cannot_be_written_is_an_error_and_not_a_loss(tmp_path: Path) -> None:
    made = Parts(tmp_path / "gone")
    made.add("school", rows(0, 1))
    with pytest.raises(FileNotFoundError):
        made.write()


def test_nothing_added_is_nothing_read(made: Parts) -> None:
    made.add("school", rows(0, 0))
    assert made.read("school") is None and made.paths("school") == [] and made.rows("school") == 0
