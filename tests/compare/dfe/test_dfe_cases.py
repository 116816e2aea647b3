"""The cases that the DfE's tool tests itself with, typed in here, each with the name of its test there.

Source: DFE-Digital/education-benchmarking-and-insights (MIT licence), commit 0ed1c1e9f982, data-pipeline/tests/unit.
Where a test there asserts only a length or a few positions, the whole list is what its code answered.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from compare.dfe.dfe_tables import TEACHING, ratings_by, school, sets_by, table
from shared import shared

from collegiate.compare.dfe import Benchmark, derivations, layout
from collegiate.compare.dfe.definition import KEYS, method
from collegiate.compare.dfe.distances import Space, Term
from collegiate.compare.dfe.rating import close_members, is_close, median_of, percentile_rank
from collegiate.compare.dfe.schools import Prepared, Schools

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def between(features, phase="Primary", basis="pupil"):
    columns = {name: np.array(values, dtype=float) for name, values in features.items()}
    group = np.arange(len(next(iter(columns.values()))))
    space = Space.of(method().distance(basis, phase), columns, group)
    return space.between(group[:, None], group[None, :])


def chosen(*, pfi, boards, regions):
    """The pupil set of school A among 26 whose pupil numbers rise by equal steps: B is nearest, Z farthest."""
    schools = [
        school(
            i + 1, pupils=100.0 + i, pfi=pfi[i], boarders="Boarding" if boards[i] else "Not Boarding", region=regions[i]
        )
        for i in range(26)
    ]
    return "".join(LETTERS[urn - 1] for urn in sets_by(Benchmark(table(schools)).sets)[(1, "Pupil")])


# comparator_sets/test_calculations.py::test_delta_range_ratio_squared, and its zero-range case
@pytest.mark.parametrize(
    ("values", "squares"),
    [([0, 5, 10], [[0, 0.25, 1], [0.25, 0, 0.25], [1, 0.25, 0]]), ([5, 5, 5], [[0, 0, 0], [0, 0, 0], [0, 0, 0]])],
)
def test_difference_over_range_squared(values, squares):
    numbers, group = np.array(values, dtype=float), np.arange(3)
    assert Term(1.0, numbers, float(np.ptp(numbers))).between(group[:, None], group[None, :]).tolist() == squares


# ::test_compute_buildings_distance
def test_distance_of_buildings():
    found = between({"Total Internal Floor Area": [150, 300, 450], "Age Average Score": [5, 10, 15]}, basis="building")
    assert found == pytest.approx(np.array([[0, 0.5, 1], [0.5, 0, 0.5], [1, 0.5, 0]]))


# ::test_compute_pupils_distance_non_special
def test_distance_of_pupils():
    found = between(
        {
            "Number of pupils": [100, 200, 300],
            "Percentage Free school meals": [20, 40, 60],
            "Percentage SEN": [5, 10, 15],
        }
    )
    assert found == pytest.approx(np.array([[0, 0.5, 1], [0.5, 0, 0.5], [1, 0.5, 0]]))


# ::test_compute_pupils_distance_special: sqrt(0.6 + 0.4) + sqrt(10)
def test_distance_of_pupils_in_special_schools():
    needs = ("SPLD", "MLD", "PMLD", "SEMH", "SLCN", "HI", "MSI", "PD", "ASD", "OTH")
    features = {"Number of pupils": [100, 200], "Percentage Free school meals": [10, 20]}
    features |= {f"Percentage Primary Need {need}": [i, i + 1] for i, need in enumerate(needs)}
    assert between(features, phase="special")[0] == pytest.approx([0, 4.16227766])


# ::test_prepare_data_fills_na
def test_missing_numbers_become_the_median_and_unknown_boarders_do_not_board():
    schools = [
        school(1, pupils=100.0, fsm=10.0, boarders="Boarding"), school(2, pupils=200.0, fsm=None, boarders="Unknown"),
        school(3, pupils=None, fsm=30.0), school(4, pupils=400.0, fsm=40.0, boarders="Boarding"),
    ]  # fmt: skip
    prepared = Prepared.of(Schools.from_table(table(schools)), "same")
    assert prepared.features["Number of pupils"].tolist() == [100, 200, 200, 400]
    assert prepared.features["Percentage Free school meals"].tolist() == [10, 30, 30, 40]
    assert prepared.schools.boards.tolist() == [True, False, False, True]


# ::test_select_top_urns_pfi_boarding: repeats are the tool's known defect
def test_a_pfi_boarding_school_gets_its_like_twice():
    alternate = [i % 2 == 0 for i in range(26)]
    assert chosen(pfi=alternate, boards=alternate, regions=["A"] * 26) == "ACEGIKMOQSUWYCEGIKMOQSUWYBCDEF"


# ::test_select_top_urns_not_pfi_not_boarding
def test_a_plain_school_gets_its_region_by_distance():
    no = [False] * 26
    assert chosen(pfi=no, boards=no, regions=["A"] * 26) == LETTERS


# ::test_select_top_urns_fills_from_others
def test_a_school_alone_in_its_region_is_filled_up_from_others():
    yes = [True] * 26
    assert chosen(pfi=yes, boards=yes, regions=["A"] + ["B"] * 25) == "ABCDEFGHIJKLMNOPQRSTUVWXYZBCDE"


# rag/test_calculations.py::test_find_area_close_comparators_positive, ::test_find_pupil_close_comparators_positive
@pytest.mark.parametrize(
    ("basis", "close"), [("building", [True, False, True, False]), ("pupil", [True, True, False, False])]
)
def test_who_is_close(basis, close):
    columns = {
        "Total Internal Floor Area": [1000, 1050, 1200, 950, 800], "Age Average Score": [1980, 1985, 2010, 1975, 1950],
        "Percentage SEN": [0.1, 0.11, 0.091, 0.25, 0.15], "Percentage Free school meals": [0.2, 0.205, 0.199, 0.26, 0.25],
        "Number of pupils": [500, 510, 480, 650, 550],
    }  # fmt: skip
    features = {name: np.array(values, dtype=float) for name, values in columns.items()}
    assert (
        close_members(features, method().close_on(basis), np.array([0]), np.array([[1, 2, 3, 4]]))[0].tolist() == close
    )


# ::test_calculate_percentile_rank and ::test_calculate_percentile_rank_empty_input
@pytest.mark.parametrize(("own", "rank"), [(35, 60.0), (50, 100.0), (5, 0.0)])
def test_percentile_rank(own, rank):
    assert percentile_rank(np.array([10.0, 20, 30, 40, 50]), np.ones(5, bool), np.array(own)) == rank


def test_percentile_rank_among_nobody_is_nought():
    assert percentile_rank(np.zeros(1), np.zeros(1, bool), np.array(100.0)) == 0.0
    assert np.isnan(median_of(np.zeros(1), np.zeros(1, bool)))


# ::test_get_positive_values_series: the school itself stays, whatever it spends
def test_only_positive_values_are_compared_and_the_schools_own():
    schools = [
        school(urn, pupils=float(urn), teaching=spend) for urn, spend in enumerate([-10.0, 0.0, 10.0, 20.0], start=1)
    ]
    rating = ratings_by(Benchmark(table(schools)).ratings)[(2, "Teaching staff")]
    assert (rating["Compared"], rating["Median"], rating["Percentile"]) == (3, 10.0, pytest.approx(100 / 3))


# ::test_calculate_category_statistics_positive: more than ten are close, the school is Outstanding
def test_statistics_of_a_category():
    spend = [10.0, 20.0, 30.0, 40.0, 50.0, *[0.0] * 7]
    schools = [school(urn, pupils=100.0, ofsted="Outstanding", teaching=s) for urn, s in enumerate(spend, start=1)]
    rating = ratings_by(Benchmark(table(schools)).ratings)[(1, "Teaching staff")]
    assert (rating["Value"], rating["Median"], rating["Percentile"], rating["Decile"]) == (10, 30, 20.0, 2)
    assert (rating["Key"], rating["RAG"]) == ("outstanding_10", "amber")
    assert rating["PercentDiff"] == pytest.approx(-66.6666666667)


# ::test_is_close_scalar_logic
@pytest.mark.parametrize(
    ("a", "b", "share", "within", "close"),
    [
        (1, 1, 1e-09, 0, True), (1, 1.0000000001, 1e-09, 0, True), (1, 1.00000001, 1e-09, 0, False), (100, 105, 0, 5, True),
        (100, 105.000000001, 0, 5, False), (-100, -105.000000001, 0, 5, False), (100, 110, 0.1, 0, True), (100, 111.1, 0.1, 0, True),
        (100, 111.2, 0.1, 0, False), (50, 52, 0.01, 3, True), (50, 54, 0.01, 3, False), (100, 102, 0.03, 1, True), (100, 104, 0.03, 1, False),
    ],
)  # fmt: skip
def test_closeness_of_two_numbers(a, b, share, within, close):
    assert bool(is_close(a, b, share, within)) is close


# pre_processing/test_bfr.py::test_bfr_slop_calc
def test_slope_of_a_forecast():
    assert derivations.slope([2, 4, 6, 8, 10, 12]) == pytest.approx(2)
    assert derivations.slope([None, None, 6, 6, 6, 6]) == pytest.approx(derivations.slope([0, 0, 6, 6, 6, 6]))


# pre_processing/test_cdc.py: a block of unknown age adds area and no age
def test_floor_area_and_age():
    blocks = [(89, None), (2221, "1961-1970"), (436, "2001-2010"), (57, "1991-2000")]
    found = derivations.building(blocks, 2022)
    assert (found.area, round(found.age_score, 3), found.built) == (2803.0, 48.358, 1988)


# pre_processing/test_ks2.py and test_ks4.py: suppressed scores become nought
def test_suppressed_scores_become_nought():
    assert derivations.ks2_progress("0.1", "0.1", "0.1") == pytest.approx(0.3)
    assert [derivations.ks2_progress(s, s, s) for s in ("SUPP", "LOWCOV", "NP")] == [0.0, 0.0, None]
    assert [derivations.ks4_score(s) for s in ("0.1", "SUPP", "NE", "")] == [0.1, 0.0, 0.0, None]


# pre_processing/test_sen.py
def test_shares_of_special_needs():
    needs = {need: float(i + 2) for i, need in enumerate(derivations.NEEDS)}
    shares = derivations.special_needs(plans=50, support=20, pupils=100, needs=needs)
    assert (shares["Percentage SEN"], shares["Percentage with EHC"], shares["Percentage without EHC"]) == (70, 50, 20)
    assert (shares["Percentage Primary Need SPLD"], shares["Percentage Primary Need OTH"]) == (2, 13)
    missing = derivations.special_needs(plans=100, support=20, pupils=100, needs={"SPLD": 100.0, "MLD": None})
    assert (
        missing["Percentage SEN"],
        missing["Percentage Primary Need SPLD"],
        missing["Percentage Primary Need MLD"],
    ) == (120, 100, 0)


# comparator_sets/test_calculations.py::test_calculate_all_sets_generation_logic
@pytest.mark.shared
def test_who_gets_a_set_and_whom():
    case = next(c for c in json.loads(shared("fbit", "unit_cases.json").read_text()) if c["id"] == "generation_flags")
    for i, row in enumerate(case["input"]["rows"]):
        row["Percentage SEN"] = 2.0 + 0.2 * i  # the file writes 3.4 for 3.4000000000000004, on which ties hang
    names = sorted(row["URN"] for row in case["input"]["rows"])
    plain = {layout.SCHOOL_TYPE: "academies", layout.OFSTED: "", TEACHING: 1.0}
    rows = [row | plain | {"URN": names.index(row["URN"]) + 1} for row in case["input"]["rows"]]
    found = sets_by(Benchmark(table(rows)).sets)
    for kind in ("Pupil", "Building"):
        for name, members in case["expected"][kind].items():
            assert [names[urn - 1] for urn in found.get((names.index(name) + 1, kind), [])] == members, (kind, name)


@pytest.mark.shared
def test_colours_and_bases_are_the_tools():
    wanted = json.loads(shared("fbit", "rag_thresholds.json").read_text())
    found = {c.name: {"basis": c.basis.capitalize(), **c.ratings} for c in method().categories}
    assert found == wanted


def test_definitions_hold_together():
    for category in method().categories:
        assert set(category.ratings) == set(KEYS)
        assert all(len(letters) == 10 and set(letters) <= set("RAG") for letters in category.ratings.values())
    for distance in method().distances:
        assert sum(distance.roots[0].values()) == pytest.approx(1.0)
