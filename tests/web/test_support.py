"""The support map: lent, asked for, proposed, agreed, booked, visited, billed, undone; nobody beyond their days, nobody at two places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from made_up_cases import case_about
from made_up_people import people_with
from made_up_store import DOVE, FIRST, HIGH, KILN, MIDDLE, SECOND_MIDDLE, TOWN_HIGH

TODAY = date(2026, 11, 23)
LEAD, HEAD, LENDER = "lead@support.example", "middle@support.example", "high@support.example"


@pytest.fixture
def people(browse, _django: None, monkeypatch) -> Iterator[dict[str, Any]]:
    from collegiate.web.accounts.acts import Post
    from collegiate.web.support import models

    monkeypatch.setenv("COLLEGIATE_TODAY", str(TODAY))
    posts = {
        "lead": Post("school_improvement_lead", trust_uid=DOVE),
        "middle": Post("head", urn=MIDDLE),
        "high": Post("head", urn=HIGH),
        "jo": Post("colleague"),
        "trustee": Post("trustee", trust_uid=DOVE),
        "governor": Post("local_governor", urn=FIRST),
        "kiln": Post("school_improvement_lead", trust_uid=KILN),
    }
    with people_with(posts, "support.example") as users, case_about(DOVE, MIDDLE):
        yield users
    for name in (
        "Visit",
        "BookedDay",
        "Booking",
        "Match",
        "Proposal",
        "SupportRequest",
        "CoverRate",
        "Apart",
        "Release",
        "Supporter",
    ):
        getattr(models, name).objects.all().delete()


@pytest.fixture
def acting(as_, browse, made_up_store):
    from collegiate.store import Store
    from collegiate.web.support.acts import Acting

    store = Store(made_up_store)
    return lambda by=LEAD: Acting(store, store.reader(), by)


@pytest.fixture
def jo(acting):
    """A mathematician of HIGH with three days of the spring, who signs in."""
    return person(acting, "Jo March", urn=HIGH, address="jo@support.example")


def person(acting, called: str, *, days: str = "3", **held: Any):
    from collegiate.improve.support.terms import TermOfYear
    from collegiate.web.support import acts

    held = {"expertise": ["mathematics"], "phases": ["secondary"], "day_rate": Decimal(200)} | held
    who = acts.add_supporter(acting=acting(), trust_uid=DOVE, called=called, **held)
    acts.release(acting=acting(), supporter=who, term=TermOfYear.parse("2027-spring"), days=Decimal(days))
    return who


def request(acting, *, urn: int = MIDDLE, days: str = "2", **held: Any):
    from collegiate.web.support import acts

    held = {"needed": ["mathematics"], "by_day": date(2027, 3, 12), "why": "Year 8 falls behind.", "belongs": ""} | held
    return acts.ask(acting=acting(HEAD), trust_uid=DOVE, on=TODAY, urn=urn, days=Decimal(days), **held)


def booked(acting, who, asked, days: str = "2"):
    from collegiate.web.support import acts

    match = acts.choose(acting=acting(), request=asked, supporter=who, days=Decimal(days), on=TODAY)
    return acts.agree(acting=acting(LENDER), pk=match.pk, version=match.version, on=TODAY)


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


ASK = {
    "urn": str(MIDDLE), "needed": ["mathematics"], "phase": "", "days": "2", "by_day": "2027-03-12", "belongs": "RAB-2026-1",
    "why": "Year 8 falls behind.",
}  # fmt: skip


def test_from_a_request_to_the_bill_as_the_roles_that_do_it(as_, browse, jo, made_up_store) -> None:
    from collegiate.store import Store
    from collegiate.web.support.models import Booking, Match
    from collegiate.web.support.told import capacities, days_for, support_lines

    said = as_("middle").post("/support/requests/add/", ASK)
    assert said.status_code == 302 and said.url == "/support/requests/SUP-2026-1/"
    assert browse.post("/support/matches/propose/", {"term": "2027-spring"}).status_code == 403

    browser = as_("lead")
    assert browser.post("/support/matches/propose/", {"term": "2027-spring"}).status_code == 302
    match = Match.objects.get()
    page = text(browser.get("/support/matches/"))
    assert "Jo March" in page and "cases come first" in page and "of at most" in page and "km one way" in page
    sent = {"supporter": match.supporter_id, "days": "2", "version": match.version}
    assert browser.post(f"/support/matches/{match.pk}/accept/", sent).status_code == 302
    match.refresh_from_db()
    answer = browser.post(f"/support/matches/{match.pk}/agree/", {"version": match.version})
    assert answer.status_code == 400 and "accepted this match yourself" in text(answer)
    assert Booking.objects.count() == 0

    browser = as_("high")
    assert "1 match waits for your answer" in text(browser.get("/support/matches/"))
    assert browser.post(f"/support/matches/{match.pk}/agree/", {"version": match.version}).status_code == 302
    booking = Booking.objects.get()

    browser = as_("jo")
    assert "Write down a visit" in text(browser.get("/support/mine/"))
    visit = {"day": "2026-11-20", "long": "1", "done": "Planned with the team", "seen": "", "next": "Watch a lesson"}
    assert browser.post(f"/support/bookings/{booking.pk}/visit/", visit).status_code == 302
    assert (
        browser.post(
            f"/support/bookings/{booking.pk}/visit/", visit | {"day": "2026-11-23", "long": "hours", "hours": "3.25"}
        ).status_code
        == 302
    )

    lines = support_lines(DOVE, date(2026, 9, 1), date(2026, 12, 31))
    (line,) = lines
    assert (line.giver_urn, line.receiver_urn, line.days, line.cover_cost) == (
        HIGH,
        MIDDLE,
        Decimal("1.50"),
        Decimal("300.00"),
    )
    assert line.mileage_cost and line.mileage_cost > 0
    assert (
        days_for("RAB-2026-1") == Decimal("1.50") == days_for("RAB-2026-1", DOVE) and days_for("RAB-2026-1", KILN) == 0
    )
    spring = capacities(DOVE, TODAY)[1]
    assert (spring.term, spring.needed, spring.offered, spring.left) == ("spring 2027", 2, 3, 1)
    page = text(as_("trustee").get("/support/"))
    assert "1.5 days were given" in page and "Every request is met" in page and "spring 2027 2 3 one day" in page
    whats = [e["what"] for e in Store(made_up_store).audit.journal]
    for words in (
        "asked for two days",
        "had support proposed",
        "accepted Jo March",
        "agreed to lend Jo March",
        "wrote down a visit",
    ):
        assert any(words in w for w in whats), words


def test_nobody_is_lent_beyond_their_days(acting, jo) -> None:
    from collegiate.web.acts.acting import ActError
    from collegiate.web.support import acts

    booked(acting, jo, request(acting), "2")
    more = request(acting, urn=FIRST)
    with pytest.raises(ActError, match=r"released for three days .* spoken for on two days"):
        acts.choose(acting=acting(), request=more, supporter=jo, days=Decimal(2), on=TODAY)
    acts.choose(acting=acting(), request=more, supporter=jo, days=Decimal(1), on=TODAY)
    with pytest.raises(ActError, match="beyond that"):  # what waits for a head is spoken for
        acts.choose(acting=acting(), request=more, supporter=jo, days=Decimal("0.5"), on=TODAY)


def test_to_their_own_school_or_where_they_are_set_apart_nobody_goes(acting, jo) -> None:
    from collegiate.web.acts.acting import ActError
    from collegiate.web.support import acts

    with pytest.raises(ActError, match="belongs to that school"):
        acts.choose(acting=acting(), request=request(acting, urn=HIGH), supporter=jo, days=Decimal(1), on=TODAY)
    acts.set_apart(acting=acting(), supporter=jo, urn=MIDDLE, why="Married to its head.")
    with pytest.raises(ActError, match="Married to its head"):
        acts.choose(acting=acting(), request=request(acting), supporter=jo, days=Decimal(1), on=TODAY)


def test_nobody_is_at_two_places_on_one_day(acting, jo) -> None:
    from collegiate.web.acts.acting import ActError
    from collegiate.web.support import acts

    one, other = booked(acting, jo, request(acting), "1.5"), booked(acting, jo, request(acting, urn=FIRST), "1.5")
    monday = date(2027, 1, 11)
    acts.lay(acting=acting(), pk=one.pk, version=1, on=monday, part="morning")
    for part in ("morning", "whole"):
        with pytest.raises(ActError, match=r"at another place then: the morning of 11 January 2027 is for SUP-2026-1"):
            acts.lay(acting=acting(), pk=other.pk, version=1, on=monday, part=part)
    acts.lay(acting=acting(), pk=other.pk, version=1, on=monday, part="afternoon")
    acts.lay(acting=acting(), pk=one.pk, version=2, on=date(2027, 1, 12), part="whole")
    with pytest.raises(ActError, match="all in the calendar"):
        acts.lay(acting=acting(), pk=one.pk, version=3, on=date(2027, 1, 13), part="morning")
    with pytest.raises(ActError, match="no weekday of spring 2027"):
        acts.lay(acting=acting(), pk=other.pk, version=2, on=date(2027, 1, 16), part="morning")


def test_who_leaves_keeps_the_past_and_the_rest_is_matched_anew(as_, people, browse, acting, jo) -> None:
    from collegiate.web.support import acts
    from collegiate.web.support.ledger import open_requests
    from collegiate.web.support.models import Booking
    from collegiate.web.support.told import support_lines

    booking = booked(acting, jo, request(acting, days="3"), "3")
    acts.log_visit(acting=acting(), booking=booking, on=TODAY, today=TODAY, days=Decimal(1), done="Watched lessons")
    acts.lay(acting=acting(), pk=booking.pk, version=1, on=date(2027, 1, 11), part="whole")
    jo.refresh_from_db()
    _, anew = acts.leave(acting=acting(), pk=jo.pk, version=jo.version, left=date(2026, 12, 31))
    assert [b.days for b in anew] == [2] and Booking.objects.get(pk=booking.pk).days == 1
    assert support_lines(DOVE, TODAY, TODAY)[0].days == 1
    assert [o.left for o in open_requests(DOVE, TODAY)] == [2]
    page = text(as_("lead").get("/support/"))
    assert "To be matched anew" in page and "Jo March leaves on 31 December 2026" in page
    items, _ = monday(people["lead"], browse)
    assert any("matched anew" in i.sentence for i in items)


def monday(user, browse):
    from django.test import RequestFactory

    from collegiate.web.home.acted import Acted
    from collegiate.web.home.changes.support import SOURCE
    from collegiate.web.home.monday import Both, View
    from collegiate.web.reading import reader_of

    asked = RequestFactory().get("/monday/")
    asked.user = user
    urns = (HIGH, MIDDLE, FIRST)
    acted = Acted(reader_of(asked), user, urns, frozenset(urns))
    return SOURCE.look(Both(View(reader_of(asked), None, urns), None, user, acted))


def test_undoing_keeps_what_was_visited_and_is_written(acting, jo) -> None:
    from collegiate.web.acts.acting import ActError
    from collegiate.web.support import acts
    from collegiate.web.support.ledger import open_requests, spoken
    from collegiate.web.support.models import Booking
    from collegiate.web.support.told import support_lines

    booking = booked(acting, jo, request(acting), "2")
    visit = acts.log_visit(
        acting=acting(), booking=booking, on=TODAY, today=TODAY, days=Decimal("0.5"), done="Met the team"
    )
    undone = acts.undo_booking(acting=acting(), pk=booking.pk, version=1, why="The school has found its own.")
    assert (undone.days, undone.undone) == (Decimal("1.5"), "The school has found its own.")
    assert spoken(DOVE).of(jo.pk, "2027-spring") == Decimal("0.5") and open_requests(DOVE, TODAY)[0].left == Decimal(
        "1.5"
    )
    with pytest.raises(ActError, match="All days of this booking were visited"):
        acts.undo_booking(acting=acting(), pk=booking.pk, version=2, why="again")
    acts.undo_visit(acting=acting(), pk=visit.pk, version=1, why="It was on another day.")
    assert support_lines(DOVE, TODAY, TODAY) == [] and Booking.objects.count() == 2


def test_a_cost_that_is_not_known_is_said_and_never_nothing(as_, browse, acting) -> None:
    from collegiate.web.support import acts
    from collegiate.web.support.told import support_lines

    who = person(acting, "Ann Free", urn=HIGH, day_rate=None)
    one = booked(acting, who, request(acting), "1")
    acts.log_visit(acting=acting(), booking=one, on=TODAY, today=TODAY, days=Decimal(1), done="Watched lessons")
    assert support_lines(DOVE, TODAY, TODAY)[0].cover_cost is None
    page = text(as_("trustee").get("/support/bill/2027/"))
    assert "That is not all: of 1 booking a rate or the way is not known" in page and "not known" in page
    acts.settle_cover(acting=acting(), trust_uid=DOVE, first_day=TODAY, pounds=Decimal(210), source="Agency's card")
    two = booked(acting, who, request(acting, urn=FIRST), "1")
    assert (one.day_rate, two.day_rate) == (None, 210)  # a booking keeps the cost of its day


def test_a_partner_stands_in_the_same_ledger(acting) -> None:
    from collegiate.web.support import acts
    from collegiate.web.support.told import support_lines

    hub = person(acting, "Peak Teaching School Hub", partner="teaching_school_hub", day_rate=Decimal(450))
    match = acts.choose(acting=acting(), request=request(acting), supporter=hub, days=Decimal(2), on=TODAY)
    booking = match.request.bookings.get()  # nobody's head has to agree
    acts.log_visit(acting=acting(), booking=booking, on=TODAY, today=TODAY, days=Decimal(1), done="A course")
    (line,) = support_lines(DOVE, TODAY, TODAY)
    assert (line.giver, line.giver_urn, line.cover_cost, line.mileage_cost) == (
        "Peak Teaching School Hub",
        None,
        450,
        None,
    )


def test_more_asked_than_offered_is_said_in_words(as_, browse, acting, jo) -> None:
    request(acting, days="5")
    request(acting, days="2", needed=["finance"], by_day=TODAY)
    page = text(as_("lead").get("/support/"))
    assert "There are not enough days: two days short in autumn 2026; two days short in spring 2027" in page
    assert "SUP-2026-1" in page and "neither gave nor received" in page
    assert re.search(r'class="[^"]*mind[^"]*"[^<]*two days short', browse.get("/support/").content.decode())


def test_a_release_that_is_lowered_shows_who_is_lent_too_much(as_, browse, acting, jo) -> None:
    booked(acting, jo, request(acting), "2")
    path = f"/support/people/{jo.pk}/release/"
    browser = as_("high")
    assert browser.post(path, {"term": "2027-spring", "days": "1"}).status_code == 302
    page = text(as_("lead").get("/support/"))
    assert "Lent too much" in page and "1 too many" in page
    assert browser.post(path, {"term": "2027-spring", "days": "1.3"}).status_code == 400


def test_what_the_proposal_cannot_meet_is_told_with_a_way_out(as_, browse, acting, jo) -> None:
    request(acting, needed=["mathematics", "finance"])
    browser = as_("lead")
    browser.post("/support/matches/propose/", {"term": "2027-spring"})
    page = text(browser.get("/support/matches/"))
    assert "together" in page and "Jo March of" in page and "lacks finance" in page
    assert "Choose the term" in text(browser.post("/support/matches/propose/", {"term": "never"}))


def test_another_trust_or_academy_finds_nothing(as_, browse, acting, jo) -> None:
    booking = booked(acting, jo, request(acting))
    match = booking.request.matches.get()
    browser = as_("kiln")
    paths = ["/support/requests/SUP-2026-1/", f"/support/people/{jo.pk}/", f"/support/bookings/{booking.pk}/",
             f"/support/bookings/{booking.pk}/visit/", f"/support/matches/{match.pk}/refuse/", f"/support/?trust={DOVE}"]  # fmt: skip
    assert [browser.get(p).status_code for p in paths] == [404] * len(paths)
    assert "Jo March" not in text(browser.get("/support/")) + text(browser.get("/support/people/"))
    browser = as_("governor")
    assert browser.get("/support/requests/SUP-2026-1/").status_code == 404
    assert "SUP-2026-1" not in text(browser.get("/support/requests/"))
    browser = as_("middle")
    assert browser.get(f"/support/people/{jo.pk}/").status_code == 404  # whom another head answers for
    assert browser.get(f"/support/bookings/{booking.pk}/").status_code == 200
    assert browser.get(f"/support/bookings/{booking.pk}/visit/").status_code == 404
    assert as_("jo").get(f"/support/bookings/{booking.pk}/").status_code == 200


def test_what_looks_like_a_pupil_number_is_refused_everywhere(as_, browse, acting, jo) -> None:
    number = "H860900104001"
    booking = booked(acting, jo, request(acting))
    browser = as_("jo")
    said = browser.post(
        f"/support/bookings/{booking.pk}/visit/", {"day": str(TODAY), "long": "1", "done": f"Saw {number}"}
    )
    assert said.status_code == 400 and "pupil number" in text(said) and booking.visits.count() == 0
    said = as_("middle").post("/support/requests/add/", ASK | {"why": number})
    assert said.status_code == 400 and "pupil number" in text(said)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"days": "1.3"}, "whole or half"),
        ({"days": "80"}, "ask for no more"),
        ({"by_day": "2026-10-01"}, "has passed"),
        ({"needed": []}, "This field is required"),
        ({"belongs": "case 7"}, "Write the reference as"),
        ({"urn": str(TOWN_HIGH)}, "not one of the available choices"),
        ({"days": "NaN"}, "Enter a number"),
    ],
)
def test_a_request_that_cannot_be_meant_is_answered_in_words(as_, browse, change, words) -> None:
    from collegiate.web.support.models import SupportRequest

    said = as_("middle").post("/support/requests/add/", ASK | change)
    assert said.status_code == 400 and words in text(said) and not SupportRequest.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"day": "2026-11-24"}, "still to come"),
        ({"long": "hours"}, "Write how many hours"),
        ({"done": " "}, "This field is required"),
        ({"day": "soon"}, "This is no day"),
    ],
)
def test_a_visit_that_cannot_have_been_is_answered_in_words(as_, browse, acting, jo, sent, words) -> None:
    booking = booked(acting, jo, request(acting))
    form = {"day": str(TODAY), "long": "1", "done": "Watched"} | sent
    said = as_("jo").post(f"/support/bookings/{booking.pk}/visit/", form)
    assert said.status_code == 400 and words in text(said) and booking.visits.count() == 0


def test_more_than_a_day_on_one_day_is_refused(acting, jo) -> None:
    from collegiate.web.acts.acting import ActError
    from collegiate.web.support import acts

    booking = booked(acting, jo, request(acting))
    acts.log_visit(acting=acting(), booking=booking, on=TODAY, today=TODAY, days=Decimal("0.5"), done="Morning")
    with pytest.raises(ActError, match="more than a day"):
        acts.log_visit(acting=acting(), booking=booking, on=TODAY, today=TODAY, days=Decimal(1), done="Again")


def test_two_people_changing_one_record_lose_nothing(as_, browse, acting, jo) -> None:
    browser = as_("high")
    form = {
        "called": "Jo March",
        "urn": str(HIGH),
        "expertise": ["mathematics"],
        "version": "1",
        "notes": "Mondays only",
    }
    assert browser.post(f"/support/people/{jo.pk}/change/", form).status_code == 302
    said = browser.post(f"/support/people/{jo.pk}/change/", form | {"notes": "Never on Mondays"})
    assert said.status_code == 400 and "changed this on" in text(said) and "Never on Mondays" in said.content.decode()
    jo.refresh_from_db()
    assert jo.notes == "Mondays only"


def test_a_list_of_three_hundred_is_taken_and_refused_rows_are_told(as_, browse) -> None:
    from collegiate.web.support.models import Release, Supporter

    lines = [
        f"Person {n},{(HIGH, MIDDLE, SECOND_MIDDLE)[n % 3]},mathematics;finance,secondary,{n % 5},210"
        for n in range(300)
    ]
    lines += [
        "Nobody,999999,mathematics,,1,",
        f"Odd,{HIGH},juggling,,1,",
        f"Long,{HIGH},finance,,400,",
        f"Person 0,{HIGH},finance,,1,",
    ]
    data = "name,urn,expertise,phases,days,cover cost\n" + "\n".join(lines)
    browser = as_("lead")

    def send() -> str:
        file = BytesIO(data.encode())
        file.name = "people.csv"
        return text(browser.post("/support/people/list/", {"file": file, "term": "2027-spring"}))

    page = send()
    assert "300 new, 0 brought up to date, 4 rows not taken" in page
    for words in (
        "999999 is no academy",
        "is not in the list",
        "not between 0 and",
        "stands in the file before",
    ):
        assert words in page, words
    assert Supporter.objects.count() == 300 and Release.objects.count() == 300
    assert "0 new, 300 brought up to date" in send() and Supporter.objects.count() == 300
    table = browser.get("/support/people/list.csv").content.decode("utf-8-sig")
    assert len(table.splitlines()) == 301 and table.startswith("name,urn,expertise")
    empty = BytesIO(b"who,where\n1,2\n")
    empty.name = "x.csv"
    assert "has no column name" in text(browser.post("/support/people/list/", {"file": empty, "term": "2027-spring"}))


def test_a_withdrawn_request_is_asked_for_no_longer(as_, browse, acting, jo) -> None:
    from collegiate.web.support.told import capacities

    asked = request(acting)
    browser = as_("middle")
    path = f"/support/requests/{asked.reference}/withdraw/"
    assert browser.post(path, {"version": 1, "why": "A post was filled."}).status_code == 302
    assert "Withdrawn: A post was filled." in text(browser.get(f"/support/requests/{asked.reference}/"))
    assert capacities(DOVE, TODAY)[1].needed == 0
    assert browser.post(path, {"version": 2, "why": "again"}).status_code == 400
    assert request(acting).reference == "SUP-2026-2"  # a number is given once


def test_the_command_prints_the_gap_and_keeps_nothing(browse, acting, jo, made_up_store) -> None:
    import json

    from typer.testing import CliRunner

    from collegiate.cli.app import app
    from collegiate.web.support.models import Match

    request(acting, needed=["mathematics", "finance"])
    request(acting)

    def run(*more: str):
        return CliRunner().invoke(app, ["support", "propose", "--store", str(made_up_store), *more])

    (answer,) = json.loads(run("--trust", str(DOVE), "--json").stdout)["proposals"]
    assert (
        answer["gap"] == 0 and answer["objective"] == pytest.approx(answer["bound"]) and answer["term"] == "2027-spring"
    )
    assert [m["person"] for m in answer["matches"]] == ["Jo March"] and answer["unmet"][0]["way_out"]
    assert "gap 0.000%" in run().stdout and not Match.objects.exists()
    assert "No request for support is open" in run("--trust", str(KILN)).stdout
    wrong = run("--term", "soon")
    assert wrong.exit_code and "Write it as 2027-spring" in str(wrong.exception)


def test_first_screens_say_whom_to_send_and_where_one_is_sent(as_, browse, acting, jo) -> None:
    asked = request(acting, days="3")
    page = text(as_("lead").get("/home/"))
    assert "Whom do I send?" in page and "One request for support is not wholly met." in page
    assert "Where am I sent?" not in text(as_("jo").get("/home/"))
    booked(acting, jo, asked, "2")
    page = text(as_("jo").get("/home/"))
    assert "Where am I sent?" in page and "You are booked for two days more:" in page
    assert "Whom do I send?" not in text(as_("trustee").get("/home/"))


def test_a_pack_makes_no_nought_of_a_cost_that_is_not_known(_django) -> None:
    """Mileage whose way is not known was left out of the sum, and nobody was told."""
    from collegiate.improve.cards import SupportLine
    from collegiate.web.meetings.sections.support import _lead, _money, _sum

    def line(cover: int | None, mileage: int | None) -> SupportLine:
        return SupportLine(
            "A", 1, "B", 2, Decimal(2), None if cover is None else Decimal(cover), None if mileage is None else Decimal(mileage)
        )  # fmt: skip

    assert "at £210." in _lead([line(200, 10)], []) and "not in the sum" not in _lead([line(200, 10)], [])
    assert "at £200; for some of it" in _lead([line(200, None)], [])
    assert _money(line(None, None)) == ("no rate settled", "the way is not known")
    assert _sum([line(200, None)])[-2:] == ("£200.00", "not known")
    assert _sum([line(200, 10), line(None, 5)])[-2:] == ("£200.00 and what is not known", "£15.00")


def test_a_day_of_another_century_is_a_slip_of_the_hand(as_, acting, jo) -> None:
    """It was kept once, and no page that read its term could be opened after it."""
    asked = request(acting)
    booking = booked(acting, jo, asked)
    sent = {
        "/support/requests/add/": ASK | {"by_day": "2126-03-12"},
        f"/support/people/{jo.pk}/leave/": {"version": "1", "left": "0202-03-12"},
        "/support/cover/": {"pounds": "200", "first_day": "1026-01-01", "source": "Minute 4"},
        f"/support/bookings/{booking.pk}/visit/": {"day": "0202-11-20", "long": "1", "done": "Watched a lesson"},
    }
    for path, said in sent.items():
        answer = as_("middle" if "add" in path else "high" if "people" in path else "lead").post(path, said)
        assert answer.status_code == 400 and "a day of this century" in text(answer), path
