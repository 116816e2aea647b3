"""The rules of a case: what follows what, which days hold, when it may be left, what frozen papers are."""

import datetime as dt

import pytest

from collegiate.improve.cases import (
    CLOSED,
    DayError,
    Reviewed,
    State,
    canonical,
    changes,
    check_hearing,
    check_review_held,
    check_review_planned,
    check_watch,
    fingerprint,
    may_follow,
    may_leave,
    papers_late,
    why_not,
)
from collegiate.improve.criterion import Verdict

D = dt.date
HEARD = D(2026, 2, 2)


@pytest.mark.parametrize(("now", "then", "may"), [
    (State.REFERRED, State.TAKEN_ON, True), (State.REFERRED, State.DECIDED, False), (State.WATCHED, State.WATCHED, True), (State.TAKEN_ON, State.PROPOSED, True),
    (State.TAKEN_ON, State.DECIDED, False), (State.PROPOSED, State.DECIDED, True), (State.DECIDED, State.EXITED, True), (State.DECIDED, State.TAKEN_ON, True),
    (State.PROPOSED, State.EXITED, False), (State.EXITED, State.DECIDED, False), (State.LEFT_TRUST, State.TAKEN_ON, False), (State.SENT_BACK, State.TAKEN_ON, False),
])  # fmt: skip
def test_what_follows_what(now: State, then: State, may: bool) -> None:
    assert may_follow(now, then) is may


def test_every_open_case_can_be_closed_as_left_the_trust_and_no_closed_one() -> None:
    assert {s for s in State if may_follow(s, State.LEFT_TRUST)} == set(State) - CLOSED


@pytest.mark.parametrize(
    ("on", "late"), [(D(2026, 1, 27), False), (D(2026, 1, 28), False), (D(2026, 1, 29), True), (HEARD, True)]
)
def test_papers_are_late_after_the_fifth_day_before(on: dt.date, late: bool) -> None:
    assert papers_late(HEARD, on) is late


@pytest.mark.parametrize(("days", "fits"), [(41, False), (42, True), (49, True), (56, True), (57, False)])
def test_a_review_is_six_to_eight_weeks_on(days: int, fits: bool) -> None:
    day = HEARD + dt.timedelta(days=days)
    if fits:
        check_review_planned(day, HEARD)
    else:
        with pytest.raises(DayError, match="16 March 2026 to 30 March 2026"):
            check_review_planned(day, HEARD)


def test_a_review_is_held_late_but_not_early() -> None:
    check_review_held(HEARD + dt.timedelta(days=200), HEARD)
    with pytest.raises(DayError, match="can be held from 16 March 2026"):
        check_review_held(HEARD + dt.timedelta(days=41), HEARD)


def test_hearings_and_watches_are_on_days_to_come() -> None:
    check_hearing(HEARD, HEARD)
    check_watch(HEARD + dt.timedelta(days=1), HEARD)
    for day in (HEARD - dt.timedelta(days=1), HEARD + dt.timedelta(days=400)):
        with pytest.raises(DayError):
            check_hearing(day, HEARD)
        with pytest.raises(DayError):
            check_watch(day, HEARD)


def review(day: int, verdict: Verdict = Verdict.MET, rests: int | None = None, criterion: str = "a") -> Reviewed:
    held = HEARD + dt.timedelta(days=day)
    return Reviewed(held, verdict, None if rests is None else HEARD + dt.timedelta(days=rests), criterion)


@pytest.mark.parametrize(("reviews", "words"), [
    ([], "no review yet"), ([review(42, rests=30)], "once may be chance"), ([review(42, Verdict.NOT_YET, 30), review(84, rests=70)], "once may be chance"),
    ([review(42, rests=30), review(84, Verdict.NOT_MET, 70)], "not met"), ([review(42, rests=30), review(84, Verdict.GONE)], "no longer in the data"),
    ([review(42, rests=30), review(84, rests=30)], "same figures"), ([review(42, rests=30), review(84, rests=70, criterion="b")], "changed between"),
    ([review(42, rests=30), review(84, Verdict.SUPPRESSED), review(126, rests=110)], "once may be chance"),
])  # fmt: skip
def test_why_a_case_stays(reviews: list[Reviewed], words: str) -> None:
    assert words in why_not(reviews) and not may_leave(reviews)


def test_a_case_is_left_when_met_twice_running_on_newer_figures() -> None:
    assert may_leave([review(84, rests=70), review(0, Verdict.NOT_YET, -3), review(42, rests=30)])


def part(rows: list[list[str]], key: int = 1) -> dict[str, object]:
    return {"id": "series a", "title": "Attendance", "columns": ["When", "Value", "Children"], "rows": rows, "key": key}


def test_what_changed_since_is_said_row_by_row() -> None:
    frozen = {"form": 1, "parts": [part([["autumn", "91.2 %", "350"], ["spring", "92.0 %", "350"]])]}
    now = {"form": 1, "parts": [part([["autumn", "91.4 %", "350"], ["summer", "93.0 %", ""]])]}
    assert changes(frozen, now) == [
        "Attendance: autumn, value: was 91.2 %, now 91.4 %.", "Attendance: spring is no longer there; it was 92.0 %, 350.", "Attendance: summer is new: 93.0 %.",
    ]  # fmt: skip
    assert changes(frozen, frozen) == []
    assert changes(frozen, {"form": 1, "parts": []}) == ["Attendance: no longer there: autumn; spring."]
    assert changes({"form": 1, "parts": []}, frozen) == ["Attendance: new: autumn; spring."]
    assert "earlier form" in changes(frozen, now | {"form": 2})[0]


def test_rows_about_the_same_thing_do_not_hide_one_another() -> None:
    frozen = {"form": 1, "parts": [part([["visit", "2 days", ""], ["visit", "3 days", ""], ["visit", "1 day", ""]])]}
    now = {"form": 1, "parts": [part([["visit", "4 days", ""], ["visit", "3 days", ""]])]}
    assert changes(frozen, now) == [
        "Attendance: visit, value: was 2 days, now 4 days.", "Attendance: visit, number 3 is no longer there; it was 1 day.",
    ]  # fmt: skip


def test_the_same_document_has_the_same_fingerprint_whatever_its_order() -> None:
    one, two = {"a": 1, "b": ["é"]}, {"b": ["é"], "a": 1}
    assert canonical(one) == canonical(two) and fingerprint(one) == fingerprint(two) != fingerprint(
        {"a": 2, "b": ["é"]}
    )
