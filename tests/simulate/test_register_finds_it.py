"""What was planted in the register is found again: lineages, moves and trusts, and no sponsor taken for a trust."""

from __future__ import annotations

from collections import Counter, defaultdict

import pyarrow as pa
import pytest

from collegiate import intake
from collegiate.register import build_register

_FILES = ("edubasealldata", "groups_", "grouplinks_", "links_")


@pytest.fixture(scope="module")
def register(nation):
    facts: dict[str, list[pa.Table]] = defaultdict(list)
    for reading in intake.read([nation.folder / name for name in nation.truth.files if name.startswith(_FILES)]):
        for table, rows in reading.facts.items():
            facts[table].append(rows)
    built = build_register({table: pa.concat_tables(parts) for table, parts in facts.items()})
    return {table: rows.to_pylist() for table, rows in built.items()}


def test_every_establishment_is_a_school(nation, register):
    assert len(register["school"]) == nation.truth.totals["establishments"]


def test_conversions_are_joined_and_mergers_and_splits_are_marked_but_not_joined(nation, register):
    totals = nation.truth.totals
    found = Counter((step["kind"], step["joined"]) for step in register["lineage"])
    assert found == {
        ("conversion", True): totals["conversions"],
        ("merger", False): totals["merger_steps"],
        ("split", False): totals["split_steps"],
    }


def test_a_conversion_has_its_day_though_the_two_directions_differ(nation, register):
    steps = {(step["urn"], step["next_urn"]): step for step in register["lineage"]}
    for planted in nation.truth.conversions:
        assert str(steps[planted["urn"], planted["next_urn"]]["happened"]) == planted["on"]
    assert {step["days_apart"] for step in steps.values()} >= {0, 1}


def test_trusts_are_trusts_and_sponsors_are_not(nation, register):
    totals = nation.truth.totals
    assert Counter(trust["kind"] for trust in register["trust"]) == {
        "multi_academy_trust": totals["multi_academy_trusts"],
        "single_academy_trust": totals["single_academy_trusts"],
    }


def test_the_moves_are_found_and_no_others(nation, register):
    moved = {(stay["urn"], stay["trust_uid"], stay["moved_to"]) for stay in register["membership"] if stay["moved_to"]}
    assert moved == {(move["urn"], move["from"], move["to"]) for move in nation.truth.moves}


def test_the_two_trusts_have_their_schools(nation, register):
    for uid, schools in (
        (nation.truth.rural_trust, nation.truth.rural_schools),
        (nation.truth.urban_trust, nation.truth.urban_schools),
    ):
        assert {school["urn"] for school in register["school"] if school["trust_uid"] == uid} == set(schools)
    assert (
        sum(school["trust_uid"] is not None for school in register["school"])
        == nation.truth.totals["academies_in_trusts"]
    )


def test_the_middle_schools_are_middle_schools(nation, register):
    middle = {school["urn"] for school in register["school"] if school["phase"] == "middle_deemed_secondary"}
    assert set(nation.truth.middle_schools) <= middle
