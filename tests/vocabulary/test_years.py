from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collegiate.vocabulary import AcademicYear, Term, term_of


@pytest.mark.parametrize("text", ["2018/19", "2018-2019", "2018/2019", "201819", "2018-19", " 2018/19 ", "2018_19"])
def test_an_academic_year_is_read_in_every_form(text):
    assert AcademicYear.parse(text) == AcademicYear(2019)


@pytest.mark.parametrize("text", ["2019", "2018/20", "2019/18", "18/19", "", "year 10"])
def test_what_is_no_academic_year_is_refused_with_the_remedy(text):
    with pytest.raises(ValueError, match="Write it as 2018/19"):
        AcademicYear.parse(text)


def test_the_turn_of_the_century_is_a_year_like_any_other():
    assert AcademicYear.parse("1999/00") == AcademicYear(2000)
    assert str(AcademicYear(2000)) == "1999/00"


@given(st.integers(1901, 2098))
def test_a_year_reads_back_what_it_writes(end):
    assert AcademicYear.parse(str(AcademicYear(end))) == AcademicYear(end)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_every_day_lies_within_its_academic_year(day):
    year = AcademicYear.of(day)
    assert year.first_day <= day <= year.last_day


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2018, 9, 1), Term.AUTUMN),
        (date(2018, 12, 31), Term.AUTUMN),
        (date(2019, 1, 1), Term.SPRING),
        (date(2019, 3, 31), Term.SPRING),
        (date(2019, 4, 1), Term.SUMMER),
        (date(2019, 8, 31), Term.SUMMER),
    ],
)
def test_a_day_falls_in_its_term(day, term):
    assert term_of(day) is term
