"""A programme's comparison: locked before the tests, read from the picture when due, graded and said as others are."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from otherwise_world import TRUST, URN, World, trust_world

from collegiate.improve.otherwise import CannotCompareError, Found, Locked, Verdict, choose, evaluate, programme_series

SERIES = "programme.Reading St. Mary.MAT"
START, DUE, LOCKED_ON, AFTERWARDS = dt.date(2026, 11, 4), dt.date(2027, 8, 31), dt.date(2026, 11, 1), dt.date(2027, 9, 10)  # fmt: skip
ROW: dict[str, Any] = {
    "trust_uid": TRUST, "period": 2027, "programme": "Reading St. Mary", "subject": "MAT", "pupils": 63, "others": 400, "effect": 3.1, "low": 1.5, "high": 4.7,
    "verdict": "better", "matched_effect": 3.44, "matched_low": 1.26, "matched_high": 5.61, "matched": 58, "unmatched": 5,
}  # fmt: skip
GAINED = {"urn": URN, "subject": "MAT", "period": 2026, "pupils": 300, "effect": 0.2, "low": -1.0, "high": 1.4}


@dataclass
class Programmed(World):
    """The made-up trust with a programme."""

    years: list[dict[str, Any]] = field(default_factory=list)

    def trust(self, uid: int) -> dict[str, Any] | None:
        return {"trust_name": "Dove Trust"} if uid == TRUST else None

    def programmes_begun(self) -> list[str]:
        return ["Reading St. Mary"]

    def programme_years(self, trust_uid: int) -> list[dict[str, Any]]:
        return [r for r in self.years if r["trust_uid"] == trust_uid]


def world(*years: dict[str, Any], gained: tuple[dict[str, Any], ...] = (GAINED,)) -> Programmed:
    plain = trust_world(seed=2)
    return Programmed(plain.rows, plain.names, gained=list(gained), years=list(years))


def chosen(seen: Programmed, **changed: Any) -> Locked:
    asked: dict[str, Any] = {
        "trust_uid": TRUST, "urn": None, "series": SERIES, "start": START, "due": DUE, "minimum": Decimal(2), "about": "Reading programme", "on": LOCKED_ON,
        "reader": seen, "people": seen,
    }  # fmt: skip
    return choose(**(asked | changed))


def found_of(row: dict[str, Any], **changed: Any) -> Found:
    seen = world(row)
    return evaluate(chosen(world(), **changed), seen, seen, AFTERWARDS)


def test_programmes_are_offered_by_name_and_subject():
    assert [s.id for s in programme_series(world())] == [SERIES] and programme_series(None) == []


def test_it_is_locked_for_the_trust_and_read_back_letter_for_letter():
    locked = chosen(world())
    assert (locked.school.urn, locked.school.name, locked.when) == (None, "Dove Trust", "before anything after the start was known")  # fmt: skip
    assert Locked.of(json.loads(locked.canonical())) == locked and "matching" in locked.method
    with pytest.raises(ValueError, match="not of one school"):
        _ = locked.urn


def test_earlier_years_are_not_looked_at():
    earlier = ROW | {"period": 2026, "matched_effect": 9.0, "matched_low": 8.0, "matched_high": 10.0}
    assert chosen(world(earlier)).canonical() == chosen(world()).canonical()
    seen = world(earlier, ROW)
    assert evaluate(chosen(world()), seen, seen, AFTERWARDS).effect == 3.4


def test_the_matched_estimate_is_the_effect_and_the_regression_the_second_opinion():
    found = found_of(ROW)
    assert (found.verdict, found.effect, found.low, found.high, found.grade) == (Verdict.BETTER, 3.4, 1.3, 5.6, "moderate")  # fmt: skip
    assert found.second.effect == 3.1 and found.second.agrees and "may or may not" in found.worth
    assert "60 children" in found.compared and "fewer than 10 had nobody" in found.compared
    assert Found.of(json.loads(json.dumps(found.as_dict()))) == found


@pytest.mark.parametrize(
    ("row", "verdict", "grade"),
    [
        ({"matched_low": -0.5}, Verdict.NO_CLEAR, "moderate"),
        ({"matched_effect": -3.0, "matched_low": -5.0, "matched_high": -1.0, "effect": -3.0}, Verdict.WORSE, "moderate"),
        ({"effect": 0.4}, Verdict.BETTER, "low"),
        ({"matched": 22, "unmatched": 5, "pupils": 27}, Verdict.BETTER, "low"),
        ({"matched": 40, "unmatched": 23}, Verdict.BETTER, "low"),
        ({"matched": 20, "unmatched": 43, "effect": 0.4}, Verdict.BETTER, "very low"),
        ({"effect": None, "low": None, "high": None}, Verdict.BETTER, "moderate"),
        ({"matched_effect": None, "matched_low": None, "matched_high": None}, Verdict.CANNOT, ""),
    ],
)  # fmt: skip
def test_the_verdict_and_the_grade_follow_written_rules(row, verdict, grade):
    found = found_of(ROW | row)
    assert (found.verdict, found.grade) == (verdict, grade)


def test_locked_when_the_tests_may_have_been_sat_is_graded_as_late():
    found = found_of(ROW, on=dt.date(2027, 6, 2))
    assert found.grade == "very low" and "locked late" in found.reasons[0]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"urn": URN}, "for the whole trust, without a school"),
        ({"series": "own.attendance"}, "is of a programme"),
        ({"series": "programme.Nothing.MAT"}, "no programme"),
        ({"people": None}, "no programme"),
        ({"due": dt.date(2027, 6, 1)}, "too early"),
        ({"due": dt.date(2026, 10, 1)}, "is past"),
        ({"minimum": Decimal(0)}, "more than 0"),
    ],
)
def test_what_cannot_be_locked_is_refused_in_words(changed, words):
    with pytest.raises(CannotCompareError, match=words):
        chosen(world(), **changed)


def test_what_is_known_already_is_not_locked_and_a_late_start_counts_for_the_next_year():
    with pytest.raises(CannotCompareError, match="can have seen what came out"):
        chosen(world(ROW))
    with pytest.raises(CannotCompareError, match="too early"):
        chosen(world(), start=dt.date(2027, 4, 12))
    later = chosen(world(ROW), start=dt.date(2027, 4, 12), due=dt.date(2028, 8, 31), on=dt.date(2027, 4, 1))
    assert not later.late


def test_before_it_is_due_and_before_the_tests_are_there_nothing_is_said():
    locked, seen = chosen(world()), world(ROW)
    assert evaluate(locked, seen, seen, dt.date(2027, 8, 30)).verdict is Verdict.NOT_DUE
    without = world()
    found = evaluate(locked, without, without, AFTERWARDS)
    assert found.verdict is Verdict.NOT_DUE and "tests of 2026/27 are in the data yet" in found.reasons[0]
    nobody = world(gained=(GAINED, GAINED | {"period": 2027}))
    found = evaluate(locked, nobody, nobody, AFTERWARDS)
    assert found.verdict is Verdict.CANNOT and "never counts as having worked" in found.reasons[0]
