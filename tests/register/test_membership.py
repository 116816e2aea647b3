from __future__ import annotations

from datetime import date

from registers import link, member, register, school

JUNE_2019, MARCH_2022, JUNE_2022 = "2019-06-01", "2022-03-31", "2022-06-30"


def stays(members, **more):
    return register(members=members, **more)["membership"]


def crowd(as_of, *without):
    """Four other trusts, so that an extract lists more than the school in question."""
    return [member(200 + n, 300 + n, as_of, "2012-09-01") for n in range(4) if 300 + n not in without]


def of(found, urn):
    return [row for row in found if row["urn"] == urn]


def test_a_school_shown_by_every_extract_has_one_stay_that_goes_on():
    found = of(stays([member(1, 16438, d, "2017-04-01") for d in (JUNE_2019, MARCH_2022, JUNE_2022)]), 1)
    (row,) = found
    assert (row["joined"], row["left_after"], row["left_before"]) == (date(2017, 4, 1), None, None)


def test_a_school_that_a_later_extract_shows_elsewhere_moved_between_the_two():
    members = [member(1, 10, JUNE_2019, "2015-04-01"), member(1, 20, MARCH_2022, "2020-09-01")]
    first, second = stays(members)
    assert (first["left_after"], first["left_before"], first["moved_to"]) == (date(2019, 6, 1), date(2022, 3, 31), 20)
    assert (second["trust_uid"], second["left_before"], second["moved_to"]) == (20, None, None)


def test_a_school_that_a_full_extract_no_longer_shows_left_and_went_nowhere_known():
    members = [member(1, 10, JUNE_2019, "2015-04-01"), *crowd(JUNE_2019), *crowd(JUNE_2022)]
    (row,) = of(stays(members), 1)
    assert (row["left_before"], row["moved_to"]) == (date(2022, 6, 30), None)


def test_an_extract_of_one_trust_says_nothing_about_the_others():
    members = [member(1, 10, JUNE_2019, "2015-04-01"), *crowd(JUNE_2019), member(2, 20, JUNE_2022, "2015-04-01")]
    (row,) = of(stays(members), 1)
    assert row["left_before"] is None


def test_an_extract_of_one_trust_does_say_who_left_it():
    members = [member(u, 10, JUNE_2019, "2015-04-01") for u in (1, 2)] + crowd(JUNE_2019)
    found = stays([*members, member(2, 10, JUNE_2022, "2015-04-01")])
    assert of(found, 1)[0]["left_before"] == date(2022, 6, 30)
    assert of(found, 2)[0]["left_before"] is None


def test_a_school_that_an_earlier_extract_did_not_show_yet_is_no_move():
    (row,) = of(stays([*crowd(JUNE_2019), *crowd(JUNE_2022), member(1, 10, JUNE_2022, "2018-04-01")]), 1)
    assert (row["joined"], row["left_before"]) == (date(2018, 4, 1), None)


def test_the_latest_extract_is_right_about_the_day_of_joining():
    members = [member(1, 10, JUNE_2019, "2015-03-01"), member(1, 10, JUNE_2022, "2014-06-03")]
    assert [str(row["joined"]) for row in stays(members)] == ["2014-06-03"]


def test_a_school_that_came_back_has_two_stays():
    members = [
        member(1, 10, JUNE_2019, "2015-04-01"),
        member(1, 20, MARCH_2022, "2020-09-01"),
        member(1, 10, JUNE_2022, "2022-04-01"),
    ]
    found = [(row["trust_uid"], str(row["joined"]), row["left_before"] is None) for row in stays(members)]
    assert found == [(10, "2015-04-01", False), (20, "2020-09-01", False), (10, "2022-04-01", True)]


def test_a_school_that_one_extract_left_out_has_one_stay():
    members = [
        *[member(1, 10, d, "2015-04-01") for d in (JUNE_2019, JUNE_2022)],
        *[row for d in (JUNE_2019, MARCH_2022, JUNE_2022) for row in crowd(d)],
    ]
    (row,) = of(stays(members), 1)
    assert row["left_before"] is None


def test_sponsors_federations_and_foundation_trusts_are_no_trusts():
    members = [
        member(138549, 5553, JUNE_2022, "2014-06-03", group_type_code=5, group_type="School sponsor"),
        member(138549, 16438, JUNE_2022, "2012-08-01", group_name="CITY LEARNING TRUST"),
        member(1, 4000, JUNE_2022, "2010-01-01", group_type_code=2, group_type="Trust"),
        member(2, 5, JUNE_2022, "2010-01-01", group_type_code=1, group_type="Federation"),
    ]
    made = register(members=members)
    assert [row["trust_uid"] for row in made["membership"]] == [16438]
    assert [row["trust_name"] for row in made["trust"]] == ["City Learning Trust"]


def test_an_older_extract_that_names_the_group_type_only_in_words_is_read():
    rows = [
        member(1, 10, JUNE_2019, "2015-04-01", group_type_code=None),
        member(1, 11, JUNE_2019, "2015-04-01", group_type_code=None, group_type="School sponsor"),
        member(2, 12, JUNE_2019, "2015-04-01", group_type_code=None, group_type="Single-academy trust"),
    ]
    found = {row["trust_uid"]: row["kind"] for row in register(members=rows)["trust"]}
    assert found == {10: "multi_academy_trust", 12: "single_academy_trust"}


def test_a_row_of_a_closed_trust_does_not_make_a_member():
    rows = [member(1, 10, JUNE_2022, "2015-04-01", group_status="Closed")]
    made = register(members=rows)
    assert made["membership"][0]["left_before"] == date(2022, 6, 30)
    assert made["trust"][0]["academies"] == 0
    assert made["school"][0]["trust_uid"] is None


def test_the_school_says_which_trust_it_belongs_to_now():
    members = [member(1, 10, JUNE_2019, "2015-04-01"), member(1, 20, JUNE_2022, "2020-09-01", group_name="LEEK TRUST")]
    made = register(members=members, schools=[school(1)])
    assert (made["school"][0]["trust_uid"], made["school"][0]["trust_name"]) == (20, "Leek Trust")


def test_a_stay_ends_with_the_school():
    members = [member(138000, 10, JUNE_2022, "2015-04-01")]
    links = [link(138000, 150000, "Successor", "2023-08-31"), link(150000, 138000, "Predecessor", "2023-09-01")]
    (row,) = stays(members, schools=[school(138000)], links=links)
    assert (row["left_after"], row["left_before"]) == (date(2023, 8, 31), date(2023, 9, 1))


def test_a_trust_is_described_by_its_latest_groups_row_and_counts_its_members():
    groups = [
        {
            "as_of": date(2022, 6, 30),
            "group_uid": 16617,
            "group_name": "UTTOXETER LEARNING TRUST",
            "group_type_code": 6,
            "status": "Open",
            "companies_house_number": "10547353",
            "open_date": date(2017, 1, 4),
        },
        {"as_of": date(2022, 6, 30), "group_uid": 5553, "group_name": "City Learning Trust", "group_type_code": 5},
    ]
    members = [member(urn, 16617, JUNE_2022, "2017-04-01") for urn in (1, 2, 3)]
    (trust,) = register(groups=groups, members=members)["trust"]
    assert (trust["trust_name"], trust["registered_name"]) == ("Uttoxeter Learning Trust", "UTTOXETER LEARNING TRUST")
    assert (trust["academies"], trust["kind"], trust["status"]) == (3, "multi_academy_trust", "Open")
    assert "10547353" in trust["search_text"]
