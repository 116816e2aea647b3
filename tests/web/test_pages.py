"""Every address of the pages: what it shows, what it says of the odd, and that it is whole, safe and quiet."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from made_up_store import BROKEN_FILE, DOVE, FILE, HIGH, KILN, LONE, MIDDLE, MOVED, OLD_HIGH, SMALL_FIRST, TOWN_HIGH

PAGES = (
    "/",
    "/search",
    "/search?q=dove",
    "/search?q=nothing+at+all",
    f"/trusts/{DOVE}/",
    f"/trusts/{DOVE}/?year=2016",
    f"/trusts/{KILN}/",
    f"/trusts/{LONE}/",
    f"/trusts/{DOVE}/figures/ks4_progress8/2019/",
    f"/trusts/{DOVE}/placing/",
    f"/trusts/{DOVE}/placing/?year=2019&measure=persistent_absence",
    f"/trusts/{LONE}/placing/",
    f"/schools/{HIGH}/",
    f"/schools/{OLD_HIGH}/",
    f"/schools/{SMALL_FIRST}/",
    f"/schools/{MOVED}/",
    f"/schools/{HIGH}/similar/2019/",
    f"/schools/{HIGH}/similar/2019/?measure=ks4_attainment8",
    f"/schools/{HIGH}/similar/2019/otherwise/",
    f"/schools/{HIGH}/similar/2019/otherwise/?measure=persistent_absence&w_roll=0&schools=30&without=910005",
    f"/schools/{SMALL_FIRST}/similar/2019/otherwise/",
    f"/schools/{HIGH}/figures/ks4_progress8/2019/",
    f"/schools/{SMALL_FIRST}/figures/ks2_progress_reading/2019/",
    "/measures/",
    "/measures/ks4_progress8/",
    "/measures/persistent_absence/",
    "/measures/inspection/",
    "/methods/",
    "/methods/similar-schools/",
    "/methods/intervals/",
    "/methods/standing/",
    "/methods/value-added/",
    "/methods/trusts/",
    "/methods/eras/",
    "/sources/",
    f"/sources/{FILE}/",
    f"/sources/{BROKEN_FILE}/",
    f"/sources/{BROKEN_FILE}/?page=2",
    f"/sources/{FILE}/rows/4/",
    "/checks/",
    "/help/",
    "/accessibility/",
)
DOWNLOADS = (
    f"/trusts/{DOVE}/figures.csv?year=2019",
    f"/trusts/{DOVE}/placing.csv?year=2019&measure=persistent_absence",
    f"/schools/{HIGH}/figures.csv",
    f"/schools/{HIGH}/similar/2019/set.csv",
    f"/sources/{BROKEN_FILE}/refused.csv",
)
NOT_THERE = (
    "/trusts/1/",
    "/trusts/1/figures.csv",
    "/trusts/1/placing/",
    "/trusts/1/placing.csv",
    "/trusts/1/figures/ks4_progress8/2019/",
    f"/trusts/{DOVE}/figures/nothing/2019/",
    "/trusts/abc/",
    "/trusts/99999999999999999999/",
    "/schools/1/",
    "/schools/1/figures.csv",
    "/schools/1/similar/2019/",
    "/schools/1/similar/2019/set.csv",
    "/schools/1/similar/2019/otherwise/",
    f"/schools/{HIGH}/similar/1999/otherwise/",
    "/schools/1/figures/ks4_progress8/2019/",
    f"/schools/{HIGH}/similar/1999/",
    f"/schools/{HIGH}/figures/ks4_progress8/1999/",
    f"/schools/{HIGH}/figures/..%2F/2019/",
    "/measures/nothing/",
    "/methods/nothing/",
    "/sources/999/",
    "/sources/999/refused.csv",
    "/sources/999/rows/2/",
    f"/sources/{FILE}/rows/999999/",
    f"/sources/{FILE}/rows/0/",
    "/nothing",
    "/%00",
)

Browse = Callable[[str], object]


class Outline(HTMLParser):
    """The structure of a page, as an assistive technology sees it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.tags if t in names]


