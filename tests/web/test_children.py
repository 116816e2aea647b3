"""What the pages about children say: counts that add up, small numbers as children, gaps said, and everything escaped."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest
from children_store import FORMER_KEY, MAYA, NO_KEY, NOBODYS, ODD_CLASS, children
from deciding_rows import SURE
from made_up_store import FIRST, HIGH, MIDDLE, SMALL_FIRST
from test_doors import CHILDREN, PAGES
from test_pages import Outline


@pytest.fixture(scope="module")
def head(_django: None):
    """Somebody appointed to the whole trust."""
    from collegiate.web.accounts.acts import add_user
    from collegiate.web.accounts.models import User

    yield add_user(email="head@dove.example", name="Hetty Head", role="data_manager")
    User.objects.all().delete()


@pytest.fixture
def page(browse, head):
    browse.force_login(head)

    def get(path: str, status: int = 200) -> str:
        response = browse.get(path)
        assert response.status_code == status, path
        return response.content.decode()

    return get


def words(text: str) -> str:
    main = text[text.index("<main") : text.index("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def rows(text: str, heading: str = "") -> list[list[str]]:
    """The cells of the first table after a heading."""
    table = re.search(r"<tbody>(.*?)</tbody>", text[text.index(heading) :], re.S)[1]
    return [
        [words(f"<main>{c}</main>").strip() for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)
    ]


def equation(text: str, label: str) -> list[int]:
    section = re.search(rf'aria-label="{label}">(.*?)</section>', text, re.S)[1]
    return [int(n.replace(",", "")) for n in re.findall(r"<b>([\d,]+)</b>", section)]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_without_scripts_with_one_heading_and_labelled_fields(page, path: str) -> None:
    text = page(path)
    outline = Outline(text)
    assert len(outline.all("h1")) == 1
    assert not outline.all("script", "style", "iframe")
    assert not [a for _, a in outline.tags if "style" in a or any(k.startswith("on") for k in a)]
    ids = [a["id"] for _, a in outline.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {a.get("for") for a in outline.all("label")}
    assert not [a for a in outline.all("input", "select") if a.get("type") != "hidden" and a.get("id") not in labelled]
    assert len(outline.all("table")) == len(re.findall(r"<thead>|pairs", text))
    for picture in re.findall(r"<svg[^>]*>", text):
        assert "aria-label" in picture or "aria-hidden" in picture
    assert [a for a in outline.all("a") if a.get("aria-current")]


def test_links_between_the_pages_lead_somewhere(browse, head, page) -> None:
    from urllib.parse import urljoin

    links = {
        urljoin(path, html.unescape(a["href"])).split("#")[0]
        for path in PAGES
        for a in Outline(page(path)).all("a")
        if a.get("href") and not a["href"].startswith("#")
    }
    by_kind = {re.sub(r"[0-9A-Z]{10}|=[^&]*|\d+", "*", link): link for link in sorted(links)}
    assert len(by_kind) > 30
    for link in by_kind.values():
        assert browse.get(link).status_code in (200, 302), link


@pytest.mark.parametrize(
    "path",
    [
        "/children/ledger/",
        f"/children/ledger/schools/{MIDDLE}/",
        "/children/ledger/?week=2026-09-14",
        f"/children/ledger/schools/{SMALL_FIRST}/",
    ],
)
def test_the_ledger_adds_up_to_the_roll_on_the_page(page, path: str) -> None:
    roll, *parts = equation(page(path), "Nobody missed")
    assert roll == sum(parts) and len(parts) == 3 and roll > 0


def test_every_row_of_the_ledger_adds_up_and_so_do_the_columns(page) -> None:
    for text, heading in (
        (page("/children/ledger/"), "<table"),
        *(
            (page(f"/children/ledger/schools/{MIDDLE}/"), f'id="g-{g}"')
            for g in ("year_group", "registration_group", "sen_provision")
        ),
    ):
        *parts, whole = [[int(c.replace(",", "")) for c in r[1:]] for r in rows(text, heading)]
        assert all(r[0] == r[1] + r[2] + r[3] for r in [*parts, whole])
        assert whole == [sum(column) for column in zip(*parts, strict=True)]


def test_a_number_of_the_ledger_leads_to_as_many_children_and_what_is_missing(page) -> None:
    text = page(f"/children/ledger/schools/{MIDDLE}/")
    numbers = re.findall(r"<b>(\d+)</b> <a href=\"[^\"]*state=(\w+)\"", text)
    assert len(numbers) == 3
    for count, state in numbers:
        listed = page(f"/children/ledger/schools/{MIDDLE}/children/?state={state}")
        assert len(rows(listed, "<caption")) == int(count)
    assert "no note at all, no effort grade this term, no named adult" in words(
        page(f"/children/ledger/schools/{MIDDLE}/children/?state=no_data")
    )


def test_the_roll_of_an_academy_is_the_sum_of_its_years_and_a_class_with_an_odd_name_opens(page) -> None:
    text = page(f"/children/schools/{MIDDLE}/")
    roll, *years = equation(text, "The roll by year")
    assert roll == sum(years) == sum(c["urn"] == MIDDLE and c["on_roll"] for c in children())
    href = next(h for h in re.findall(r'href="(roll/[^"]*)"', text) if "Oak" in h)
    opened = page(f"/children/schools/{MIDDLE}/{html.unescape(href)}")
    assert len(rows(opened)) == sum(c["registration_group"] == ODD_CLASS for c in children())
    assert html.escape(ODD_CLASS) in opened


def test_sessions_add_up_and_the_academies_to_the_whole(page) -> None:
    text = page("/children/attendance/")
    possible, *parts = equation(text, "Every session once")
    assert possible == sum(parts)
    *academies, whole = rows(text)
    assert sum(int(r[1]) for r in academies) == int(whole[1])


def test_few_children_are_counted_and_never_a_percentage(page) -> None:
    assert "%" not in words(page(f"/children/attendance/schools/{SMALL_FIRST}/"))
    told = {r[0]: r for r in rows(page(f"/children/attendance/schools/{MIDDLE}/"), 'id="group-1"')}
    assert re.fullmatch(r"\d+ of 1,000 sessions", told["Year 8"][2])
    for row in rows(page("/children/attendance/why-figures-differ/"), 'id="missed"'):
        assert ("%" in row[1]) is (not row[0].startswith(("Hutchins", "Saggar Lane")))


def test_ours_stands_beside_the_official_figure_where_there_is_one(made_up_store) -> None:
    from collegiate.web.views.children.reconciling import Compared

    counts = {
        "pupils": 200,
        "possible": 1000,
        "attended": 900,
        "authorised": 60,
        "unauthorised": 40,
        "educational": 20,
        "not_possible": 250,
        "persistent": 30,
    }
    row = Compared(1, "A", counts, {"absence": 9.2, "persistent_absence": 15.0})
    assert (row.ours, row.all_marks, row.without_education) == ("10.0%", "8.0%", "12.0%")
    assert row.absence_beside == "9.2%; ours is 0.8 points higher"
    assert row.persistent_beside == "15.0%; the same"
    assert Compared(1, "A", counts, {}).absence_beside == "not published for this year"
    assert Compared(1, "A", {**counts, "pupils": 11}, {"absence": 9.2}).ours == "100 of 1,000"


@pytest.mark.parametrize(
    ("asked", "found"),
    [("maya", 1), ("SANDFORD maya", 1), ("okoro", 1), ("zebedee", 0), ("%", 0), ("_", 0), ("maya zebedee", 0)],
)
def test_children_are_found_by_any_part_of_their_names(page, asked: str, found: int) -> None:
    text = page(f"/children/?q={quote(asked)}")
    assert len(re.findall(r"class=\"entry\"", text)) == found


_ODD = (
    "q=%00&week=nonsense&days=-1&school=abc&year=%FF&state=%3Cb%3E&class=%3Cscript%3E&page=-3&who=everybody",
    "week=2026-13-45&days=99999999999&school=1&year=9999&q=" + "a" * 4000,
)


@pytest.mark.parametrize("odd", _ODD, ids=("nonsense", "too much"))
@pytest.mark.parametrize("name", [n for n in CHILDREN if n != "child-looks"])
def test_odd_questions_are_answered_plainly(browse, head, name: str, odd: str) -> None:
    browse.force_login(head)
    path = CHILDREN[name][0].split("?")[0]
    response = browse.get(f"{path}?{odd}")
    assert response.status_code in (200, 302)
    assert b"<script>" not in response.content


@pytest.mark.parametrize(
    "path",
    [
        f"/children/child/{NO_KEY}/",
        f"/children/child/{NO_KEY}/looks/",
        "/children/schools/1/",
        "/children/schools/1/roll/?year=5",
        "/children/ledger/schools/1/",
        "/children/ledger/schools/1/children/",
        "/children/attendance/schools/1/",
        "/children/attendance/schools/1/children/",
        "/children/flags/schools/1/",
        "/children/child/short/",
        "/children/nothing/",
    ],
)
def test_what_is_not_there_is_said_and_not_stored(browse, head, page, path: str) -> None:
    assert "This is not here" in page(path, 404)


def test_an_address_that_was_given_out_before_leads_to_the_child(browse, head) -> None:
    browse.force_login(head)
    assert browse.get(f"/children/child/{FORMER_KEY}/")["Location"] == f"/children/child/{MAYA}/"


def test_a_whole_history_is_on_one_page(page) -> None:
    text = words(page(f"/children/child/{MAYA}/"))
    for said in (
        "Year 8 at Windmill Park CE Middle School, on roll since 5 September 2023", "SEN support, free school meals and pupil premium", "Sandford-Okoro",
        "Phonics check (of 40): 36 (met) in June 2021, after 29 (not met) in June 2020", "Key stage 2, judged by teachers: working towards", "Each scale stands by itself",
        "32 of 100 sessions missed: one in ten or more", "Picknoll First School 5 September 2017 to 21 July 2023", "Speech and language sessions", "I want to be a vet & play in a band",
        "Mrs J. Rushton acted, about attendance: Rang home and agreed a start-time plan.", "Suspension: DB, two sessions lost", "7 of 8 parts of the agreed pack are there; missing: aspiration",
        "about 9 in 10 to drift out of attendance; flagged, still open", "Speech, language and communication needs",
    ):  # fmt: skip
        assert said in text, said


def test_the_four_kinds_of_achievement_stand_side_by_side_also_when_there_is_none(page) -> None:
    for key in (MAYA, NOBODYS):
        section = page(f"/children/child/{key}/")
        section = section[section.index('id="achievements"') : section.index('id="own"')]
        assert re.findall(r"<h3>(.*?)</h3>", section) == [
            "Academic",
            "In the curriculum",
            "Beyond the curriculum",
            "Personal",
        ]


def test_a_child_of_whom_nothing_is_known_is_told_so(page) -> None:
    text = words(page(f"/children/child/{NOBODYS}/"))
    for said in (
        "No adult is named as knowing them well; no adult is known to have acted",
        "No result of this child",
        "No effort grade",
        "Nobody has yet written down what this child hopes for",
        "Nothing recorded",
    ):
        assert said in text, said


def test_words_from_files_are_escaped(page) -> None:
    assert "<b>Quiet" not in page(f"/children/child/{NOBODYS}/")
    assert "<band>" not in page(f"/children/child/{MAYA}/")
    assert "<Oak>" not in page(f"/children/schools/{MIDDLE}/")


def test_effort_is_apart_from_results(page) -> None:
    text = page(f"/children/child/{MAYA}/")
    results = text[text.index('id="results"') : text.index('id="effort"')]
    effort = text[text.index('id="effort"') : text.index('id="needs"')]
    assert "ffort" not in words(f"<main {results}</section></main>")
    assert [r[:2] for r in rows(effort)] == [["English", "–"], ["Mathematics", "5"]]


def test_weeks_and_terms_of_a_child_add_up_to_the_year(page) -> None:
    text = page(f"/children/child/{MAYA}/")
    section = text[text.index('id="attendance"') : text.index('id="results"')]
    for story in section.split("<article")[1:]:
        *terms, year = [[int(c) for c in r[1:]] for r in rows(story)]
        assert [sum(c) for c in zip(*terms, strict=True)] == year
        weeks = rows(story[story.index("the weeks of") :])
        assert [sum(int(w[i]) for w in weeks) for i in (1, 2, 3)] == year


def test_who_looked_is_told_and_this_look_is_among_them(page) -> None:
    page(f"/children/child/{MAYA}/")
    text = words(page(f"/children/child/{MAYA}/looks/"))
    assert "head@dove.example" in text
    assert re.search(r"opened the record of this child[^()]*\(as data manager; page “child”", text)


def test_a_flag_has_every_reason_with_its_weight_and_says_that_a_person_decides(page) -> None:
    text = page(f"/children/flags/schools/{MIDDLE}/")
    assert "a person looks and decides" in text
    first = rows(text)
    assert [r[1].split()[0] for r in first] == ["+1.86", "+0.41", "−0.12", "+0.03"]
    assert first[2][2] == "makes it less likely"
    assert "everything else" not in re.search(r"</span><p>(.*?)</p>", text, re.S)[1]


def test_scores_add_up_for_every_group(page) -> None:
    for path in ("/children/flags/scores/", f"/children/flags/scores/?school={MIDDLE}"):
        for name, *cells in rows(page(path)):
            pupils, came, _, caught, missed, worried, calm = (int(c) for c in cells)
            assert pupils == caught + missed + worried + calm and came == caught + missed, name


def test_the_model_says_what_it_never_reads_and_its_limits(page) -> None:
    text = words(page("/children/flags/model/"))
    assert "sex, ethnicity and address" in text and "It decides nothing" in text and "about one child in 10" in text


def test_days_without_action_are_as_asked(page) -> None:
    for days in (30, 60):
        found = rows(page(f"/children/ledger/without-action/?school={FIRST}&days={days}"))
        assert found and all(int(r[4]) >= days for r in found)
        assert [int(r[4]) for r in found] == sorted((int(r[4]) for r in found), reverse=True)


def test_a_picture_without_children_says_so(_django: None, head, tmp_path) -> None:
    from django.test import Client
    from django.test.utils import override_settings
    from made_up_store import make_store

    with override_settings(COLLEGIATE_STORE=make_store(tmp_path)):
        client = Client()
        client.force_login(head)
        for name, paths in CHILDREN.items():
            answer = client.get(paths[0])
            assert answer.status_code == (404 if any(p in paths[0] for p in ("/schools/", "/child/", SURE)) else 200), (
                name
            )
        assert "No file of this picture tells of children" in client.get("/children/").content.decode()


@pytest.mark.parametrize(
    ("code", "day", "group"),
    [
        ("H", "2024-08-18", "authorised_absence"),
        ("H", "2024-08-19", ""),
        ("J1", "2024-08-18", ""),
        ("J1", "2024-08-19", "authorised_absence"),
        ("/", "2020-01-06", "present"),
        ("?", "2020-01-06", ""),
    ],
)
def test_a_code_counts_as_it_did_on_its_day(code: str, day: str, group: str) -> None:
    from datetime import date

    from collegiate.web.pictures.childhood.sessions import group_of

    assert group_of(code, date.fromisoformat(day)) == group


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.01, "fewer than 1 in 20"), (0.05, "fewer than 1 in 10"), (0.31, "about 3 in 10"), (0.97, "more than 9 in 10")],
)
def test_a_chance_is_said_as_people_do(chance: float, said: str) -> None:
    from collegiate.web.pictures.childhood.reasons import chance_words

    assert chance_words(chance) == said


def test_grades_in_letters_are_not_put_on_a_line_of_numbers() -> None:
    from collegiate.web.pictures.childhood.results import drawn_results

    row = {
        "stage": "KS5",
        "subject": "MAT",
        "component": "grade",
        "status": "R",
        "period": 2026,
        "day": None,
        "value": 50.0,
        "code": "A",
        "urn": HIGH,
    }
    ((_, chart),) = drawn_results([row], [])
    assert chart.rows == (("2025/26", "A level grade", "A", "result"),)


def test_a_term_that_begins_on_the_first_of_september_begins_in_its_first_week() -> None:
    from datetime import date

    from collegiate.web.views.children.attendance import _year_of_week

    assert [_year_of_week(d) for d in (date(2026, 8, 31), date(2026, 8, 24), date(2018, 8, 27))] == [2027, 2026, 2018]


def test_an_academys_page_takes_the_difference_from_others_apart(page):
    found = page(f"/children/attendance/schools/{MIDDLE}/why-figures-differ/")
    assert "Figures by set of rules" in found and "From ours to:" in found
