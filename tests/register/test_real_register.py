"""The register made from the real extracts: the two trusts, their schools, and how they became academies."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from shared import shared

from collegiate.checks import run_checks
from collegiate.intake import read
from collegiate.register import build_register
from collegiate.vocabulary import Phase

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("real_register")]

CITY, UTTOXETER = 16438, 16617


@pytest.fixture(scope="module")
def facts():
    paths = [shared("dfe", "register"), shared("dfe", "performance", "2017-2018_england_spine.xlsx")]
    found: dict[str, list[pa.Table]] = {}
    for reading in read(paths):
        for name, rows in reading.facts.items():
            found.setdefault(name, []).append(rows)
    return {name: pa.concat_tables(parts) for name, parts in found.items()}


@pytest.fixture(scope="module")
def made(facts):
    return build_register(facts)


@pytest.fixture(scope="module")
def schools(made):
    return {row["urn"]: row for row in made["school"].to_pylist()}


@pytest.fixture(scope="module")
def steps(made):
    return {(row["urn"], row["next_urn"]): row for row in made["lineage"].to_pylist()}


def members(made, uid):
    rows = made["membership"].to_pylist()
    return {row["urn"]: row for row in rows if row["trust_uid"] == uid and row["left_before"] is None}


def test_haywood_is_one_institution_with_the_college_that_it_was(schools, steps):
    step = steps[124440, 138549]
    assert (step["happened"], step["kind"], step["days_apart"], step["joined"]) == (
        date(2012, 8, 1),
        "conversion",
        1,
        True,
    )
    assert schools[124440]["institution"] == schools[138549]["institution"] == 138549
    assert (schools[124440]["status"], schools[124440]["close_date"]) == ("closed", date(2012, 7, 31))


@pytest.mark.parametrize(
    ("before", "after"), [(124015, 141405), (123987, 142207), (124388, 144558), (124430, 144002), (124052, 148506)]
)
def test_every_other_academy_is_joined_to_what_it_was_on_the_day_it_opened(schools, steps, before, after):
    assert steps[before, after]["joined"]
    assert steps[before, after]["happened"] == schools[after]["open_date"]
    assert schools[before]["institution"] == after


def test_the_city_learning_trust_has_its_five_members_and_not_its_sponsor(made):
    assert set(members(made, CITY)) == {138549, 141405, 142207, 144558, 145249}
    names = {row["trust_uid"]: row["trust_name"] for row in made["trust"].to_pylist()}
    assert names[CITY] == "City Learning Trust"
    assert 5553 not in names


def test_uttoxeter_has_eight_schools_of_three_tiers(made, schools):
    family = members(made, UTTOXETER)
    assert set(family) == {144002, 144007, 145375, 145376, 143952, 143959, 143983, 148506}
    assert family[148506]["joined"] == date(2021, 9, 1)
    phases = Counter(schools[urn]["phase"] for urn in family)
    assert phases == {Phase.PRIMARY: 4, Phase.MIDDLE_DEEMED_SECONDARY: 3, Phase.SECONDARY: 1}


def test_haywood_joined_when_it_opened_and_not_when_its_sponsor_came(made):
    assert members(made, CITY)[138549]["joined"] == date(2012, 8, 1)


def test_hundreds_of_schools_moved_between_trusts(made):
    moved = [row for row in made["membership"].to_pylist() if row["moved_to"]]
    assert len(moved) > 500
    assert all(row["moved_to"] != row["trust_uid"] and row["left_after"] < row["left_before"] for row in moved)


def test_every_school_is_there_once_and_no_childrens_centre(made, facts):
    urns = made["school"]["urn"].to_pylist()
    assert len(urns) == len(set(urns)) > 40_000
    assert set(facts["establishment"]["urn"].to_pylist()) <= set(urns)
    assert "Children's centre" not in set(made["school"]["type_name"].to_pylist())


def test_special_schools_come_from_the_school_list_with_their_phase(schools):
    special = [row for row in schools.values() if row["phase"] == Phase.SPECIAL and row["status"] == "open"]
    assert len(special) > 1_000


def test_institutions_end_in_a_school_that_is_not_joined_any_further(schools, steps):
    joined = {urn for (urn, _), row in steps.items() if row["joined"]}
    assert len(joined) > 10_000
    assert all(row["institution"] not in joined for row in schools.values())
    assert all(row["institution"] in schools for row in schools.values())


def test_only_one_to_one_steps_are_joined(steps):
    joined = [ends for ends, row in steps.items() if row["joined"]]
    assert len({a for a, _ in joined}) == len({b for _, b in joined}) == len(joined)
    assert {steps[ends]["kind"] for ends in joined} == {"conversion"}


def test_every_school_of_the_register_in_stoke_is_on_the_map(schools, facts):
    register = facts["establishment"].filter(pc.equal(facts["establishment"]["authority"], 3))
    stoke = register.filter(pc.equal(register["la_code"], 861))["urn"].to_pylist()
    assert len(stoke) > 80
    for urn in stoke:
        assert 52.9 < schools[urn]["latitude"] < 53.2
        assert -2.4 < schools[urn]["longitude"] < -1.9


def test_the_checks_see_the_member_that_the_register_does_not_show(facts, made):
    rows = run_checks(facts, made).to_pylist()
    assert 145249 in {row["urn"] for row in rows if row["check"] == "member_not_open"}
    assert 104646 in {row["urn"] for row in rows if row["check"] == "link_planned"}
    assert {row["check"] for row in rows} >= {"link_circle", "link_directions_apart", "trust_without_members"}
