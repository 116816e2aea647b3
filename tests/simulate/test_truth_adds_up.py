"""What is planted is in the files, and what the files say adds up: read back with the standard library only."""

from __future__ import annotations

import math
from collections import Counter

import pytest

REAL_AUTHORITIES = {*range(201, 421), *range(660, 682), *range(701, 709), *range(800, 944)}


def _by_urn(rows: list[dict[str, str]], key: str = "URN") -> dict[int, dict[str, str]]:
    return {int(row[key]): row for row in rows if row[key].isdigit()}


def test_the_counts_of_rows_are_those_of_the_files(nation):
    for name, count in nation.truth.files.items():
        if name.endswith(".csv"):
            assert len(nation.rows(name)) == count, name


def test_no_number_could_be_taken_for_a_real_school_or_authority(nation):
    register = nation.rows("edubasealldata20190715.csv")
    assert min(int(row["URN"]) for row in register) >= 900_000
    assert not {int(row["LA (code)"]) for row in register} & REAL_AUTHORITIES


def test_the_register_has_the_promised_schools(nation):
    register = nation.rows("edubasealldata20190715.csv")
    assert len({row["URN"] for row in register}) == len(register) == nation.truth.totals["establishments"]
    assert (
        Counter(row["EstablishmentStatus (name)"] for row in register)["Open"]
        == nation.truth.totals["open_establishments"]
        == 300
    )


def test_the_rural_trust_has_three_tiers_and_two_church_schools_under_sixty(nation):
    register = _by_urn(nation.rows("edubasealldata20190715.csv"))
    schools = [register[urn] for urn in nation.truth.rural_schools]
    assert {(s["StatutoryLowAge"], s["StatutoryHighAge"]) for s in schools} == {("4", "9"), ("9", "13"), ("13", "18")}
    assert {s["PhaseOfEducation (name)"] for s in schools} == {"Primary", "Middle deemed secondary", "Secondary"}
    for urn in nation.truth.small_church_schools:
        assert int(register[urn]["NumberOfPupils"]) < 60
        assert register[urn]["ReligiousCharacter (name)"] == "Church of England"


def test_the_urban_trust_has_a_sponsored_school_and_both_phases(nation):
    register = _by_urn(nation.rows("edubasealldata20190715.csv"))
    schools = [register[urn] for urn in nation.truth.urban_schools]
    assert {s["PhaseOfEducation (name)"] for s in schools} == {"Primary", "Secondary"}
    assert Counter(s["TypeOfEstablishment (name)"] for s in schools)["Academy sponsor led"] == 1


def test_the_trusts_have_their_members_in_the_group_links(nation):
    members = nation.rows("grouplinks_201907.csv")
    for uid, schools in (
        (nation.truth.rural_trust, nation.truth.rural_schools),
        (nation.truth.urban_trust, nation.truth.urban_schools),
    ):
        assert sorted(int(m["URN"]) for m in members if m["Group UID"] == str(uid)) == sorted(schools)


def test_a_sponsored_school_has_a_row_for_its_sponsor_and_one_for_its_trust(nation):
    members = nation.rows("grouplinks_201907.csv")
    kinds = Counter(m["Group Type"] for m in members if int(m["URN"]) == nation.truth.urban_schools[0])
    assert kinds == {"Multi-academy trust": 1, "School sponsor": 1}
    assert len({m["URN"] for m in members if "trust" in m["Group Type"]}) == nation.truth.totals["academies_in_trusts"]


def test_groups_have_the_promised_kinds(nation):
    kinds = Counter(g["Group Type"] for g in nation.rows("groups_201907.csv"))
    totals = nation.truth.totals
    assert kinds["Multi-academy trust"] == totals["multi_academy_trusts"]
    assert kinds["Single-academy trust"] == totals["single_academy_trusts"]
    assert kinds["School sponsor"] == totals["sponsors"]


def test_each_move_shows_when_the_two_extracts_are_compared(nation):
    def trusts(name: str, key: str) -> dict[str, str]:
        return {m["URN"]: m[key] for m in nation.rows(name) if "academy trust" in m["Group Type"]}

    before = trusts("grouplinks_edubaseallacademiesandfree20180601.csv", "Linked UID")
    after = trusts("grouplinks_201907.csv", "Group UID")
    seen = {(int(u), int(before[u]), int(after[u])) for u in before if u in after and before[u] != after[u]}
    assert seen == {(m["urn"], m["from"], m["to"]) for m in nation.truth.moves}
    assert any(to == nation.truth.urban_trust for _, _, to in seen)


def test_every_conversion_is_linked_from_both_ends_and_some_by_a_day_apart(nation):
    links = {(int(r["URN"]), int(r["LinkURN"])): r for r in nation.rows("links_edubasealldata20190715.csv")}
    apart = 0
    for step in nation.truth.conversions:
        forward, back = links[step["urn"], step["next_urn"]], links[step["next_urn"], step["urn"]]
        assert (forward["LinkType"], back["LinkType"]) == ("Successor", "Predecessor")
        apart += forward["LinkEstablishedDate"] != back["LinkEstablishedDate"]
    assert 0 < apart < len(nation.truth.conversions)
    assert sum(r["LinkType"] == "Predecessor" for r in links.values()) == nation.truth.totals["conversions"]


