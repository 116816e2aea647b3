"""What is done about a case: each act by a person, written to the audit journal first, whole or not at all, and added to the case's record.

Every act on a case takes the `version` that the form was opened with. Raises `ChangedMeanwhileError` where somebody else changed it since, and
`ActError` where the rules do not allow the act; the message says what does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from collegiate.improve.cases import CLOSED, DayError, Kind, State, check_hearing, check_watch, may_follow, triage_by
from collegiate.store import Look, Store
from collegiate.web.acts.acting import ActError
from collegiate.web.cases.models import Case, Happened
from collegiate.web.references import numbered
from collegiate.web.words import day


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does something, on which day, seeing which picture of which store."""

    store: Store
    snapshot: str
    by: str
    on: dt.date

    def journal(self, what: str, why: str) -> None:
        """Write an act to the audit journal."""
        self.store.audit.acted(Look(self.by, what, why, (), self.snapshot))


@dataclass(frozen=True, slots=True)
class About:
    """What a case is about. `urn` is None for a subject of the whole trust; `school` is then the trust's name."""

    trust_uid: int
    kind: Kind
    school: str
    urn: int | None = None
    series: str = ""
    series_title: str = ""
    group: str = ""


def hold(pk: int, version: int, *then: State) -> Case:
    """Return a case that is held until the transaction ends. Raises `ActError` where it cannot become any of `then`."""
    case = Case.hold(pk, version)
    if then and not any(may_follow(case.stands, s) for s in then):
        raise ActError(f"{case.reference} is '{case.state}': from there it cannot become '{then[0]}'.")
    return case


def note(case: Case, doing: Doing, what: str, words: str = "") -> None:
    """Write what was done to the journal, then add it to the case's record."""
    doing.journal(f"case {case.reference}: {what}", words or what)
    Happened.objects.create(case=case, by=doing.by, on=doing.on, what=what, words=words)


@transaction.atomic
def refer(
    *, doing: Doing, about: About, words: str, alert: str = "", attached: Mapping[str, Any] | None = None
) -> Case:
    """Refer something to the board, with a frozen copy of what is known. Raises `ActError` where it has an open case already."""
    case = numbered(
        Case, "RAB", doing.on.year, lambda reference: _referred(reference, doing, about, words, alert, attached or {})
    )
    Happened.objects.create(case=case, by=doing.by, on=doing.on, what="referred", words=words)
    return case


def _referred(reference: str, doing: Doing, about: About, words: str, alert: str, attached: Mapping[str, Any]) -> Case:
    """Write a referral to the journal, and return the case that it makes. Raises `ActError` where one is open about the same."""
    same = Case.objects.filter(
        trust_uid=about.trust_uid, kind=about.kind.value, urn=about.urn, series=about.series, group=about.group
    ).exclude(state__in=[s.value for s in CLOSED])
    there = same.first()
    if there is not None:
        raise ActError(f"{there.reference} is open about the same. Open it: what you know belongs there.")
    whom = f"{about.kind.value} {about.urn or about.school}"
    doing.journal(
        f"case {reference}: referred {whom} to the Raising Achievement Board of trust {about.trust_uid}", words
    )
    return Case(
        trust_uid=about.trust_uid, reference=reference, kind=about.kind.value, urn=about.urn, school=about.school,
        series=about.series, series_title=about.series_title, group=about.group, referred_for=words, referred_by=doing.by, referred_on=doing.on,
        alert=alert, attached=dict(attached), triage_by=triage_by(doing.on), by=doing.by,
    )  # fmt: skip


@transaction.atomic
def take_on(*, doing: Doing, case: int, version: int, hearing: dt.date, words: str) -> Case:
    """Take a referral on, or call a case back: it waits for a hearing on a day."""
    held = hold(case, version, State.TAKEN_ON)
    allowed(check_hearing, hearing, doing.on)
    called_back = held.stands is State.DECIDED
    put(held, State.TAKEN_ON, hearing=hearing)
    note(
        held,
        doing,
        f"{'called back before the board' if called_back else 'taken on'}, to be heard on {day(hearing)}",
        words,
    )
    held.rewrite(doing.by)
    return held


@transaction.atomic
def move_hearing(*, doing: Doing, case: int, version: int, hearing: dt.date, words: str) -> Case:
    """Hear a case on another day. Papers that were frozen for the day before are kept, and frozen anew."""
    held = hold(case, version)
    if held.stands is not State.TAKEN_ON:
        raise ActError(f"{held.reference} is '{held.state}': no hearing is set that could be moved.")
    allowed(check_hearing, hearing, doing.on)
    before = held.hearing
    put(held, State.TAKEN_ON, hearing=hearing)
    note(held, doing, f"hearing moved from {day(before)} to {day(hearing)}", words)
    held.rewrite(doing.by)
    return held


@transaction.atomic
def watch(*, doing: Doing, case: int, version: int, until: dt.date, words: str) -> Case:
    """Watch a referral until a day on which somebody looks again."""
    held = hold(case, version, State.WATCHED)
    allowed(check_watch, until, doing.on)
    put(held, State.WATCHED, look_again=until)
    note(held, doing, f"watched, to be looked at again on {day(until)}", words)
    held.rewrite(doing.by)
    return held


@transaction.atomic
def send_back(*, doing: Doing, case: int, version: int, words: str) -> Case:
    """Send a referral back, with the reason for whoever referred it."""
    held = hold(case, version, State.SENT_BACK)
    put(held, State.SENT_BACK, closed=doing.on)
    note(held, doing, "sent back", words)
    held.rewrite(doing.by)
    return held


@transaction.atomic
def close_as_left(*, doing: Doing, case: int, version: int, words: str) -> Case:
    """Close the case of a school that closed or left the trust. Everything written stays."""
    held = hold(case, version, State.LEFT_TRUST)
    put(held, State.LEFT_TRUST, closed=doing.on)
    note(held, doing, "closed: the school closed or left the trust", words)
    held.rewrite(doing.by)
    return held


def put(
    case: Case, state: State, *, hearing: dt.date | None = None, look_again: dt.date | None = None,
    review: dt.date | None = None, closed: dt.date | None = None,
) -> None:  # fmt: skip
    """Put a case where it stands now: of the days only that for which it waits is left."""
    case.state, case.look_again, case.review_on, case.closed_on = state.value, look_again, review, closed
    if hearing != case.hearing and state is State.TAKEN_ON:
        case.hearing, case.late_because, case.late_accepted_by = hearing, "", ""


def allowed(check: Callable[[dt.date, dt.date], None], wanted: dt.date, on: dt.date) -> None:
    """Raises `ActError` where a rule about days does not allow one."""
    try:
        check(wanted, on)
    except DayError as error:
        raise ActError(str(error)) from None
