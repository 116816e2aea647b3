from __future__ import annotations

from datetime import date

import pytest
from registers import JULY_2022, link, member, register, school

LIST_2018 = {"as_of": date(2018, 8, 31), "authority": 2}


def only(rows, urn):
    (row,) = [row for row in rows if row["urn"] == urn]
    return row


def the_school(urn, **rows):
    return only(register(**rows)["school"], urn)


def test_the_register_goes_before_a_school_list_which_fills_what_it_leaves_empty():
    older = school(138549, "Haywood Old Name", town="Burslem", capacity=900, **LIST_2018)
    newer = school(138549, "Haywood Academy", capacity=1250)
    found = the_school(138549, schools=[older, newer])
    assert (found["school_name"], found["capacity"], found["town"]) == ("Haywood Academy", 1250, "Burslem")
    assert found["line"] == 3


def test_the_later_of_two_register_extracts_speaks():
    rows = [school(1, "New", as_of=date(2024, 9, 30)), school(1, "Old", as_of=date(2022, 7, 31))]
    assert the_school(1, schools=rows)["school_name"] == "New"


def test_a_school_that_only_a_link_names_has_its_name_and_its_closing():
    links = [link(138549, 124440, "Predecessor", "2012-08-01", "Haywood Engineering College")]
    found = the_school(124440, schools=[school(138549)], links=links)
    assert (found["school_name"], found["status"]) == ("Haywood Engineering College", "closed")
    assert found["close_date"] == date(2012, 7, 31)


def test_an_earlier_school_stands_where_the_institution_stands():
    links = [link(138549, 124440, "Predecessor", "2012-08-01", "Haywood Engineering College")]
    rows = [school(138549, town="Stoke-on-Trent", phase="secondary", la_name="Stoke-on-Trent")]
    found = the_school(124440, schools=rows, links=links)
    assert (found["town"], found["phase"], found["la_code"]) == ("Stoke-on-Trent", "secondary", 861)


def test_a_school_that_only_group_links_name_is_a_school_but_a_childrens_centre_is_none():
    members = [
        member(145249, 16438, "2022-06-30", "2018-04-01", type_code=28, type_name="Academy sponsor led"),
        member(
            20003, 80637, "2022-06-30", None, type_code=47, group_type_code=8, group_type="Children's Centres Group"
        ),
    ]
    found = register(members=members)["school"]
    assert [(row["urn"], row["status"], row["sector"]) for row in found] == [(145249, "open", "state_funded")]


@pytest.mark.parametrize(
    ("words", "sector", "phase"),
    [
        ("Community special school", "state_funded", "special"),
        ("Other independent special school", "independent", "special"),
        ("Pupil referral unit", "state_funded", "alternative_provision"),
        ("Academy - Converter special school", "state_funded", "special"),
        ("Free schools 16 to 19", "state_funded", "sixteen_plus"),
        ("Local authority nursery school", "state_funded", "nursery"),
    ],
)
def test_the_type_settles_sector_and_phase_where_the_register_says_not_applicable(words, sector, phase):
    found = the_school(1, schools=[school(1, type_name=words, phase="not_applicable")])
    assert (found["sector"], found["phase"]) == (sector, phase)


@pytest.mark.parametrize(
    ("ages", "phase"),
    [
        ((4, 9), "primary"),
        ((9, 13), "middle_deemed_secondary"),
        ((8, 12), "middle_deemed_primary"),
        ((13, 18), "secondary"),
        ((3, 16), "all_through"),
        ((None, None), None),
    ],
)
def test_the_ages_give_the_phase_of_a_school_whose_list_does_not(ages, phase):
    rows = [school(1, type_name="Community school", low_age=ages[0], high_age=ages[1], **LIST_2018)]
    assert the_school(1, schools=rows)["phase"] == phase


def test_a_school_missing_from_a_later_register_of_its_authority_has_closed():
    listed = [school(n, type_name="Community school", **LIST_2018) for n in (1, 2, 3)]
    later = [school(n, type_name="Community school") for n in (1, 2)]
    assert the_school(3, schools=listed + later)["status"] == "closed"


