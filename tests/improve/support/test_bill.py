"""Terms, costs and lists: what is not known stays so, and every row that is not taken says why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from collegiate.improve.support.costs import (
    cover_cost,
    days_of_hours,
    mileage_cost,
    mileage_rate,
    mileage_rates,
    sum_of,
)
from collegiate.improve.support.expertise import all_expertise, expertise_of, words_of
from collegiate.improve.support.roster import RosterError, read_roster
from collegiate.improve.support.terms import TermOfYear, coming


def test_terms_follow_each_other_by_the_calendar() -> None:
    terms = coming(date(2026, 11, 22), 4)
    assert [str(t) for t in terms] == ["2026-autumn", "2027-spring", "2027-summer", "2027-autumn"]
    for a, b in pairwise(terms):
        assert (b.first_day - a.last_day).days == 1
    assert terms[1].words == "spring 2027" and terms[1].weekdays == 64


@pytest.mark.parametrize("text", ["", "spring", "2027", "2027-winter", "1999-spring", "2027-spring-1"])
def test_what_is_no_term_is_told_how_to_be_written(text) -> None:
    with pytest.raises(ValueError, match="Write it as 2027-spring"):
        TermOfYear.parse(text)


def test_mileage_is_there_and_back_at_the_rate_of_its_day() -> None:
    assert mileage_cost(16.0934, 1, date(2026, 11, 22)) == Decimal("9.00")  # ten miles out, ten back, at 45p
    assert mileage_cost(16.0934, 3, date(2026, 11, 22)) == Decimal("27.00")
    assert mileage_cost(None, 1, date(2026, 11, 22)) is None
    assert mileage_cost(16.0934, 1, date(2005, 1, 1)) is None and mileage_rate(date(2011, 4, 5)) is None
    assert all(r.source and r.confirmed_for for r in mileage_rates())


def test_a_sum_with_a_part_that_is_not_known_is_not_known() -> None:
    known = sum_of([Decimal(10), None, Decimal(5)])
    assert (known.pounds, known.missing, known.whole) == (15, 1, None)
    assert sum_of([Decimal(10)]).whole == 10 and sum_of([]).whole == 0
    assert cover_cost(Decimal("1.5"), Decimal(201)) == Decimal("301.50") and cover_cost(Decimal(1), None) is None
    assert days_of_hours(Decimal("6.5")) == 1


def test_expertise_is_found_by_id_or_words() -> None:
    ids = [e.id for e in all_expertise()]
    assert len(set(ids)) == len(ids)
    for entry in all_expertise():
        assert expertise_of(entry.id) == entry.id == expertise_of(entry.words.upper())
    assert expertise_of("juggling") is None and words_of(["gone_entry"]) == ["gone entry"]


HEAD = "name,urn,expertise,phases,days,cover_cost,address,notes\n"


def row(text: str):
    return read_roster((HEAD + text + "\n").encode(), {123456}, 64)


def test_a_row_is_read_and_what_is_not_said_is_not_known() -> None:
    (person,), refused = row(
        "Jo March,123456,Mathematics; headship,primary;all-through,2.5,£210,Jo@Example.org,Mondays"
    )
    assert (person.expertise, person.phases, person.days, person.rate) == (("mathematics", "headship"), ("primary", "all_through"), Decimal("2.5"), 210)  # fmt: skip
    assert person.address == "jo@example.org" and not refused
    (person,), _ = row("Jo March,123456,finance,,,,,")
    assert person.days is None and person.rate is None and person.phases == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (",123456,finance", "The name is empty"),
        ("Jo,12345,finance", "is no URN"),
        ("Jo,１２３４５６,finance", "is no URN"),
        ("Jo,123457,finance", "is no academy for which"),
        ("Jo,123456,", "No expertise"),
        ("Jo,123456,juggling", "is not in the list"),
        ("Jo,123456,finance,nowhere", "is no phase"),
        ("Jo,123456,finance,,1.3", "whole or half"),
        ("Jo,123456,finance,,-1", "not between 0 and 64"),
        ("Jo,123456,finance,,NaN", "not between"),
        ("Jo,123456,finance,,many", "is no number"),
        ("Jo,123456,finance,,1,1e9", "not between 0 and 5000"),
        ("Jo,123456,finance,,1,,nowhere", "is no address"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_with_its_line(text, why) -> None:
    taken, (refused,) = row(text)
    assert not taken and refused.line == 2 and why in refused.why


def test_a_refused_row_has_its_own_line_also_after_a_note_of_several() -> None:
    text = HEAD + 'Jo,123456,finance,,,,,"Mondays\nand Tuesdays"\nKim,12345,finance\n'
    taken, (refused,) = read_roster(text.encode(), {123456}, 64)
    assert (taken[0].line, refused.line) == (2, 4)


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"a,b\n1,2\n", b"name,urn,expertise\n\x00", b'name,urn,expertise\n"open,1,2\n', b"\xff\xfe\x00n"],
)
def test_a_file_that_is_no_list_is_told_what_it_has_to_be(data) -> None:
    with pytest.raises(RosterError, match=r"CSV|column"):
        read_roster(data, {123456}, 64)


def test_too_many_rows_are_not_begun() -> None:
    with pytest.raises(RosterError, match="at most 5,000"):
        read_roster((HEAD + "x,1,y\n" * 5001).encode(), {123456}, 64)
