"""What slips: counts add up, an alert has its reasons and one thing to do, a person's look is kept and comes back when it gets worse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_up_store import DOVE, FIRST, HIGH, KILN, MIDDLE, TOWN_HIGH

MEASURE = "ks2_progress_reading"
FIGURE, OWN = f"{DOVE}-{MIDDLE}-published.{MEASURE}", f"{DOVE}-{HIGH}-own.attendance"
REASON = "The figures leave out the children who joined in May; the head and I went through them."


def alert_row(urn: int, measure: str = MEASURE, kind: str = "decline", **more: Any) -> dict[str, Any]:
    return {
        "urn": urn, "trust_uid": DOVE if urn != TOWN_HIGH else KILN, "measure": measure, "kind": kind, "state": "raised", "why": None, "era": "present", "period": 2019, "first_period": 2016,
        "value": -3.0, "before": 1.0, "similar_change": 0.1, "difference": -4.1, "low": -6.0, "high": -2.2, "similar_k": 50, "alone": 0.0001, "chance": 0.004, "looks": 40,
        "since": date(2017, 9, 1), **more,
    }  # fmt: skip


def rows() -> list[dict[str, Any]]:
    nothing = dict.fromkeys(
        (
            "first_period",
            "before",
            "similar_change",
            "difference",
            "low",
            "high",
            "similar_k",
            "alone",
            "chance",
            "looks",
            "since",
        )
    )
    return [
        alert_row(MIDDLE), alert_row(MIDDLE, kind="break", state="not_raised", chance=0.7, since=None),
        alert_row(FIRST, state="not_raised", chance=1.0, since=None), alert_row(HIGH, "ks4_progress8", state="not_looked", why="there is no figure for 2018/19", **nothing),
        alert_row(TOWN_HIGH, "ks4_progress8"),
    ]  # fmt: skip


@pytest.fixture
def slipping_store(made_up_store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up store, with looks at published figures."""
    from collegiate.store import Reader

    monkeypatch.setattr(Reader, "alerts", lambda _, urns, measure=None: [r for r in rows() if r["urn"] in urns])
    return made_up_store


@pytest.fixture
def watching(browse, _django: None, slipping_store: Path) -> Iterator[Any]:
    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.slipping.models import PersonsLook

    posts = {
        "lead": Post("school_improvement_lead", trust_uid=DOVE), "trustee": Post("trustee", trust_uid=DOVE), "head": Post("head", urn=MIDDLE), "governor": Post("local_governor", urn=MIDDLE),
        "kiln": Post("trust_executive", trust_uid=KILN),
    }  # fmt: skip
    users = {k: add_user(email=f"{k}@slipping.example", post=p) for k, p in posts.items()}
    users["both"] = add_user(email="both@slipping.example", post=posts["lead"])
    users["both"].appointments.create(role="head", span="academy", urn=MIDDLE)

    def as_(name: str):
        browse.logout()
        browse.force_login(users[name])
        return browse

    yield as_
    for user in users.values():
        user.delete()
    PersonsLook.objects.all().delete()


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def counts(page: str) -> list[int]:
    ledger = page[page.index('class="ledger"') :]
    return [int(n.replace(",", "")) for n in re.findall(r"<b>([\d,]+)</b>", ledger[: ledger.index("</section>")])[:4]]


def test_the_counts_add_up_and_each_alert_has_one_thing_to_do(watching) -> None:
    page = text(watching("lead").get("/slipping/"))
    whole, *parts = counts(page)
    assert whole == sum(parts) and parts[0] == 2
    assert FIGURE in page and OWN in page and page.count("Refer it, or say why not") == 2
    assert "there is no figure for 2018/19" in page and "Kiln" not in page and str(TOWN_HIGH) not in page


def test_an_alert_says_all_that_it_owes(watching) -> None:
    page = text(watching("lead").get(f"/slipping/{FIGURE}/"))
    for owed in (
        "Compared with what",
        "How sure, and could it be chance",
        "Since when",
        "What a person did",
        "Why am I seeing this?",
    ):
        assert owed in page, owed
    assert (
        "fell from 1.0 in 2015/16" in page
        and "50 of the schools most like it" in page
        and "September 2017" in page
        and "<svg" in page
    )
    assert f"/cases/refer/?alert={FIGURE}&amp;urn={MIDDLE}&amp;series=published.{MEASURE}" in page


