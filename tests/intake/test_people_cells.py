"""Cells about children, as systems write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from collegiate.intake.cells import typed
from collegiate.intake.census_day import census_day
from collegiate.intake.days import parse_date
from collegiate.intake.refusals import masked
from collegiate.intake.sources import ColumnSpec
from collegiate.vocabulary.years import Term

BAD = "refused"


def read_one(cell: str, kind: str, arrow: Any = None, **how: Any) -> Any:
    column = typed(pa.array([cell]), ColumnSpec("it", ("It",), kind, **how), arrow or pa.string())
    return BAD if column.bad[0] else column.values[0].as_py()


@pytest.mark.parametrize(
    ("cell", "group"),
    [
        ("7", "7"), ("07", "7"), ("Year 7", "7"), ("Y12", "12"), ("yr 3", "3"), ("Reception", "R"), ("R", "R"), ("YR", "R"),
        ("Nursery 1", "N1"), ("N2", "N2"), ("Year 1 ", "1"), ("X", "X"), ("", None),
        ("Nursery", BAD), ("15", BAD), ("0", BAD), ("Oak", BAD), ("-", BAD),
    ],
)  # fmt: skip
def test_a_year_group_is_read_in_all_its_spellings(cell: str, group: str | None) -> None:
    assert read_one(cell, "year_group") == group


@pytest.mark.parametrize(
    ("cell", "sex"),
    [
        ("M", "M"),
        ("f", "F"),
        ("Male", "M"),
        ("female", "F"),
        ("Boy", "M"),
        ("2", "F"),
        ("U", "U"),
        ("9", "U"),
        ("Q", BAD),
    ],
)
def test_sex_is_read_by_code_or_word(cell: str, sex: str) -> None:
    assert read_one(cell, "sex") == sex


@pytest.mark.parametrize(
    ("cell", "outward"),
    [("AB12 3CD", "AB12"), ("ab123cd", "AB12"), ("AB12", "AB12"), ("W1A 1AA", "W1A"), ("W1A", "W1A"), ("London", BAD)],
)
def test_of_a_postcode_the_outward_part_is_kept(cell: str, outward: str) -> None:
    assert read_one(cell, "outward_of") == outward


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("2025/26", 2026),
        ("2024-2025", 2025),
        ("202425", 2025),
        ("05/09/2025", 2026),
        ("31 Aug 2025", 2025),
        ("2025", BAD),
    ],
)
def test_an_academic_year_is_a_pair_or_follows_from_a_day_and_a_lone_year_is_refused(cell: str, year: Any) -> None:
    assert read_one(cell, "year", pa.int64()) == year


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("05/09/2024", (2024, 9, 5)), ("5/9/2024", (2024, 9, 5)), ("2024-09-05", (2024, 9, 5)),
        ("05 Sep 2024", (2024, 9, 5)), ("5 September 2024", (2024, 9, 5)), ("05-Sep-2024", (2024, 9, 5)),
        ("2024-09-05T00:00:00Z", (2024, 9, 5)), ("2024-09-05 00:00:00", (2024, 9, 5)), ("20240905", (2024, 9, 5)),
        ("13/09/2024", (2024, 9, 13)), ("09/13/2024", None), ("30/02/2020", None), ("05 Foo 2024", None),
        ("05/09/24", None), ("٠٥/٠٩/٢٠٢٤", None), ("0000-01-01", None), ("32 Jan 2024", None),
    ],
)  # fmt: skip
def test_a_day_is_read_day_first_or_year_first_and_never_month_first(
    cell: str, day: tuple[int, int, int] | None
) -> None:
    assert parse_date(cell) == (dt.date(*day) if day else None)


@pytest.mark.parametrize("name", ["Na", "Null", "NULL", "X", "-", "Supp", "NE", "=HYPERLINK(1)", "+44", "@x", "Zoë"])
def test_a_child_may_be_called_anything(name: str) -> None:
    assert read_one(name, "words") == name


def test_a_upn_is_kept_as_it_is_written_even_a_wrong_one() -> None:
    assert read_one(" a801 200005001 ", "upn") == "A801200005001"
    assert read_one("nonsense", "upn") == "NONSENSE"


def test_a_code_is_read_by_its_letters_or_its_meaning() -> None:
    assert read_one("k", "code", list="sen_provision") == "K"
    assert read_one("SEN support", "code", list="sen_provision") == "K"
    assert read_one("Q", "code", list="sen_provision") == BAD
    assert read_one("WBRI", "open_code", list="ethnicity") == "WBRI"
    assert read_one("WXYZ", "open_code", list="ethnicity") == "WXYZ"


@pytest.mark.parametrize(
    ("cell", "flag"), [("T", True), ("F", False), ("Yes", True), ("n ", False), ("1", True), ("?", BAD)]
)
def test_a_flag_is_read_in_every_system_s_words(cell: str, flag: Any) -> None:
    assert read_one(cell, "flag", pa.bool_()) == flag


def test_a_choice_takes_its_words_and_no_others() -> None:
    words = {"am": "AM", "pm": "PM", "morning": "AM"}
    assert read_one("Morning ", "choice", words=words) == "AM"
    assert read_one("pm", "choice", words=words) == "PM"
    assert read_one("night", "choice", words=words) == BAD


def test_a_column_of_words_keeps_each_word_once_though_cells_differ_by_spaces() -> None:
    word = pa.dictionary(pa.int32(), pa.string())
    column = typed(pa.array(["/ ", "/", "I"]), ColumnSpec("code", ("Mark",), "words"), word)
    assert column.values.to_pylist() == ["/", "/", "I"]
    assert len(column.values.dictionary) == 2


@pytest.mark.parametrize(
    ("term", "period", "day"),
    [(Term.AUTUMN, 2026, (2025, 10, 2)), (Term.SPRING, 2026, (2026, 1, 15)), (Term.SUMMER, 2026, (2026, 5, 21))],
)
def test_the_census_day_is_a_thursday(term: Term, period: int, day: tuple[int, int, int]) -> None:
    assert census_day(period, term) == dt.date(*day)
    assert census_day(period, term).weekday() == 3


@pytest.mark.parametrize(
    "text", ["A801200005001", "a801200005001", "A801 2000 0500 1", "Z80120000500B", "I801200005001", "(A801200005001)"]
)
def test_whatever_has_the_shape_of_a_upn_is_masked(text: str) -> None:
    assert masked(f"Smith,{text},7").replace("(", "").replace(")", "") == "Smith,[UPN],7"


@pytest.mark.parametrize("text", ["E10000002", "07746561", "1234567890123", "AB1234567890123", "861/4173"])
def test_other_numbers_are_not_masked(text: str) -> None:
    assert masked(text) == text
