"""The loop as people walk it, in a real browser: from the alert to what help changed, each step by whoever would do it.

A made-up trust whose attendance falls at one school, and is helped by a known effect since January, is built by the real build
as of four days, each into the same store. What is found in July has to hold what was planted, as 19 of 20 such intervals do:
benchmarks/loop.py counts them over many trusts; this is one of the 19.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_browser import MARKS, chromium, served, settings

pytestmark = MARKS

SEED, PUPILS = 10, 600
ALERT, MET_ONCE, MET_TWICE, DUE = (dt.date(2026, 11, 20), dt.date(2027, 3, 19), dt.date(2027, 5, 7), dt.date(2027, 7, 20))  # fmt: skip
HELP = dt.date(2027, 1, 5)
PASSWORD = "three wet lapwings on a gate"
LEAD, TRUSTEE, SECOND, HEAD, LENDER, COLLEAGUE, CLERK, CHIEF = (
    f"{who}@averlhaven.example"
    for who in ("lead", "trustee", "second", "head", "lender", "colleague", "clerk", "chief")
)
ATTENDANCE = "own.attendance"


class Trust:
    """The made-up trust: its store, the day that its pages take for today, and who is who."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store, self.day = folder, folder / "store", folder / "today"
        self.truth: dict[str, Any] = {}
        self.publish(ALERT)

    def publish(self, until: dt.date) -> None:
        """Build the picture of a day from what the schools would have sent by then, and let it be published."""
        from collegiate.build import build
        from collegiate.simulate import Pupils, write_nation

        files = self.folder / f"files-{until}"
        wanted = Pupils(PUPILS, years=1, trust="urban", until=until, support=HELP)
        truth = write_nation(files, seed=SEED, schools=60, years=1, pupils=wanted)
        self.uid = truth.trusts_to_open()[1][1]
        self.truth = json.loads((files / "truth.json").read_text(encoding="utf-8"))["children"]
        build([files], self.store, trust=self.uid)

    def is_(self, day: str) -> None:
        """Let it be a day."""
        self.day.write_text(day, encoding="utf-8")

    @property
    def urn(self) -> int:
        """The school that falls."""
        return self.truth["decline"]["urn"]

    @property
    def lends(self) -> int:
        """The largest school beside it."""
        roll = {int(urn): n for urn, n in self.truth["roll"].items() if int(urn) != self.urn}
        return max(roll, key=lambda urn: roll[urn])

    def posts(self) -> list[tuple[str, dict[str, Any]]]:
        """Who is appointed to what."""
        trust = {"trust_uid": self.uid}
        return [
            (LEAD, {"role": "school_improvement_lead"} | trust), (TRUSTEE, {"role": "trustee"} | trust), (SECOND, {"role": "trustee"} | trust),
            (HEAD, {"role": "head", "urn": self.urn}), (LENDER, {"role": "head", "urn": self.lends}), (COLLEAGUE, {"role": "colleague"} | trust),
            (CLERK, {"role": "governance_professional"} | trust), (CHIEF, {"role": "trust_executive"} | trust),
        ]  # fmt: skip


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    """The trust as of the day of the alert."""
    return Trust(tmp_path_factory.mktemp("journey"))


@pytest.fixture(scope="module")
def site(trust: Trust) -> Iterator[str]:
    """Its pages, served, and its people appointed."""
    made = (
        "    from collegiate.web.ready import ready\n    ready(STORE)\n"
        "    from collegiate.web.accounts.acts import Post, add_user\n"
        f"    for who, post in {trust.posts()!r}:\n        add_user(email=who, password={PASSWORD!r}, post=Post(**post))\n"
    )
    trust.is_(ALERT.isoformat())
    with served(trust.store, trust.folder, settings(COLLEGIATE_TODAY_FILE=str(trust.day)), first=made) as address:
        yield address