def test_merger_and_split_are_in_the_links(nation):
    kinds = Counter(row["LinkType"] for row in nation.rows("links_edubasealldata20190715.csv"))
    assert kinds["Successor - merged"] == kinds["Predecessor - merged"] == nation.truth.totals["merger_steps"]
    assert kinds["Successor - Split School"] == nation.truth.totals["split_steps"]


def test_results_before_a_conversion_stand_under_the_earlier_urn(nation):
    step = next(s for s in nation.truth.conversions if s["next_urn"] in nation.truth.rural_schools)
    year = int(step["on"][:4])
    assert step["urn"] in _by_urn(nation.rows(f"england_census_{year}.csv"))
    assert step["next_urn"] in _by_urn(nation.rows(f"england_census_{year + 1}.csv"))
    assert step["next_urn"] not in _by_urn(nation.rows(f"england_census_{year}.csv"))


def test_few_pupils_are_suppressed_and_all_others_have_an_interval_of_their_number(nation):
    suppressed = shown = 0
    for row in nation.rows("england_ks2final_2019.csv"):
        if row["RECTYPE"] not in ("1", "2"):
            continue
        if row["READPROG"] in ("SUPP", "LOWCOV"):
            suppressed += row["READPROG"] == "SUPP"
            continue
        n = math.floor(int(row["TELIG"]) * int(row["READCOV"].rstrip("%")) / 100 + 0.5)
        half = (float(row["READPROG_UPPER"]) - float(row["READPROG_LOWER"])) / 2
        assert half == pytest.approx(1.96 * 6.3 / math.sqrt(n), rel=0.12, abs=0.11)
        assert int(row["TELIG"]) > 5
        shown += 1
    assert suppressed > 0
    assert shown > 150


def test_an_authority_pools_the_pupils_of_its_schools(nation):
    rows = nation.rows("england_ks4final_2019.csv")
    one = next(row for row in rows if row["RECTYPE"] == "4" and row["LEA"] == "431")
    schools = [
        r for r in rows if r["RECTYPE"] in ("1", "2") and r["LEA"] == "431" and r["ATT8SCR"] not in ("NA", "NE", "SUPP")
    ]
    pupils = sum(int(r["TPUP"]) for r in schools)
    pooled = sum(int(r["TPUP"]) * float(r["ATT8SCR"]) for r in schools) / pupils
    assert float(one["ATT8SCR"]) == pytest.approx(pooled, abs=0.3)


def test_independent_schools_have_no_progress_8(nation):
    private = [r for r in nation.rows("england_ks4final_2019.csv") if r["NFTYPE"] == "IND"]
    assert private
    assert {r["P8MEA"] for r in private} == {"NA"}


def test_provisional_and_final_differ_a_little(nation):
    early, final = (_by_urn(nation.rows(f"england_ks4{release}_2019.csv")) for release in ("provisional", "final"))
    numbers = [
        (float(early[u]["P8MEA"]), float(final[u]["P8MEA"]))
        for u in early
        if early[u]["P8MEA"].strip("-").replace(".", "").isdigit()
    ]
    gaps = [abs(a - b) for a, b in numbers]
    assert 0 < max(gaps) < 0.08


def test_the_planted_decline_shows_over_the_years(nation):
    lineage = {s["next_urn"]: s["urn"] for s in nation.truth.conversions}
    urn = nation.truth.decline["urn"]
    scores = []
    for year in nation.truth.years:
        tables = _by_urn(nation.rows(f"england_ks4final_{year}.csv"))
        scores.append(float(tables.get(urn, tables.get(lineage.get(urn, 0), {}))["P8MEA"]))
    assert scores[-1] < scores[0] - 0.2


def test_published_progress_follows_the_true_effect(nation):
    effects = nation.truth.effects
    pairs = [
        (effects[row["URN"]]["ks2_read"], float(row["READPROG"]))
        for row in nation.rows("england_ks2final_2019.csv")
        if row["RECTYPE"] == "1" and row["URN"] in effects and row["READPROG"] not in ("SUPP", "LOWCOV")
    ]
    mean = [sum(side) / len(pairs) for side in zip(*pairs, strict=True)]
    top = sum((a - mean[0]) * (b - mean[1]) for a, b in pairs)
    spread = [math.sqrt(sum((pair[i] - mean[i]) ** 2 for pair in pairs)) for i in (0, 1)]
    assert top / (spread[0] * spread[1]) > 0.6


def test_percentages_lie_between_0_and_100(nation):
    for row in nation.rows("england_census_2019.csv"):
        for header in ("PSENELSE", "PSENELK", "PNUMEAL", "PNUMFSMEVER"):
            assert row[header] == "NA" or 0 <= float(row[header]) <= 100


def test_inspections_have_all_three_regimes(nation):
    older = nation.rows("Management_information_-_state-funded_schools_-_latest_inspections_as_at_20250831.csv")
    assert {"NULL"} < {row["Overall effectiveness"] for row in older}
    cards = nation.rows("Management_information_-_state-funded_schools_-_latest_inspections_as_at_20260630.csv")
    with_card = [row for row in cards if row["Inspection start date"] != "NULL"]
    assert 0 < len(with_card) < len(cards) / 4
    assert all(row["Inclusion"] != "NULL" for row in with_card)
    assert "Satisfactory" in {row["Rating"] for row in nation.rows("ofsted_ratings_2005-2019.csv")}
