"""Cases of the Raising Achievement Board: from referral to exit, by the roles that do each step, and what the rules refuse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from made_up_store import DOVE, HIGH, KILN, MIDDLE, TOWN_PRIMARY

SERIES = "own.attendance"
START = date(2026, 1, 12)
HEARING = date(2026, 2, 2)
UPN = "A860900104001"


@pytest.fixture
def sitting(_django: None) -> Iterator[dict[str, Any]]:
    """Those who refer, clerk, decide and read, of two trusts."""
    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.cases import models as m

    posts = {
        "lead": Post("school_improvement_lead", trust_uid=DOVE),
        "chair": Post("trustee", trust_uid=DOVE),
        "second": Post("trustee", trust_uid=DOVE),
        "clerk": Post("governance_professional", trust_uid=DOVE),
        "head": Post("head", urn=MIDDLE),
        "other head": Post("head", urn=HIGH),
        "governor": Post("local_governor", urn=MIDDLE),
        "kiln": Post("trust_executive", trust_uid=KILN),
        "teacher": Post("teacher", urn=MIDDLE, part="8A"),
    }
    users = {k: add_user(email=f"{k.replace(' ', '.')}@cases.example", post=p) for k, p in posts.items()}
    yield users
    for model in (m.Exit, m.Review, m.Condition, m.Decision, m.Declaration, m.Papers, m.Happened, m.Case):
        model.objects.all().delete()
    for user in users.values():
        user.delete()


class Board:
    """A browser that is somebody on some day."""

    def __init__(self, browse: Any, users: dict[str, Any], clock: Callable[[date], None]) -> None:
        self.browse, self.users, self.clock = browse, users, clock
        clock(START)

    def on(self, day: date) -> Board:
        self.clock(day)
        return self

    def get(self, who: str, path: str, status: int = 200) -> str:
        return self._text(self._as(who).get(path), status)

    def send(self, who: str, path: str, status: int = 302, **said: str) -> str:
        return self._text(self._as(who).post(path, said), status)

    def _as(self, who: str) -> Any:
        self.browse.logout()
        self.browse.force_login(self.users[who])
        return self.browse

    def _text(self, response: Any, status: int) -> str:
        text = response.content.decode() if response["Content-Type"].startswith("text") else str(response.content[:8])
        assert response.status_code == status, f"{response.status_code}: {re.sub('<[^>]+>', ' ', text)[-1500:]}"
        return text

    # the usual way of a case

    def refer(self, **said: str) -> Any:
        given = {
            "kind": "subject",
            "urn": str(MIDDLE),
            "series": SERIES,
            "words": "Attendance falls, and the others' does not.",
        }
        self.send("lead", "/cases/refer/", **(given | said))
        return self.case

    @property
    def case(self) -> Any:
        from collegiate.web.cases.models import Case

        return Case.objects.order_by("-pk").first()

    def step(self, who: str, part: str, status: int = 302, **said: str) -> str:
        case = self.case
        return self.send(who, f"{case.path}{part}", status, version=str(case.version), **said)

    def take_on(self, hearing: date = HEARING, **said: str) -> Any:
        self.refer(**said)
        self.step("lead", "triage/", answer="take", on=hearing.isoformat(), words="It began in the autumn.")
        return self.case

    def heard(self, **said: str) -> Any:
        self.take_on(**said)
        self.on(HEARING - timedelta(days=6)).step("clerk", "papers/freeze/")
        self.on(HEARING)
        for who in ("chair", "second"):
            self.send(who, f"{self.case.path}declare/", conflict="no")
        return self.case

    def decided(self, **said: str) -> Any:
        self.heard()
        self.step("chair", "decide/", **(DECISION | said))
        self.step("second", "sign/")
        return self.case

    def review(self, on: date, *, status: int = 302, **said: str) -> str:
        given = {"words": "Mornings are better.", "next": "go on", "next_on": (on + timedelta(days=42)).isoformat()}
        return self.on(on).step("lead", "review/", status, **(given | said))


DECISION = {
    "outcome": "support", "words": "The school is helped with mornings.", "series": SERIES, "direction": "at least", "value": "80", "by": "2026-12-18",
    "support_days": "6", "review_on": "2026-03-16", "condition_1": "Ring home on the first morning", "owner_1": "The head", "due_1": "2026-02-20",
}  # fmt: skip


@pytest.fixture
def board(browse, sitting, monkeypatch) -> Board:
    return Board(browse, sitting, lambda day: monkeypatch.setenv("COLLEGIATE_TODAY", day.isoformat()))


def test_a_case_goes_from_referral_to_exit_by_the_roles_that_do_each_step(board, made_up_store) -> None:
    from collegiate.store import Store

    assert "Nothing was referred" in board.get("chair", "/cases/")
    case = board.refer()
    assert (case.reference, case.state, case.triage_by) == ("RAB-2026-1", "referred", START + timedelta(days=10))
    assert any("Attendance" in r["name"] and "%" in r["value"] for r in case.attached["rows"])
    assert "Say what becomes of it" in board.get("lead", case.path)
    board.step("lead", "triage/", answer="take", on=HEARING.isoformat(), words="It began in the autumn.")
    assert "Freeze the papers" in board.get("clerk", f"{case.path}papers/")
    assert "Freeze the papers" not in board.get("governor", f"{case.path}papers/")
    board.on(HEARING - timedelta(days=6)).step("clerk", "papers/freeze/")
    papers = board.case.frozen
    assert (
        papers.sha256 in board.get("governor", f"{case.path}papers/")
        and papers.snapshot == Store(made_up_store).current
    )
    board.on(HEARING)
    board.get("chair", f"{case.path}decide/", 302)  # first comes the declaration
    for who in ("chair", "second"):
        board.send(who, f"{case.path}declare/", conflict="no")
    assert "Ring home" not in board.get("chair", f"{case.path}decide/")
    board.step("chair", "decide/", **DECISION)
    assert board.case.state == "decision to be signed"
    assert "somebody else signs it" in board.step("chair", "sign/", 400)
    board.step("second", "sign/")
    decision = board.case.decision
    assert (board.case.state, decision.by, decision.seconded_by) == (
        "under review",
        "chair@cases.example",
        "second@cases.example",
    )
    page = board.get("lead", case.path)
    for way in (
        f"/support/requests/add/?urn={MIDDLE}&amp;belongs={case.reference}",
        f"/plans/new/?case={case.reference}",
        f"/effects/lock/?case={case.reference}&amp;urn={MIDDLE}&amp;series={SERIES}",
    ):
        assert way in page, way
    board.review(date(2026, 3, 16))
    assert "once may be chance" in board.get("chair", case.path)
    board.review(date(2026, 4, 27))
    assert "Decide whether it is left" in board.get("chair", case.path)
    board.step("chair", "exit/", words="Mornings are rung now, by a colleague who stays.")
    done = board.case
    assert (done.state, done.closed_on, done.exit.by) == (
        "criterion met, left",
        date(2026, 4, 27),
        "chair@cases.example",
    )
    whats = [
        e["what"] for e in Store(made_up_store).audit.journal if e.get("what", "").startswith(f"case {case.reference}")
    ]
    assert len(whats) >= done.happened.count() and any("signed" in w for w in whats)


def test_each_step_is_for_whom_it_is_and_nobody_else_reads_it(board) -> None:
    case = board.take_on()
    board.get("kiln", case.path, 404)
    board.get("other head", case.path, 404)
    board.get("teacher", case.path, 403)
    for who in ("governor", "head", "chair", "clerk"):
        assert case.about in board.get(who, case.path)
    for who, part in (
        ("head", "triage/"),
        ("chair", "triage/"),
        ("lead", "decide/"),
        ("clerk", "sign/"),
        ("head", "exit/"),
    ):
        board.get(who, f"{case.path}{part}", 403)
    board.step("chair", "papers/freeze/", 403)
    board.get("governor", f"{case.path}review/", 403)
    assert "RAB" not in board.get("kiln", "/cases/") and case.reference in board.get("governor", "/cases/")


def test_an_alert_comes_with_its_figures_and_a_head_refers_the_own_academy_alone(board) -> None:
    page = board.get("head", f"/cases/refer/?alert=9001-{MIDDLE}-{SERIES}&urn={MIDDLE}&series={SERIES}")
    assert (
        "What goes with it" in page and f'value="9001-{MIDDLE}-{SERIES}"' in page and 'value="subject" checked' in page
    )
    assert "What goes with it" not in board.get("head", f"/cases/refer/?urn={HIGH}&series={SERIES}")
    board.send("head", "/cases/refer/", kind="school", urn=str(MIDDLE), words="We cannot do this alone.")
    assert board.case.referred_by == "head@cases.example"
    for urn in (HIGH, TOWN_PRIMARY):
        board.send("head", "/cases/refer/", 400, kind="school", urn=str(urn), words="Not mine.")
    board.send("head", "/cases/refer/", 400, kind="subject", urn=f"trust-{DOVE}", series=SERIES, words="Not mine.")
    assert "is open about the same" in board.send(
        "head", "/cases/refer/", 400, kind="school", urn=str(MIDDLE), words="Again."
    )


@pytest.mark.parametrize(("said", "words"), [
    ({"words": f"Look at {UPN}."}, "pupil number"), ({"words": " "}, "Say why"), ({"kind": "group"}, "Say which group"),
    ({"kind": "group", "group": f"the class of {UPN}"}, "pupil number"), ({"kind": "subject", "series": ""}, "which measure"), ({"kind": "child"}, "valid choice"),
    ({"urn": "=1+1"}, "valid choice"), ({"kind": "school", "urn": f"trust-{DOVE}"}, "only a subject"), ({"words": "x" * 1001}, "1,001 letters"),
])  # fmt: skip
def test_what_cannot_be_referred_is_answered_in_words(board, said: dict[str, str], words: str) -> None:
    given = {"kind": "subject", "urn": str(MIDDLE), "series": SERIES, "words": "It falls."}
    assert words in board.send("lead", "/cases/refer/", 400, **(given | said))
    assert board.case is None


def test_a_subject_of_the_whole_trust_is_read_by_who_reads_the_trust(board) -> None:
    case = board.refer(urn=f"trust-{DOVE}")
    assert (case.urn, case.about) == (None, "Dove Valley Learning Trust: Attendance, by half term")
    board.get("governor", case.path, 404)
    page = board.get("chair", f"{case.path}papers/")
    assert "Windmill Park" in page and "Dove Bank High School" in page and "Kiln Street Academy" not in page


def test_what_is_decided_on_the_whole_trust_says_where_it_is_measured(board) -> None:
    board.heard(urn=f"trust-{DOVE}")
    assert "Choose the academy at which it is measured" in board.step("chair", "decide/", 400, **DECISION)
    board.step("chair", "decide/", **(DECISION | {"urn": str(MIDDLE)}))


def test_a_referral_is_watched_or_sent_back_with_its_reason(board) -> None:
    case = board.refer()
    assert "looks again" in board.step("lead", "triage/", 400, answer="watch", on=START.isoformat(), words="Too early.")
    board.step("lead", "triage/", answer="watch", on="2026-03-01", words="Too early.")
    assert board.on(date(2026, 3, 2)).case.state == "watched" and "overdue" in board.get("chair", "/cases/")
    board.step("lead", "triage/", answer="back", words="It stopped.")
    assert (board.case.state, board.case.closed_on) == ("sent back", date(2026, 3, 2))
    assert "somebody has said already" in board.get("lead", f"{case.path}triage/", 409)
    board.refer()  # and it can be referred anew
    assert board.case.reference == "RAB-2026-2"


def test_papers_are_frozen_five_days_before_or_accepted_late_with_the_reason(board) -> None:
    case = board.take_on()
    board.on(HEARING - timedelta(days=4))
    assert "had to be frozen by 28 January 2026" in board.step("clerk", "papers/freeze/", 409)
    assert board.case.frozen is None
    board.step("chair", "papers/late/", words="Half of us were ill.")
    board.step("clerk", "papers/freeze/")
    papers = board.case.frozen
    assert (papers.late_because, papers.late_accepted_by) == ("Half of us were ill.", "chair@cases.example")
    assert "Half of us were ill." in board.get("second", f"{case.path}papers/")


def test_frozen_papers_stay_and_what_changed_since_is_said_beside_them(board) -> None:
    from collegiate.improve.cases import fingerprint

    case = board.take_on()
    board.on(HEARING - timedelta(days=6)).step("clerk", "papers/freeze/")
    papers = board.case.frozen
    assert fingerprint(papers.document) == papers.sha256
    assert "Nothing has changed" in board.get("clerk", f"{case.path}papers/")
    changed = papers.document
    series = next(p for p in changed["parts"] if p["id"] == f"series {SERIES}")
    was = series["rows"][0][1]
    series["rows"][0][1] = "12.0 %"
    import json

    papers.text = json.dumps(changed)  # as if the picture of that day had said otherwise
    papers.save()
    page = board.get("clerk", f"{case.path}papers/")
    assert f"was 12.0 %, now {was}" in page
    assert "frozen already" in board.step("clerk", "papers/freeze/", 409)
    board.step("clerk", "papers/freeze/", why="A register came late.")
    assert board.case.papers.count() == 2 and board.case.frozen.corrects == 1
    assert "12.0 %" in board.get("clerk", f"{case.path}papers/?number=1")
    board.get("clerk", f"{case.path}papers/?number=7", 404)
    board.get("clerk", f"{case.path}papers/?number=x%00", 404)


def test_papers_are_a_pdf_and_hold_no_child(board, made_up_store) -> None:
    import io

    from children_store import children
    from pypdf import PdfReader

    case = board.heard()
    board._as("governor")
    answer = board.browse.get(f"{case.path}papers.pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Windmill Park" in text and board.case.frozen.sha256[:12] in text.replace("\u200b", "")
    page = board.get("governor", f"{case.path}papers/")
    assert not [
        c for c in children() if c["pupil_key"] in page + text or f"{c['forename']} {c['surname']}" in page + text
    ]


def test_who_has_a_conflict_of_interest_decides_nothing_and_nobody_decides_undeclared(board) -> None:
    board.take_on()
    board.on(HEARING - timedelta(days=6)).step("clerk", "papers/freeze/")
    case = board.on(HEARING).case
    assert board._as("chair").get(f"{case.path}decide/")["Location"] == f"{case.path}declare/"
    board.step("chair", "decide/", **DECISION)
    assert board.case.decisions.count() == 0
    assert "Say which" in board.send("chair", f"{case.path}declare/", 400, conflict="yes")
    board.send("chair", f"{case.path}declare/", conflict="yes", words="A sister teaches there.")
    assert "others decide" in board.get("chair", f"{case.path}decide/", 409)
    board.step("chair", "decide/", 409, **DECISION)
    assert "holds for the whole case" in board.send("chair", f"{case.path}declare/", 400, conflict="no")
    board.send("second", f"{case.path}declare/", conflict="no")
    board.step("second", "decide/", **DECISION)
    board.step("chair", "sign/", 400)
    assert "Nobody else holds the right" in board.get("second", f"{case.path}sign/")
    board.step("second", "sign/")
    decision = board.case.decision
    assert decision.seconded_by == decision.by and "one person" in decision.alone


@pytest.mark.parametrize(("said", "words"), [
    ({"review_on": "2026-03-15"}, "six to eight weeks"), ({"review_on": "2026-03-31"}, "six to eight weeks"), ({"value": ""}, "Say the value"), ({"by": ""}, "by which day"),
    ({"support_days": ""}, "how many days"), ({"owner_1": ""}, "who sees to it"), ({"due_1": "soon"}, "no day"), ({"series": "own.nothing"}, "valid choice"),
    ({"by": "2026-02-02"}, "a day after the hearing"), ({"value": "NaN"}, "not a number"), ({"words": UPN}, "pupil number"), ({"outcome": "close the school"}, "valid choice"),
])  # fmt: skip
def test_a_decision_that_cannot_hold_is_answered_in_words(board, said: dict[str, str], words: str) -> None:
    board.heard()
    assert words.casefold() in board.step("chair", "decide/", 400, **(DECISION | said)).casefold()
    assert board.case.decisions.count() == 0 and board.case.state == "to be heard"


def test_nothing_is_decided_before_its_day_or_without_papers(board) -> None:
    case = board.take_on()
    board.send("chair", f"{case.path}declare/", conflict="no")
    assert "on the day of the hearing or after" in board.get("chair", f"{case.path}decide/")
    assert "no frozen papers" in board.step("chair", "decide/", 400, **DECISION)
    board.on(HEARING - timedelta(days=6)).step("clerk", "papers/freeze/")
    assert (
        "The hearing is on 2 February 2026" in board.step("chair", "decide/", 400, **DECISION)
        and board.case.decisions.count() == 0
    )
    assert "is past" in board.on(HEARING).step("lead", "hearing/", 400, on="2026-01-01", words="x")
    board.step("lead", "hearing/", on="2026-03-02", words="The chair is ill.")
    assert board.case.frozen is None and board.case.papers.count() == 1  # they were for the other day


def test_two_people_on_one_form_and_the_second_sees_both_texts(board) -> None:
    case = board.heard()
    opened = str(case.version)
    board.step("chair", "decide/", **DECISION)
    page = board.send(
        "second", f"{case.path}decide/", 409, **(DECISION | {"version": opened, "words": "I had another idea."})
    )
    assert (
        "Somebody else was first" in page
        and "I had another idea." in page
        and "The school is helped with mornings." in page
    )
    assert board.case.decisions.count() == 1


def test_a_signed_decision_is_corrected_by_another_that_names_it(board) -> None:
    case = board.decided()
    first = board.case.decision
    assert "Say why" in board.step("chair", "correct/", 400, **DECISION)
    board.step("chair", "correct/", **(DECISION | {"value": "93.5", "why": "The value was mistyped."}))
    assert board.case.decision == first and board.case.state == "under review"
    board.step("second", "sign/")
    now = board.case.decision
    assert (now.number, now.corrects, now.criterion["value"]) == (2, 1, "93.5")
    first.refresh_from_db()
    assert first.criterion["value"] == "80" and first.sha256
    page = board.get("governor", case.path)
    assert "The value was mistyped." in page and "replaced since" in page


def test_a_proposal_is_withdrawn_and_stays_in_the_record(board) -> None:
    case = board.heard()
    board.step("chair", "decide/", **DECISION)
    board.step("second", "sign/withdraw/", 409)
    board.step("second", "sign/withdraw/", words="We had not read annex B.")
    assert board.case.state == "to be heard" and "We had not read annex B." in board.get("chair", case.path)


def test_stepping_down_closes_it(board) -> None:
    board.heard()
    board.step("chair", "decide/", outcome="step down", words="It was a matter of two weeks.")
    board.step("second", "sign/")
    assert (board.case.state, board.case.decision.criterion) == ("stepped down", None)
    board.step("chair", "exit/", 409, words="x")


def test_a_case_is_left_only_after_two_reviews_running_on_newer_figures(board) -> None:
    board.decided()
    assert "can be held from 16 March 2026" in board.review(date(2026, 3, 1), status=400)
    board.review(date(2026, 3, 16))
    assert "once may be chance" in board.step("chair", "exit/", 409, words="Good enough.")
    case = board.case
    from collegiate.web.cases.models import Review

    board.review(date(2026, 4, 27))
    Review.objects.filter(case=case, number=2).update(
        point=case.reviews.get(number=1).point
    )  # as if no newer figures had come
    assert "same figures" in board.step("chair", "exit/", 409, words="Good enough.")
    assert board.case.state == "under review"


def test_a_measure_that_vanished_is_never_met(board) -> None:
    from collegiate.web.cases.models import Decision

    case = board.decided()
    Decision.objects.filter(case=case).update(
        criterion=case.decision.criterion | {"series": "own.progress.GONE", "value": "-99"}
    )
    assert "its measure is no longer in the data" in board.on(date(2026, 3, 16)).get("lead", case.path)
    board.review(date(2026, 3, 16))
    board.review(date(2026, 4, 27))
    assert {r.verdict for r in board.case.reviews.all()} == {"its measure is no longer in the data"}
    assert "two reviews running" in board.step("chair", "exit/", 409, words="x")


def test_a_criterion_that_is_missed_calls_it_back_before_the_board(board) -> None:
    board.decided(value="99.5")
    board.review(date(2026, 3, 20), next="hear it again", next_on="2026-04-13")
    case = board.case
    assert (case.state, case.hearing, case.reviews.get().verdict) == ("to be heard", date(2026, 4, 13), "not met yet")
    assert case.frozen is None and case.reviews.get().planned == date(2026, 3, 16)


def test_a_school_that_left_is_said_on_top_and_the_record_stays_whole(board) -> None:
    from collegiate.web.cases.models import Case

    case = board.decided()
    assert "is in the trust" in board.get("lead", f"{case.path}left/", 409)
    Case.objects.filter(pk=case.pk).update(urn=TOWN_PRIMARY, school="Saggar Lane Primary Academy")
    page = board.get("chair", case.path)
    assert "has left the trust; it is in Kiln Street Trust now" in page
    board.get("kiln", case.path, 404)
    board.step("lead", "left/", words="The record went to the new trust by letter.")
    assert board.case.state == "left the trust" and board.case.decisions.count() == 1
    assert "its record is whole" in board.get("chair", case.path)


def test_a_condition_is_seen_to_and_taken_back_in_the_record(board) -> None:
    case = board.decided()
    one = board.case.decision.conditions.get()
    assert "overdue" in board.on(date(2026, 2, 27)).get("head", case.path)
    board.step("head", f"conditions/{one.pk}/", done="yes")
    assert "seen to on 27 February 2026" in board.get("governor", case.path)
    board.step("head", f"conditions/{one.pk}/", done="no")
    one.refresh_from_db()
    assert one.done_on is None and board.case.happened.filter(what__startswith="condition").count() == 2
    board.send("head", f"{case.path}conditions/{one.pk}/", 409, version="x")
    board.send("head", f"{case.path}conditions/{one.pk}/", 409, version="1")


def test_others_are_told(board) -> None:
    from collegiate.web.cases.told import case_card, case_cards, open_about

    case = board.take_on()
    assert (
        open_about(DOVE) == {(MIDDLE, SERIES): "Case RAB-2026-1, heard on 2 February 2026"} and open_about(KILN) == {}
    )
    (card,) = case_cards(DOVE, on=START)
    assert (card.reference, card.school, card.overdue, card.path) == (
        case.reference,
        "Windmill Park CE Middle School",
        False,
        case.path,
    )
    assert card.next_step.startswith("Freeze the papers") and card.next_day == date(2026, 1, 28)
    assert case_card(case.reference, date(2026, 1, 29)).overdue and case_card("RAB-1999-1", START) is None
    assert case_cards(DOVE, urns=[HIGH], on=START) == [] and case_cards(KILN, on=START) == []


def test_an_earlier_picture_decides_nothing(board, made_up_store) -> None:
    case = board.take_on()
    response = board._as("clerk").get(f"{case.path}papers/?snapshot=20200101T000000")
    assert response.status_code in (404, 410)


def test_the_first_screen_and_the_monday_page_say_what_waits_for_whom(board) -> None:
    import html

    board.take_on()
    page = html.unescape(board.get("clerk", "/home/"))
    assert "What comes before the board?" in page and "For you, by 28 January 2026: freeze the papers" in page
    assert "RAB-2026-1" not in board.get("clerk", "/monday/")
    board.on(date(2026, 1, 29))
    assert "case RAB-2026-1 is overdue" in board.get("clerk", "/monday/")
    page = board.get("second", "/monday/")
    assert "case RAB-2026-1 is overdue" not in page and "overdue case waits for somebody else" in page
    for who in ("kiln", "other head"):
        assert "RAB-2026-1" not in board.get(who, "/monday/") + board.get(who, "/home/")


def test_a_correction_that_waits_holds_the_exit_and_ends_with_the_case(board) -> None:
    from collegiate.web.cases.models import Case

    case = board.decided()
    board.review(date(2026, 3, 16))
    board.review(date(2026, 4, 27))
    board.step("chair", "correct/", **(DECISION | {"why": "A word is missing."}))
    assert "waits for its second signature" in board.step("chair", "exit/", 400, words="Done.")
    Case.objects.filter(pk=case.pk).update(urn=TOWN_PRIMARY)
    board.step("lead", "left/", words="Gone.")
    assert "No decision waits" in board.step("second", "sign/", 409) and board.case.state == "left the trust"


def test_who_never_declared_does_not_decide_the_exit(board) -> None:
    from collegiate.web.cases.models import Declaration

    case = board.decided()
    board.review(date(2026, 3, 16))
    board.review(date(2026, 4, 27))
    Declaration.objects.filter(case=case, member="chair@cases.example").delete()
    assert board._as("chair").get(f"{case.path}exit/")["Location"] == f"{case.path}declare/"
    board.step("chair", "exit/", words="Done.")
    assert board.case.state == "under review"


def test_a_case_about_a_group_says_nothing_of_the_school_as_a_whole(board) -> None:
    """Every alert of the school counted as acted on while one group of its children had a case."""
    from collegiate.web.cases.told import open_about

    board.refer(kind="group", series="", group="girls in year 9")
    assert open_about(DOVE) == {}
    board.refer(kind="school", series="")
    assert list(open_about(DOVE)) == [(MIDDLE, "")]


def test_many_cases_are_listed_in_as_few_questions_as_one(board, browse) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> list[int]:
        found = []
        for path in ("/cases/", "/home/", "/monday/"):
            board.get("lead", path)
            with CaptureQueriesContext(connection) as questions:
                browse.get(path)
            found.append(len(questions))
        return found

    board.refer()
    one = asked()
    for name in ("girls", "boys", "pupils new to English"):
        board.refer(kind="group", group=name)
    assert asked() == one
