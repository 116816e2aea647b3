"""Attacks on the loop: those who read, decide, lock, lend and open try here what the rules between its parts do not allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from made_up_people import people_with
from made_up_store import CROWD, DOVE, HIGH, KILN, MIDDLE

SERIES = "own.attendance"
HEARING = date(2026, 2, 2)
CHAIR, SECOND, LEAD = "chair@loop.example", "second@loop.example", "lead@loop.example"


@pytest.fixture
def people(_django: None) -> Iterator[dict[str, Any]]:
    """Those who lead, decide, clerk, plan and read, of two trusts."""
    from collegiate.web.accounts.acts import Post

    posts = {
        "lead": Post("school_improvement_lead", trust_uid=DOVE),
        "executive": Post("trust_executive", trust_uid=DOVE),
        "chair": Post("trustee", trust_uid=DOVE),
        "second": Post("trustee", trust_uid=DOVE),
        "clerk": Post("governance_professional", trust_uid=DOVE),
        "head": Post("head", urn=MIDDLE),
        "governor": Post("local_governor", urn=MIDDLE),
        "kiln": Post("trust_executive", trust_uid=KILN),
    }
    with people_with(posts, "loop.example") as users:
        yield users
    _clear()


def _clear() -> None:
    """Take everything out that a part of the loop kept, lines before what they are about."""
    from django.apps import apps
    from django.db.models import ProtectedError

    parts = ("cases", "plans", "support", "effects", "meetings", "joining", "strategy", "standing", "slipping")
    models = [m for c in apps.get_app_configs() if c.name.rpartition(".")[2] in parts for m in c.get_models()]
    for _ in models:
        for model in models:
            try:
                model._base_manager.all().delete()  # type: ignore[attr-defined]
            except ProtectedError:
                continue


def text(response) -> str:
    return response.content.decode()


def journal(store) -> list[dict[str, Any]]:
    from collegiate.store import Store

    return [e for e in Store(store).audit.journal if "what" in e]


# cases


class Sitting:
    """A case brought as far as a test wants it, each step by somebody on some day."""

    def __init__(self, store) -> None:
        from collegiate.store import Store

        self.store = Store(store)
        self.case: Any = None

    def doing(self, by: str, on: date):
        from collegiate.web.cases.acts import Doing

        return Doing(self.store, self.store.current or "", by, on)

    def heard(self, hearing: date = HEARING):
        from collegiate.improve.cases import Kind
        from collegiate.web.cases import acts, hearing as hearings

        early = hearing - timedelta(days=20)
        about = acts.About(DOVE, Kind.SUBJECT, "Windmill Park", MIDDLE, SERIES, "Attendance")
        self.case = acts.refer(doing=self.doing(LEAD, early), about=about, words="It falls.")
        acts.take_on(**self.now(LEAD, early), hearing=hearing, words="Soon.")
        hearings.freeze(**self.now("clerk@loop.example", hearing - timedelta(days=6)), document={"form": "x"})
        for member in (CHAIR, SECOND):
            hearings.declare(doing=self.doing(member, hearing), case=self.case.pk, conflict=False, words="")
        return self

    def now(self, by: str, on: date) -> dict[str, Any]:
        self.case.refresh_from_db()
        return {"doing": self.doing(by, on), "case": self.case.pk, "version": self.case.version}

    def propose(self, by: str, on: date, **changed: Any):
        from collegiate.web.cases.hearing import propose

        return propose(**self.now(by, on), proposal=replace(self.proposal(on), **changed))

    def proposal(self, on: date):
        from collegiate.improve.cases import Outcome
        from collegiate.improve.criterion import Criterion, Direction
        from collegiate.web.cases.hearing import Proposal

        asks = Criterion(SERIES, MIDDLE, Direction.AT_LEAST, Decimal(80), date(2026, 12, 18))
        return Proposal(
            Outcome.CHALLENGE, "The school does it.", (), asks, "at least 80", None, on + timedelta(days=42)
        )

    def decided(self, on: date = HEARING):
        from collegiate.web.cases.hearing import sign

        self.heard().propose(CHAIR, on)
        sign(**self.now(SECOND, on))
        return self

    def attempt(self, act: Any, *args: Any, **given: Any) -> str:
        """Try an act that is refused; return the words."""
        from collegiate.web.acts.acting import ActError

        with pytest.raises(ActError) as refused:
            act(*args, **given)
        return str(refused.value)


@pytest.fixture
def sitting(browse, people, made_up_store) -> Sitting:
    return Sitting(made_up_store)


def test_a_correction_that_waits_takes_no_case_past_the_hearing_to_which_it_was_called_back(sitting) -> None:
    from collegiate.improve.cases import Outcome
    from collegiate.web.cases.acts import take_on
    from collegiate.web.cases.hearing import sign, withdraw

    later = HEARING + timedelta(days=3)
    sitting.decided().propose(
        CHAIR, later, outcome=Outcome.STEP_DOWN, criterion=None, review_on=None, corrects=1, why="A slip."
    )
    take_on(**sitting.now(LEAD, later), hearing=later + timedelta(days=20), words="It got worse.")
    assert "called back" in sitting.attempt(sign, **sitting.now(SECOND, later))
    sitting.case.refresh_from_db()
    assert sitting.case.state == "to be heard"
    withdraw(**sitting.now(CHAIR, later), words="The hearing decides.")


def test_who_has_an_interest_neither_withdraws_anothers_proposal_nor_accepts_late_papers(sitting) -> None:
    from collegiate.web.cases.hearing import accept_late, declare, withdraw

    sitting.heard().propose(CHAIR, HEARING)
    declare(doing=sitting.doing(SECOND, HEARING), case=sitting.case.pk, conflict=True, words="A sister teaches there.")
    assert "others decide" in sitting.attempt(withdraw, **sitting.now(SECOND, HEARING), words="No.")
    withdraw(**sitting.now(CHAIR, HEARING), words="Mine to take back.")
    assert "others decide" in sitting.attempt(accept_late, **sitting.now(SECOND, HEARING), words="Let it be.")


def test_a_criterion_that_is_written_weeks_after_the_hearing_is_not_met_by_what_was_known_by_then(sitting) -> None:
    from collegiate.web.cases.reviewing import last_looked

    late = HEARING + timedelta(days=70)
    sitting.heard()
    words = sitting.attempt(sitting.propose, CHAIR, late, review_on=HEARING + timedelta(days=56))
    assert "six to eight weeks" in words
    decision = sitting.propose(CHAIR, late)
    from collegiate.web.cases.hearing import sign

    sign(**sitting.now(SECOND, late))
    decision.refresh_from_db()
    assert decision.counts_from == late and last_looked(sitting.case) == late


def test_a_criterion_that_is_corrected_counts_from_then_and_one_that_stays_from_where_it_did(sitting) -> None:
    from collegiate.improve.criterion import Criterion, Direction
    from collegiate.web.cases.hearing import sign

    later = HEARING + timedelta(days=30)
    first = sitting.decided().proposal(HEARING)
    sitting.propose(CHAIR, later, words="Said better.", review_on=first.review_on, corrects=1, why="Words.")
    sign(**sitting.now(SECOND, later))
    assert sitting.case.decision.counts_from == HEARING
    lower = Criterion(SERIES, MIDDLE, Direction.AT_LEAST, Decimal(70), date(2026, 12, 18))
    sitting.propose(CHAIR, later, criterion=lower, review_on=first.review_on, corrects=2, why="Too high.")
    sign(**sitting.now(SECOND, later))
    assert sitting.case.decision.counts_from == later


def test_what_an_alert_is_called_is_not_for_whoever_refers_to_write(as_, people) -> None:
    from collegiate.web.cases.models import Case

    form = {"kind": "school", "urn": str(MIDDLE), "words": "It falls."}
    for made_up in ("A860900104001 was away", f"{DOVE}-{HIGH}-{SERIES}", f"{KILN}-{MIDDLE}-{SERIES}", "<b>no</b>"):
        answer = as_("head").post("/cases/refer/", form | {"alert": made_up})
        assert answer.status_code == 400, made_up
    assert not Case.objects.exists()


def test_a_plan_is_not_begun_from_a_case_that_its_writer_may_not_read(sitting, as_) -> None:
    from collegiate.improve.cases import Kind
    from collegiate.web.cases.acts import About, refer

    for owner in (KILN, DOVE):
        about = About(owner, Kind.SUBJECT, "All of it", None, SERIES, "A subject of the whole trust")
        case = refer(doing=sitting.doing("kiln@loop.example", HEARING), about=about, words="It falls.")
        page = as_("head").get(f"/plans/new/?case={case.reference}")
        assert page.status_code == 404, owner
    assert as_("lead").get(f"/plans/new/?case={case.reference}").status_code == 200
