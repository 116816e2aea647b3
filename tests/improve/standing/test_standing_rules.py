"""Judgements beside each other, what an area lacks, most, and when inspectors may come."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from collegiate.improve.standing import (
    Agreement,
    Judgement,
    Kept,
    Level,
    framework,
    frameworks,
    frameworks_for,
    gaps,
    level_of,
    most_of,
    stands,
    window_of,
)

D = dt.date
ON = D(2026, 11, 22)
CARD = framework("report_card")
AREA = CARD.area("achievement")
SAFE = CARD.area("safeguarding")


def said(grade: str, day: D = ON) -> Judgement:
    return Judgement(grade, "because", "somebody", day)


def test_every_framework_says_from_when_it_holds_and_who_says_so() -> None:
    for f in frameworks():
        assert f.source and f.checked_on and f.first_day and len({a.id for a in f.areas}) == len(f.areas)
        assert all(len(a.scale) >= 2 and a.asks.endswith((".", "?")) for a in f.areas)
    assert AREA.scale == ("Exceptional", "Strong standard", "Expected standard", "Needs attention", "Urgent improvement")  # fmt: skip
    assert SAFE.scale == ("Met", "Not met")


@pytest.mark.parametrize(
    ("school", "on", "ids", "areas"),
    [
        ({"low_age": 9, "high_age": 13, "religious_character": "Church of England"}, ON, ["report_card", "siams"], 7),
        ({"low_age": 3, "high_age": 9, "religious_character": "None"}, ON, ["report_card"], 8),
        ({"low_age": 11, "high_age": 18, "religious_character": "Roman Catholic"}, ON, ["report_card"], 8),
        ({"low_age": 11, "high_age": 16}, ON, ["report_card"], 7),
        ({"low_age": None, "high_age": None, "religious_character": None}, D(2025, 11, 9), [], 0),
    ],
)
def test_a_school_has_the_areas_that_are_its_own(school: dict, on: D, ids: list[str], areas: int) -> None:
    found = frameworks_for(school, on)
    assert [f.id for f in found] == ids
    assert len(found[0].areas_of(school) if found else ()) == areas


def test_judgements_beside_each_other() -> None:
    a, b = said("Expected standard"), said("Needs attention")
    assert [stands(*p) for p in ((a, a), (a, b), (a, None), (None, b), (None, None))] == [
        Agreement.AGREE, Agreement.DISAGREE, Agreement.OWN_ONLY, Agreement.MODERATED_ONLY, Agreement.NOBODY,
    ]  # fmt: skip


def test_what_an_area_lacks() -> None:
    now, old = said("Expected standard"), said("Expected standard", D(2025, 11, 21))
    assert gaps(AREA, now, now, [Kept(ON)], ON) == ()
    assert gaps(AREA, None, None, [], ON) == ("There is no evidence.", "The academy has not judged itself.", "Nobody has moderated it.")  # fmt: skip
    assert gaps(AREA, old, old, [Kept(D(2025, 11, 21))], ON) == (
        "The latest evidence is of 21 November 2025: it is old.", "Its own judgement is of 21 November 2025: it is old.",
        "It was last moderated on 21 November 2025: that is old.",
    )  # fmt: skip
    assert gaps(AREA, said("Exceptional", D(2026, 10, 1)), now, [Kept(ON)], ON) == (
        "There is newer evidence than its own judgement.", "Its own judgement and the moderator's differ.",
    )  # fmt: skip
    optional = framework("siams").area("religious_education_quality")
    assert gaps(optional, None, None, [], ON) == () and gaps(optional, now, None, [], ON) != ()


@pytest.mark.parametrize(
    ("grade", "safe", "level"),
    [
        ("Expected standard", "Met", Level.AT),
        ("Exceptional", "Met", Level.AT),
        ("Needs attention", "Met", Level.BELOW),
        ("Exceptional", "Not met", Level.BELOW),
        (None, "Met", Level.UNKNOWN),
        ("Needs attention", None, Level.BELOW),
        ("Good", "Met", Level.UNKNOWN),  # a word of an earlier framework is never put on this scale
    ],
)
def test_an_academy_is_at_the_standard_when_every_area_is(grade: str | None, safe: str | None, level: Level) -> None:
    judged = [(AREA, said(grade) if grade else None), (SAFE, said(safe) if safe else None)]
    assert level_of("Expected standard", judged) is level


def test_most_is_what_the_board_says_and_missing_is_never_at_the_standard() -> None:
    levels = [Level.AT, Level.AT, Level.AT, Level.UNKNOWN]
    assert most_of(levels, None).met is None and "no threshold set" in most_of(levels, None).words
    assert most_of(levels, Decimal(75)).met is True
    assert most_of(levels, Decimal("75.5")).met is False
    assert most_of([], Decimal(75)).met is None


@pytest.mark.parametrize(
    ("regime", "last", "on", "latest", "words"),
    [
        ("report_card", D(2026, 1, 20), ON, D(2031, 8, 31), "any day until 31 August 2031"),
        ("sub_judgements", D(2024, 9, 30), ON, D(2030, 8, 31), "any day until"),
        ("graded", D(2021, 9, 14), D(2027, 11, 1), D(2027, 8, 31), "was due by 31 August 2027"),
        ("graded", D(2019, 6, 4), ON, None, "older than the rule reaches"),
        ("report_card", None, ON, None, "no inspection with its day"),
        ("", D(2026, 1, 20), ON, None, "no rule is kept"),
        ("siams", D(2024, 3, 5), ON, D(2029, 8, 31), "not held against the publisher"),
    ],
)
def test_the_next_inspection_is_an_estimate_or_unknown(regime: str, last: D | None, on: D, latest: D | None, words: str) -> None:  # fmt: skip
    found = window_of(regime, last, on)
    assert found.latest == latest and words in found.words
    assert found.words.startswith("An estimate: " if latest else "Unknown: ")
    assert bool(latest) <= bool(found.source)
