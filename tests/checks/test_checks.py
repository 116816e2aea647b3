"""Every check finds what it is for in a small store, and says nothing about a sound one."""

from __future__ import annotations

from datetime import date
from string import Formatter

import pytest
from registers import link, member, school, table

from collegiate.checks import checked_variables, checks, run_checks
from collegiate.register import build_register
from collegiate.tables import Establishment, EstablishmentLink, Group, GroupMember, Inspection, Observation

OPENED = date(2012, 9, 1)


def number(urn, variable, value, **more):
    return {"level": "school", "urn": urn, "variable": variable, "period": 2022, "value": value, "release": ""} | more


def visit(urn, day, regime, outcome, area="overall_effectiveness"):
    said = {"urn": urn, "inspection_date": day, "as_of": date(2026, 6, 30), "regime": regime}
    return said | {"area": area, "outcome": outcome}


def group(uid, **more):
    said = {"as_of": date(2022, 6, 30), "group_uid": uid, "group_name": f"TRUST {uid}", "group_type_code": 6}
    return said | {"status": "Open"} | more


SOUND = {
    "schools": [school(138549, "Haywood Academy", roll=1000), school(141405, "Mill Hill", roll=400)],
    "links": [
        link(124440, 138549, "Successor", "2012-07-31"),
        link(138549, 124440, "Predecessor", "2012-08-01", "Haywood Engineering College"),
    ],
    "groups": [group(16438)],
    "members": [member(138549, 16438, "2022-06-30", "2012-08-01"), member(141405, 16438, "2022-06-30", "2017-04-01")],
    "observations": [
        number(138549, "census.nor", 1010.0),
        number(138549, "census.norg", 500.0),
        number(138549, "census.norb", 510.0),
        number(138549, "census.tsenelk", 101.0),
        number(138549, "census.psenelk", 10.0),
    ],
    "inspections": [
        visit(138549, date(2019, 1, 15), "graded", "Good"),
        visit(138549, date(2024, 10, 15), "sub_judgements", "Good", "quality_of_education"),
        visit(138549, date(2026, 1, 15), "report_card", "Met", "safeguarding"),
    ],
}

KINDS = {
    "schools": Establishment,
    "links": EstablishmentLink,
    "groups": Group,
    "members": GroupMember,
    "observations": Observation,
    "inspections": Inspection,
}


def findings(listed=500, **instead):
    rows = SOUND | instead
    facts = {kind.name: table(kind, rows[name]) for name, kind in KINDS.items()}
    return run_checks(facts, build_register(facts), listed=listed).to_pylist()


def found(check, **instead):
    return [row for row in findings(**instead) if row["check"] == check]


def more(name, *rows):
    return {name: [*SOUND[name], *rows]}


def test_a_sound_store_has_nothing_to_look_at():
    assert findings() == []


def test_an_empty_store_has_nothing_to_look_at():
    assert run_checks({}, {}).num_rows == 0


TRIGGERS = {
    "observation_of_unknown_school": more("observations", number(999999, "census.nor", 30.0)),
    "link_directions_apart": more(
        "links",
        link(124015, 141405, "Successor", "2017-01-31", "Mill Hill"),
        link(141405, 124015, "Predecessor", "2017-04-01", "Mill Hill Primary School"),
    ),
    "link_planned": more("links", link(141405, 151405, "Successor", "2025-07-01")),
    "link_circle": more(
        "links", link(131001, 131002, "Successor", "2012-08-31"), link(131002, 131001, "Successor", "2012-08-31")
    ),
    "member_of_unknown_group": more("members", member(141405, 777, "2019-06-01", "2015-01-01")),
    "roll_differs_from_census": more("observations", number(141405, "census.nor", 150.0)),
    "parts_do_not_add_up": {
        "observations": [number(138549, name, value, line=9) for name, value in
                         (("census.nor", 254.0), ("census.norg", 124.0), ("census.norb", 129.0))]
    },
    "percentage_disagrees_with_count": more(
        "observations", number(138549, "census.psenelse", 3.0), number(138549, "census.tsenelse", 300.0)
    ),
    "two_trusts_at_once": more("members", member(138549, 999, "2022-06-30", "2011-01-01")),
    "member_not_open": more("members", member(145249, 16438, "2022-06-30", "2018-04-01", type_code=34, la_code=861)),
    "joined_date_differs": more("members", member(138549, 16438, "2019-06-01", "2015-03-01")),
    "trust_without_members": more("groups", group(16617, group_name="UTTOXETER LEARNING TRUST")),
    "inspection_date_impossible": more("inspections", visit(138549, date(1919, 1, 1), "graded", "Good")),
    "inspection_outside_its_regime": more("inspections", visit(138549, date(2025, 1, 1), "graded", "Good")),
    "inspection_outcome_unknown": more("inspections", visit(138549, date(2026, 1, 1), "report_card", "Good", "inclusion")),
}  # fmt: skip


