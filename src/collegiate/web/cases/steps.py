"""What a case waits for: the one thing that comes next, whose it is, by which day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from collegiate.improve.cases import Outcome, State, papers_by
from collegiate.web.authorization.rights import Right
from collegiate.web.cases.models import Case
from collegiate.web.cases.reviewing import why_it_stays
from collegiate.web.words import day


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next: in words, by which day (None where nothing waits), for whoever holds one of `rights`, at `path`."""

    words: str
    due: dt.date | None
    overdue: bool
    rights: frozenset[Right]
    path: str

    @property
    def words_small(self) -> str:
        """The words within a sentence."""
        return self.words[:1].lower() + self.words[1:]


def next_step(case: Case, on: dt.date) -> NextStep:
    """Return what a case waits for on a day."""
    if case.proposed is not None:
        return _step("Sign or withdraw the proposed decision", case.hearing, on, {Right.DECIDE}, f"{case.path}sign/")
    of_state = {
        State.REFERRED: _to_triage,
        State.WATCHED: _to_triage,
        State.TAKEN_ON: _before_the_hearing,
        State.DECIDED: _under_review,
    }
    found = of_state.get(case.stands)
    return found(case, on) if found else NextStep("", None, False, frozenset(), "")


def _to_triage(case: Case, on: dt.date) -> NextStep:
    watched = case.stands is State.WATCHED
    words, due = ("Look at it again", case.look_again) if watched else ("Say what becomes of it", case.triage_by)
    return _step(words, due, on, {Right.LEAD_IMPROVEMENT}, f"{case.path}triage/")


def _under_review(case: Case, on: dt.date) -> NextStep:
    if not why_it_stays(case):
        words = "Decide whether it is left: the criterion was met twice running"
        return _step(words, case.review_on, on, {Right.DECIDE}, f"{case.path}exit/")
    return _step("Review it", case.review_on, on, {Right.LEAD_IMPROVEMENT, Right.DECIDE}, f"{case.path}review/")


def _before_the_hearing(case: Case, on: dt.date) -> NextStep:
    if case.hearing is not None and case.frozen is None:
        words = f"Freeze the papers for the hearing on {day(case.hearing)}"
        return _step(words, papers_by(case.hearing), on, {Right.CLERK}, f"{case.path}papers/")
    return _step("Hear it and propose a decision", case.hearing, on, {Right.DECIDE}, f"{case.path}decide/")


def _step(words: str, due: dt.date | None, on: dt.date, rights: set[Right], path: str) -> NextStep:
    return NextStep(words, due, due is not None and due < on, frozenset(rights), path)


@dataclass(frozen=True, slots=True)
class Onward:
    """A way on from a decision, to another part: plans, support or effects."""

    part: str
    words: str
    path: str
    rights: frozenset[Right]


def onward(case: Case) -> list[Onward]:
    """Return the ways on from a signed decision: ask for support, write the plan, lock what it will be compared with."""
    decision = case.decision
    if decision is None or case.stands is not State.DECIDED:
        return []
    asks = decision.asks
    urn = case.urn or (asks.urn if asks else None)
    found = []
    if Outcome(decision.outcome) is Outcome.SUPPORT:
        found.append(
            Onward(
                "support",
                "Ask for the support",
                f"/support/requests/add/?urn={urn or ''}&belongs={case.reference}",
                frozenset({Right.SUPPORT}),
            )
        )
    found.append(Onward("plans", "Write the plan", f"/plans/new/?case={case.reference}", frozenset({Right.PLAN})))
    if asks is not None:
        path = f"/effects/lock/?case={case.reference}&urn={urn}&series={asks.series}"
        found.append(Onward("effects", "Lock what it will be compared with", path, frozenset({Right.LEAD_IMPROVEMENT})))
    return found
