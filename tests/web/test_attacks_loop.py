"""Attacks on the loop: those who read, decide, lock, lend and open try here what the rules between its parts do not allow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from made_up_people import people_with
from made_up_store import CROWD, DOVE, FIRST, HIGH, KILN, MIDDLE

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
    while held := [m for m in models if m._base_manager.exists()]:
        for model in held:
            with suppress(ProtectedError):
                model._base_manager.all().delete()


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
        from collegiate.web.cases import acts
        from collegiate.web.cases import hearing as hearings

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
    for made_up in (
        "A860900104001 was away",
        f"{DOVE}-{HIGH}-{SERIES}",
        f"{KILN}-{MIDDLE}-{SERIES}",
        f"{DOVE}-x-A860900104001",
        "<b>no</b>",
    ):
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


# series, packs


def test_a_half_term_that_runs_and_a_year_that_runs_are_not_said(browse, made_up_store, monkeypatch) -> None:
    from datetime import datetime

    from collegiate.improve.series import points
    from collegiate.store import Store
    from collegiate.web.effects.acts import counts_of_all

    store = Store(made_up_store)
    reader = store.reader()
    people = counts_of_all(store, reader)
    assert people is not None
    made = datetime.fromisoformat(reader.made_at).date()
    rows = people.school_series(urn=MIDDLE)
    running = max(r["last"] for r in rows)
    assert running > made - timedelta(days=10), "the picture holds one that runs"
    said = points(SERIES, [MIDDLE], reader, people)
    assert len(said) == len(rows) - 1 and all(p.last < running for p in said)
    now = [r | {"period": made.year + 2} for r in people.value_added()[:1]]
    monkeypatch.setattr(type(people), "value_added", lambda _: now)
    assert points(f"own.progress.{now[0]['subject']}", [now[0]["urn"]], reader, people) == []


def given_by(form: str) -> str:
    """A pack whose figures say nothing of where they are from."""
    return json.dumps({"form": form, "made": {}, "picture": {"id": "x"}, "figures": [{"source": {"kind": 1}}]})


@pytest.mark.parametrize("said", [
    b"", b"%PDF", b"%PDF-1.7\n" + b"x" * 999, b"[" * 100_000, b'{"form":' * 50_000, b'{"form":"FORM"}', b'{"form":"FORM","x":NaN}',
    b'{"form":"FORM","n":' + b"9" * 5_000 + b"}", b'{"form":"FORM","meeting":1,"made":[],"templates":{"pdf":"../../x"},"sections":{},"figures":7}', "h\xe9".encode("utf-16"),
])  # fmt: skip
def test_what_calls_itself_a_pack_and_is_none_is_answered_in_words(said: bytes) -> None:
    from collegiate.packs.pack import FORM, PackError
    from collegiate.packs.verifying import of_itself, with_store

    given = said.replace(b"FORM", FORM.encode())
    with pytest.raises(PackError):
        of_itself(given)
    with pytest.raises(PackError):
        with_store(given_by(FORM), object(), None, ())  # type: ignore[arg-type]


# effects


def _lock(store, **changed: Any) -> str:
    from collegiate.store import Store
    from collegiate.web.effects.acts import counts_of_all, lock

    store = Store(store)
    reader = store.reader()
    asked: dict[str, Any] = {"start": date(2026, 2, 23), "due": date(2026, 7, 31), "about": "Mornings"} | changed
    return lock(
        store=store, snapshot=reader.snapshot, reader=reader, people=counts_of_all(store, reader), trust_uid=DOVE, urn=MIDDLE, series=SERIES,
        minimum=Decimal(1), by=LEAD, **asked,
    )  # fmt: skip


def test_a_comparison_is_not_locked_again_over_the_same_time_nor_withdrawn_once_it_is_due(
    as_, made_up_store, monkeypatch
) -> None:
    from collegiate.web.acts.acting import ActError

    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-02-20")
    first = _lock(made_up_store)
    with pytest.raises(ActError, match=first):
        _lock(made_up_store, start=date(2026, 2, 24), due=date(2026, 9, 1))
    assert as_("lead").post(f"/effects/{first}/withdraw/", {"why": "It begins later"}).status_code == 302
    second = _lock(made_up_store, start=date(2026, 2, 24))
    page = text(as_("chair").get(f"/effects/{second}/"))
    assert first in page and "It begins later" in page, "of several, each says which others there are"
    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-11-20")
    answer = as_("lead").post(f"/effects/{second}/withdraw/", {"why": "We do not like it"})
    assert answer.status_code == 400 and "stands" in text(answer)


@pytest.mark.parametrize(
    ("name", "named"), [("case", "RAB-2026-1"), ("plan", "PLAN-2026-1"), ("request", "SUP-2026-1")]
)
def test_a_comparison_and_a_request_name_no_record_of_another_trust(sitting, as_, monkeypatch, name, named) -> None:
    from collegiate.improve.cases import Kind
    from collegiate.web.cases.acts import About, refer
    from collegiate.web.effects.models import Comparison
    from collegiate.web.support.models import SupportRequest

    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-02-20")
    refer(
        doing=sitting.doing("kiln@loop.example", HEARING),
        about=About(KILN, Kind.SUBJECT, "All", None, SERIES),
        words="-",
    )
    asked = {
        "urn": str(MIDDLE),
        "series": SERIES,
        "start": "2026-02-23",
        "due": "2026-07-31",
        "minimum": "1",
        "about": "Mornings",
    }
    answer = as_("lead").post("/effects/lock/", asked | {name: named})
    assert answer.status_code == 400 and f"no {named} about this school" in text(answer)
    wanted = {"urn": str(MIDDLE), "needed": ["mathematics"], "days": "2", "by_day": "2026-03-12", "why": "It falls."}
    answer = as_("head").post("/support/requests/add/", wanted | {"belongs": named})
    assert answer.status_code == 400
    assert not Comparison.objects.exists() and not SupportRequest.objects.exists()


# support


def test_a_visit_is_not_written_under_a_booking_that_was_undone_or_long_before_it_was_asked_for(
    browse, people, made_up_store
) -> None:
    from collegiate.improve.support.terms import TermOfYear
    from collegiate.store import Store
    from collegiate.web.acts.acting import ActError
    from collegiate.web.support import acts

    store, on = Store(made_up_store), date(2027, 1, 11)
    by = {who: acts.Acting(store, store.reader(), f"{who}@loop.example") for who in ("lead", "head")}
    who = acts.add_supporter(acting=by["lead"], trust_uid=DOVE, called="Jo March", urn=HIGH, expertise=["mathematics"])
    acts.release(acting=by["lead"], supporter=who, term=TermOfYear.parse("2027-spring"), days=Decimal(3))
    held = {
        "needed": ["mathematics"],
        "by_day": date(2027, 3, 12),
        "why": "It falls.",
        "belongs": "",
        "days": Decimal(2),
    }
    asked = acts.ask(acting=by["head"], trust_uid=DOVE, on=on, urn=MIDDLE, **held)
    match = acts.choose(acting=by["lead"], request=asked, supporter=who, days=Decimal(2), on=on)
    booking = acts.agree(acting=by["head"], pk=match.pk, version=match.version, on=on)
    visit = {"acting": by["lead"], "booking": booking, "today": on, "days": Decimal(1), "done": "Planned"}
    with pytest.raises(ActError, match="four weeks"):
        acts.log_visit(on=date(2026, 9, 1), **visit)
    acts.undo_booking(acting=by["lead"], pk=booking.pk, version=booking.version, why="Ill.")
    with pytest.raises(ActError, match="undone"):
        acts.log_visit(on=on, **visit)


# growth, meetings, strategy


def test_nobody_lifts_the_growth_lock_alone_by_withdrawing_who_has_joined(people, browse, made_up_store) -> None:
    from collegiate.growth import Stage
    from collegiate.web.joining.acts import JoiningError, withdraw
    from collegiate.web.joining.models import Joiner

    joined = Joiner.objects.create(
        trust_uid=DOVE, reference="JOIN-2026-1", urn=FIRST, school="Hutchins", cohort="One", joins=date(2026, 9, 1), stage=Stage.JOINED.value,
        opened=date(2026, 5, 1), joined=date(2026, 9, 1), by=LEAD,
    )  # fmt: skip
    browse.force_login(people["executive"])
    sent = {"version": "1", "why": "We want the next one"}
    answer = browse.post(f"{joined.path}board/withdraw/", sent)
    joined.refresh_from_db()
    assert answer.status_code == 400 and "two names" in text(answer) and joined.stage == Stage.JOINED.value
    with pytest.raises(JoiningError):
        withdraw(joiner=joined, version=1, why="no", gone=False, by=LEAD)
    Joiner.objects.filter(pk=joined.pk).update(urn=CROWD[0])
    assert browse.post(f"{joined.path}board/withdraw/", sent).status_code == 302, (
        "it is no academy of the trust any more"
    )


def test_a_meeting_that_was_minuted_is_not_moved_to_another_day(people, browse) -> None:
    from collegiate.web.meetings import acts

    clerk = {"by": "clerk@loop.example"}
    meeting = acts.call_meeting(trust_uid=DOVE, kind="board", day=date(2026, 3, 2), **clerk)
    acts.add_decision(meeting=meeting, words="To go on", about="", **clerk)
    now = {"meeting": meeting, "version": meeting.version, "begins": "17:00", "place": "Hall"}
    for changed in ({"day": date(2026, 2, 2), "called_off": ""}, {"day": meeting.day, "called_off": "Never mind"}):
        with pytest.raises(acts.MeetingError, match="minuted"):
            acts.change_meeting(**now, **changed, **clerk)
    assert acts.change_meeting(**now, day=meeting.day, called_off="", **clerk).place == "Hall"


def test_an_academys_governors_read_no_other_academys_plan_among_the_work_on_an_aim(
    people, browse, made_up_store
) -> None:
    from collegiate.improve.plans import Purpose
    from collegiate.store import Store
    from collegiate.web.plans.acts import By, begin
    from collegiate.web.plans.models import Priority, Wording
    from collegiate.web.strategy.models import decided
    from collegiate.web.strategy.told import path

    aim = decided(DOVE).held[0].aim.id
    by = By(Store(made_up_store), "", LEAD)
    days = {"first": date(2026, 9, 1), "last": date(2027, 7, 31), "on": date(2026, 9, 1)}
    for urn in (HIGH, MIDDLE):
        plan = begin(trust_uid=DOVE, urn=urn, school="-", title="-", purpose=Purpose.IMPROVE, owner="-", by=by, **days)
        priority = Priority.objects.create(plan=plan, place=1)
        Wording.objects.create(
            priority=priority, what=f"Priority of {urn}", why="-", owner="-", stop=days["last"], aim=aim, by=LEAD
        )
    browse.force_login(people["governor"])
    page = text(browse.get(path(DOVE, aim)))
    assert f"Priority of {MIDDLE}" in page and f"Priority of {HIGH}" not in page
    browse.force_login(people["chair"])
    assert f"Priority of {HIGH}" in text(browse.get(path(DOVE, aim)))