@pytest.fixture
def page(browse):
    def get(path: str) -> str:
        response = browse.get(path)
        assert response.status_code == 200, path
        return response.content.decode()

    return get


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_and_is_whole_without_scripts_and_without_any_other_host(page, path: str) -> None:
    text = page(path)
    outline = Outline(text)
    assert "</html>" in text
    assert not outline.all("script", "iframe", "object", "style")
    assert not [a for _, a in outline.tags if "style" in a or any(k.startswith("on") for k in a)]
    for attributes in (a for _, a in outline.tags):
        for name in ("src", "href", "action"):
            assert not re.match(r"(?i)\s*([a-z]+:|//)", attributes.get(name) or ""), attributes


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_landmarks_labels_and_headed_tables(page, path: str) -> None:
    outline = Outline(page(path))
    assert len(outline.all("h1")) == 1
    assert all(len(outline.all(landmark)) == 1 for landmark in ("header", "main", "footer"))
    assert outline.all("html")[0]["lang"] == "en-GB"
    assert all(a.get("scope") in ("col", "row") for a in outline.all("th"))
    assert len({a.get("aria-label") for a in outline.all("nav")}) == len(outline.all("nav"))
    labelled = {a.get("for") for a in outline.all("label")}
    assert all(a.get("id") in labelled for a in outline.all("input", "select"))
    assert all(
        a.get("aria-label") if a.get("role") == "img" else a.get("aria-hidden") == "true" for a in outline.all("svg")
    )
    ids = [a["id"] for _, a in outline.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert all(a["aria-labelledby"] in ids for _, a in outline.tags if "aria-labelledby" in a)
    levels = [int(t[1]) for t, _ in outline.tags if re.fullmatch("h[1-6]", t)]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


@pytest.mark.parametrize("path", (*PAGES, *DOWNLOADS, "/health", "/robots.txt", "/nothing", "/trusts/1/"))
def test_every_answer_carries_the_security_headers(browse, path: str) -> None:
    headers = browse.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_no_page_sets_a_cookie(browse) -> None:
    assert not any(browse.get(path).cookies for path in PAGES)


@pytest.mark.parametrize("path", NOT_THERE)
def test_what_is_not_there_is_said_with_what_to_do_next(browse, path: str) -> None:
    response = browse.get(path)
    assert response.status_code == 404
    text = response.content.decode()
    assert "This is not here" in text and 'href="/search"' in text
    assert "Traceback" not in text


@pytest.mark.parametrize("path", PAGES[:12])
@pytest.mark.parametrize(
    "odd",
    [
        "year=%00",
        "year=99999",
        "page=-1",
        "page=9999999999999",
        "page=x",
        "measure=%27--",
        "q=%00%FF",
        "q=" + "a" * 5000,
    ],
)
def test_odd_questions_are_answered_plainly(browse, path: str, odd: str) -> None:
    response = browse.get(f"{path}{'&' if '?' in path else '?'}{odd}")
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(browse, method: str) -> None:
    assert getattr(browse, method)("/").status_code == 405


def test_an_unknown_host_name_is_refused_with_what_to_do(browse) -> None:
    response = browse.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "COLLEGIATE_HOSTS" in response.content.decode()


def test_every_address_that_is_open_to_anybody_is_opened_by_these_tests() -> None:
    from django.urls import resolve

    from collegiate.web.doors import door_of
    from collegiate.web.urls import urlpatterns

    opened = {resolve(p.split("?")[0]).url_name for p in (*PAGES, *DOWNLOADS, "/health", "/robots.txt")}
    elsewhere = ("api", "components", "school-ees", "trust-ees")  # opened by their own tests
    assert opened == {p.name for p in urlpatterns if door_of(p.callback).shared and not p.name.startswith(elsewhere)}


def test_without_a_picture_pages_say_how_to_make_one(_django: None, tmp_path: Path) -> None:
    from django.test import Client
    from django.test.utils import override_settings

    with override_settings(COLLEGIATE_STORE=tmp_path / "empty"):
        response = Client().get("/")
        assert response.status_code == 503
        assert "collegiate build FOLDER" in response.content.decode()
        assert Client().get("/health").status_code == 503
        assert Client().get("/help/").status_code == 200


def test_health_names_the_snapshot_and_robots_are_asked_to_stay_away(browse) -> None:
    assert browse.get("/health").content.startswith(b"ok 20")
    assert b"Disallow: /" in browse.get("/robots.txt").content


def test_the_first_page_counts_what_is_there_and_names_the_trust_of_the_build(page) -> None:
    text = page("/")
    assert "Begin here" in text and f'href="/trusts/{DOVE}/"' in text
    assert "<b>69</b> schools" in text
    assert "waiting for an answer" in text


def test_the_trusts_counts_add_up_on_the_page(page) -> None:
    text = page(f"/trusts/{DOVE}/")
    ledger = re.search(r'aria-label="Each academy once">(.*?)</section>', text, re.S)
    assert ledger
    whole, *terms = (int(n) for n in re.findall(r"<b>(\d+)</b>", ledger[1]))
    assert whole == sum(terms) == 5


def test_the_trust_opens_with_the_latest_year_that_is_full_of_results(page) -> None:
    text = page(f"/trusts/{DOVE}/")
    assert re.search(r'<a href="\?year=2019" aria-current="true">2018/19</a>', text)


def test_the_trust_shows_its_academies_against_similar_schools_in_words_and_numbers(page) -> None:
    text = page(f"/trusts/{DOVE}/?year=2019")
    assert (
        "Dove Bank High School, Progress 8, 2018/19: −0.39 (95% interval −0.56 to −0.20), worse than similar schools"
        in text
    )
    assert "How do you know?" in text
    assert "middle deemed secondary, 9–13, 355 on roll" in text


def test_a_suppressed_figure_stands_in_its_cell_with_its_symbol_and_is_never_blank(page) -> None:
    assert "c suppressed" in page(f"/trusts/{DOVE}/?year=2019")
    assert "suppressed by the DfE: five pupils or fewer" in page(
        f"/schools/{SMALL_FIRST}/figures/ks2_progress_reading/2019/"
    )


def test_too_few_middle_schools_is_said(page) -> None:
    assert "34 middle schools: there are too few for fifty" in page(f"/trusts/{DOVE}/")
    assert "34 middle schools: there are too few for fifty" in page(
        f"/schools/{MIDDLE}/figures/ks2_progress_maths/2019/"
    )


def test_a_year_before_a_conversion_shows_the_predecessors_figures_in_the_trust(page) -> None:
    assert f"/schools/{OLD_HIGH}/figures/ks4_progress8/2016/" in page(f"/trusts/{DOVE}/?year=2016")


def test_a_trust_is_placed_among_trusts_only_as_far_as_it_can_be_told_apart(page) -> None:
    text = page(f"/trusts/{DOVE}/placing/?year=2019&measure=persistent_absence")
    told = re.search(r"cannot be told apart from (\w+) of one trust; surely ahead of (\w+); surely behind (\w+)", text)
    assert told and sorted(told.groups()) == ["no", "no", "one"]
    assert "Kiln Street Trust" in text
    assert "nothing to place" in page(f"/trusts/{LONE}/placing/")


def test_the_family_shows_which_years_it_serves_and_which_it_does_not(page) -> None:
    text = page(f"/trusts/{KILN}/")
    assert re.search(r'Nursery</th><td data-label="Served by"><span class="mind">no academy of this trust', text)
    assert re.search(
        r'Reception to Year 6</th><td data-label="Served by"><span class="flow"><a class="quietly" href="/schools/900202/"',
        text,
    )
    assert re.search(r'Year 12 to Year 13</th><td data-label="Served by"><span class="mind">no academy', text)


def test_the_family_shows_how_far_its_schools_are_apart(page) -> None:
    text = page(f"/trusts/{KILN}/")
    assert '<td data-label="Saggar Lane Primary Academy">1.3 km</td>' in text


def test_the_latest_inspections_are_counted_each_academy_once_under_its_own_regime(page) -> None:
    text = page(f"/trusts/{DOVE}/")
    ledger = re.search(r'aria-label="Latest inspection of each academy">(.*?)</div>\s*<p', text, re.S)
    assert ledger
    assert sum(int(n) for n in re.findall(r"<b>(\d+)</b>", ledger[1])) == 5
    assert (
        "1</b> report card" in ledger[1] and "(1 Good)" in ledger[1] and "3</b> no inspection in the files" in ledger[1]
    )


def test_who_joined_and_who_left_is_shown_with_where_they_went(page) -> None:
    text = page(f"/trusts/{KILN}/")
    assert "2 schools are members; 1 has left" in text
    assert "Bottle Oven Academy" in text and "moved to &lt;b&gt;Lone&lt;/b&gt; &amp; Empty Trust" in text


def test_names_from_files_are_escaped(page) -> None:
    text = page(f"/trusts/{LONE}/")
    assert "<b>Lone</b>" not in text and "&lt;b&gt;Lone&lt;/b&gt;" in text
    assert "No school is a member" in text


def test_a_schools_history_runs_through_its_conversion_with_the_change_marked(page) -> None:
    text = page(f"/schools/{HIGH}/")
    assert "academy, Sep 2017" in text
    assert "2015/16 (predecessor)" in text
    assert f"/schools/{OLD_HIGH}/figures/ks4_progress8/2016/" in text


def test_a_schools_breaks_and_empty_years_are_explained(page) -> None:
    text = page(f"/schools/{HIGH}/")
    assert "The line breaks because the way of counting changed" in text
    assert "No figure was published for 2019/20 because examinations were cancelled in the pandemic" in text


def test_inspections_stay_in_their_own_words_and_the_predecessors_are_marked(page) -> None:
    text = page(f"/schools/{HIGH}/")
    assert "Satisfactory" in text and f"its predecessor, URN {OLD_HIGH}" in text
    assert "Strong standard" in text and "Needs attention" in text


def test_a_closed_establishment_points_to_what_it_became(page) -> None:
    text = page(f"/schools/{OLD_HIGH}/")
    assert "This establishment closed on 31 August 2017 and became" in text
    assert f'href="/schools/{HIGH}/"' in text


def test_the_similar_schools_are_listed_nearest_first_with_what_is_not_known_said(page) -> None:
    text = page(f"/schools/{HIGH}/similar/2019/")
    assert "50 of 60 possible schools" in text
    assert text.index("Comparison School 1<") < text.index("Comparison School 50<")
    assert "not known" in text


def test_a_figure_answers_the_five_questions_and_keeps_every_release(page) -> None:
    text = page(f"/schools/{HIGH}/figures/ks4_progress8/2019/")
    for question in ("Compared with what", "How sure", "Where from", "Who is in it", "What did we do"):
        assert f"<dt>{question}</dt>" in text
    assert "provisional" in text and "kept, not shown" in text and "−0.38" in text
    assert f'href="/sources/{FILE}/rows/' in text
    assert f'href="/done/{HIGH}/ks4_progress8/"' in text, (
        "a page for everybody leads to what was done, and says none of it"
    )


def test_odds_places_and_what_it_would_take_are_said_in_words_of_few_digits(page) -> None:
    trust, school = page(f"/trusts/{DOVE}/?year=2019"), page(f"/schools/{MIDDLE}/")
    figure = page(f"/schools/{MIDDLE}/figures/ks2_expected_standard/2019/")
    assert "<b>1 in 12</b>" in trust
    for text in (trust, school, figure):
        assert "Its place is between 4th and 31st of 50; it cannot be told apart from 37 of them." in text
    assert re.search(r"For an even chance of the top quarter: three more of these \d+ children\.", figure)
    assert re.search(r"For an even chance of the top quarter: 1\.\d scaled score points more for each of these", school)
    assert "0.085" not in trust + school + figure


def test_several_significantly_better_is_counted_so_that_luck_does_not_add_up(page) -> None:
    text = page(f"/trusts/{DOVE}/?year=2019")
    counted = re.search(r"(\d+) of (\d+) significantly better, (\d+) worse\.", text)
    assert counted
    better, tested, worse = map(int, counted.groups())
    assert better + worse <= tested == 3 + 4 + 4 + 4  # high, two middles, first: their results and absence


def test_a_page_for_everybody_says_nothing_of_what_a_board_settled(page) -> None:
    assert "is for its board to settle" in page(f"/trusts/{DOVE}/?year=2019")
    assert "threshold" not in page(f"/schools/{HIGH}/figures/ks4_progress8/2019/")


def test_a_figure_stands_among_its_similar_schools_in_order_and_by_the_children_it_rests_on(page) -> None:
    text = page(f"/schools/{HIGH}/figures/persistent_absence/2019/")
    assert re.search(r"cannot be told apart from \d+ of \d+ similar schools\.", text)
    assert re.search(r"similar schools lie outside the 99\.8% limits\.", text)
    assert 'class="chart caterpillar"' in text and 'class="chart funnel"' in text
    assert "Among its similar schools" not in page(f"/trusts/{DOVE}/figures/ks4_progress8/2019/")


@pytest.mark.parametrize(
    "path", [f"/trusts/{DOVE}/?year=2019", f"/schools/{HIGH}/", f"/schools/{HIGH}/figures/ks4_progress8/2019/"]
)
def test_every_figure_says_how_it_is_worked_out(page, path: str) -> None:
    assert 'href="/methods/' in page(path)


def test_other_numbers_of_similar_schools_say_whether_the_verdict_is_firm(page) -> None:
    text = page(f"/schools/{HIGH}/similar/2019/otherwise/?measure=persistent_absence")
    assert all(f"The {k} nearest" in text for k in (30, 50, 75))
    assert "firm. The verdict" in text
    assert "Yours:" not in text


def test_other_weights_and_members_are_tried_without_changing_the_picture(page) -> None:
    path = f"/schools/{HIGH}/similar/2019/otherwise/?measure=persistent_absence"
    before = page(path)
    text = page(f"{path}&w_roll=0&schools=20&without=910005+910008")
    assert "Yours: 20 schools; on roll left out and without two schools" in text
    tried = text[text.index("The schools tried") : text.index("</main>")]
    assert tried.count('href="/schools/') == 20
    assert 'href="/schools/910005/"' not in tried
    assert page(path) == before


@pytest.mark.parametrize("odd", ["w_roll=nan", "w_roll=-1", "schools=9999999", "without=x+%00+1e9", "w_nothing=2"])
def test_odd_weights_and_members_count_as_unchanged(page, odd: str) -> None:
    assert "Yours:" not in page(f"/schools/{HIGH}/similar/2019/otherwise/?measure=persistent_absence&{odd}")


def test_a_trusts_figure_names_the_schools_that_were_pooled(page) -> None:
    assert "Dove Bank High School" in page(f"/trusts/{DOVE}/figures/ks4_progress8/2019/")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("DOVE bank", HIGH),
        ("bank dove", HIGH),
        ("st14 7aa dove bank", HIGH),
        ("ST147AA, dove bank", HIGH),
        (str(TOWN_HIGH), TOWN_HIGH),
        ("860/0101", HIGH),
        ("8600101", HIGH),
    ],
)
def test_search_forgives_case_order_postcodes_and_identifiers(page, asked: str, found: int) -> None:
    from urllib.parse import quote

    assert f'href="/schools/{found}/"' in page(f"/search?q={quote(asked)}")


