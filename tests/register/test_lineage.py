from __future__ import annotations

from datetime import date

from registers import link, register, school


def steps(links, schools=()):
    made = register(links=links, schools=list(schools))
    return {(row["urn"], row["next_urn"]): row for row in made["lineage"]}


def institutions(links, schools=()):
    made = register(links=links, schools=list(schools))
    return {row["urn"]: row["institution"] for row in made["school"]}


def both(earlier, later, ended, began, words=""):
    return [
        link(earlier, later, f"Successor{words}", ended, "Later school"),
        link(later, earlier, f"Predecessor{words}", began, "Earlier school"),
    ]


def test_the_two_directions_of_a_link_are_one_step_on_the_day_the_later_school_began():
    found = steps(both(124440, 138549, "2012-07-31", "2012-08-01"))
    assert len(found) == 1
    step = found[124440, 138549]
    assert (step["kind"], str(step["happened"]), step["days_apart"], step["joined"]) == (
        "conversion",
        "2012-08-01",
        1,
        True,
    )


def test_a_chain_of_conversions_is_one_institution_named_by_its_last_school():
    links = both(110000, 136000, "2011-03-31", "2011-04-01") + both(136000, 144000, "2017-08-31", "2017-09-01")
    assert institutions(links) == {110000: 144000, 136000: 144000, 144000: 144000}


def test_a_school_without_links_is_its_own_institution():
    assert institutions([], [school(138549)]) == {138549: 138549}


def test_two_schools_that_became_one_merged_and_keep_their_own_histories():
    links = both(110001, 138000, "2012-08-31", "2012-09-01") + both(110002, 138000, "2012-08-31", "2012-09-01")
    found = steps(links)
    assert {(row["kind"], row["joined"]) for row in found.values()} == {("merger", False)}
    assert institutions(links) == {110001: 110001, 110002: 110002, 138000: 138000}


def test_a_school_that_became_two_split_and_is_not_joined_to_either():
    links = both(119767, 134994, "2006-08-31", "2006-09-01") + both(119767, 134995, "2006-08-31", "2006-09-01")
    assert {(row["kind"], row["joined"]) for row in steps(links).values()} == {("split", False)}


def test_a_plain_successor_beside_a_split_school_of_the_same_year_is_a_split_too():
    links = both(135070, 147362, "2019-08-31", "2019-09-01") + both(
        135070, 147363, "2019-08-31", "2019-09-01", " - Split School"
    )
    assert {row["kind"] for row in steps(links).values()} == {"split"}


def test_a_school_that_lost_a_part_years_before_it_converted_did_convert():
    links = both(110775, 136931, "2011-08-31", "2011-09-01", " - Split School") + both(
        110775, 142000, "2016-08-31", "2016-09-01"
    )
    found = steps(links)
    assert found[110775, 136931]["kind"] == "split"
    assert (found[110775, 142000]["kind"], found[110775, 142000]["joined"]) == ("conversion", True)


def test_a_school_that_keeps_its_urn_when_another_joins_it_is_a_merger_however_it_is_worded():
    opened = [school(100023, open_date=None), school(131800, open_date=date(1999, 9, 1))]
    found = steps(
        both(100024, 100023, "2015-09-14", "2015-09-15") + both(104623, 131800, "2010-08-31", "2010-09-01"), opened
    )
    assert {(row["kind"], row["joined"]) for row in found.values()} == {("merger", False)}
    assert str(found[104623, 131800]["happened"]) == "2010-09-01"


def test_a_merger_into_a_converted_school_leaves_its_own_conversion_joined():
    links = both(124387, 140000, "2013-08-31", "2013-09-01") + both(
        124399, 140000, "2018-08-31", "2018-09-01", " - merged"
    )
    found = steps(links)
    assert (found[124387, 140000]["kind"], found[124387, 140000]["joined"]) == ("conversion", True)
    assert (found[124399, 140000]["kind"], found[124399, 140000]["joined"]) == ("merger", False)


def test_the_day_the_later_school_opened_goes_before_a_link_recorded_long_before():
    found = steps(both(123987, 142207, "2015-07-31", "2015-08-01"), [school(142207, open_date=date(2017, 1, 1))])
    assert str(found[123987, 142207]["happened"]) == "2017-01-01"
    assert found[123987, 142207]["joined"]


def test_a_step_planned_for_after_the_extract_is_kept_and_not_joined():
    links = both(104646, 151673, "2025-04-30", "2025-05-01")
    assert steps(links)[104646, 151673]["joined"] is False
    assert institutions(links)[104646] == 104646


def test_a_link_without_a_date_still_joins_and_its_day_stays_unknown():
    step = steps(both(118000, 131000, None, None))[118000, 131000]
    assert (step["happened"], step["days_apart"], step["kind"], step["joined"]) == (None, None, "conversion", True)


def test_schools_that_follow_one_another_in_a_circle_are_not_joined_and_do_not_hang():
    circle = [(131001, 131002), (131002, 131003), (131003, 131001)]
    links = [link(a, b, "Successor", "2012-08-31") for a, b in circle]
    opened = [school(urn, open_date=date(2012, 9, 1)) for urn, _ in circle]
    assert institutions(links, opened) == {131001: 131001, 131002: 131002, 131003: 131003}
    assert {row["joined"] for row in steps(links, opened).values()} == {False}


def test_a_conversion_beside_a_circle_is_joined():
    links = [link(131001, 131002, "Successor", "2012-08-31"), link(131002, 131001, "Successor", "2012-08-31")]
    opened = [school(urn, open_date=date(2012, 9, 1)) for urn in (131001, 131002)]
    found = steps(links + both(124440, 138549, "2012-07-31", "2012-08-01"), opened)
    assert {ends for ends, row in found.items() if row["joined"]} == {(124440, 138549)}


def test_an_amalgamation_worded_alike_from_both_ends_leads_to_the_later_record():
    links = [
        link(101276, 101277, "Result of Amalgamation", "2014-08-31", "Primary"),
        link(101277, 101276, "Result of Amalgamation", "2014-09-01", "Junior"),
    ]
    found = steps(links)
    assert list(found) == [(101276, 101277)]
    assert found[101276, 101277]["kind"] == "merger"


def test_an_amalgamation_leads_to_the_school_that_is_still_open():
    links = [
        link(114039, 114040, "Result of Amalgamation", "2015-04-01", "Leadgate Infant"),
        link(114040, 114039, "Result of Amalgamation", "2015-04-01", "Leadgate Primary"),
    ]
    assert list(steps(links, [school(114039)])) == [(114040, 114039)]


def test_sixth_form_centres_and_other_links_are_no_steps():
    assert steps([link(100050, 132838, "Sixth Form Centre Link", None), link(107615, 107755, "Other", None)]) == {}