def test_an_alert_about_own_children_draws_the_trusts_others_and_names_no_child(watching) -> None:
    for name in ("lead", "trustee"):
        page = text(watching(name).get(f"/slipping/{OWN}/"))
        assert "<svg" in page and "middle half of the trust&#x27;s other schools" in page.replace("'", "&#x27;")
        assert "Sandford" not in page and "pupil_key" not in page


def test_a_look_is_kept_with_its_reason_journalled_and_is_no_case(watching, slipping_store) -> None:
    from collegiate.store import Store

    browser = watching("lead")
    assert browser.post(f"/slipping/{FIGURE}/look/", {"reason": REASON}).status_code == 302
    page = text(browser.get(f"/slipping/{FIGURE}/"))
    assert "no case because" in page and "lead@slipping.example" in page
    assert counts(text(browser.get("/slipping/")))[1:3] == [1, 1]
    last = list(Store(slipping_store).audit.journal)[-1]
    assert last["what"] == f"looked at alert {FIGURE}, no case" and last["why"] == REASON


def test_what_was_looked_at_comes_back_when_it_is_worse_or_begins_anew(watching) -> None:
    from collegiate.web.slipping.models import PersonsLook

    browser = watching("lead")
    browser.post(f"/slipping/{FIGURE}/look/", {"reason": REASON})
    PersonsLook.objects.update(size=3.4)
    assert counts(text(browser.get("/slipping/")))[1] == 1, "4.1 is not a quarter worse than 3.4"
    PersonsLook.objects.update(size=3.2)
    page = text(browser.get(f"/slipping/{FIGURE}/"))
    assert "got worse since" in page and REASON in page.replace("&#x27;", "'")
    PersonsLook.objects.update(size=4.1, on=date(2016, 9, 1))
    assert counts(text(browser.get("/slipping/")))[1] == 2


@pytest.mark.parametrize(
    ("reason", "words"), [(" ", "required"), ("About A860900104001 we know", "pupil number"), ("x" * 500, "400")]
)
def test_a_reason_that_cannot_be_kept_is_answered_in_words(watching, reason: str, words: str) -> None:
    from collegiate.web.slipping.models import PersonsLook

    response = watching("lead").post(f"/slipping/{FIGURE}/look/", {"reason": reason})
    assert response.status_code == 400 and words in text(response) and not PersonsLook.objects.exists()


def test_governors_see_their_academy_alone_and_say_nothing(watching) -> None:
    browser = watching("governor")
    page = text(browser.get("/slipping/"))
    assert FIGURE in page and OWN not in page and "Refer it" not in page and sum(counts(page)[1:]) == counts(page)[0]
    assert browser.get(f"/slipping/{OWN}/").status_code == 404
    assert browser.post(f"/slipping/{FIGURE}/look/", {"reason": REASON}).status_code == 403


def test_a_head_looks_at_the_own_academy_and_at_no_other(watching) -> None:
    browser = watching("head")
    assert "it is kept as your view" in text(browser.get(f"/slipping/{FIGURE}/"))
    assert browser.post(f"/slipping/{FIGURE}/look/", {"reason": REASON}).status_code == 302
    assert browser.post(f"/slipping/{OWN}/look/", {"reason": REASON}).status_code == 404


def test_what_a_head_answers_about_the_own_academy_counts_when_somebody_from_outside_it_agrees(
    watching, slipping_store
) -> None:
    from collegiate.store import Store
    from collegiate.web.slipping.models import PersonsLook

    watching("head").post(f"/slipping/{FIGURE}/look/", {"reason": REASON})
    assert watching("head").post(f"/slipping/{FIGURE}/agree/").status_code == 403
    assert watching("both").post(f"/slipping/{FIGURE}/agree/").status_code == 404, (
        "leads improvement, and is of that academy"
    )
    browser = watching("lead")
    assert counts(text(browser.get("/slipping/")))[1:3] == [2, 0], "nobody has acted yet"
    page = text(browser.get(f"/slipping/{FIGURE}/"))
    assert "answered for the academy itself" in page and "I agree: no case" in page and "Nobody has agreed yet" in page
    PersonsLook.objects.update(size=1.0)
    assert "I agree: no case" not in text(browser.get(f"/slipping/{FIGURE}/")), "it got worse since"
    PersonsLook.objects.update(size=4.1)
    assert browser.post(f"/slipping/{FIGURE}/agree/").status_code == 302
    assert counts(text(browser.get("/slipping/")))[1:3] == [1, 1]
    page = text(browser.get(f"/slipping/{FIGURE}/"))
    assert "head@slipping.example" in page and "Agreed by lead@slipping.example" in page
    assert (
        list(Store(slipping_store).audit.journal)[-1]["what"]
        == f"agreed with head@slipping.example about alert {FIGURE}, no case"
    )
    assert browser.post(f"/slipping/{FIGURE}/agree/").status_code == 404


