"""A criterion on a day: met, not yet, not met, and the four ways in which nobody can say."""

import datetime as dt
from decimal import Decimal

import pytest

from collegiate.improve.criterion import Criterion, Direction, Verdict, judge
from collegiate.improve.series import Point, Series

D = dt.date
WANTED = Criterion("own.attendance", 1, Direction.AT_LEAST, Decimal("94.0"), D(2026, 7, 24))
SERIES = Series("own.attendance", "Attendance, by half term", "%", "higher", 1, own=True)


def point(last: D, value: float | None, *, urn: int = 1, symbol: str = "") -> Point:
    return Point("own.attendance", urn, last - dt.timedelta(days=35), last, value, symbol=symbol)


@pytest.mark.parametrize(
    ("value", "symbol", "on", "verdict"),
    [
        (94.0, "", D(2026, 3, 1), Verdict.MET),
        (93.9, "", D(2026, 3, 1), Verdict.NOT_YET),
        (93.9, "", D(2026, 7, 24), Verdict.NOT_YET),
        (93.9, "", D(2026, 7, 25), Verdict.NOT_MET),
        (None, "c", D(2026, 3, 1), Verdict.SUPPRESSED),
        (None, "x", D(2026, 3, 1), Verdict.NO_DATA),
    ],
)
def test_the_latest_span_says_it(value: float | None, symbol: str, on: D, verdict: Verdict) -> None:
    older = point(D(2025, 12, 19), 99.0)
    assert judge(WANTED, [point(D(2026, 2, 13), value, symbol=symbol), older], on).verdict is verdict


def test_what_ended_later_than_the_day_began_too_early_or_is_another_schools_is_not_asked() -> None:
    found = [point(D(2026, 4, 1), 99.0), point(D(2026, 2, 13), 99.0, urn=2), point(D(2025, 12, 19), 99.0)]
    assert judge(WANTED, found, D(2026, 3, 1), since=D(2026, 1, 1)).verdict is Verdict.NO_DATA


def test_a_measure_that_vanished_is_said_and_is_not_met() -> None:
    judged = judge(WANTED, [point(D(2026, 2, 13), 99.0)], D(2026, 3, 1), known=False)
    assert judged.verdict is Verdict.GONE
    assert not judged.met


def test_at_most_is_met_from_below() -> None:
    fewer = Criterion("own.attendance", 1, Direction.AT_MOST, Decimal(5), D(2026, 7, 24))
    assert judge(fewer, [point(D(2026, 2, 13), 4.0)], D(2026, 3, 1)).met
    assert not judge(fewer, [point(D(2026, 2, 13), 6.0)], D(2026, 3, 1)).met


def test_it_is_kept_and_read_back_and_said() -> None:
    assert Criterion.of(WANTED.as_dict()) == WANTED
    assert WANTED.words(SERIES) == "Attendance, by half term at least 94 % by 24 July 2026"
    assert "own.attendance" in WANTED.words(None)
    with pytest.raises(ValueError, match="no criterion"):
        Criterion.of({"series": "x"})
    for value in ("NaN", "Infinity", "-sNaN"):
        with pytest.raises(ValueError, match="no criterion"):
            Criterion.of(WANTED.as_dict() | {"value": value})
