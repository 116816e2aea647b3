"""Joining: one academy at a time. The lock holds until the one before has what it was promised, unless two people put their names to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from made_up_people import people_with
from made_up_store import CROWD, DOVE, FIRST, KILN, MIDDLE, OLD_HIGH

FIRST_ONE, SECOND_ONE = CROWD[0], CROWD[1]
MINUTE = "Board of 14 October 2026, minute 9"
FAR_DAY = "2028-07-21"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-11-20")


@pytest.fixture
def people(_django: None) -> Iterator[dict[str, Any]]:
    from collegiate.web.accounts.acts import Post
    from collegiate.web.joining import models

    posts = {
        "executive": Post("trust_executive", trust_uid=DOVE),
        "trustee": Post("trustee", trust_uid=DOVE),
        "second": Post("trust_executive", trust_uid=DOVE),
        "head": Post("head", urn=MIDDLE),
        "governor": Post("local_governor", urn=FIRST),
        "kiln": Post("trust_executive", trust_uid=KILN),
    }
    with people_with(posts, "joining.example") as users:
        yield users
    for model in (models.TaskDone, models.Judged, models.Shown, models.Override, models.GateDecision, models.PolicyLine, models.Joiner):  # fmt: skip
        model.objects.all().delete()


def text(response) -> str:
    return response.content.decode()


def green_gate(browser) -> None:
    from collegiate.growth import conditions

    for c in conditions():
        sent = browser.post(f"/joining/trusts/{DOVE}/gate/", {"condition": c.id, "green": "yes", "minute": MINUTE})
        assert sent.status_code == 302


def proposed(browser, urn: int) -> Any:
    from collegiate.web.joining.models import Joiner

    sent = browser.post(f"/joining/trusts/{DOVE}/propose/", {"urn": str(urn), "cohort": "Autumn 2027", "joins": "2027-09-01"})  # fmt: skip
    assert sent.status_code == 302, text(sent)
    return Joiner.objects.get(urn=urn)


def now_a_member(joiner) -> None:
    """As the picture has it when the school is the trust's."""
    type(joiner).objects.filter(pk=joiner.pk).update(urn=FIRST)
    joiner.refresh_from_db()


def acted(browser, joiner, act: str, **fields: str):
    joiner.refresh_from_db()
    where = "prepare" if act in ("tick", "judge", "show") else "board"
    return browser.post(f"{joiner.path}{where}/{act}/", {"version": str(joiner.version)} | fields)


def with_promise(browser, joiner) -> None:
    assert acted(browser, joiner, "promise", words="The staff survey is no worse", direction="at least", by=FAR_DAY).status_code == 302  # fmt: skip


def test_nothing_is_opened_without_a_criterion_or_past_a_gate_that_nobody_decided(as_) -> None:
    board = as_("executive")
    joiner = proposed(board, FIRST_ONE)
    assert "Set first what has to be so" in text(acted(board, joiner, "open"))
    with_promise(board, joiner)
    refused = acted(board, joiner, "open")
    assert refused.status_code == 400 and "The growth gate is shut by" in text(refused)
    green_gate(board)
    assert acted(board, joiner, "open").status_code == 302
    joiner.refresh_from_db()
    assert joiner.stage == "joining" and joiner.opened is not None
    assert "locked since it was opened" in text(acted(board, joiner, "promise", words="More", direction="at least", by=FAR_DAY))  # fmt: skip


def test_a_school_that_has_closed_is_not_opened_and_an_empty_field_is_named(as_) -> None:
    board = as_("executive")
    joiner = proposed(board, FIRST_ONE)
    with_promise(board, joiner)
    green_gate(board)
    type(joiner).objects.filter(pk=joiner.pk).update(urn=OLD_HIGH)
    refused = acted(board, joiner, "open")
    joiner.refresh_from_db()
    assert refused.status_code == 400 and "has closed" in text(refused) and joiner.opened is None
    empty = text(board.post(f"/joining/trusts/{DOVE}/propose/", {"urn": str(SECOND_ONE), "joins": "2027-09-01"}))
    assert "Cohort: it has to be filled in." in empty