def test_search_says_how_many_before_the_list_and_helps_when_there_is_none(page) -> None:
    assert "1 trust and 2 schools hold every word" in page(
        "/search?q=dove+bank"
    ) or "0 trusts and 2 schools hold every word" in page("/search?q=dove+bank")
    text = page("/search?q=zzz")
    assert "Nothing holds every word of “zzz”" in text and "Try fewer words" in text
    assert "<script>" not in page("/search?q=<script>")


def test_sources_add_up_and_open_questions_come_first(page) -> None:
    text = page("/sources/")
    ledger = re.search(r'aria-label="Nothing lost">(.*?)</section>', text, re.S)
    assert ledger
    whole, kept, refused = (int(n) for n in re.findall(r"<b>(\d+)</b>", ledger[1]))
    assert whole == kept + refused == 255
    assert text.index("Which year is it?") < text.index("The files</h2>")


def test_refused_rows_come_a_hundred_to_a_page_each_with_reason_and_remedy(page) -> None:
    first, second = page(f"/sources/{BROKEN_FILE}/"), page(f"/sources/{BROKEN_FILE}/?page=2")
    assert first.count("A URN has six digits.") == 100
    assert second.count("A URN has six digits.") == 21
    assert "101 to 121 of 121" in second
    assert "Spare · Other" in first


