"""Similar schools: found exactly, in a fixed order, among their own kind, and frozen by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import observations, school, schools

from collegiate.compare import intakes, similar_schools, similar_sets
from collegiate.compare.neighbours import standardised
from collegiate.tables import Intake

RULE = similar_schools()
FEATURES = [f.id for f in RULE.features]


def intake(rows: list[dict]) -> pa.Table:
    return pa.Table.from_pylist(
        [{"period": 2019, "phase_group": "secondary", **r} for r in rows], schema=Intake.schema()
    )


def obvious(table: pa.Table, k: int) -> dict[int, list[int]]:
    """Every school against every other, one pair at a time."""
    matrix, _ = standardised(table.sort_by("urn"), RULE)
    urns = sorted(table["urn"].to_pylist())
    found = {}
    for i, urn in enumerate(urns):
        distances = []
        for j, other in enumerate(urns):
            both = [f for f in range(matrix.shape[1]) if np.isfinite(matrix[i, f]) and np.isfinite(matrix[j, f])]
            if j != i and len(both) >= min(RULE.least_shared, matrix.shape[1]) and both:
                mean_square = sum((matrix[i, f] - matrix[j, f]) ** 2 for f in both) / len(both)
                distances.append((round(mean_square**0.5, 9), other))
        if distances:
            found[urn] = [other for _, other in sorted(distances)[:k]]
    return found


shares = st.one_of(st.none(), st.integers(0, 4).map(float), st.floats(0, 100))
school_rows = st.lists(
    st.fixed_dictionaries(dict.fromkeys(FEATURES[:-1], shares) | {"roll": st.one_of(st.none(), st.integers(20, 1500).map(float))}),
    min_size=2, max_size=40,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(school_rows, st.integers(1, 12))
def test_the_tree_finds_what_looking_at_every_pair_finds(rows: list[dict], k: int) -> None:
    table = intake([{"urn": 100 + i, **row} for i, row in enumerate(rows)])
    found = similar_sets(table, replace(RULE, schools=k))
    assert dict(zip(found["urn"].to_pylist(), found["neighbours"].to_pylist(), strict=True)) == obvious(table, k)


def alike(count: int, **more: float) -> list[dict]:
    return [
        {"urn": 1000 + i, "free_school_meals": 10.0 + i % 3, "roll": 900.0, "deprivation": 50.0 + i, **more}
        for i in range(count)
    ]


def test_fifty_are_taken_nearest_first_and_never_the_school_itself() -> None:
    found = similar_sets(intake(alike(80))).to_pylist()
    assert all(len(row["neighbours"]) == 50 and row["urn"] not in row["neighbours"] for row in found)
    assert all(row["distances"] == sorted(row["distances"]) and row["pool"] == 79 for row in found)


def test_equal_distances_are_ordered_by_urn() -> None:
    rows = [
        {"urn": u, "free_school_meals": f, "deprivation": 20.0}
        for u, f in [(9, 10.0), (3, 20.0), (7, 20.0), (5, 20.0), (1, 40.0)]
    ]
    first = next(r for r in similar_sets(intake(rows)).to_pylist() if r["urn"] == 9)
    assert first["neighbours"] == [3, 5, 7, 1]


def test_a_hundred_schools_that_are_all_the_same_choose_by_urn() -> None:
    rows = [{"urn": u, "free_school_meals": 10.0, "deprivation": 20.0} for u in range(1, 101)] + [
        {"urn": 101, "free_school_meals": 50.0, "deprivation": 60.0}
    ]
    found = {r["urn"]: r["neighbours"] for r in similar_sets(intake(rows)).to_pylist()}
    assert found[100] == list(range(1, 51))
    assert found[1] == list(range(2, 52))


def test_too_few_middle_schools_are_all_taken() -> None:
    rows = [
        {"urn": i, "phase_group": "middle_deemed_primary", "free_school_meals": 5.0 * i, "roll": 200.0 + i}
        for i in range(1, 8)
    ]
    found = similar_sets(intake(rows)).to_pylist()
    assert {len(r["neighbours"]) for r in found} == {6}


def test_phases_are_never_mixed() -> None:
    rows = alike(20) + [{**r, "urn": r["urn"] + 500, "phase_group": "middle_deemed_secondary"} for r in alike(20)]
    for row in similar_sets(intake(rows)).to_pylist():
        assert all((n >= 1500) == (row["urn"] >= 1500) for n in row["neighbours"])


def test_a_missing_feature_is_left_out_and_never_taken_for_an_average_one() -> None:
    rows = [
        {"urn": 1, "free_school_meals": 10.0, "deprivation": 20.0},
        {"urn": 2, "free_school_meals": 10.0, "deprivation": 20.0, "english_additional_language": 90.0},
        {"urn": 3, "free_school_meals": 30.0, "deprivation": 50.0, "english_additional_language": 30.0},
        {"urn": 4, "free_school_meals": 50.0, "deprivation": 80.0, "english_additional_language": 10.0},
    ]
    first = similar_sets(intake(rows)).to_pylist()[0]
    assert (first["neighbours"][0], first["distances"][0]) == (2, 0.0)
    assert first["features"] == "free_school_meals, deprivation"


def test_a_feature_that_one_county_alone_has_is_not_used() -> None:
    rows = alike(30)
    for row in rows[:10]:
        row["prior_attainment"] = 15.0 + row["urn"] % 5
    assert all("prior_attainment" not in r["features"] for r in similar_sets(intake(rows)).to_pylist())


def test_a_school_with_too_few_features_gets_no_set() -> None:
    rows = [*alike(12), {"urn": 5, "deprivation": 40.0}]
    assert 5 not in similar_sets(intake(rows))["urn"].to_pylist()


def test_the_name_of_a_set_is_frozen_with_its_rule_and_its_members() -> None:
    once, again = (similar_sets(intake(alike(20)))["set_id"][0].as_py() for _ in range(2))
    moved = similar_sets(intake(alike(21)))["set_id"][0].as_py()
    ruled = similar_sets(intake(alike(20)), replace(RULE, version="2"))["set_id"][0].as_py()
    assert once == again
    assert once.startswith("secondary-2019-")
    assert len({once, moved, ruled}) == 3


CENSUS = """
1 | census.nor         | 2019 | - | 300 | 1:1
1 | census.pnumfsmever | 2019 | - | 20  | 1:1
1 | census.psenelk     | 2019 | - | 10  | 1:1
1 | census.psenelse    | 2019 | - | 2   | 1:1
1 | census.pnumeal     | 2019 | - | 5   | 1:1
2 | census.nor         | 2019 | - | 400 | 1:2
2 | census.pnumfsmever | 2019 | - | 30  | 1:2
2 | ks4.p8mea          | 2018 | - | 0.1 | 2:2
2 | gias.numberofpupils | 2022 | - | 420 | 3:2
"""


def test_an_intake_is_read_from_the_census_and_the_schools_own_area() -> None:
    known = schools(school(1, idaci_rank=1), school(2, idaci_rank=32844))
    rows = {(r["period"], r["urn"]): r for r in intakes(observations(CENSUS), known).to_pylist()}
    assert rows[2019, 1]["special_needs"] == 12
    assert (rows[2019, 1]["free_school_meals"], rows[2019, 1]["roll"]) == (20, 300)
    assert rows[2019, 1]["deprivation"] == 100
    assert rows[2019, 2]["deprivation"] == pytest.approx(0.003, abs=0.001)


def test_a_year_without_a_census_takes_the_nearest_year_of_the_institution() -> None:
    known = schools(school(1), school(2, institution=9), school(9))
    table = observations(CENSUS + "9 | ks4.p8mea | 2024 | - | 0.1 | 4:2")
    rows = {(r["period"], r["urn"]): r for r in intakes(table, known).to_pylist()}
    assert rows[2018, 2]["free_school_meals"] == 30
    assert rows[2024, 9]["free_school_meals"] == 30, "the predecessor's census serves the academy"
    assert rows[2022, 2]["roll"] == 420, "both head counts are alike: the year's own goes first"
    assert (2018, 1) not in rows, "no file says anything of that school in that year"


def test_only_state_funded_schools_of_a_known_phase_have_an_intake() -> None:
    known = schools(school(1, sector="independent"), school(2, phase=None))
    assert intakes(observations(CENSUS), known).num_rows == 0


def test_two_years_with_the_same_intakes_have_the_same_similar_schools() -> None:
    rows = alike(60)
    table = intake([*rows, *({**r, "period": 2018} for r in rows)])
    found = similar_sets(table)
    by_year = {p: found.filter(pa.compute.equal(found["period"], p))["neighbours"].to_pylist() for p in (2018, 2019)}
    assert by_year[2018] == by_year[2019]
    assert len(set(found["set_id"].to_pylist())) == 2