@pytest.mark.parametrize("check", [check.id for check in checks()])
def test_a_check_finds_what_it_is_for(check):
    rows = found(check, **TRIGGERS[check])
    assert len(rows) == 1
    assert all(rows[0][name] for name in ("found", "matters", "remedy", "owner", "severity"))
    assert "{" not in rows[0]["found"]
    assert "None" not in rows[0]["found"]


def test_every_check_is_found_by_its_file_and_says_what_to_do():
    assert len(checks()) == len(TRIGGERS) >= 15
    for check in checks():
        assert check.severity in {"look", "note"}
        assert all((check.title, check.matters, check.remedy, check.owner))
        assert any(name for _, name, _, _ in Formatter().parse(check.found) if name)


def test_a_check_says_in_words_what_it_found_and_where():
    (row,) = found("parts_do_not_add_up", **TRIGGERS["parts_do_not_add_up"])
    assert row["found"] == "124 girls and 129 boys are not the 254 pupils on roll, in the year ending 2022."
    assert (row["urn"], row["file_id"], row["line"]) == (138549, 1, 9)


def test_more_findings_than_are_listed_are_counted_exactly():
    rows = [number(900_000 + n, "census.nor", 30.0) for n in range(7)]
    listed = [row for row in findings(listed=3, observations=rows) if row["check"] == "observation_of_unknown_school"]
    assert len(listed) == 4
    assert "7 in all, of which the first 3 are listed" in listed[0]["found"]
    assert [row["urn"] for row in listed[1:]] == [900_000, 900_001, 900_002]


def test_a_day_of_difference_between_two_records_is_usual():
    assert found("link_directions_apart") == []


def test_a_percentage_may_be_rounded():
    rows = [number(1, "census.nor", 3.0), number(1, "census.tsenelk", 1.0), number(1, "census.psenelk", 33.3)]
    assert found("percentage_disagrees_with_count", observations=rows) == []


def test_a_suppressed_number_is_no_contradiction():
    rows = [number(138549, "census.nor", 254.0), number(138549, "census.norg", None, symbol="c")]
    assert found("parts_do_not_add_up", observations=rows) == []


def test_a_school_listed_only_by_an_old_extract_of_its_trust_has_not_two_joined_dates():
    rows = [member(1, 16438, "2019-06-01", "2015-03-01"), member(1, 16438, "2022-06-30", "2021-09-01")]
    assert found("joined_date_differs", members=rows) == []


def test_a_long_circle_is_told_once_from_its_lowest_school():
    ring = [(131003, 131001), (131001, 131002), (131002, 131003)]
    rows = found("link_circle", links=[link(a, b, "Successor", "2012-08-31") for a, b in ring])
    assert [row["urn"] for row in rows] == [131001]
    assert "131001 → 131002 → 131003 → 131001" in rows[0]["found"]


def test_the_same_store_gives_the_same_findings():
    assert findings(**TRIGGERS["link_circle"]) == findings(**TRIGGERS["link_circle"])


def test_what_checks_read_is_named_so_that_a_build_can_keep_it():
    assert {"census.nor", "census.norg", "census.tsenelk"} <= checked_variables()


def test_tables_without_a_register_extract_do_not_call_members_closed():
    facts = {GroupMember.name: table(GroupMember, SOUND["members"])}
    picture = build_register(facts)
    assert [row["check"] for row in run_checks(facts, picture).to_pylist()] == []
