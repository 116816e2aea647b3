"""Full names of children in words: what is found, what is let be, and how long it takes."""

from __future__ import annotations

import time

import pytest

from collegiate.store.naming import ChildrensNames

CHILDREN = [
    {"urn": 1, "forename": "Maya", "surname": "Sandford", "legal_forename": "Maya", "legal_surname": "Sandford-Okoro"},
    {"urn": 1, "forename": "Anne-Marie", "surname": "O'Brien", "legal_forename": None, "legal_surname": None},
    {"urn": 1, "forename": "Zoë", "surname": "de Souza", "legal_forename": None, "legal_surname": None},
    {"urn": 1, "forename": "Will", "surname": "Grant", "legal_forename": None, "legal_surname": None},
    {"urn": 1, "forename": "Rose", "surname": "Hill", "legal_forename": None, "legal_surname": None},
    {"urn": 2, "forename": "Tom", "surname": "Tams", "legal_forename": None, "legal_surname": None},
    {"urn": 1, "forename": None, "surname": "Nobody", "legal_forename": None, "legal_surname": None},
]
NAMES = ChildrensNames.of(CHILDREN, ["Rose Hill First School"])


def found(text: str) -> list[str]:
    return NAMES.found_in(text, {1}.__contains__)


@pytest.mark.parametrize(
    "text",
    [
        "We spoke of Maya Sandford.", "Sandford Maya was away", "SANDFORD, MAYA", "see Sandford, M.", "Maya Sandford-Okoro", "Maya Sandford's mother", "maya sandford was away", "Maya J. Sandford",
        "Maya Rose Sandford", "Anne-Marie O’Brien", "Anne Marie OBrien", "Anne O'Brien", "Zoe de Souza", "ZOË DE SOUZA came", "Will Grant stayed", "the children (Maya Sandford) and others",
    ],
)  # fmt: skip
def test_a_childs_full_name_is_found_however_it_is_written(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Maya was away", "The Sandfords moved", "Mrs Maya Sandford chairs it", "Dr. Maya Sandford", "We will grant support", "Rose Hill First School fell", "Tom Tams", "May a sandford be", "Nobody came",
        "Grant money. Will it last?", "Sandford, Maths and English", "", "Year 4 at Sandford\nMaya class",
    ],
)  # fmt: skip
def test_other_words_are_let_be(text: str) -> None:
    assert found(text) == []


def test_it_is_found_at_once_among_thirty_thousand_children_in_a_long_text() -> None:
    letters = [a + b + c for a in "bcdfghjklm" for b in "aeiou" for c in "nrstlmdpkw"]
    many = [{"urn": 1, "forename": f"A{f}", "surname": f"B{s}", "legal_forename": None, "legal_surname": None} for f in letters[:60] for s in letters]  # fmt: skip
    names = ChildrensNames.of(many, ())
    text = "Attendance at the Middle School Fell Again This Term. " * 400
    begun = time.process_time()
    assert names.found_in(text, lambda _: True) == []
    assert names.found_in(f"{text} Aban Bban", lambda _: True) == ["Aban Bban"]
    assert time.process_time() - begun < 2
