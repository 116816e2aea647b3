"""Plans by their pages: written, agreed, followed, overtaken, answered, closed; and who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from made_up_store import DOVE, FIRST, HIGH, KILN, MIDDLE, TOWN_HIGH
from plan_worlds import NEW, PRIORITY, agreed, as_, begun, people, text

TODAY = "2026-11-22"


@pytest.fixture
def who(browse, _django: None, monkeypatch) -> Iterator[dict[str, Any]]:
    from collegiate.web.plans.models import Answered, Milestone, Plan, Priority, Review, Tick, Wording

    monkeypatch.setenv("COLLEGIATE_TODAY", TODAY)
    yield from people("plans.example")
    for model in (Tick, Review, Answered, Milestone, Wording, Priority, Plan):
        model.objects.all().delete()


@pytest.fixture
def head(browse, who):
    return as_(browse, who["head"])


def journal(store) -> list[str]:
    from collegiate.store import Store

    return [e["what"] for e in Store(store).audit.journal if "what" in e]


def cards(browse_store, on: date = date(2026, 11, 22), trust: int = DOVE) -> list[Any]:
    from collegiate.store import Store
    from collegiate.web.plans.told import plan_cards

    return plan_cards(trust, reader=Store(browse_store).reader(), people=None, on=on)


def last_plan():
    from collegiate.web.plans.models import Plan

    return Plan.objects.order_by("-pk")[0]


def test_every_academy_is_counted_with_a_plan_or_without(browse, who) -> None:
    browser = as_(browse, who["lead"])
    page = text(browser.get("/plans/"))
    assert "Five academies have no plan" in page and "Hutchins CE First School" in page and "Kiln" not in page
    agreed(browser)
    begun(browser, academy=str(HIGH), purpose="sustain", title="Strong, and to stay so")
    page = text(browser.get("/plans/"))
    assert "Three academies have no plan" in page and "not accounted for" not in page
    assert "Strong, and to stay so (draft, to sustain)" in page and "Children who come (to improve)" in page


def test_a_priority_stands_beside_what_its_measure_is_today(head) -> None:
    path = begun(head)
    form = text(head.get(f"{path}priority/"))
    assert "Attendance, by half term: now 90.3" in form
    assert head.post(f"{path}priority/", PRIORITY).status_code == 302
    page = text(head.get(path))
    assert "Attendance, by half term at least 93.5 % by 31 March 2027" in page and "not agreed yet" in page
    assert "not known" in page and "£0" not in page


def test_a_measure_that_cannot_show_it_is_said_before_it_is_agreed(head) -> None:
    path = begun(head)
    head.post(f"{path}priority/", PRIORITY | {"value_1": "50"})
    head.post(f"{path}priority/", PRIORITY | {"series_1": "published.ks2_expected_standard", "value_1": "70"})
    page = text(head.get(path))
    assert "It is met today already" in page
    assert "The latest figure is of 2018/19: it says little about today." in page


def test_agreeing_locks_what_the_measures_are_and_the_picture(head, made_up_store) -> None:
    path = agreed(head)
    plan = last_plan()
    (began,) = plan.priorities.get().wordings.get().began
    assert began.series == "own.attendance" and began.value == 90.3
    assert began.snapshot == plan.snapshot and plan.agreed_by == "head@plans.example"
    assert f"agreed plan {plan.reference}" in journal(made_up_store)
    assert head.post(f"{path}priority/", PRIORITY).status_code == 400
    assert "changes by" not in text(head.get(path)) and "change by “change or stop?” alone" in text(head.post(f"{path}priority/", PRIORITY))  # fmt: skip


def test_a_sixth_priority_is_refused_in_words_and_one_taken_out_can_come_back(head) -> None:
    path = begun(head)
    for n in range(5):
        assert head.post(f"{path}priority/", PRIORITY | {"what": f"Thing {n}"}).status_code == 302
    response = head.post(f"{path}priority/", PRIORITY)
    assert response.status_code == 400 and "at most 5 priorities" in text(response)
    assert head.post(f"{path}priority/2/out/", {}).status_code == 302
    assert head.post(f"{path}priority/", PRIORITY | {"what": "The other"}).status_code == 302
    response = head.post(f"{path}priority/2/out/", {"back": "yes"})
    assert response.status_code == 400 and "at most 5" in text(response)
    head.post(f"{path}priority/1/out/", {})
    head.post(f"{path}priority/2/out/", {"back": "yes"})
    page = text(head.get(path))
    assert "Thing 1" in page and "Thing 0" not in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"series_1": ""}, "This field is required"),
        ({"value_1": ""}, "Say the value that it has to reach"),
        ({"stop": "2028-03-01"}, "has to lie within the plan"),
        ({"by_1": "2027-06-01"}, "after the stop date"),
        ({"day_1": ""}, "Say by which day it is done"),
        ({"series_1": "own.nothing"}, "valid choice"),
        ({"cost": "-4"}, "greater than or equal"),
        ({"why": "Watch A860900104001 more"}, "pupil number"),
        ({"what": ""}, "required"),
    ],
)
def test_what_cannot_be_kept_is_answered_in_words(head, change: dict[str, str], words: str) -> None:
    path = begun(head)
    response = head.post(f"{path}priority/", PRIORITY | change)
    assert response.status_code == 400 and words in text(response)
    assert last_plan().priorities.count() == 0


def test_a_plan_that_ends_before_it_begins_is_refused(head) -> None:
    response = head.post("/plans/new/", NEW | {"last": "2026-08-31"})
    assert response.status_code == 400 and "has to come after the first" in text(response)


def test_a_tick_is_taken_back_and_both_stay_written(head, made_up_store) -> None:
    from collegiate.web.plans.models import Milestone, Tick

    path = agreed(head)
    milestone = Milestone.objects.get()
    head.post(f"{path}milestone/{milestone.pk}/", {"done": "yes"})
    assert milestone.step.done == date(2026, 11, 22)
    head.post(f"{path}milestone/{milestone.pk}/", {"done": "no"})
    assert Milestone.objects.get().step.done is None and [t.done for t in Tick.objects.all()] == [True, False]
    assert [w for w in journal(made_up_store) if "milestone" in w][-2:] == [
        f"ticked a milestone of plan {last_plan().reference}", f"took back the tick of a milestone of plan {last_plan().reference}",
    ]  # fmt: skip


def test_a_late_milestone_puts_a_priority_behind(head, made_up_store, monkeypatch) -> None:
    path = agreed(head)
    monkeypatch.setenv("COLLEGIATE_TODAY", "2026-12-05")
    page = text(head.get(path))
    assert "Behind." in page and "“Ring home on day one” was to be done by 1 December 2026." in page
    (card,) = cards(made_up_store, date(2026, 12, 5))
    assert (card.priorities, card.met, card.behind, card.overdue) == (1, 0, 1, ())


def test_after_the_stop_date_it_asks_and_comes_before_the_board_until_somebody_answers(
    head, browse, who, made_up_store, monkeypatch
) -> None:
    path = agreed(head)
    (card,) = cards(made_up_store)
    assert card.overdue == () and card.next_day == date(2026, 12, 1)
    monkeypatch.setenv("COLLEGIATE_TODAY", "2027-04-01")
    (card,) = cards(made_up_store, date(2027, 4, 1))
    assert "nobody has said change or stop" in card.overdue[0]
    assert "Change or stop?" in text(head.get(path))
    assert "nobody has said change or stop" in text(as_(browse, who["trustee"]).get("/plans/"))
    head = as_(browse, who["head"])
    response = head.post(f"{path}priority/1/answer/", {"which": "stop", "version": "1", "words": ""})
    assert response.status_code == 400
    head.post(f"{path}priority/1/answer/", {"which": "stop", "version": "1", "words": "Ringing changed nothing."})
    page = text(head.get(path))
    assert "Stopped." in page and "Ringing changed nothing." in page
    assert cards(made_up_store, date(2027, 4, 1))[0].overdue == ()


def test_change_is_a_new_wording_and_the_old_is_kept(head, made_up_store, monkeypatch) -> None:
    path = agreed(head)
    monkeypatch.setenv("COLLEGIATE_TODAY", "2027-04-01")
    new = PRIORITY | {"which": "change", "version": "1", "because": "The calls came too late in the day.", "value_1": "92", "stop": "2027-07-20", "what": "Ring before nine"}  # fmt: skip
    refused = head.post(f"{path}priority/1/answer/", new | {"stop": "2027-03-31"})
    assert refused.status_code == 400 and "has to lie ahead" in text(refused)
    assert head.post(f"{path}priority/1/answer/", new).status_code == 302
    page = text(head.get(path))
    assert "Ring before nine" in page and "it was: More children come every day, stop date 31 March 2027; Attendance, by half term at least 93.5 % by 31 March 2027" in page  # fmt: skip
    assert [w.number for w in last_plan().priorities.get().wordings.all()] == [1, 2]
    overtaken = head.post(f"{path}priority/1/answer/", {"which": "stop", "version": "1", "words": "No."})
    assert overtaken.status_code == 409 and "Ring before nine" in text(overtaken)
    assert cards(made_up_store, date(2027, 4, 1))[0].overdue == ()


def test_two_who_edit_one_priority_see_both_texts_and_nothing_is_lost(browse, who) -> None:
    lead = as_(browse, who["lead"])
    path = begun(lead)
    lead.post(f"{path}priority/", PRIORITY)
    assert lead.post(f"{path}priority/1/", PRIORITY | {"version": "1", "what": "The lead's words"}).status_code == 302
    head = as_(browse, who["head"])
    response = head.post(f"{path}priority/1/", PRIORITY | {"version": "1", "what": "The head's words"})
    page = text(response)
    assert response.status_code == 409 and "lead@plans.example changed this" in page
    assert "The lead's words" in page and b"The head&#x27;s words" in response.content
    assert 'name="version" value="2"' in response.content.decode()
    assert head.post(f"{path}priority/1/", PRIORITY | {"version": "2", "what": "The head's words"}).status_code == 302
    stale = head.post(f"{path}agree/", {"version": "2"})
    assert stale.status_code == 409 and "do it again" in text(stale)
    assert last_plan().drafted


def test_reviews_keep_how_it_stood_and_a_closed_plan_changes_no_more(head) -> None:
    path = agreed(head)
    head.post(f"{path}review/", {"words": "The calls began."})
    page = text(head.get(path))
    assert "The calls began." in page and "0 of 1 milestones done" in page
    head.post(f"{path}close/", {"version": str(last_plan().version), "words": "Ring before nine."})
    page = text(head.get(path))
    assert "The plan is closed." in page and "Ring before nine." in page
    assert head.post(f"{path}review/", {"words": "More."}).status_code == 400
    assert head.post(f"{path}close/", {"version": str(last_plan().version), "words": "Again."}).status_code == 400


def test_last_years_plan_is_copied_with_its_days_moved_on(head) -> None:
    path = agreed(head)
    made = head.post(f"{path}copy/", {})["Location"]
    assert head.post(f"{path}copy/", {})["Location"] == made
    plan = last_plan()
    wording = plan.priorities.get().wordings.get()
    assert (plan.first, plan.last, plan.stage) == (date(2027, 9, 1), date(2028, 8, 31), "draft")
    assert wording.stop == date(2028, 3, 30) and wording.baselines == [] and plan.copied == path.split("/")[2]


def test_a_plan_is_taken_away_as_one_paper(head) -> None:
    path = agreed(head)
    response = head.get(f"{path}paper.pdf")
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF")


def test_a_measure_that_vanished_is_said_and_never_met(head, made_up_store) -> None:
    path = agreed(head)
    wording = last_plan().priorities.get().wordings.get()
    wording.criteria = [wording.criteria[0] | {"series": "published.no_longer_there"}]
    wording.save()
    page = text(head.get(path))
    assert "its measure is no longer in the data" in page and "Cannot be said." in page
    assert cards(made_up_store)[0].met == 0


def test_an_academy_that_left_keeps_its_plan(browse, who) -> None:
    from collegiate.web.plans.models import Plan

    lead = as_(browse, who["lead"])
    path = agreed(lead)
    Plan.objects.update(urn=TOWN_HIGH, school="Kiln Street Academy")
    page = text(lead.get(path))
    assert "Kiln Street Academy has left the trust" in page
    assert "Kiln Street Academy" in text(lead.get("/plans/"))
    assert lead.post(f"{path}close/", {"version": str(last_plan().version), "words": "It left us."}).status_code == 302


def test_who_reads_and_who_writes(browse, who) -> None:
    path = agreed(as_(browse, who["head"]))
    for name, status in {"trustee": 200, "governor": 200, "lead": 200, "other_head": 404, "kiln": 404}.items():
        assert as_(browse, who[name]).get(path).status_code == status, name
        assert browse.get(f"{path}paper.pdf").status_code == status, name
    for name, status in {"trustee": 403, "governor": 403, "other_head": 404, "kiln": 404}.items():
        assert as_(browse, who[name]).post(f"{path}review/", {"words": "x"}).status_code == status, name
        assert browse.post(f"{path}close/", {"words": "x", "version": "1"}).status_code == status, name
    assert "Children who come" not in text(as_(browse, who["other_head"]).get("/plans/"))
    response = as_(browse, who["head"]).post("/plans/new/", NEW | {"academy": str(FIRST)})
    assert response.status_code == 400 and "valid choice" in text(response)
    for odd in ("/plans/PLAN-1/", "/plans/RAB-2026-1/", "/plans/PLAN-2026-99999999/"):
        assert browse.get(odd).status_code == 404


def test_another_trusts_plans_are_not_among_ones_cards(head, made_up_store) -> None:
    agreed(head)
    assert cards(made_up_store, trust=KILN) == []
    assert [c.urn for c in cards(made_up_store)] == [MIDDLE]


def test_the_first_screens_ask_whoever_plans_and_no_one_else(head, browse, who, monkeypatch) -> None:
    assert "Begin a plan for Windmill Park CE Middle School" in text(head.get("/home/"))
    agreed(head)
    assert "plan is within its days" in text(head.get("/monday/"))
    assert "No plan waits for an answer." in text(head.get("/home/"))
    monkeypatch.setenv("COLLEGIATE_TODAY", "2027-04-01")
    page = text(head.get("/monday/"))
    assert "“More children come every day” did not reach what it was to by its stop date." in page
    assert "One plan has a question that nobody answered." in text(head.get("/home/"))
    assert "More children come" not in text(as_(browse, who["other_head"]).get("/monday/"))


def test_a_priority_names_an_aim_of_the_trust(head) -> None:
    path = begun(head)
    page = head.get(f"{path}priority/").content.decode()
    assert 'value="u-capacity-to-support"' in page
    assert head.post(f"{path}priority/", PRIORITY | {"aim": "u-capacity-to-support"}).status_code == 302
    assert "/strategy/9001/u-capacity-to-support/" in head.get(path).content.decode()
    assert head.post(f"{path}priority/", PRIORITY | {"aim": "no-such-aim"}).status_code == 400


def test_no_form_of_a_plan_breaks_on_hostile_words(head) -> None:
    path = agreed(head)
    answer = PRIORITY | {"which": "change", "because": "", "version": "1"}
    for words in ("\x00", "９" * 60, "NaN", "1e999", "0001-01-01"):
        for field in ("value_1", "stop", "by_1", "cost", "version", "aim"):
            assert head.post(f"{path}priority/1/answer/", answer | {field: words}).status_code == 400
        assert head.post(f"{path}close/", {"words": "", "version": words}).status_code == 400
        assert head.get("/plans/new/", {"case": words}).status_code in (400, 404)
        assert head.get("/plans/new/", {"urn": words}).status_code == 200
    assert head.post(f"{path}priority/1/answer/", dict.fromkeys(answer, "NaN")).status_code == 400
