"""The small rules of the pages: words, years, pages of a list, safe cells, counts, free ports."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from collegiate.charts import Measured
from collegiate.measures.figure import Figure, Provenance, Similar
from collegiate.web.asked import Pages, asked_page, asked_year
from collegiate.web.downloads import safe
from collegiate.web.pictures import family
from collegiate.web.pictures.academy import conversions_of, place_of, why_no_figure
from collegiate.web.pictures.inspected import visits
from collegiate.web.pictures.knowing import five_answers
from collegiate.web.pictures.lines import one_each
from collegiate.web.pictures.told import Told
from collegiate.web.server import PortTakenError, free_or_told
from collegiate.web.views.search import tidied
from collegiate.web.words import ages, counted, laestab, listed, moment, number, phase, school_line

PROGRESS8 = Measured("ks4_progress8", "Progress 8", "Progress 8", "grades", "higher", 2)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (number(0), "no"),
        (number(3), "three"),
        (number(1234), "1,234"),
        (counted(1, "academy", "academies"), "one academy"),
        (counted(12, "academy", "academies"), "12 academies"),
        (listed(["a", "b", "c"]), "a, b and c"),
        (listed(["a"]), "a"),
        (listed([]), ""),
        (moment("2026-11-22T01:05:54Z"), "22 November 2026, 01:05 UTC"),
        (moment("no date"), "no date"),
        (phase("middle_deemed_secondary"), "middle deemed secondary"),
        (phase(None), ""),
        (ages({"low_age": 4, "high_age": 11}), "4–11"),
        (ages({"low_age": None, "high_age": 11}), ""),
        (laestab({"la_code": 860, "establishment_number": 41}), "860/0041"),
        (
            school_line({"phase": "primary", "low_age": 4, "high_age": 11, "roll": None}),
            "primary, 4–11, roll not known",
        ),
    ],
)
def test_words(said: str, expected: str) -> None:
    assert said == expected


def request(**query: str) -> SimpleNamespace:
    return SimpleNamespace(GET=query)


@pytest.mark.parametrize(
    ("text", "year"), [("2019", 2019), ("2018/19", 2019), ("2018/20", None), ("", None), ("²019", None), ("x", None)]
)
def test_a_year_is_read_in_either_way_or_not_at_all(text: str, year: int | None) -> None:
    assert asked_year(request(year=text)) == year  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "page"), [("2", 2), ("0", 1), ("-3", 1), ("99999999999", 1), ("x", 1), ("", 1)])
def test_a_page_number_is_at_least_one(text: str, page: int) -> None:
    assert asked_page(request(page=text)) == page  # type: ignore[arg-type]


def test_a_page_beyond_the_end_is_the_last() -> None:
    pages = Pages.of(request(page="50"), 121, 100)  # type: ignore[arg-type]
    assert (pages.page, pages.offset, pages.first_row, pages.last_row, pages.earlier, pages.later) == (
        2,
        100,
        101,
        121,
        1,
        None,
    )


def test_an_empty_list_has_one_page() -> None:
    pages = Pages.of(request(), 0, 100)  # type: ignore[arg-type]
    assert (pages.last, pages.first_row, pages.last_row, pages.later) == (1, 0, 0, None)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-1+cmd", "'-1+cmd"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        (-0.39, "-0.39"),
        (None, ""),
        ("plain", "plain"),
    ],
)
def test_a_cell_that_could_be_a_formula_gets_an_apostrophe(cell: object, written: str) -> None:
    assert safe(cell) == written


@pytest.mark.parametrize(
    ("asked", "tidy"),
    [
        ("ST147AA", "st14 7aa"),
        ("st14  7aa, Dove", "st14 7aa  dove"),
        ("8604001", "860/4001"),
        ("860 / 4001", "860/4001"),
        ("900101", "900101"),
    ],
)
def test_what_is_asked_is_written_as_the_picture_writes_it(asked: str, tidy: str) -> None:
    assert tidied(asked) == tidy


@pytest.mark.parametrize(
    ("verdicts", "standing"),
    [
        (["better", "cannot be told apart"], "better"),
        (["worse"], "worse"),
        (["better", "worse"], "both"),
        (["cannot be told apart", ""], "level"),
        ([""], "none"),
        ([], "none"),
    ],
)
def test_an_academy_stands_in_the_count_exactly_once(verdicts: list[str], standing: str) -> None:
    assert family.standing(verdicts) == standing


def test_the_opening_year_is_the_latest_that_is_at_least_half_full() -> None:
    assert family.opening_year({2016: 40, 2019: 100, 2022: 49}) == 2019
    assert family.opening_year({2016: 40, 2019: 100, 2022: 50}) == 2022
    assert family.opening_year({}) is None


def told(**more: object) -> Told:
    similar = Similar(48, -0.36, -0.52, 0.04, 43.75, "cannot be told apart", "secondary-2019")
    figure = Figure("ks4_progress8", 2019, urn=138549, value=-0.39, low=-0.57, high=-0.21, interval="published", n=189, similar=similar, england=-0.03,
                    england_how="published", receipts=tuple(Provenance("a.csv", "ab" * 32, i, 23) for i in range(5)), rule_version="1", era="e", **more)  # type: ignore[arg-type]  # fmt: skip
    return Told(
        figure, PROGRESS8, "Haywood", Figure("ks4_progress8", 2018, urn=138549, value=-0.2, era="e"), "Stoke-on-Trent"
    )


def test_the_five_answers_say_what_how_sure_where_from_who_and_what_was_done() -> None:
    answers = {a.question: " ".join(a.sentences) for a in five_answers(told())}
    assert "48 similar schools: median −0.36, middle half −0.52 to +0.04." in answers["Compared with what"]
    assert "England: −0.03 (published)." in answers["Compared with what"]
    assert "Itself in 2017/18: −0.20." in answers["Compared with what"]
    assert "189 children. −0.57 to −0.21 (95% interval, published)." in answers["How sure"]
    assert "abababababab" in answers["Where from"]
    assert answers["Who is in it"].startswith("189 children")
    assert "shown to whoever reads the trust's strategy" in answers["What did we do"]
    known = five_answers(replace(told(), done="Case RAB-2026-1, under review."))[-1]
    assert known.sentences == ("Case RAB-2026-1, under review.",) and not known.links


def test_the_first_rows_are_linked_and_the_rest_counted_until_all_are_asked_for() -> None:
    def links(all_rows: bool) -> list[str]:
        return [link.words for link in five_answers(told(), all_rows=all_rows)[2].links]

    assert links(False) == ["a.csv, line 0", "a.csv, line 1", "a.csv, line 2", "and 2 rows more", "The rule"]
    assert len(links(True)) == 6


def test_a_figure_of_another_era_is_not_to_be_compared() -> None:
    other = Told(told().figure, PROGRESS8, "Haywood", Figure("ks4_progress8", 2018, urn=1, value=0.1, era="other"))
    assert "counted in another way" in " ".join(five_answers(other)[0].sentences)


def test_a_missing_figure_says_its_symbol_its_reason_and_the_publishers_code() -> None:
    gone = Told(
        Figure("ks4_progress8", 2019, urn=1, symbol="c", code="SUPP", reason="suppressed"), PROGRESS8, "Haywood"
    )
    assert five_answers(gone)[1].sentences == ("There is no number. c means: suppressed; the publisher wrote “SUPP”.",)
    assert gone.gap_short == "c suppressed"


def test_of_two_establishments_the_one_with_a_number_counts_and_then_the_later() -> None:
    old, new = Figure("m", 2017, urn=1, value=3.0), Figure("m", 2017, urn=2, symbol="x")
    assert one_each([old, new], [1, 2]) == [old]
    both = Figure("m", 2017, urn=2, value=4.0)
    assert one_each([both, old], [1, 2]) == [both]


def test_a_day_has_its_place_within_its_academic_year() -> None:
    assert place_of(date(2016, 9, 1)) == 2016.5
    assert place_of(date(2017, 3, 2)) == pytest.approx(2017.0, abs=0.01)


def test_only_joined_changes_are_drawn_as_conversions() -> None:
    school = {"urn": 2, "type_group": "Academies", "type_name": "Academy converter"}
    steps = [
        {"urn": 1, "next_urn": 2, "happened": date(2017, 4, 1), "joined": True},
        {"urn": 7, "next_urn": 2, "happened": date(2018, 4, 1), "joined": False},
    ]
    (only,) = conversions_of([school], steps)
    assert only.words == "academy, Apr 2017"


def test_a_year_without_examinations_says_why() -> None:
    assert "cancelled in the pandemic" in why_no_figure("ks4_progress8", 2020)
    assert why_no_figure("roll", 2020) == ""


def test_outcomes_of_one_day_are_one_visit_and_another_urns_are_a_predecessors() -> None:
    rows = [
        {
            "urn": 2,
            "inspection_date": date(2026, 1, 20),
            "as_of": None,
            "regime": "report_card",
            "area": a,
            "outcome": "Strong standard",
            "file_id": 1,
            "line": i,
        }
        for i, a in enumerate(("inclusion", "achievement"))
    ]
    rows.append(
        {
            "urn": 1,
            "inspection_date": date(2014, 5, 6),
            "as_of": None,
            "regime": "graded",
            "area": "overall_effectiveness",
            "outcome": "Good",
            "file_id": 1,
            "line": 9,
        }
    )
    latest, earlier = visits(rows, 2)
    assert len(latest.outcomes) == 2 and not latest.before
    assert earlier.brief == "Good, May 2014 (predecessor)"


def test_a_taken_port_is_a_plain_error_with_another_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"--port {port + 1}"):
            free_or_told("127.0.0.1", port)