def test_the_next_waits_until_the_first_has_what_it_was_promised(as_, monkeypatch) -> None:
    board = as_("executive")
    green_gate(board)
    first, second = proposed(board, FIRST_ONE), proposed(board, SECOND_ONE)
    for joiner in (first, second):
        with_promise(board, joiner)
    acted(board, first, "open")
    assert "is joining. The next can be opened when" in text(acted(board, second, "open"))
    acted(board, first, "joined")
    assert "Not met yet: The staff survey is no worse" in text(acted(board, first, "secure"))
    assert "1 of its criteria is not met" in text(acted(board, second, "open"))
    acted(board, first, "show", place="0", evidence="Survey of July, 81 % as before")
    assert "nobody has declared it secure" in text(acted(board, second, "open"))
    assert acted(as_("second"), first, "secure").status_code == 302
    assert acted(as_("executive"), second, "open").status_code == 302


def test_whoever_gave_evidence_does_not_declare_secure_and_the_second_is_named(as_, made_up_store) -> None:
    from collegiate.store import Store

    board = as_("executive")
    green_gate(board)
    joiner = proposed(board, FIRST_ONE)
    with_promise(board, joiner)
    for act, more in (("open", {}), ("joined", {}), ("show", {"place": "0", "evidence": "Survey of July"})):
        assert acted(board, joiner, act, **more).status_code == 302
    page = text(board.get(joiner.path))
    assert "another person declares it secure" in page and "Declare it secure" not in page
    refused = acted(board, joiner, "secure")
    assert refused.status_code == 400 and "You gave evidence" in text(refused)
    assert "Evidence was given by The executive" in text(as_("trustee").get(joiner.path))
    assert acted(as_("trustee"), joiner, "secure").status_code == 302
    last = list(Store(made_up_store).audit.journal)[-1]
    assert last["who"] == "trustee@joining.example" and last["why"] == "on evidence given by executive@joining.example"
    page = text(as_("executive").get(joiner.path))
    assert "by The trustee" in page and "The executive, " in page


def test_evidence_taken_back_counts_for_nobody(as_) -> None:
    board = as_("executive")
    green_gate(board)
    joiner = proposed(board, FIRST_ONE)
    with_promise(board, joiner)
    for act, more in (("open", {}), ("joined", {}), ("show", {"place": "0", "evidence": "Survey of July"}), ("show", {"place": "0", "evidence": ""})):  # fmt: skip
        acted(board, joiner, act, **more)
    assert "Not met yet" in text(acted(as_("second"), joiner, "secure"))
    acted(as_("second"), joiner, "show", place="0", evidence="Survey of July, read again")
    assert acted(as_("second"), joiner, "secure").status_code == 400
    assert acted(as_("executive"), joiner, "secure").status_code == 302


def test_an_override_takes_two_names_and_is_shown_ever_after(as_, made_up_store) -> None:
    from collegiate.store import Store

    board = as_("executive")
    joiner = proposed(board, FIRST_ONE)
    with_promise(board, joiner)
    assert acted(board, joiner, "override", reason="The school would close", minute=MINUTE).status_code == 302
    override = joiner.overrides.get()
    assert "The second name has to be" in text(acted(board, joiner, "second", override=str(override.pk)))
    assert acted(board, joiner, "open").status_code == 400
    assert acted(as_("trustee"), joiner, "second", override=str(override.pk)).status_code == 302
    assert acted(as_("trustee"), joiner, "open").status_code == 302
    page = text(as_("second").get(joiner.path))
    assert "The school would close" in page and "The executive and The trustee" in page
    done = [e["what"] for e in Store(made_up_store).audit.journal][-3:]
    assert done == [f"asked to override the lock for {joiner.reference}", f"seconded the override of the lock for {joiner.reference}", f"opened {joiner.reference}: {joiner.school}"]  # fmt: skip


def test_a_proposal_outside_the_rules_says_which_it_breaks(as_) -> None:
    board = as_("executive")
    sent = board.post(f"/joining/trusts/{DOVE}/who/", {"partnership": str(SECOND_ONE), "most_km": "1", "most_academies": "2", "minute": MINUTE})  # fmt: skip
    assert sent.status_code == 302
    page = text(board.get(proposed(board, FIRST_ONE).path))
    assert "is no school of the partnership" in page and "the board settled 2 at most" in page
    wrong = board.post(f"/joining/trusts/{DOVE}/who/", {"partnership": "12", "minute": MINUTE})
    assert wrong.status_code == 400 and "is no URN" in text(wrong)


