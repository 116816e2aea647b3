"""How a priority goes, as a headteacher would read it; what a plan may hold; what a measure can show."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from collegiate.improve.criterion import Criterion, Direction, Judged, Verdict
from collegiate.improve.plans import (
    Baseline,
    Priority,
    Purpose,
    RuleError,
    State,
    Step,
    one_more,
    span_of_year,
    standing_of,
    wanted,
    warnings,
)
from collegiate.improve.series import Point, Series

D = dt.date
STOP = D(2027, 3, 31)
WANTED = Criterion("own.attendance", 1, Direction.AT_LEAST, Decimal("93.5"), STOP)
SERIES = Series("own.attendance", "Attendance", "%", "higher", 1, own=True)
EARLY, LATE = Step("Ring home", D(2026, 12, 1)), Step("Ring home", D(2026, 12, 1), D(2026, 12, 20))
M, Y, N, X, C, G = Verdict.MET, Verdict.NOT_YET, Verdict.NOT_MET, Verdict.NO_DATA, Verdict.SUPPRESSED, Verdict.GONE


def judged(*verdicts: Verdict) -> tuple[Judged, ...]:
    return tuple(Judged(WANTED, v, None) for v in verdicts)


@pytest.mark.parametrize(
    ("verdicts", "steps", "on", "stopped", "state", "asks"),
    [
        ([M], [], D(2026, 11, 1), False, State.MET, False),
        ([M, M], [EARLY], D(2026, 12, 9), False, State.MET, False),  # it worked: a late milestone is no matter
        ([M, Y], [], D(2026, 11, 1), False, State.ON_THE_WAY, False),
        ([Y], [EARLY], D(2026, 12, 1), False, State.ON_THE_WAY, False),  # on its day it is not late
        ([Y], [EARLY], D(2026, 12, 2), False, State.BEHIND, False),
        ([Y], [LATE], D(2026, 12, 30), False, State.ON_THE_WAY, False),  # done late is done
        ([N], [], D(2027, 3, 1), False, State.BEHIND, False),
        ([X], [], D(2026, 11, 1), False, State.CANNOT_BE_SAID, False),
        ([M, C], [], D(2026, 11, 1), False, State.CANNOT_BE_SAID, False),
        ([G], [], D(2026, 11, 1), False, State.CANNOT_BE_SAID, False),
        ([G], [EARLY], D(2026, 12, 2), False, State.BEHIND, False),
        ([Y], [], STOP, False, State.ON_THE_WAY, False),  # the stop date itself is still in time
        ([Y], [], D(2027, 4, 1), False, State.OVERDUE, True),
        ([G], [], D(2027, 4, 1), False, State.OVERDUE, True),  # a measure that vanished does not put off the stop date
        ([M, X], [], D(2027, 4, 1), False, State.OVERDUE, True),
        ([M], [], D(2027, 4, 1), False, State.MET, False),
        ([Y], [], D(2027, 4, 1), True, State.STOPPED, False),
        ([], [], D(2026, 11, 1), False, State.CANNOT_BE_SAID, False),
    ],
)
def test_how_a_priority_goes(verdicts, steps, on, stopped, state, asks) -> None:  # type: ignore[no-untyped-def]
    stood = standing_of(Priority(judged(*verdicts), tuple(steps), STOP, stopped), on)
    assert (stood.state, stood.asks) == (state, asks)
    assert stood.reasons


def test_reasons_are_said() -> None:
    stood = standing_of(Priority(judged(N, G), (EARLY, Step("Buy books", D(2026, 10, 1))), STOP), D(2027, 4, 2))
    assert stood.reasons == (
        "Its stop date was 31 March 2027 and it is not met.",
        "1 of 2 measures should be met by now and is not.",
        "One measure: its measure is no longer in the data.",
        "“Buy books” was to be done by 1 October 2026, and 1 more.",
    )


def test_what_a_plan_may_hold() -> None:
    first, last = span_of_year(D(2026, 11, 22))
    assert (first, last) == (D(2026, 9, 1), D(2027, 8, 31))
    one_more(4)
    with pytest.raises(RuleError, match="at most 5"):
        one_more(5)
    wanted(1, last, first, last)
    for criteria, stop, words in ((0, STOP, "at least one"), (4, STOP, "at most 3"), (1, first, "within the plan"), (1, D(2027, 9, 1), "within")):  # fmt: skip
        with pytest.raises(RuleError, match=words):
            wanted(criteria, stop, first, last)


def test_a_baseline_comes_back_as_it_was() -> None:
    point = Point("own.attendance", 1, D(2026, 9, 7), D(2026, 10, 25), 90.1)
    for base in (Baseline.of(WANTED, point, "90.1 %", "p1"), Baseline.of(WANTED, None, "no figure", "p1")):
        assert Baseline.read(base.as_dict()) == base


def half(last: D, value: float | None, symbol: str = "", **more: float) -> Point:
    return Point("own.attendance", 1, last - dt.timedelta(days=41), last, value, symbol=symbol, **more)


ON = D(2026, 11, 22)


@pytest.mark.parametrize(
    ("points", "asked", "words"),
    [
        ([half(D(2026, 10, 25), 90.1)], WANTED, None),
        ([], WANTED, "no figure of this measure yet"),
        ([half(D(2026, 10, 25), None, "c")], WANTED, "no child can be told"),
        ([half(D(2026, 10, 25), 95.0)], WANTED, "met today already"),
        ([half(D(2023, 10, 25), 90.0)], WANTED, "says little about today"),
        ([half(D(2026, 10, 25), 93.0, low=92.0, high=94.0)], WANTED, "could be chance"),
        ([half(D(2026, 10, 25), 90.1)], Criterion("own.attendance", 1, Direction.AT_MOST, Decimal(80), STOP), "Is that meant?"),
        ([half(D(2026, 10, 25), 90.1)], Criterion("own.attendance", 1, Direction.AT_LEAST, Decimal(94), D(2026, 11, 30)), "No figure newer than today's"),
    ],
)  # fmt: skip
def test_what_a_measure_cannot_show_is_said(points: list[Point], asked: Criterion, words: str | None) -> None:
    found = warnings(asked, SERIES, points, ON, Purpose.IMPROVE)
    if words is None:
        assert found == []
    else:
        assert any(words in w for w in found), found


def test_to_sustain_what_is_met_today_is_what_is_meant() -> None:
    met = [half(D(2026, 10, 25), 95.0)]
    assert warnings(WANTED, SERIES, met, ON, Purpose.SUSTAIN) == []
    assert "nobody could ever say" in warnings(WANTED, None, met, ON, Purpose.SUSTAIN)[0]


def test_a_yearly_figure_cannot_show_anything_within_its_year() -> None:
    year = Point("published.x", 1, D(2025, 9, 1), D(2026, 8, 31), 60.0)
    series = Series("published.x", "Expected standard", "%", "higher", 0, own=False)
    by_march, by_october = (Criterion("published.x", 1, Direction.AT_LEAST, Decimal(70), d) for d in (STOP, D(2027, 10, 1)))  # fmt: skip
    assert "No figure newer" in warnings(by_march, series, [year], ON, Purpose.IMPROVE)[0]
    assert warnings(by_october, series, [year], ON, Purpose.IMPROVE) == []


@pytest.mark.parametrize(
    ("year", "by", "warned"),
    [(2026, D(2027, 8, 30), True), (2026, D(2027, 8, 31), False), (2024, D(2027, 8, 30), True), (2024, D(2027, 8, 31), False)],
)  # fmt: skip
def test_an_academic_year_ends_on_its_last_day_also_after_a_leap_year(year: int, by: D, warned: bool) -> None:
    latest = Point("published.x", 1, D(year - 1, 9, 1), D(year, 8, 31), 60.0)
    series = Series("published.x", "Expected standard", "%", "higher", 0, own=False)
    asked = Criterion("published.x", 1, Direction.AT_LEAST, Decimal(70), by)
    assert any("No figure newer" in w for w in warnings(asked, series, [latest], ON, Purpose.IMPROVE)) is warned
