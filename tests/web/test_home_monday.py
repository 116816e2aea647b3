"""The Monday page: a change that was planted between two pictures is found, ranked and explained; without one nothing is asked of anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from home_people import appointed, sums, words
from made_up_store import FIRST, HIGH, MIDDLE


def _changed(record: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The same children a week on: two more without data, six more absent, one sending late, one school that begins to fall."""
    from children_store import LAST_MONDAY
    from deciding_rows import NOW

    def edited(name: str, change: Any) -> pa.Table:
        table = record[name]
        rows = table.to_pylist()
        for row in rows:
            change(row)
        return pa.Table.from_pylist(rows, schema=table.schema)

    def missed(row: dict[str, Any]) -> None:
        if (row["urn"], row["week"], row["grouping"]) == (MIDDLE, LAST_MONDAY, "all"):
            row |= {"no_data": row["no_data"] + 2, "looked_at": row["looked_at"] - 2}

    def absent(row: dict[str, Any]) -> None:
        if (row["urn"], row["period"], row["grouping"]) == (FIRST, NOW, "all"):
            row["persistent"] += 6

    def late(row: dict[str, Any]) -> None:
        if (row["urn"], row["kind"]) == (MIDDLE, "marks"):
            row |= {"state": "late", "found": "Nothing since 9 November."}

    def falls(row: dict[str, Any]) -> None:
        if (row["urn"], row["series"], str(row["as_of"])) == (MIDDLE, "MAT", "2026-11-20"):
            row |= {"raised": True, "chance": 0.02, "found": "Progress in the trust's MAT test is lower."}

    changes = {"ledger_count": missed, "attendance_count": absent, "sending": late, "alarm": falls}
    return record | {name: edited(name, change) for name, change in changes.items()}


def _two_pictures(root: Path, second: dict[str, pa.Table]) -> Path:
    from children_store import record_tables
    from made_up_store import DOVE, make_store

    make_store(root, record_tables(), trust=str(DOVE))
    return make_store(root, second, trust=str(DOVE))


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two pictures, between which something changed."""
    from children_store import record_tables

    return _two_pictures(tmp_path_factory.mktemp("changed"), _changed(record_tables()))


@pytest.fixture(scope="module")
def same(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two pictures that are alike."""
    from children_store import record_tables

    return _two_pictures(tmp_path_factory.mktemp("same"), record_tables())


@pytest.fixture
def monday(browse, _django):
    """Open the Monday page of a store as somebody."""
    from django.test.utils import override_settings

    from collegiate.web.accounts.models import User

    def opened(store: Path, *held: tuple[str, str], asks: str = "", path: str = "/monday/") -> str:
        browse.force_login(appointed(*held))
        with override_settings(COLLEGIATE_STORE=store):
            response = browse.get(f"{path}{asks}")
        assert response.status_code == 200
        return response.content.decode()

    yield opened
    User.objects.filter(email__endswith="@home.example").delete()


def _section(text: str, name: str) -> str:
    start = text.index(f'aria-labelledby="{name}"')
    return text[start : text.index("</section>", start)]


def test_what_was_planted_is_found_the_weightiest_first(monday, changed) -> None:
    said = words(f"<main>{_section(monday(changed, ('trust_executive', 'trust')), 'changed')}</main>")
    expected = [
        "Picknoll First School", "six more", "Windmill Park CE Middle School", "2 more than before", "progress in mathematics slips", "is behind with marks",
    ]  # fmt: skip
    places = [said.find(e.replace("six more", "6 more than before")) for e in expected]
    assert -1 not in places, dict(zip(expected, places, strict=True))
    assert places[0] < places[2] < places[4] < places[5]


def test_each_thing_answers_what_every_number_owes(monday, changed) -> None:
    text = _section(monday(changed, ("trust_executive", "trust")), "changed")
    items = text.count('<li><a class="govuk-link"')
    assert items == 4
    for owed in (
        "Compared with what",
        "How sure",
        "Since when",
        "What a person did",
        "One thing to do",
        "Why am I seeing this?",
    ):
        assert text.count(owed) == items, owed
    assert "at most 1 look in" in text and "It is a count" in text


def test_what_did_not_change_is_counted_too(monday, changed) -> None:
    said = words(f"<main>{_section(monday(changed, ('trust_executive', 'trust')), 'same')}</main>")
    for words_ in (
        "children are at three academies",
        "published figures are as they were",
        "academies have no more persistently absent",
        "still falls",
        "do not fall",
    ):
        assert words_ in said, words_


def test_the_counts_add_up_to_the_things(monday, changed) -> None:
    whole, *parts = sums(monday(changed, ("trust_executive", "trust")))[0]
    assert whole == sum(parts) == 4


def test_without_a_change_nothing_is_asked_of_anybody(monday, same) -> None:
    text = monday(same, ("trust_executive", "trust"))
    assert "Nothing needs somebody" in words(text)
    assert 'class="govuk-button"' not in text and sums(text)[0][0] == 0
    assert "children are at four academies" in words(text)


def test_with_one_picture_it_is_said_and_what_needs_somebody_is_shown(monday, made_up_store) -> None:
    said = words(monday(made_up_store, ("trust_executive", "trust")))
    assert "There is only one picture yet" in said and "What needs you" in said


def test_a_head_sees_what_changed_at_the_own_academy_alone(monday, changed) -> None:
    said = words(monday(changed, ("head", "academy")))
    assert "Windmill Park" in said and "Picknoll" not in said and "Dove Bank" not in said


