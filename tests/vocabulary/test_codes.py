from __future__ import annotations

from datetime import date

import pytest

from collegiate.vocabulary import code_list, code_lists, establishment_kind, is_absence, is_possible_session

BEFORE, AFTER = date(2024, 8, 18), date(2024, 8, 19)


@pytest.mark.parametrize("code", ["D", "X", "Z", "Q", "Y", "Y1", "Y7", "#"])
def test_codes_that_are_no_possible_session_count_neither_as_present_nor_as_absent(code):
    assert not is_possible_session(code)
    assert not is_absence(code)


@pytest.mark.parametrize("code", ["/", "\\", "L", "B", "K", "P", "V", "W"])
def test_attending_and_approved_activity_are_possible_sessions_and_no_absence(code):
    assert is_possible_session(code)
    assert not is_absence(code)


@pytest.mark.parametrize("code", ["C", "C1", "C2", "E", "I", "M", "R", "S", "T", "G", "N", "O", "U"])
def test_authorised_and_unauthorised_absence_are_absence(code):
    assert is_possible_session(code)
    assert is_absence(code)


def test_a_session_without_a_mark_is_an_error_and_never_present():
    with pytest.raises(ValueError, match="missing, not present"):
        is_absence("")


@pytest.mark.parametrize(("old", "new"), [("Y", "Y1"), ("J", "J1"), ("H", "C2")])
def test_the_codes_of_august_2024_take_over_on_their_day(old, new):
    attendance = code_list("attendance")
    assert attendance.meaning(old, BEFORE)
    assert attendance.meaning(new, BEFORE) is None
    assert attendance.meaning(old, AFTER) is None
    assert attendance.meaning(new, AFTER)


def test_a_code_is_found_however_it_is_typed():
    found = code_list("sen_provision").meaning(" k ")
    assert found is not None
    assert found.meaning == "SEN support"


def test_an_unknown_list_is_told_which_there_are():
    with pytest.raises(ValueError, match="attendance"):
        code_list("shoe_sizes")
    assert {"attendance", "ethnicity", "sen_need", "year_group"} <= set(code_lists())


def test_no_code_of_any_list_ends_before_it_begins():
    for name in code_lists():
        for code in code_list(name):
            assert code.meaning
            assert not (code.valid_from and code.valid_to) or code.valid_from <= code.valid_to


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Academy - Converter mainstream", "Academy converter"),
        ("ACC", "Academy converter"),
        ("Converter academies", "Academy converter"),
        ("Academy sponsor led mainstream", "Academy sponsor led"),
        ("Free school  16-19", "Free schools 16 to 19"),
        ("NMSS", "Non-maintained special school"),
        ("Art, design and performing art college", "Further education"),
        ("Service childrens education", "Service children's education"),
    ],
)
def test_a_type_is_known_by_every_publishers_words(words, name):
    found = establishment_kind(words=words)
    assert found is not None
    assert found.name == name


def test_a_code_goes_before_words_and_an_unknown_type_is_none():
    found = establishment_kind(34, "Community school")
    assert found is not None
    assert found.name == "Academy converter"
    assert establishment_kind(None, "A castle") is None