def test_the_weakest_domain_speaks_for_all(as_) -> None:
    from collegiate.growth import domains

    board = as_("executive")
    joiner = proposed(board, FIRST_ONE)
    for d in domains():
        acted(board, joiner, "judge", domain=d.id, colour="red" if d.id == "estate" else "green", evidence="Seen")
    assert "As ready as its weakest domain: land and buildings is red." in text(board.get(joiner.path))
    acted(board, joiner, "tick", task="tupe", done="yes", evidence="Letter of 3 May")
    assert "Letter of 3 May" in text(board.get(joiner.path))


def test_a_measured_criterion_is_judged_after_joining_alone(as_, browse, made_up_store) -> None:
    board = as_("executive")
    green_gate(board)
    joiner = proposed(board, FIRST_ONE)
    sent = acted(board, joiner, "promise", series="published.persistent_absence", direction="at most", value="99", by=FAR_DAY)  # fmt: skip
    assert sent.status_code == 302, text(sent)
    assert "no data yet" in text(board.get(joiner.path))
    assert acted(board, joiner, "promise", series="published.gone", direction="at most", value="9", by=FAR_DAY).status_code == 400  # fmt: skip


def test_others_read_and_cannot_act_and_another_trust_finds_nothing(as_) -> None:
    joiner = proposed(as_("executive"), FIRST_ONE)
    assert as_("governor").get(joiner.path).status_code == 404
    now_a_member(joiner)
    assert as_("governor").get(joiner.path).status_code == 200
    assert acted(as_("governor"), joiner, "withdraw", why="no").status_code == 403
    assert as_("kiln").get(joiner.path).status_code == 404
    assert acted(as_("kiln"), joiner, "withdraw", why="no").status_code == 404
    page = text(acted(as_("trustee"), joiner, "withdraw", why="Ask about A860900104001"))
    assert "pupil number" in page
    assert acted(as_("trustee"), joiner, "withdraw", why="Governors said no").status_code == 302
    assert "Governors said no" in text(as_("governor").get(joiner.path))


def test_who_is_appointed_to_one_academy_reads_its_joining_alone_and_of_the_lock_a_sentence(as_) -> None:
    board = as_("executive")
    green_gate(board)
    mine, other = proposed(board, FIRST_ONE), proposed(board, SECOND_ONE)
    for joiner in (mine, other):
        with_promise(board, joiner)
    acted(board, other, "open")
    now_a_member(mine)
    for who, sees in (("governor", True), ("head", False)):
        browser = as_(who)
        page = text(browser.get("/joining/"))
        assert "lock is shut: an academy is on its way" in page
        assert other.school not in page and other.reference not in page and MINUTE not in page
        assert (mine.reference in page) is sees
        assert browser.get(mine.path).status_code == (200 if sees else 404)
        assert browser.get(other.path).status_code == 404
    page = text(as_("governor").get(mine.path))
    assert "forbids it yet" in page and other.school not in page
    assert other.school in text(as_("executive").get(mine.path))


def test_two_people_at_once_and_a_lock_that_others_are_told(as_, made_up_store) -> None:
    import datetime as dt

    from collegiate.store import Store
    from collegiate.web.joining.told import lock_card

    board = as_("executive")
    joiner = proposed(board, FIRST_ONE)
    with_promise(board, joiner)
    assert board.post(f"{joiner.path}board/promise/", {"version": "²", "words": "It", "direction": "at least", "by": FAR_DAY}).status_code == 409  # fmt: skip
    old = board.post(f"{joiner.path}board/promise/", {"version": "1", "words": "Another", "direction": "at least", "by": FAR_DAY})  # fmt: skip
    page = text(old)
    assert old.status_code == 409 and "changed this on" in page
    assert "Another" in page[page.index("What you wrote") :] and joiner.reference in page
    card = lock_card(DOVE, reader=Store(made_up_store).reader(), people=None, on=dt.date(2026, 11, 20))
    assert not card.open and "gate is shut" in card.words