def test_a_trustee_sees_public_figures_and_which_school_falls(monday, changed) -> None:
    said = words(monday(changed, ("trustee", "trust")))
    assert "One thing needs somebody" in said and "published figures are as they were" in said
    assert " slips." in said and "Nobody yet" in said
    assert "on roll" not in said and "no data" not in said


def test_a_teacher_is_led_to_the_class(monday, changed) -> None:
    assert "See your class or year" in monday(changed, ("teacher", "class"))


def test_a_figure_that_became_worse_beyond_chance_is_shown_to_who_governs(monday, tmp_path, monkeypatch) -> None:
    import made_up_store
    from children_store import record_tables

    made_up_store.make_store(tmp_path, record_tables(), trust=str(made_up_store.DOVE))
    before = made_up_store.figures

    def worse() -> list[dict[str, Any]]:
        rows = before()
        for row in rows:
            if (row["urn"], row["measure"], row["period"], row["shown"]) == (HIGH, "ks4_attainment8", 2019, True):
                row |= {"value": 30.0, "low": 28.0, "high": 32.0, "verdict": "worse", "similar_median": 47.0}
        return rows

    monkeypatch.setattr(made_up_store, "figures", worse)
    store = made_up_store.make_store(tmp_path, record_tables(), trust=str(made_up_store.DOVE))
    text = monday(store, ("trustee", "trust"))
    assert "Dove Bank High School: attainment 8 in 2018/19 is 30.0, worse than at similar schools." in words(text)
    assert f"/schools/{HIGH}/figures/ks4_attainment8/2019/" in text


def test_an_earlier_picture_may_be_chosen_and_a_made_up_one_is_not(monday, changed) -> None:
    from collegiate.store import Store

    earlier = Store(changed).layout.snapshots()[0]
    chosen = [
        words(monday(changed, ("head", "academy"), asks=f"?since={asked}"))
        for asked in (earlier, "../../etc/passwd", "")
    ]
    assert chosen[0] == chosen[1] == chosen[2]


def test_comparing_looks_at_no_child(monday, changed) -> None:
    from collegiate.store import Store

    before = sum(1 for _ in Store(changed).audit.journal)
    monday(changed, ("trust_executive", "trust"))
    monday(changed, ("trust_executive", "trust"), path="/home/")
    assert sum(1 for _ in Store(changed).audit.journal) == before


def test_one_fall_is_told_once_whichever_sources_know_of_it(monday, changed) -> None:
    said = words(monday(changed, ("trust_executive", "trust")))
    assert said.count("rogress in mathematics slips") == 2, "the thing to do first, and its place in the list"
    assert "rogress in mathematics falls" not in said


def test_whoever_sees_children_and_reads_no_strategy_is_told_of_the_fall_and_that_cases_are_not_open_to_them(monday, changed) -> None:  # fmt: skip
    said = words(monday(changed, ("senco", "academy")))
    assert "progress in mathematics falls" in said and "in records that are not open to you" in said


def test_what_a_person_did_is_what_was_written_down(monday, changed) -> None:
    from datetime import date

    from made_up_store import DOVE

    from collegiate.web.slipping.models import PersonsLook

    untouched = words(monday(changed, ("head", "academy")))
    assert "Nobody yet" in untouched and "not here yet" not in untouched
    look = PersonsLook.objects.create(trust_uid=DOVE, urn=MIDDLE, reference=f"{DOVE}-{MIDDLE}-own.progress.MAT", reason="A new scheme of work began.", words="It falls.", size=10.0, on=date(2026, 11, 20), snapshot="one", by="lead@dove.example")  # fmt: skip
    try:
        said = words(monday(changed, ("head", "academy")))
        assert (
            "Looked at by lead@dove.example on 20 November 2026, no case because: A new scheme of work began." in said
        )
    finally:
        look.delete()


def test_of_each_kind_the_weightiest_is_shown_before_a_second_of_one_kind() -> None:
    from collegiate.web.home.answers import Consequence, Link
    from collegiate.web.home.monday import MOST, Compared, Item

    def item(words_: str, consequence: Consequence, touched: int) -> Item:
        return Item(words_, "", "", "", Link("Look", "/"), "", consequence, touched, "")

    children = [item(f"child {n}", Consequence.CHILD, n) for n in range(9, 0, -1)]
    others = [[item("school", Consequence.SCHOOL, 400)], [item("data", Consequence.DATA, 5)]]
    found = Compared([children, *others], [], "", [], "")
    shown = [i.sentence for i in found.shown]
    assert shown == ["child 9", "child 8", "child 7", "school", "data"]
    assert len(shown) == MOST and [i.sentence for i in found.rest] == [f"child {n}" for n in range(6, 0, -1)]
    assert len(found.items) == 11


def test_a_school_whose_roll_is_not_known_ranks_as_the_largest_that_is() -> None:
    from types import SimpleNamespace

    from collegiate.web.home.monday import Both

    schools = {1: {"roll": 40}, 2: {"roll": 900}, 3: {"roll": None}}
    both = Both(None, None, None, SimpleNamespace(schools=schools))  # type: ignore[arg-type]
    assert both.roll(1, 3, None, 99) == 940
    unknown = Both(None, None, None, SimpleNamespace(schools={3: {"roll": None}}))  # type: ignore[arg-type]
    assert unknown.roll(3) == 1