def test_a_register_of_a_few_schools_says_nothing_about_the_others():
    listed = [school(n, type_name="Community school", **LIST_2018) for n in (1, 2, 3)]
    later = [school(1, type_name="Community school")]
    assert the_school(3, schools=listed + later)["status"] == "open"


def test_a_register_without_special_schools_says_nothing_about_them():
    listed = [school(n, type_name="Community school", **LIST_2018) for n in (1, 2)]
    special = school(9, type_name="Community special school", **LIST_2018)
    later = [school(n, type_name="Community school") for n in (1, 2)]
    assert the_school(9, schools=[*listed, special, *later])["status"] == "open"


def test_a_school_that_converted_after_the_register_was_drawn_has_closed():
    links = [link(110000, 150000, "Successor", "2023-08-31"), link(150000, 110000, "Predecessor", "2023-09-01")]
    found = the_school(110000, schools=[school(110000)], links=links)
    assert (found["status"], found["close_date"]) == ("closed", date(2023, 8, 31))


def test_the_register_that_still_shows_a_school_after_a_merger_is_believed():
    links = [link(110000, 110001, "Successor - merged", "2015-08-31")]
    assert the_school(110000, schools=[school(110000)], links=links)["status"] == "open"


def test_coordinates_come_from_the_grid_and_deprivation_from_the_small_area():
    areas = [
        {"lsoa": "E01014345", "edition": 2019, "idaci_rank": 2500},
        {"lsoa": "E01014345", "edition": 2015, "idaci_rank": 9},
    ]
    rows = [school(1, easting=386000, northing=351000, lsoa="E01014345")]
    found = the_school(1, schools=rows, areas=areas)
    assert found["latitude"] == pytest.approx(53.0561, abs=0.001)
    assert found["longitude"] == pytest.approx(-2.2102, abs=0.001)
    assert found["idaci_rank"] == 2500


def test_coordinates_that_a_file_gives_are_kept():
    found = the_school(1, schools=[school(1, easting=386000, northing=351000, latitude=50.0, longitude=-1.0)])
    assert (found["latitude"], found["longitude"]) == (50.0, -1.0)


def test_a_school_without_coordinates_stands_where_another_at_its_postcode_stands():
    rows = [
        school(1, postcode="ST6 7AB", easting=386000, northing=351000, lsoa="E01014345"),
        school(2, postcode="st67ab", type_name="Community special school", **LIST_2018),
    ]
    found = the_school(2, schools=rows)
    assert found["lsoa"] == "E01014345"
    assert found["latitude"] is not None


def test_search_finds_a_name_with_and_without_its_apostrophe():
    text = the_school(1, schools=[school(1, "St Peter's Academy", town="Fenton", postcode="ST4 2RR")])["search_text"]
    assert all(words in text for words in ("st peter's academy", "st peters academy", "fenton", "st4 2rr", "1"))


def test_search_finds_a_school_by_its_authority_and_establishment_number():
    rows = [
        school(1, "Fenton Academy", la_code=861, establishment_number=57),
        school(2, "Nowhere Academy", la_code=None),
    ]
    assert "861/0057" in the_school(1, schools=rows)["search_text"]
    assert "/" not in the_school(2, schools=rows)["search_text"]


def test_the_placeholder_date_of_the_register_is_no_date():
    assert the_school(1, schools=[school(1, open_date=date(1900, 1, 1))])["open_date"] is None


def test_nothing_at_all_makes_an_empty_register_with_every_table():
    assert register() == {"school": [], "lineage": [], "trust": [], "membership": []}


def test_the_register_is_the_same_whatever_the_order_of_the_rows():
    rows = [school(1, "B", town="Leek", **LIST_2018), school(1, "A"), school(2, "C", as_of=JULY_2022)]
    assert [r["school_name"] for r in register(schools=rows)["school"]] == [
        r["school_name"] for r in register(schools=rows[::-1])["school"]
    ]
