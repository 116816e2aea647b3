"""Strategy on a page: every aim with its state, settled by minute, restated with its old words kept, and never met by what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from made_up_people import people_with
from made_up_store import DOVE, HIGH, KILN, MIDDLE

HOME = f"/strategy/{DOVE}/"
PROGRESS, GOOD, TRAINING = "u-expected-progress", "u-all-good", "u-best-training"
MINUTE = "Board of 14 October 2026, minute 6"


@pytest.fixture
def people(browse, _django: None) -> Iterator[dict[str, Any]]:
    from collegiate.web.accounts.acts import Post
    from collegiate.web.strategy.models import Decision, Worked

    posts = {
        "trustee": Post("trustee", trust_uid=DOVE),
        "lead": Post("school_improvement_lead", trust_uid=DOVE),
        "governor": Post("local_governor", urn=MIDDLE),
        "kiln": Post("trustee", trust_uid=KILN),
        "executive": Post("trust_executive"),
    }
    with people_with(posts, "strategy.example") as users:
        yield users
    Decision.objects.all().delete()
    Worked.objects.all().delete()


@pytest.fixture(autouse=True)
def _then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLEGIATE_TODAY", "2023-02-01")


def text(response) -> str:
    return response.content.decode()


def states(uid: int = DOVE) -> dict[str, str]:
    from django.conf import settings

    from collegiate.store import Store
    from collegiate.web.clock import today
    from collegiate.web.strategy.told import aim_cards

    return {c.id: c.state for c in aim_cards(Store(settings.COLLEGIATE_STORE).reader(), None, uid, today())}


def test_the_page_counts_every_aim_once_and_says_what_to_do_first(browse, as_) -> None:
    from collegiate.strategy import aims

    page = text(as_("trustee").get("/strategy/"))
    assert f"<b>{len(aims())}</b>" in page and "not accounted for" not in page
    assert "Settle from which day the strategy counts" in page and "At least expected progress at every academy" in page
    assert "Kiln" not in page


def test_a_state_keeps_the_list_to_its_own(browse, as_) -> None:
    page = text(as_("trustee").get(f"{HOME}?state=by_minute"))
    assert "The best training and development for staff" in page and "At least expected progress" not in page
    assert "No aim stands so." in text(browse.get(f"{HOME}?state=on_track"))


def test_a_target_is_settled_by_minute_and_taken_back_with_what_it_was_kept(
    browse, as_, made_up_store, monkeypatch
) -> None:
    from collegiate.store import Store

    monkeypatch.setenv("COLLEGIATE_TODAY", "2020-02-01")
    path = f"{HOME}u-several-more-progress/"
    assert states()["u-several-more-progress"] == "no threshold set"
    browser = as_("trustee")
    assert browser.post(f"{path}target/", {"value": "1", "most": "", "minute": MINUTE, "seen": "0"}).status_code == 302
    assert states()["u-several-more-progress"] != "no threshold set"
    last = list(Store(made_up_store).audit.journal)[-1]
    assert last["what"] == f"decided the target of u-several-more-progress for trust {DOVE}" and last["why"] == MINUTE
    page = text(browser.get(path))
    assert "at least 1 figure" in page and MINUTE in page
    from collegiate.web.strategy.models import Decision

    number = Decision.objects.get().pk
    assert browser.post(f"{HOME}back/{number}/", {"minute": "Board of December, minute 2"}).status_code == 302
    assert states()["u-several-more-progress"] == "no threshold set"
    assert "<s>target 1</s> (taken back)" in text(browser.get(path))
    again = browser.post(f"{HOME}back/{number}/", {"minute": "once more"})
    assert again.status_code == 400 and "taken back already" in text(again)


def test_whoever_decides_on_what_changed_meanwhile_is_told(browse, as_) -> None:
    from collegiate.web.strategy.models import Decision

    browser, path = as_("trustee"), f"{HOME}{PROGRESS}/owner/"
    browser.post(path, {"owner": "Chair", "minute": MINUTE, "seen": "0"})
    late = browser.post(path, {"owner": "Nobody", "minute": "another", "seen": "0"})
    assert late.status_code == 400 and "after you opened it" in text(late) and "Nobody" in text(late)
    assert [d.said for d in Decision.objects.all()] == [{"owner": "Chair"}]


def test_good_by_ofsted_is_to_be_restated_and_its_old_words_and_figures_stay(browse, as_, monkeypatch) -> None:
    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-11-20")
    browser, path = as_("trustee"), f"{HOME}{GOOD}/"
    page = text(browser.get(path))
    assert "Restate this aim" in page and "Requires improvement, 7 March 2023" in page
    new = "Every academy reaches the expected standard in every area."
    form = {"wording": new, "measure": "report_cards:Expected standard", "target": "100", "minute": MINUTE, "seen": "0"}
    assert browser.post(f"{path}restate/", form).status_code == 302
    page = text(browser.get(path))
    assert new in page and "All will be judged at least good by Ofsted." in page and MINUTE in page
    assert "2022/23" in page and "50%" in page, "the figures to the last of their era"
    assert "below in Achievement" in page and "no report card yet" in page
    from collegiate.web.strategy.models import decided

    agreed = decided(DOVE).get(GOOD)
    assert agreed is not None and agreed.before[0].aim.rule == "share_graded" and agreed.aim.rule == "report_cards"


def test_an_aim_that_nothing_measures_is_minuted_with_its_evidence_and_asked_again(browse, as_, monkeypatch) -> None:
    browser, path = as_("trustee"), f"{HOME}{TRAINING}/"
    assert "Nothing in Collegiate measures it" in text(browser.get(path))
    form = {"state": "on track", "evidence": "Hours by role, paper 7", "minute": MINUTE, "seen": "0"}
    assert browser.post(f"{path}word/", form).status_code == 302
    assert "By the board&#x27;s own word of 1 February 2023: Hours by role, paper 7" in text(browser.get(path))
    monkeypatch.setenv("COLLEGIATE_TODAY", "2024-06-01")
    page = text(browser.get(path))
    assert "No data yet." in page and "more than a year ago" in page
    assert browser.get(f"{HOME}{PROGRESS}/word/").status_code == 404, "what is measured is not minuted"


def test_a_board_adds_an_aim_of_its_own_and_switches_another_off(browse, as_) -> None:
    browser = as_("trustee")
    form = {"called": "Few away", "wording": "Every academy has at most a tenth away.", "horizon": "ongoing", "owner": "Heads", "measure": "series",
            "series": "published.persistent_absence", "direction": "at most", "value": "30", "target": "100", "minute": MINUTE}  # fmt: skip
    assert browser.post(f"{HOME}add/", form).headers["Location"] == f"{HOME}own-1/"
    assert states()["own-1"] == "met"
    assert browser.post(f"{HOME}own-1/off/", {"minute": MINUTE, "seen": ""}).status_code == 302
    assert "own-1" not in states() and "Few away" in text(browser.get(HOME))
    assert "own-1" not in states(KILN)


@pytest.mark.parametrize(
    ("kind", "form", "words"),
    [
        ("target", {"value": "many"}, "not a number"),
        ("target", {"value": "101"}, "between 0 and 100%"),
        ("target", {"value": "NaN"}, "cannot be meant"),
        ("target", {"value": "20", "most": "15"}, "from a lower number"),
        ("baseline", {"value": ""}, "This field is required"),
        ("owner", {"owner": "A123456789012"}, "looks like a pupil number"),
    ],
)
def test_what_cannot_be_meant_is_answered_in_words(browse, as_, kind: str, form: dict[str, str], words: str) -> None:
    from collegiate.web.strategy.models import Decision

    response = as_("trustee").post(f"{HOME}{PROGRESS}/{kind}/", {**form, "minute": MINUTE})
    assert response.status_code == 400 and words in text(response)
    assert not Decision.objects.exists()


def test_the_strategy_begins_by_minute_and_its_horizons_have_dates_then(browse, as_) -> None:
    browser = as_("trustee")
    assert browser.post(f"{HOME}begin/", {"day": "2022-09-01", "minute": MINUTE, "seen": "0"}).status_code == 302
    page = text(browser.get(HOME))
    assert "by 31 August 2023" in page and "by 31 August 2025" in page and "by 31 August 2027" in page
    assert browser.post(f"{HOME}begin/", {"day": "0001-01-01", "minute": MINUTE}).status_code == 400


def test_work_is_noted_with_evidence_and_taken_back(browse, as_) -> None:
    lead = as_("lead")
    before = text(lead.get(f"{HOME}untouched/"))
    assert "At least expected progress" in before
    form = {"on": "2023-01-20", "words": "Maths leads met", "evidence": "Notes of 20 January"}
    assert lead.post(f"{HOME}{PROGRESS}/note/", form).status_code == 302
    assert "At least expected progress" not in text(lead.get(f"{HOME}untouched/"))
    assert "Maths leads met" in text(lead.get(f"{HOME}{PROGRESS}/"))
    from collegiate.web.strategy.models import Worked

    lead.post(f"{HOME}notes/{Worked.objects.get().pk}/back/")
    assert "At least expected progress" in text(lead.get(f"{HOME}untouched/")) and Worked.objects.count() == 2
    assert lead.post(f"{HOME}{PROGRESS}/note/", form | {"on": "2023-02-02"}).status_code == 400, "still to come"
    assert as_("trustee").post(f"{HOME}{PROGRESS}/note/", form).status_code == 403


def test_records_of_the_loop_are_work_on_the_aims_that_they_measure(browse, as_) -> None:
    from datetime import date

    from collegiate.web.slipping.models import PersonsLook
    from collegiate.web.strategy.working import unworked, work_of

    found, rectified = "u-identify-early", "u-raising-achievement-board"
    on = date(2023, 1, 25)
    assert unworked([found, rectified], work_of(DOVE), on) == [found, rectified]
    kept = [
        PersonsLook.objects.create(trust_uid=uid, urn=MIDDLE, reference="x", reason="Seen", words="It falls", size=1, on=day, by="a@b.example")
        for uid, day in ((DOVE, date(2023, 1, 12)), (DOVE, date(2022, 12, 12)), (KILN, date(2023, 1, 12)))
    ]  # fmt: skip
    try:
        assert unworked([found, rectified], work_of(DOVE), on) == [rectified]
        assert [w.words for w in work_of(DOVE)[found]] == ["One answer to an alert this term"], (
            "of this term, of this trust"
        )
        assert found not in work_of(DOVE, [HIGH]), "another academy's records are not told"
        assert "One answer to an alert" in text(as_("lead").get(f"{HOME}{found}/"))
    finally:
        for look in kept:
            look.delete()


def test_what_is_kept_for_a_first_screen_is_measured_by_the_picture_alone() -> None:
    from pathlib import Path

    from collegiate.strategy import rules
    from collegiate.web.strategy.recorded import KINDS

    asks = {p.stem for p in Path(rules.__file__).parent.glob("*.py") if "asked.cards" in p.read_text(encoding="utf-8")}
    assert asks == set(KINDS), "an aim that records measure is asked anew, and its records are work on it"


def test_a_governor_of_one_academy_reads_what_is_public_and_settles_nothing(browse, as_) -> None:
    governor = as_("governor")
    page = text(governor.get("/strategy/"))
    assert "not shown to you" in page and "At least expected progress" in page
    assert governor.get(f"{HOME}{PROGRESS}/target/").status_code == 403
    assert governor.get(f"/strategy/{KILN}/").status_code == 404
    kiln = as_("kiln")
    assert kiln.get(HOME).status_code == kiln.get(f"{HOME}{PROGRESS}/").status_code == 404
    assert kiln.post(f"{HOME}{PROGRESS}/target/", {"value": "9", "minute": "no"}).status_code == 404


def test_whoever_holds_several_trusts_sees_the_counts_of_each(browse, as_) -> None:
    page = text(as_("executive").get("/strategy/"))
    assert "Dove Valley Learning Trust" in page and "Kiln" in page


def test_an_aim_that_is_not_there_is_not_found(browse, as_) -> None:
    browser = as_("trustee")
    for path in (f"{HOME}nothing/", f"{HOME}{PROGRESS}/nothing/", f"{HOME}back/99/", f"{HOME}{TRAINING}/target/"):
        assert browser.get(path).status_code == 404, path
