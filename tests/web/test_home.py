"""First screens: everybody's answers what they come to ask, with counts that add up, and shows nobody out of scope."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from children_store import MAYA, NOBODYS, TOWN_CHILD, children
from home_people import appointed, posts, sums, words
from made_up_store import FIRST, HIGH, MIDDLE, TOWN_PRIMARY

WHO = posts()
NAMES = {c["pupil_key"]: f"{c['forename']} {c['surname']}" for c in children()}
EIGHT = {c["pupil_key"] for c in children() if c["urn"] == MIDDLE and c["registration_group"] == "8A" and c["on_roll"]}


@pytest.fixture
def come(browse, _django):
    """Open pages as somebody who is appointed to these; who opened them is gone afterwards."""
    from collegiate.web.accounts.models import User

    def as_who(*held: tuple[str, str], status: int = 200):
        user = appointed(*held)
        browse.force_login(user)

        def opened(path: str, status: int = status) -> str:
            response = browse.get(path)
            assert response.status_code == status, (path, response.status_code)
            return response.content.decode()

        opened.user = user
        return opened

    yield as_who
    User.objects.filter(email__endswith="@home.example").delete()


def keys(text: str) -> set[str]:
    return set(re.findall(r"/children/child/([0-9A-Z]{10})/", text))


@pytest.mark.parametrize("post", WHO, ids="-".join)
def test_everybodys_first_screen_has_a_sentence_counts_that_add_up_one_thing_to_do_and_why(come, post) -> None:
    text = come(post)("/home/")
    found = sums(text)
    assert found and all(whole == sum(parts) and parts for whole, *parts in found)
    assert text.count('class="govuk-button"') == 1
    assert "Why am I seeing this?" in text
    assert len(re.findall("<h1", text)) == 1 and 'class="lead' in text
    lead = re.search(r'<p class="lead[^>]*>(.*?)</p>', text, re.S)[1]
    assert lead.endswith(".") and not [w for w in ("None", "{{", " 0 ", "  ") if w in lead]


@pytest.mark.parametrize("post", [("trust_executive", "trust"), ("head", "academy"), ("safeguarding_lead", "trust"), ("data_manager", "academy"), ("teacher", "class"), ("trustee", "trust"), ("parent", "child")], ids="-".join)  # fmt: skip
def test_the_first_thing_to_do_and_every_other_way_lead_to_a_page_that_opens(come, browse, post) -> None:
    opened = come(post)
    text = opened("/home/")
    main = text[text.index("<main") : text.index("</main>")]
    for path in set(re.findall(r'href="(/[^"#]*)', main)):
        assert browse.get(path).status_code in (200, 302), path


@pytest.mark.parametrize(("post", "asked"), [
    (("trust_executive", "trust"), "What changed?"), (("school_improvement_lead", "trust"), "Which school is slipping?"),
    (("data_manager", "trust"), "Which files are late, and what was refused?"), (("head", "academy"), "Who is being missed?"),
    (("teacher", "class"), "My class: who needs a look?"), (("senco", "academy"), "Which children with needs need me?"),
    (("head_of_people", "trust"), "Who is appointed to what?"), (("finance_director", "trust"), "Which academy's money is at risk?"),
    (("trustee", "trust"), "Is the promise being kept?"), (("foundation_lead", "trust"), "Who is reached?"), (("parent", "child"), "How is my child doing?"),
    (("partner", "academy"), "What were we asked to help with?"), (("colleague", "self"), "What is mine to do?"),
    (("visitor", "self"), "What kind of family of schools is this?"),
], ids=lambda v: v[0] if isinstance(v, tuple) else "")  # fmt: skip
def test_what_somebody_comes_to_ask_stands_first(come, post, asked: str) -> None:
    text = come(post)("/home/").replace("&#x27;", "'")
    assert asked in re.search("<h1[^>]*>(.*?)</h1>", text)[1]


def test_every_role_comes_with_a_question_that_is_answered(_django) -> None:
    from collegiate.web.authorization.roles import ROLES
    from collegiate.web.home.asking import questions

    assert {role for q in questions() for role in q.asked_by} == set(ROLES)


@pytest.mark.parametrize(("role", "asked", "said"), [
    ("trustee", "Is the promise being kept? Aim by aim", r"Of \S+ aims, .*"), ("trust_executive", "Are we nearer the top 25 %?", r"Of \S+ headline figures? of \d{4}/\d\d with odds, .* in the top quarter"),
    ("governance_professional", "Which meeting is next, and which actions are overdue?", r"(The .* meets on|No meeting is called)"),
])  # fmt: skip
def test_what_else_a_role_comes_for_is_answered_on_its_first_screen_alone(
    come, role: str, asked: str, said: str
) -> None:
    text = words(come((role, "trust"))("/home/"))
    assert asked in text and re.search(said, text[text.index(asked) :])
    assert asked not in words(come(("finance_director", "trust"))("/home/"))


def test_nearer_is_said_over_the_figures_that_had_odds_in_both_years() -> None:
    from collegiate.web.home.questions.top_quarter import _nearer

    now = [{"urn": 1, "measure": m, "p_top_quarter": p} for m, p in (("a", 0.5), ("b", 0.9))]
    then = [{"urn": 1, "measure": "a", "p_top_quarter": 0.3}, {"urn": 2, "measure": "b", "p_top_quarter": 0.1}]
    assert _nearer(now, then, 2019) == "Over the one figure that had odds in 2017/18 too, that is nearer than then: 5 in 10 on average, after 3 in 10."  # fmt: skip
    assert "further away than then" in _nearer(then[:1], now, 2019) and "as near as then" in _nearer(now, now, 2019)
    assert _nearer(now, [], 2019) == "The year before has no odds to set beside them."


@pytest.mark.parametrize("role", ["trustee", "finance_director", "foundation_lead", "head_of_people"])
def test_who_governs_sees_no_child_and_nothing_green_without_a_threshold(come, role: str) -> None:
    opened = come((role, "trust"))
    text = opened("/home/") + opened("/monday/") + opened(f"/academies/{MIDDLE}/")
    assert not keys(text) and not [n for n in NAMES.values() if n in text]
    assert "on track" not in words(text).replace("called on track", "").replace("most or on track", "")


def test_a_threshold_that_is_not_set_is_said_not_to_be(come) -> None:
    assert "No threshold is set" in words(come(("trustee", "trust"))("/home/"))
    assert "No reserve floor is set" in words(come(("finance_director", "trust"))("/home/"))


def test_a_threshold_that_the_board_settled_is_said_and_calls_nothing_on_track(come) -> None:
    from decimal import Decimal

    from made_up_store import DOVE

    from collegiate.web.board.models import Settled

    line = Settled.objects.create(trust_uid=DOVE, number="several", value=Decimal(3), minute="12 October", by="chair@dove.example")  # fmt: skip
    try:
        said = words(come(("trustee", "trust"))("/home/"))
        assert "The board settled “several significantly better” as 3" in said and "No threshold is set" not in said
        assert "No reserve floor is set" in words(come(("finance_director", "trust"))("/home/"))
    finally:
        line.delete()


def test_several_appointments_are_each_answered(come) -> None:
    text = words(come(("teacher", "class"), ("parent", "child"), ("local_governor", "academy"))("/home/"))
    for title in ("My class: who needs a look?", "How is my child doing?", "Is the promise being kept?"):
        assert title in text


def test_who_has_an_account_alone_is_told_so(come) -> None:
    text = come()("/home/")
    assert "no appointment that holds today" in words(text) and "Why am I seeing this?" in text


def test_a_teacher_sees_the_children_of_the_class_and_no_other(come) -> None:
    opened = come(("teacher", "class"))
    for path in ("/home/", "/my-class/", f"/children/schools/{MIDDLE}/class/?class=8A", f"/children/schools/{MIDDLE}/year/?year=8", f"/children/schools/{MIDDLE}/needs/", "/find/?q=a"):  # fmt: skip
        text = opened(path)
        assert keys(text) <= EIGHT, path
        assert NOBODYS not in text
    assert keys(opened("/my-class/")) == EIGHT


def test_another_class_has_nobody_and_another_school_is_not_there(come) -> None:
    opened = come(("teacher", "class"))
    assert not keys(opened(f"/children/schools/{MIDDLE}/class/?class=7A"))
    for path in ("class/?class=4T", "year/?year=4", "needs/"):
        text = opened(f"/children/schools/{TOWN_PRIMARY}/{path}", 404)
        assert TOWN_CHILD not in text


def test_the_class_is_three_counts_that_add_up_then_lists_as_long(come) -> None:
    text = come(("teacher", "class"))("/my-class/")
    whole, first, looked_at, unseen = sums(text)[0]
    assert whole == first + looked_at + unseen == len(EIGHT)
    for heading, count in (("first", first), ("looked-at", looked_at), ("unseen", unseen)):
        section = re.search(rf'<section aria-labelledby="{heading}">(.*?)</section>', text, re.S)[1]
        assert len(keys(section)) == count


def test_who_comes_first_has_reasons_what_was_tried_and_why_it_is_shown(come) -> None:
    text = words(come(("teacher", "class"))("/my-class/"))
    assert "Maya Sandford" in text and "Missed 31 % of sessions" in text
    assert "Reading partners, from 3 November 2025 and goes on" in text
    assert "A flag asks a person to look and decides nothing" in text


def test_a_part_of_a_year_is_not_called_the_year(come) -> None:
    assert "You may see" in words(come(("teacher", "class"))(f"/children/schools/{MIDDLE}/year/?year=8"))
    assert "Year 8 has" in words(come(("teacher", "year"))(f"/children/schools/{MIDDLE}/year/?year=8"))


@pytest.mark.parametrize("path", [
    "/children/ledger/", f"/children/ledger/schools/{MIDDLE}/", "/children/attendance/", f"/children/attendance/schools/{MIDDLE}/", "/children/progress/",
    f"/children/progress/schools/{MIDDLE}/", "/children/alarms/", f"/children/alarms/schools/{MIDDLE}/", "/children/data/", f"/children/data/schools/{MIDDLE}/", "/children/flags/scores/",
])  # fmt: skip
def test_a_page_that_counts_whole_academies_says_so_to_who_holds_a_part(come, path: str) -> None:
    text = words(come(("teacher", "class"))(path))
    assert "This page counts whole academies" in text
    assert "nothing to mend" not in text and "No week" not in text


def test_who_leads_a_year_sees_the_moves_of_the_year(come) -> None:
    text = words(come(("senior_leader", "year"))("/children/moving/"))
    assert "move on at the end of" in text


def test_a_parent_sees_one_child_and_no_flag_no_note_no_other(come) -> None:
    opened = come(("parent", "child"))
    text = opened("/my-child/")
    said = words(text)
    assert "Maya" in said and "Science fair, second place" in said and "Played cornet" in said
    assert "half days" in said or "half day" in said
    for never in (
        "flag",
        "drift",
        "Rang home",
        "start-time plan",
        "suspension",
        "behaviour",
        "persistent",
        "SLCN",
        "Joy Sandford",
        "01889",
    ):
        assert never not in said, never
    others = [n for k, n in NAMES.items() if k != MAYA and n != NAMES[MAYA]]
    assert not [n for n in others if n in said]
    whole, *parts = sums(text)[0]
    assert whole == sum(parts) == 4
    for path in (f"/children/child/{MAYA}/", "/children/", f"/academies/{MIDDLE}/", "/my-class/"):
        opened(path, 403)


def test_a_parents_look_is_written_down(come, made_up_store) -> None:
    from collegiate.store import Store

    opened = come(("parent", "child"))
    opened("/my-child/")
    looks = [e for e in Store(made_up_store).audit.journal if e.get("who") == opened.user.email]
    assert looks and {k for e in looks for k in e["keys"]} == {MAYA}


def test_an_academy_is_open_to_its_own_and_to_nobody_elses(come) -> None:
    head = come(("head", "academy"))
    text = head(f"/academies/{MIDDLE}/")
    assert all(w == sum(p) for w, *p in sums(text))
    for urn in (HIGH, FIRST, TOWN_PRIMARY):
        head(f"/academies/{urn}/", 403)
    head("/academies/123456/", 404)
    assert "Nobody missed" in text and f"/children/schools/{MIDDLE}/needs/" in text


def test_a_small_year_is_said_in_children(come) -> None:
    text = words(come(("head", "academy"))(f"/academies/{MIDDLE}/"))
    assert "few: children, no percentages" in text


def test_needs_add_up_and_say_what_is_tried(come) -> None:
    text = come(("senco", "academy"))(f"/children/schools/{MIDDLE}/needs/")
    whole, *parts = sums(text)[0]
    own = {c["pupil_key"] for c in children() if c["urn"] == MIDDLE and c["on_roll"] and c["sen_provision"] == "K"}
    assert whole == sum(parts) == len(own) and keys(text) == own
    assert "Reading partners" in words(text) and "Speech and language sessions" in words(text)


def test_the_search_finds_children_of_ones_scope_and_schools_for_all(come) -> None:
    assert MAYA in come(("head", "academy"))("/find/?q=maya")
    for post in (("trustee", "trust"), ("visitor", "self"), ("parent", "child")):
        text = come(post)("/find/?q=maya")
        assert MAYA not in text and "Sandford" not in text
    assert "Windmill Park" in come(("visitor", "self"))("/find/?q=windmill")
    assert TOWN_CHILD not in come(("head", "academy"))("/find/?q=townsend")


def test_the_search_of_a_page_of_ones_own_leads_to_what_finds_children(come) -> None:
    opened = come(("head", "academy"))
    assert 'action="/find/"' in opened("/home/") and 'action="/search"' in opened("/")


def test_an_emergency_that_waits_comes_before_everything_else(come) -> None:
    from django.utils import timezone

    from collegiate.web.accounts.models import Emergency

    opened = come(("safeguarding_lead", "academy"))
    assert "No emergency look waits" in words(opened("/home/"))
    now = timezone.now()
    Emergency.objects.create(
        user=opened.user, pupil_key=MAYA, urn=MIDDLE, reason="found alone", end=now + timedelta(hours=1)
    )
    Emergency.objects.create(user=opened.user, pupil_key=TOWN_CHILD, urn=TOWN_PRIMARY, reason="not ours", end=now + timedelta(hours=1))  # fmt: skip
    text = opened("/home/")
    assert "Who saw what in an emergency?" in re.search("<h1[^>]*>(.*?)</h1>", text)[1]
    assert sums(text)[0] == [1, 1, 0]


def test_a_sum_that_does_not_add_up_is_never_made() -> None:
    from collegiate.web.home.answers import Count, Sum

    with pytest.raises(ValueError, match="not the sum"):
        Sum(Count(3, "children"), (Count(1, "seen"), Count(1, "missed")))


def test_a_first_screen_asks_the_store_few_questions(come, monkeypatch) -> None:
    from collegiate.engine import Database

    asked: list[str] = []
    plain = Database._rows
    monkeypatch.setattr(Database, "_rows", lambda self, *a, **k: asked.append(str(a[0])) or plain(self, *a, **k))
    for post, most in (
        (("head", "academy"), 40),
        (("teacher", "class"), 25),
        (("trustee", "trust"), 40),
        (("data_manager", "trust"), 55),
    ):
        opened = come(post)
        opened("/home/")
        asked.clear()
        opened("/home/")
        assert len(asked) <= most, (post, len(asked))


def test_who_sees_counts_alone_is_told_of_children_in_protected_counts(come) -> None:
    text = come(("trustee", "trust"))("/home/")
    part = text[text.index("Is any child left out?") :]
    sentence = re.sub(r"<[^>]+>", " ", part[: part.index("Why am I seeing this?")])
    numbers = [int(n.replace(",", "")) for n in re.findall(r"\b\d[\d,]*(?= children| of)", sentence)]
    assert numbers and all(n % 5 == 0 for n in numbers), sentence
    assert "/counts/" in text and not keys(text)


def test_who_sees_children_is_not_told_the_same_in_rounded_counts(come) -> None:
    assert "Is any child left out?" not in come(("head", "academy"))("/home/")