class Person:
    """Somebody at a browser of their own."""

    def __init__(self, browser: Any, site: str, who: str) -> None:
        self.site, self.who = site, who
        self.page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        self.page.set_default_timeout(20_000)
        self.page.goto(f"{site}/account/sign-in/?next=/account/")
        self.page.fill("#id_email", who)
        self.page.fill("#id_password", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{site}/account/")

    def opens(self, path: str) -> str:
        """Open a page and read it."""
        answer = self.page.goto(f"{self.site}{path}")
        assert answer.status == 200, (self.who, path, answer.status, self.reads()[:500])
        return self.reads()

    def reads(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def follows(self, words: str) -> str:
        """Follow a link of the page by its words."""
        self.page.locator("main").get_by_role("link", name=words).first.click()
        return self.reads()

    def writes(self, button: str, **fields: Any) -> str:
        """Fill a form in and send it; read what comes back, which has to be no error."""
        for name, value in fields.items():
            self._field(name, value)
        form = self.page.locator("main form", has=self.page.get_by_role("button", name=button)).first
        form.get_by_role("button", name=button).first.click()
        self.page.wait_for_load_state()
        said = self.reads()
        errors = self.page.locator(".govuk-error-summary, .govuk-error-message")
        assert errors.count() == 0, (self.who, button, errors.all_inner_texts())
        return said

    def _field(self, name: str, value: Any) -> None:
        for hidden in self.page.locator("main details:not([open]) > summary").all():
            if self.page.locator(f"main details:not([open]) [name={name}]").count():
                hidden.click()
        if self.page.locator(f"main input[type=radio][name={name}], main input[type=checkbox][name={name}]").count():
            self.page.locator(f"main input[name={name}][value='{value}']").check()
        elif self.page.locator(f"main select[name={name}]").count():
            self._choose(name, value)
        else:
            self.page.locator(f"main [name={name}]").first.fill(str(value))

    def _choose(self, name: str, value: Any) -> None:
        """Choose by value, or by a pattern of the words."""
        select = self.page.locator(f"main select[name={name}]")
        if isinstance(value, re.Pattern):
            options = select.locator("option").all()
            value = next(o.get_attribute("value") for o in options if value.search(o.inner_text()))
        select.select_option(str(value))

    @property
    def at(self) -> str:
        """The path of the page."""
        return "/" + self.page.url.split("/", 3)[3]


@pytest.fixture(scope="module")
def people(site: str) -> Iterator[Any]:
    """A way to be somebody: signed in once, each in a browser of their own."""
    with chromium() as browser:
        known: dict[str, Person] = {}

        def be(who: str) -> Person:
            if who not in known:
                known[who] = Person(browser, site, who)
            return known[who]

        yield be


def test_from_the_alert_to_what_help_changed(trust: Trust, people: Any) -> None:
    case = _referred_and_heard(trust, people)
    plan = _planned(trust, people, case)
    booking = _booked(trust, people, case)
    effect = _locked(trust, people, case)
    _visited(trust, people, booking)
    _reviewed_and_left(trust, people, case)
    found = _found(trust, people, effect)
    pack = _frozen(people)
    _read_in_the_journal(people, case, plan, effect)
    assert found["low"] <= trust.truth["support"]["effect"] <= found["high"]
    assert effect in pack
    assert case in pack


def _referred_and_heard(trust: Trust, people: Any) -> str:
    """The alert becomes a case on 20 November; the board hears it on 11 December, and two trustees decide."""
    lead = people(LEAD)
    assert "ttendance" in lead.opens("/slipping/")
    lead.opens(_alert_of(lead, trust))
    lead.follows("Refer")
    lead.writes(
        "Refer it", kind="school", words="Attendance falls in every year group, and the school has tried letters home."
    )
    case = lead.at.removeprefix("/cases/").strip("/")
    assert re.fullmatch(r"RAB-2026-\d+", case)
    chief = people(CHIEF)
    chief.opens(f"/cases/{case}/triage/")
    chief.writes(
        "Say so", answer="take", on="2026-12-11", words="The fall is larger than the other schools' and lasts."
    )
    clerk = people(CLERK)
    clerk.opens(f"/cases/{case}/papers/")
    clerk.writes("Freeze the papers")
    assert "frozen on" in clerk.opens(f"/cases/{case}/papers/")
    trust.is_("2026-12-11")
    trustee = people(TRUSTEE)
    trustee.opens(f"/cases/{case}/declare/")
    trustee.writes("Declare it", conflict="no")
    trustee.opens(f"/cases/{case}/decide/")
    trustee.writes(
        "Propose it", outcome="support", words="A colleague who leads attendance well is sent until the summer.", series=ATTENDANCE, direction="at least",
        value=_half_way(trust), by="2027-07-20", support_days="8", review_on="2027-02-01", condition_1="First-day calls for every absence",
        owner_1="The headteacher", due_1="2027-01-15",
    )  # fmt: skip
    second = people(SECOND)
    second.opens(f"/cases/{case}/declare/")
    second.writes("Declare it", conflict="no")
    second.opens(f"/cases/{case}/sign/")
    second.writes("Sign it")
    assert "Signed" in second.opens(f"/cases/{case}/")
    return case


def _alert_of(lead: Person, trust: Trust) -> str:
    links = lead.page.locator("main a[href^='/slipping/']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    mine = [path for path in links if f"-{trust.urn}-" in path and "attendance" in path]
    assert mine, (trust.urn, links)
    return mine[0]


def _half_way(trust: Trust) -> str:
    """Half-way between what attendance is and what help will make of it."""
    from collegiate.store import Scope, Store

    people = Store(trust.store).people(Scope.trust_wide("a test", "where attendance stands"))
    row = max((r for r in people.school_series() if r["urn"] == trust.urn), key=lambda r: r["last"])
    return f"{100 * row['part'] / row['whole'] + 1.5:.1f}"


def _planned(trust: Trust, people: Any, case: str) -> str:
    """The head plans, on one page, what the school does."""
    head = people(HEAD)
    head.opens(f"/plans/new/?case={case}")
    head.writes("Begin the draft", academy=trust.urn, title="Every morning counts", purpose="improve", owner="The headteacher", first="2027-01-04", last="2027-07-20")  # fmt: skip
    plan = head.at.split("/")[2]
    head.opens(f"/plans/{plan}/priority/")
    head.writes(
        "Keep the priority", what="More children come every day", why="First-day calls, a walking bus and a talk with every family.", owner="The headteacher",
        stop="2027-07-20", series_1=ATTENDANCE, direction_1="at least", value_1="90", by_1="2027-07-20", step_1="First-day calls begin", day_1="2027-01-08", who_1="The attendance officer",
    )  # fmt: skip
    head.opens(f"/plans/{plan}/")
    head.writes("Agree the plan")
    assert "agreed by" in head.opens(f"/plans/{plan}/")
    return plan


def _booked(trust: Trust, people: Any, case: str) -> str:
    """A colleague of another academy is released by its head, asked for, proposed by the optimiser, accepted and lent."""
    trust.is_("2026-12-14")
    lender = people(LENDER)
    lender.opens("/support/people/add/")
    lender.writes(
        "Enter", called="Ash Farrow", urn=trust.lends, address=COLLEAGUE, expertise="attendance", phases="secondary"
    )
    supporter = lender.at.strip("/").split("/")[2]
    lender.opens(f"/support/people/{supporter}/release/")
    lender.writes("", term=re.compile("spring 2027", re.I), days="10")
    head = people(HEAD)
    head.opens("/support/requests/add/")
    head.writes("", urn=trust.urn, needed="attendance", days="8", by_day="2027-03-25", belongs=case, why="To set up first-day calls and talks with families.")  # fmt: skip
    lead = people(LEAD)
    lead.opens("/support/matches/")
    lead.writes("Have people proposed", term=re.compile("spring 2027", re.I))
    lead.opens("/support/matches/")
    lead.follows("Accept or change")
    lead.writes("")
    lender.opens("/support/matches/")
    lender.follows("Agree to lend")
    lender.writes("")
    colleague = people(COLLEAGUE)
    colleague.opens("/support/mine/")
    colleague.follows("The booking")
    return colleague.at


def _locked(trust: Trust, people: Any, case: str) -> str:
    """On the eve, before anything can be known: beside whom, over which spans, due when."""
    trust.is_("2027-01-04")
    lead = people(LEAD)
    lead.opens(f"/effects/lock/?case={case}&urn={trust.urn}&series={ATTENDANCE}")
    lead.writes("Show what would be locked", about="A colleague who leads attendance, eight days", start=HELP.isoformat(), due="2027-07-19", minimum="2")  # fmt: skip
    lead.writes("Lock it")
    effect = lead.at.split("/")[2]
    assert effect.startswith("EFF-2027-")
    assert "Until then nothing is worked out" in lead.opens(f"/effects/{effect}/")
    return effect


def _visited(trust: Trust, people: Any, booking: str) -> None:
    """The colleague writes two visits down, on the day."""
    colleague = people(COLLEAGUE)
    for day, done in (
        ("2027-01-12", "Set up first-day calls with the office."),
        ("2027-01-19", "Sat in on talks with families."),
    ):
        trust.is_(day)
        colleague.opens(f"{booking}visit/")
        colleague.writes(
            "", day=day, long="1", done=done, seen="Calls are made by nine.", next="Look at the list of who is called."
        )
    assert "Sat in on talks" in colleague.opens(booking)


def _reviewed_and_left(trust: Trust, people: Any, case: str) -> None:
    """No half term is over yet at the first review; met at the next two, each on newer figures; then a trustee lets the case go."""
    lead = people(LEAD)
    for until, day, next_on, verdict in (
        (None, "2027-02-01", "2027-03-22", "no data yet"),
        (MET_ONCE, "2027-03-22", "2027-05-10", "met"),
        (MET_TWICE, "2027-05-10", "2027-06-28", "met"),
    ):
        if until:
            trust.publish(until)
        trust.is_(day)
        assert verdict in lead.opens(f"/cases/{case}/review/")
        lead.writes(
            "Write the review",
            words="First-day calls work; the talks with families are begun.",
            next="go on",
            next_on=next_on,
        )
    trustee = people(TRUSTEE)
    trustee.opens(f"/cases/{case}/exit/")
    trustee.writes("Leave the case", words="Attendance stays where the plan wanted it; the calls go on without help.")
    assert "Left" in trustee.opens(f"/cases/{case}/")


def _found(trust: Trust, people: Any, effect: str) -> dict[str, float]:
    """What came out when it was due, as the page says it."""
    trust.publish(DUE)
    trust.is_(DUE.isoformat())
    said = people(TRUSTEE).opens(f"/effects/{effect}/")
    assert "Better than it would have been" in said
    numbers = re.search(r"([+−-]\d+\.\d) percentage points, 95% interval ([+−-]\d+\.\d) to ([+−-]\d+\.\d)", said)
    assert numbers, said[:1500]
    value, low, high = (float(n.replace("−", "-")) for n in numbers.groups())
    return {"effect": value, "low": low, "high": high}


def _frozen(people: Any) -> str:
    """The clerk calls the board and freezes its pack; a trustee takes it away, whole, and reads what is in it."""
    clerk = people(CLERK)
    clerk.opens("/meetings/call/")
    clerk.writes("Call it", kind=re.compile("board", re.I), day="2027-07-27")
    meeting = clerk.at
    clerk.opens(f"{meeting}freeze/")
    clerk.writes("Freeze it")
    pack = clerk.at
    clerk.page.get_by_text("Read it as PDF").first.wait_for(timeout=60_000)  # the page looks again by itself
    trustee = people(TRUSTEE)
    assert "This is the pack that stands" in trustee.opens(pack)
    paper, held = (trustee.page.request.get(f"{trustee.site}{pack}{form}/") for form in ("pdf", "json"))
    assert paper.ok
    assert paper.body().startswith(b"%PDF")
    return held.text()


def _read_in_the_journal(people: Any, case: str, plan: str, effect: str) -> None:
    """Whoever reads the journal finds each step, and who took it."""
    said = people(CHIEF).opens("/audit/")
    for who in (LEAD, TRUSTEE, SECOND, HEAD, LENDER, COLLEAGUE, CLERK):
        assert who in said, who
    for reference in (case, plan, effect):
        assert reference in said, reference
