"""When a file's rows were true: answered, in the manifest, a column, the name, the source; asked for, and never guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from collegiate.intake.dating import day_in_name, release_in, year_in_name, year_of_cell

ROW = "100001,Ash,school,1.5"
UNDATED = "URN,SCHNAME,CHESSLEVEL,CHESSSCORE\n"


@pytest.mark.parametrize(
    ("name", "reads", "year"),
    [
        ("england_ks4final_2019.csv", "end_year", 2019),
        ("pupil-premium-2019-2020.csv", "end_year", 2020),
        ("2017-2018_england_spine.xlsx", "end_year", 2018),
        ("2018-850-ks2.csv", "start_year", 2019),
        ("absence_2018-19.csv", "end_year", 2019),
        ("202324_information.csv", "six_digits", 2024),
        ("202324_information.csv", "end_year", 2024),
        ("census_2019.csv", "six_digits", None),
        ("england_census_2019.csv", "january", 2019),
        ("census_1999-00.csv", "end_year", 2000),
        ("results_2017_and_2018-19.csv", "end_year", 2019),
        ("results_2016_2018.csv", "end_year", None),
        ("edubasealldata20250422.csv", "end_year", None),
        ("school_140690.csv", "end_year", None),
        ("england_swf_partial.csv", "end_year", None),
    ],
)
def test_a_year_in_a_name_is_found_or_left_alone(name, reads, year):
    assert year_in_name(name, reads) == year


@pytest.mark.parametrize(
    ("cell", "reads", "year"),
    [
        ("2018/19", "end_year", 2019),
        ("201819", "six_digits", 2019),
        ("2018", "start_year", 2019),
        ("2018.0", "end_year", 2018),
        ("2018/20", "end_year", None),
        ("soon", "end_year", None),
    ],
)
def test_a_year_in_a_cell_is_read_as_the_source_means_it(cell, reads, year):
    assert year_of_cell(cell, reads) == year


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20250422.csv", "2025-04-22"),
        ("groups_202206.csv", "2022-06-30"),
        ("school_ofsted_rating_2024-04.csv", "2024-04-30"),
        ("links_2020-02.csv", "2020-02-29"),
        ("Management_information_30_June_2026.csv", "2026-06-30"),
        ("MI as at 31 August 2019.csv", "2019-08-31"),
        ("inspections December 2021.csv", "2021-12-31"),
        ("extract_31-12-2021.csv", "2021-12-31"),
        ("extract_20221345.csv", None),
        ("extract_20220101_20220201.csv", None),
        ("extract.csv", None),
    ],
)
def test_a_day_in_a_name_is_found_or_left_alone(name, day):
    assert day_in_name(name) == (dt.date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("words", "release"),
    [("ks4_Provisional_2019", "provisional"), ("Final", "final"), ("revised or final", ""), ("", "")],
)
def test_a_release_is_read_where_one_and_only_one_is_named(words, release):
    assert release_in(words) == release


DATED_BY_DAY = """
id = "club_list"
title = "Club list"
publisher = "The tests"
[recognise]
headers = ["URN", "CLUBNAME"]
[as_of]
from = ["column:TAKENON", "name"]
[period]
from = ["as_of"]
[key]
urn = "URN"
[[tables]]
table = "establishment"
unique = ["urn"]
[tables.columns]
urn = "URN"
establishment_name = "CLUBNAME"
[[tables]]
table = "observation"
prefix = "club"
take = ["MEMBERS"]
"""
CLUB = "URN,CLUBNAME,MEMBERS\n100001,Ash,12\n"


@pytest.fixture
def club(desk):
    path = desk.sources / "club_list" / "source.toml"
    path.parent.mkdir()
    path.write_text(DATED_BY_DAY)
    return desk


def test_the_year_of_an_extract_follows_from_its_day(club):
    found = club.one("club_20220930.csv", CLUB)
    assert (found.receipt["as_of"], found.receipt["period"]) == (dt.date(2022, 9, 30), 2023)


def test_of_an_extract_only_the_day_is_asked_and_the_answer_is_a_day(club):
    waiting = club.one("club.csv", CLUB)
    assert "as_of" in waiting.receipt["question"]
    assert "year =" not in waiting.receipt["question"]
    answered = club.one("club.csv", CLUB, answers={"club.csv": "2022-08-31"})
    assert (answered.receipt["as_of"], answered.receipt["period"]) == (dt.date(2022, 8, 31), 2022)


def test_a_day_that_stands_row_by_row_gives_each_row_its_year(club):
    text = "URN,CLUBNAME,MEMBERS,TAKENON\n100001,Ash,12,31-08-2022\n100002,Elm,9,01-09-2022\n"
    found = club.one("club.csv", text)
    assert found.facts["observation"]["period"].to_pylist() == [2022, 2023]


def test_a_column_goes_before_the_name(desk, chess):
    found = desk.one("chess_2011.csv", chess("100001,Ash,school,2018/19,1,1%,A"))
    assert found.receipt["period"] == 2019


def test_the_name_serves_where_there_is_no_column(desk):
    found = desk.one("chess_2011.csv", UNDATED + ROW)
    assert (found.receipt["period"], found.receipt["period_how"]) == (2011, "the file's name")


def test_the_manifest_goes_before_the_name_and_the_answer_before_both(desk):
    desk.write("collegiate.toml", '[files."chess_2011.csv"]\nyear = "2014/15"\nrelease = "final"\n')
    path = desk.write("chess_2011.csv", UNDATED + ROW)
    by_manifest, answered = desk.read(path)[0], desk.read(path, answers={"chess_2011.csv": "2015/16"})[0]
    assert (by_manifest.receipt["period"], by_manifest.receipt["release"]) == (2015, "final")
    assert (answered.receipt["period"], answered.receipt["period_how"]) == (2016, "answered by the caller")


def test_a_manifest_may_speak_of_many_files_at_once(desk):
    desk.write("collegiate.toml", '[files."club*.csv"]\nyear = "2014/15"\n')
    assert desk.read(desk.write("club_a.csv", UNDATED + ROW))[0].receipt["period"] == 2015


def test_a_manifest_in_the_given_folder_serves_the_folders_below_but_the_nearer_one_goes_first(desk):
    desk.write(
        "collegiate.toml", '[files."north/chess.csv"]\nyear = "2013/14"\n[files."south.csv"]\nyear = "2014/15"\n'
    )
    desk.write("south/collegiate.toml", '[files."south.csv"]\nyear = "2015/16"\n')
    desk.write("north/chess.csv", UNDATED + ROW)
    desk.write("south/south.csv", UNDATED + ROW)
    assert {r.receipt["file"]: r.receipt["period"] for r in desk.read()} == {
        "north/chess.csv": 2014,
        "south/south.csv": 2016,
    }


def test_a_file_without_a_year_waits_and_asks_and_none_of_its_rows_is_lost(desk):
    found = desk.one("chess.csv", UNDATED + ROW + "\n" + ROW + ",extra\n")
    assert (found.receipt["status"], found.receipt["rows_in"], found.receipt["rows_refused"]) == ("waiting", 2, 2)
    assert '[files."chess.csv"]' in found.receipt["question"]
    assert "chess.csv=2018/19" in found.receipt["question"]
    assert found.facts == {}


@pytest.mark.parametrize("said", ["2019", "twenty", "2018/20"])
def test_an_answer_that_is_no_academic_year_is_asked_for_again(desk, said):
    found = desk.one("chess.csv", UNDATED + ROW, answers={"chess.csv": said})
    assert found.receipt["status"] == "waiting"
    assert f"'{said}'" in found.receipt["question"]


def test_a_row_whose_year_cannot_be_read_is_refused_and_the_rest_is_kept(desk, chess):
    found = desk.one("a.csv", chess("100001,Ash,school,2018/19,1,1%,A", "100002,Elm,school,soon,1,1%,A"))
    assert [(r["line"], r["column_name"], r["value"]) for r in found.refused.to_pylist()] == [(3, "CHESSYEAR", "soon")]


def test_a_school_in_two_years_of_one_file_stands_twice_and_the_file_has_no_year(desk, chess):
    found = desk.one("b.csv", chess("100001,Ash,school,2018/19,1,1%,A", "100001,Ash,school,2017/18,1,1%,A"))
    assert (found.receipt["period"], found.receipt["rows_kept"]) == (None, 2)
    assert sorted(set(found.facts["observation"]["period"].to_pylist())) == [2018, 2019]
    assert sorted(map(str, found.facts["establishment"]["as_of"].to_pylist())) == ["2018-08-31", "2019-08-31"]


def test_a_school_list_stands_for_the_last_day_of_its_year(desk):
    found = desk.one("chess_2011.csv", UNDATED + ROW)
    assert found.facts["establishment"]["as_of"].to_pylist() == [dt.date(2011, 8, 31)]


def test_a_broken_manifest_is_named_and_the_rest_goes_on(desk):
    desk.write("collegiate.toml", "[files\n")
    desk.write("chess_2011.csv", UNDATED + ROW)
    found = {r.receipt["file"]: r.receipt["status"] for r in desk.read()}
    assert found == {"chess_2011.csv": "kept", "collegiate.toml": "refused"}


def test_a_manifest_may_say_which_source_a_file_is(desk):
    desk.write("collegiate.toml", '[files."chess_2011.csv"]\nsource = "gias_links"\n')
    found = desk.read(desk.write("chess_2011.csv", UNDATED + ROW))[0]
    assert found.receipt["status"] == "unrecognised"
