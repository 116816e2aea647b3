"""Comparisons on their pages: locked beforehand, never edited, worked out when due, said in words."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from made_up_cases import case_about
from made_up_people import people_with
from made_up_store import DOVE, HIGH, KILN, MIDDLE

BEFORE, AFTER = "2026-02-20", "2026-11-20"
ASKED = {
    "urn": str(MIDDLE), "series": "own.attendance", "start": "2026-02-23", "due": "2026-07-31", "minimum": "1", "about": "Attendance plan of the spring",
    "case": "RAB-2026-1",
}  # fmt: skip


@pytest.fixture
def people(browse, _django: None) -> Iterator[dict[str, Any]]:
    from collegiate.web.accounts.acts import Post
    from collegiate.web.effects.models import Comparison, Evaluation, Withdrawal

    posts = {
        "lead": Post("school_improvement_lead", trust_uid=DOVE),
        "trustee": Post("trustee", trust_uid=DOVE),
        "head": Post("head", urn=HIGH),
        "kiln": Post("school_improvement_lead", trust_uid=KILN),
    }
    with people_with(posts, "effects.example") as users, case_about(DOVE, MIDDLE):
        yield users
    for model in (Evaluation, Withdrawal, Comparison):
        model.objects.all().delete()


def text(response) -> str:
    return response.content.decode()


def lock(made_up_store: Path, **changed: Any) -> str:
    from collegiate.store import Store
    from collegiate.web.effects.acts import counts_of_all
    from collegiate.web.effects.acts import lock as locks

    store = Store(made_up_store)
    reader = store.reader()
    asked: dict[str, Any] = {
        "trust_uid": DOVE, "urn": MIDDLE, "series": "own.attendance", "start": dt.date(2026, 2, 23), "due": dt.date(2026, 7, 31), "minimum": Decimal(1),
        "about": "Attendance plan of the spring", "case": "RAB-2026-1", "by": "lead@effects.example",
    }  # fmt: skip
    return locks(
        store=store, snapshot=reader.snapshot, reader=reader, people=counts_of_all(store, reader), **(asked | changed)
    )


def test_it_is_locked_and_due_and_worked_out(people, made_up_store, monkeypatch) -> None:
    from collegiate.store import Store
    from collegiate.web.effects.models import Comparison
    from collegiate.web.effects.told import effect_cards

    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    reference = lock(made_up_store)
    kept = Comparison.objects.get(reference=reference)
    assert reference == "EFF-2026-1" and kept.untouched
    last = list(Store(made_up_store).audit.journal)[-1]
    assert kept.sha256 in last["what"] and last["who"] == "lead@effects.example"
    card = effect_cards(DOVE)[0]
    assert (card.verdict, card.effect, card.unit, card.school) == (
        "not due yet",
        None,
        "percentage points",
        "Windmill Park CE Middle School",
    )
    monkeypatch.setenv("COLLEGIATE_TODAY", AFTER)
    card = effect_cards(DOVE)[0]
    found = json.loads(kept.evaluations.get().text)
    assert (card.effect, card.low, card.high) == (found["effect"], found["low"], found["high"]) == (-1.9, -2.7, -1.2)
    assert (
        card.verdict == "worse than it would have been" and card.grade == "very low"
    )  # it was drifting before, beside three schools
    assert any("already drifting" in r for r in found["reasons"])
    effect_cards(DOVE)
    assert kept.evaluations.count() == 1


def test_another_pictures_figure_is_kept_beside_and_nothing_is_changed(as_, browse, made_up_store, monkeypatch) -> None:
    from collegiate.web.effects.models import Comparison, Evaluation, KeptError
    from collegiate.web.effects.told import effect_cards

    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    path = f"/effects/{lock(made_up_store)}/"
    monkeypatch.setenv("COLLEGIATE_TODAY", AFTER)
    kept = Comparison.objects.get()
    earlier = {**json.loads(_worked_out(kept)), "effect": -1.4, "snapshot": "an-earlier-picture"}
    Evaluation.objects.all()._raw_delete("default")
    Evaluation.objects.create(
        comparison=kept, snapshot="an-earlier-picture", on=dt.date(2026, 8, 10), text=json.dumps(earlier)
    )
    assert effect_cards(DOVE)[0].effect == -1.9
    page = text(as_("lead").get(path))
    assert "an-earlier-picture" in page and "−1.4 percentage points" in page and "−1.9 percentage points" in page
    for act in (kept.save, kept.delete, kept.evaluations.first().save):
        with pytest.raises(KeptError):
            act()


def _worked_out(comparison: Any) -> str:
    from collegiate.web.effects.told import effect_cards

    effect_cards(DOVE)
    return comparison.evaluations.get().text


def test_what_is_to_be_locked_is_shown_first(as_, browse, monkeypatch) -> None:
    from collegiate.web.effects.models import Comparison

    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    browser = as_("lead")
    page = text(browser.get(f"/effects/lock/?urn={MIDDLE}&series=own.attendance&case=RAB-2026-1"))
    assert f'<option value="{MIDDLE}" selected>' in page and 'value="RAB-2026-1"' in page and "Kiln Street" not in page
    response = browser.post("/effects/lock/", ASKED)
    page = text(response)
    assert response.status_code == 200 and Comparison.objects.count() == 0
    assert "Dove Bank High School, Oldfield Middle School, Picknoll First School" in page
    assert "Hutchins CE First School (fewer than 40 children)" in page
    assert "1 September 2025 to 15 February 2026" in page
    assert (
        browser.post("/effects/lock/", {**ASKED, "minimum": "2", "sure": _sure(page)}).status_code == 200
    )  # not what was shown
    assert Comparison.objects.count() == 0
    response = browser.post("/effects/lock/", {**ASKED, "sure": _sure(page)})
    kept = Comparison.objects.get()
    assert response.status_code == 302 and response["Location"] == kept.path
    page = text(browser.get(kept.path))
    assert kept.sha256 in page and "/cases/RAB-2026-1/" in page and "until then nothing is worked out" in page.lower()
    held = browser.get(f"{kept.path}locked.json").content.decode()
    assert held == kept.text and json.loads(held)["minimum"] == "1"


def _sure(page: str) -> str:
    return page.split('name="sure" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"series": "own.nonsense"}, "no such measure"),
        ({"start": "2025-09-01", "due": "2026-07-31"}, "can have seen what came out"),
        ({"due": "2026-03-01"}, "too early"),
        ({"due": "2026-01-01"}, "is past"),
        ({"minimum": "0"}, "greater than or equal to 0.01"),
        ({"urn": str(900201)}, "Choose one of the schools"),
        ({"urn": str(900105)}, "Too few children to say"),
        ({"about": "for A123456789012"}, "pupil number"),
        ({"about": " "}, "required"),
        ({"start": "nonsense"}, "This is no day"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(as_, browse, monkeypatch, changed, words) -> None:
    from collegiate.web.effects.models import Comparison

    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    response = as_("lead").post("/effects/lock/", {**ASKED, **changed})
    assert response.status_code == 400 and words in text(response), text(response)[:3000]
    assert Comparison.objects.count() == 0


def test_the_same_is_not_locked_twice_unless_withdrawn(people, made_up_store, monkeypatch) -> None:
    from collegiate.web.acts.acting import ActError
    from collegiate.web.effects.models import Comparison

    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    lock(made_up_store)
    with pytest.raises(ActError, match="locked already"):
        lock(made_up_store, due=dt.date(2026, 8, 31))
    assert Comparison.objects.count() == 1


def test_of_two_who_look_at_the_same_at_once_one_locks_it(people, made_up_store, monkeypatch) -> None:
    """Choosing takes a second: whoever presses twice, or beside somebody else, had two comparisons to choose between."""
    from collegiate.store import Store
    from collegiate.web.acts.acting import ActError
    from collegiate.web.effects.acts import chosen, counts_of_all, keep
    from collegiate.web.effects.models import Comparison

    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    store = Store(made_up_store)
    reader = store.reader()
    asked: dict[str, Any] = {"trust_uid": DOVE, "urn": MIDDLE, "series": "own.attendance", "start": dt.date(2026, 2, 23), "due": dt.date(2026, 7, 31)}  # fmt: skip
    seen = chosen(**asked, minimum=Decimal(1), about="A plan", reader=reader, people=counts_of_all(store, reader))
    keep(seen, store=store, snapshot=reader.snapshot, by="lead@effects.example")
    with pytest.raises(ActError, match="locked already"):
        keep(seen, store=store, snapshot=reader.snapshot, by="other@effects.example")
    assert Comparison.objects.count() == 1


def test_it_is_withdrawn_with_a_reason_and_stays_listed(as_, browse, made_up_store, monkeypatch) -> None:
    from collegiate.store import Store
    from collegiate.web.effects.told import effect_cards

    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    path = f"/effects/{lock(made_up_store)}/"
    browser = as_("lead")
    assert browser.post(f"{path}withdraw/", {"why": " "}).status_code == 400
    assert len(effect_cards(DOVE)) == 1
    assert browser.post(f"{path}withdraw/", {"why": "The plan never began"}).status_code == 302
    assert "The plan never began" in text(browser.get("/effects/")) and effect_cards(DOVE) == []
    assert "withdrew comparison" in list(Store(made_up_store).audit.journal)[-1]["what"]
    assert browser.post(f"{path}withdraw/", {"why": "Again"}).status_code == 400


def test_trustees_read_heads_see_their_own_and_other_trusts_nothing(as_, browse, made_up_store, monkeypatch) -> None:
    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    path = f"/effects/{lock(made_up_store)}/"
    browser = as_("trustee")
    page = text(browser.get(path))
    assert "Attendance plan of the spring" in page and "Withdraw" not in page
    assert browser.get("/effects/lock/").status_code == 403
    assert browser.post(f"{path}withdraw/", {"why": "no"}).status_code == 403
    for other in ("head", "kiln"):
        browser = as_(other)
        assert browser.get(path).status_code == 404 and browser.get(f"{path}locked.json").status_code == 404
        assert "Attendance plan" not in text(browser.get("/effects/"))
    assert as_("kiln").post(f"{path}withdraw/", {"why": "no"}).status_code == 404


def test_a_text_that_was_changed_is_said_and_nothing_worked_out(as_, browse, made_up_store, monkeypatch) -> None:
    from collegiate.web.effects.models import Comparison

    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    path = f"/effects/{lock(made_up_store)}/"
    kept = Comparison.objects.get()
    Comparison.objects.update(text=kept.text.replace('"minimum":"1"', '"minimum":"9"'))
    monkeypatch.setenv("COLLEGIATE_TODAY", AFTER)
    page = text(as_("lead").get(path))
    assert "no longer has its fingerprint" in page and Comparison.objects.get().evaluations.count() == 0


def test_an_empty_page_says_what_to_do_first(as_, browse) -> None:
    page = text(as_("lead").get("/effects/"))
    assert "No comparison is locked yet" in page and "Lock the first comparison" in page
    assert "Lock the first comparison" not in text(as_("trustee").get("/effects/"))


def test_what_came_out_is_said_in_a_sentence_with_its_interval(as_, browse, made_up_store, monkeypatch) -> None:
    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    path = f"/effects/{lock(made_up_store)}/"
    monkeypatch.setenv("COLLEGIATE_TODAY", AFTER)
    page = text(as_("trustee").get(path))
    assert "1.9 percentage points below what it would have been; the interval is −2.7 to −1.2" in page
    assert "How far to trust it: very low" in page and "Only 3 schools are compared with" in page
    assert 'class="chart otherwise"' in page and "It would have been" in page
    listed = text(as_("trustee").get("/effects/"))
    assert "worse than it would have been" in listed


def test_what_came_out_stands_on_the_first_screen_of_its_week(as_, browse, made_up_store, monkeypatch) -> None:
    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    reference = lock(made_up_store)
    browser = as_("lead")
    assert "1 locked comparison is not due yet" in " ".join(_words(browser.get("/monday/")).split())
    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-08-05")
    page = " ".join(_words(browser.get("/monday/")).split())
    assert "Attendance plan of the spring. " in page and reference in page and "How far to trust it: very low" in page
    monkeypatch.setenv("COLLEGIATE_TODAY", AFTER)
    assert "1 comparison came out earlier" in " ".join(_words(browser.get("/monday/")).split())


def _words(response: Any) -> str:
    import re

    return re.sub(r"<[^>]+>", " ", text(response))


def test_the_command_says_the_same_and_answers_an_unknown_reference_in_words(
    people, made_up_store, monkeypatch
) -> None:
    from typer.testing import CliRunner

    from collegiate.cli.app import app
    from collegiate.cli.errors import PlainError

    monkeypatch.setenv("COLLEGIATE_TODAY", BEFORE)
    reference = lock(made_up_store)
    monkeypatch.setenv("COLLEGIATE_TODAY", AFTER)
    monkeypatch.setattr("collegiate.web.ready.ready", lambda store: None)
    for asked in (reference, reference.lower(), "RAB-2026-1"):
        done = CliRunner().invoke(app, ["effect", asked, "--store", str(made_up_store), "--json"])
        told = json.loads(done.stdout)
        assert (told["effect"], told["low"], told["high"], told["grade"], told["also"]) == (
            -1.9,
            -2.7,
            -1.2,
            "very low",
            [],
        )
        assert told["verdict"] == "worse than it would have been" and "beside that of 3" in told["comparison"]
    assert (
        "How far to trust it: very low"
        in CliRunner().invoke(app, ["effect", reference, "--store", str(made_up_store)]).stdout
    )
    failed = CliRunner().invoke(app, ["effect", "EFF-1999-1", "--store", str(made_up_store)])
    assert isinstance(failed.exception, PlainError) and "Nothing is locked under 'EFF-1999-1'" in str(failed.exception)


READING = "programme.Reading partners.READ"
PROGRAMME = {"urn": "", "series": READING, "start": "2026-11-04", "due": "2027-08-31", "minimum": "2", "about": "Reading partners in year 8"}  # fmt: skip
CAME_OUT = {
    "trust_uid": DOVE, "period": 2027, "programme": "Reading partners", "subject": "READ", "pupils": 60, "others": 300, "effect": 2.9, "low": 1.0, "high": 4.8,
    "verdict": "better", "matched_effect": 3.2, "matched_low": 1.1, "matched_high": 5.3, "matched": 57, "unmatched": 3,
}  # fmt: skip


def test_a_programme_is_locked_for_the_trust_and_said_when_it_is_due(as_, browse, monkeypatch) -> None:
    from collegiate.store import ScopedReader
    from collegiate.web.effects.models import Comparison
    from collegiate.web.effects.told import effect_cards

    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-10-30")
    browser = as_("lead")
    assert "Reading partners: gain in the trust" in text(browser.get("/effects/lock/"))
    page = text(browser.post("/effects/lock/", PROGRAMME))
    assert "The year that counts" in page and "2026/27" in page, page
    assert browser.post("/effects/lock/", {**PROGRAMME, "sure": _sure(page)}).status_code == 302
    kept = Comparison.objects.get()
    assert (kept.urn, kept.trust_uid, kept.series) == (None, DOVE, READING)
    assert "locked already" in text(browser.post("/effects/lock/", {**PROGRAMME, "start": "2026-11-11"}))
    assert browser.get(kept.path).status_code == 200
    monkeypatch.setenv("COLLEGIATE_TODAY", "2027-09-10")
    monkeypatch.setattr(ScopedReader, "programme_years", lambda _, uid: [CAME_OUT] if uid == DOVE else [])
    card = effect_cards(DOVE)[0]
    assert (card.urn, card.effect, card.low, card.high, card.grade) == (None, 3.2, 1.1, 5.3, "moderate")
    assert effect_cards(DOVE, urns=[MIDDLE]) == []
    page = text(browser.get(kept.path))
    assert "was 3.2 points above what it would have been; the interval is +1.1 to +5.3" in page
    assert "A regression of all children of these schools" in page and "beside the nearest others" in page
    assert "Reading partners in year 8. " in " ".join(_words(browser.get("/monday/")).split())
    for other in ("head", "kiln"):
        assert as_(other).get(kept.path).status_code == 404


def test_a_trust_wide_comparison_is_of_a_programme_that_is_known_and_the_trusts_own(as_, browse, monkeypatch) -> None:
    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-10-30")
    browser = as_("lead")
    for changed, words in (
        ({"series": "own.attendance"}, "For this measure choose a school"),
        ({"urn": str(MIDDLE)}, "without a school"),
        ({"series": "programme.Nothing.READ"}, "no such measure"),
    ):
        response = browser.post("/effects/lock/", {**PROGRAMME, **changed})
        assert response.status_code == 400 and words in text(response)
    page = text(as_("kiln").get("/effects/lock/"))
    assert "Reading partners" not in page