def test_a_source_row_is_shown_as_it_stood(page) -> None:
    text = page(f"/sources/{FILE}/rows/4/")
    assert "P8MEA" in text and "=Dove 2" in text and "0.02" in text


def test_checks_are_listed_with_what_to_do(page) -> None:
    text = page("/checks/")
    assert (
        "The roll doubled within a year." in text and "Ask the school." in text and f'href="/schools/{HIGH}/"' in text
    )


def test_a_measure_says_who_wrote_it_who_checked_it_and_when_it_is_read_again(page) -> None:
    text = page("/measures/persistent_absence/")
    assert "Checked by" in text and "Next review" in text and "less is better" in text
    assert "missed 15 % of sessions or more" in text and "until 2014/15" in text


@pytest.mark.parametrize("path", DOWNLOADS)
def test_downloads_are_csv_files_with_a_header(browse, path: str) -> None:
    response = browse.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in response.headers["Content-Disposition"]
    assert len(response.content.decode("utf-8-sig").splitlines()) > 1


def test_a_download_carries_the_symbol_and_the_source_of_every_figure(browse) -> None:
    text = browse.get(f"/trusts/{DOVE}/figures.csv?year=2019").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    suppressed = next(r for r in rows if r["urn"] == str(SMALL_FIRST) and r["measure"] == "ks2_progress_reading")
    assert (suppressed["value"], suppressed["symbol"], suppressed["code"]) == ("", "c", "SUPP")
    haywood = next(r for r in rows if r["urn"] == str(HIGH) and r["measure"] == "ks4_progress8")
    assert (haywood["value"], haywood["period"], haywood["verdict"]) == ("-0.39", "2018/19", "worse")
    assert all("line" in r["source"] for r in rows)


def test_no_cell_of_a_download_can_be_a_formula(browse) -> None:
    text = browse.get(f"/sources/{BROKEN_FILE}/refused.csv").content.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_every_link_of_the_main_pages_leads_somewhere(browse, page) -> None:
    doors = {"/home/", "/account/"}
    links = {
        a["href"].split("#")[0]
        for path in PAGES[:14]
        for a in Outline(page(path)).all("a")
        if (a.get("href") or "").startswith("/")
    }
    assert doors <= links
    own = {
        link for link in links if link.startswith(("/saved/", "/home/", "/done/"))
    }  # they lead through the door first
    sample = sorted(links - doors - own)[:: max(len(links) // 120, 1)]
    assert not [link for link in sample if browse.get(link).status_code != 200]