def test_a_heads_answer_takes_nothing_back_of_what_was_looked_at_from_outside(watching) -> None:
    watching("lead").post(f"/slipping/{FIGURE}/look/", {"reason": REASON})
    watching("both").post(f"/slipping/{FIGURE}/look/", {"reason": "We think so too."})
    assert counts(text(watching("lead").get("/slipping/")))[1:3] == [1, 1]


def test_another_trusts_alert_is_not_there(watching) -> None:
    assert watching("kiln").get(f"/slipping/{FIGURE}/").status_code == 404
    assert FIGURE not in text(watching("kiln").get("/slipping/"))
    assert watching("lead").get(f"/slipping/{KILN}-{TOWN_HIGH}-published.ks4_progress8/").status_code == 404


def test_an_alert_that_is_over_says_so(watching) -> None:
    response = watching("lead").get(f"/slipping/{DOVE}-{FIRST}-published.{MEASURE}/")
    assert response.status_code == 200 and "No alert now" in text(response)


def test_other_parts_are_told_with_what_a_person_did(watching, slipping_store) -> None:
    from collegiate.store import Scope, Store
    from collegiate.web.slipping.told import alert_cards

    browser = watching("lead")
    browser.post(f"/slipping/{FIGURE}/look/", {"reason": REASON})
    store = Store(slipping_store)
    counting = store.reader().scoped(Scope("a test", "a test", None, names=False), store.audit.looked)
    cards = {c.reference: c for c in alert_cards(store.reader(), counting, DOVE)}
    assert set(cards) == {FIGURE, OWN}
    assert REASON in cards[FIGURE].done and cards[OWN].done == "Nobody yet"
    assert (cards[OWN].series, cards[OWN].urn, cards[OWN].path) == ("own.attendance", HIGH, f"/slipping/{OWN}/")
    assert {c.reference for c in alert_cards(store.reader(), None, DOVE)} == {FIGURE}


def test_what_was_done_about_a_figure_is_said_to_those_who_may_read_it_and_to_nobody_else(watching) -> None:
    from made_up_cases import case_about

    about = f"/done/{MIDDLE}/{MEASURE}/"
    assert "Nobody yet" in text(watching("lead").get(about))
    watching("lead").post(f"/slipping/{FIGURE}/look/", {"reason": REASON})
    with case_about(DOVE, MIDDLE) as case:
        for who in ("lead", "head"):
            page = text(watching(who).get(about))
            assert REASON in page and f'href="/slipping/{FIGURE}/"' in page and f"Case {case.reference}" in page, who
        shut = text(watching("kiln").get(about))
    assert "not open to you" in shut and REASON not in shut and case.reference not in shut
    assert watching("lead").get(f"/done/{MIDDLE}/no_such/").status_code == 404
    assert watching("lead").get("/done/999999/ks4_progress8/").status_code == 404


def test_a_school_of_few_children_is_not_told_of(slipping_store, monkeypatch) -> None:
    from collegiate.store import Scope, ScopedReader, Store
    from collegiate.watch.slipping import found

    monkeypatch.setattr(ScopedReader, "count_pupils", lambda *_, **__: {(HIGH,): 19, (MIDDLE,): 300, (FIRST,): 120})
    people = Store(slipping_store).people(Scope.trust_wide("a test", "a test"))
    looked = found(Store(slipping_store).reader(), people, DOVE)
    assert OWN not in {s.reference for s in looked.slips}
    assert any(u.urn == HIGH and "few children" in u.why for u in looked.unseen)


def test_a_picture_made_before_there_were_alerts_still_opens(browse, watching, monkeypatch) -> None:
    from collegiate.store import Reader

    monkeypatch.undo()
    assert Reader.alerts.__name__ == "alerts"
    page = text(watching("lead").get("/slipping/"))
    assert OWN in page and FIGURE not in page


def test_the_command_prints_the_same_in_json(slipping_store) -> None:
    import json

    from typer.testing import CliRunner

    from collegiate.cli.app import app

    said = CliRunner().invoke(app, ["alerts", "--store", str(slipping_store), "--trust", str(DOVE), "--json"])
    (trust,) = json.loads(said.output)
    assert trust["looked_at"] == trust["raised"] + trust["not_raised"]
    assert {a["reference"] for a in trust["alerts"]} == {FIGURE, OWN}
    assert trust["not_looked_at"]
