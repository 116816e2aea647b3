"""From observations to figures, by tables that a headteacher could read."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from made_up import observations, school, schools

from collegiate.measures import Figure, definitions, evaluate
from collegiate.tables import FigureRow, Observation


def figures(table: pa.Table, measure: str, known: pa.Table | None = None) -> list[dict]:
    chosen = [m for m in definitions() if m.id == measure]
    return evaluate(table, chosen, known).figures.to_pylist()


HAYWOOD = """
138549 | ks4.p8mea   | 2019 | provisional | -0.38 | 1:3259
138549 | ks4.p8cilow | 2019 | provisional | -0.56 | 1:3259
138549 | ks4.p8ciupp | 2019 | provisional | -0.20 | 1:3259
138549 | ks4.p8pup   | 2019 | provisional | 189   | 1:3259
138549 | ks4.p8mea   | 2019 | final       | -0.39 | 2:3171
england state_funded | ks4.p8mea | 2019 | provisional | -0.03 | 1:5653
la 860 | ks4.p8mea   | 2019 | provisional | -0.23 | 1:5600
"""


def test_both_releases_are_kept_and_the_final_one_is_shown() -> None:
    rows = figures(observations(HAYWOOD), "ks4_progress8")
    assert [(r["release"], r["value"], r["shown"]) for r in rows] == [
        ("provisional", -0.38, False),
        ("final", -0.39, True),
    ]


def test_a_published_interval_is_taken_as_it_stands() -> None:
    provisional = figures(observations(HAYWOOD), "ks4_progress8")[0]
    assert (provisional["low"], provisional["high"], provisional["interval"]) == (-0.56, -0.20, "published")
    assert (provisional["n"], provisional["n_from"]) == (189, None)


def test_without_a_published_interval_one_is_derived_and_that_is_said() -> None:
    final = figures(observations(HAYWOOD), "ks4_progress8")[1]
    half = 1.96 * 1.283 / np.sqrt(189)
    assert final["low"] == pytest.approx(-0.39 - half)
    assert final["high"] == pytest.approx(-0.39 + half)
    assert final["interval"].startswith("derived: 1.96 × 1.283 / √n")
    assert (final["n"], final["n_from"]) == (189, "pupils in Progress 8, from the provisional release of 2018/19")


def test_england_and_the_authority_stand_beside_it_with_their_source() -> None:
    rows = figures(observations(HAYWOOD), "ks4_progress8", schools(school(138549)))
    assert [r["england"] for r in rows] == [-0.03, -0.03]
    assert rows[0]["england_how"] == "published, state-funded schools"
    assert rows[1]["england_how"] == "published, state-funded schools, provisional release"
    assert [r["local_authority"] for r in rows] == [-0.23, -0.23]


def test_the_number_and_the_row_of_the_file_stay_together() -> None:
    rows = figures(observations(HAYWOOD), "ks4_progress8")
    assert [(r["file_ids"], r["lines"]) for r in rows] == [([1], [3259]), ([2], [3171])]


MILL_HILL = """
141405 | ks2.readprog | 2018 | - | -1.4 | 1:10
141405 | ks2.telig    | 2018 | - | 57   | 1:10
141405 | ks2.readprog | 2019 | final | -5.3 | 2:20
"""


def test_the_number_of_children_may_come_from_the_year_before_and_says_so() -> None:
    last = figures(observations(MILL_HILL), "ks2_progress_reading")[-1]
    assert last["n"] == 57
    assert last["n_from"] == "pupils at the end of key stage 2 in 2017/18: no file for 2018/19 gives a number"


def test_an_earlier_number_runs_through_the_conversion_but_not_further_back_than_three_years() -> None:
    table = observations(
        """
        100 | ks2.telig    | 2015 | - | 30 | 1:1
        101 | ks2.readprog | 2018 | - | 1  | 2:1
        101 | ks2.readprog | 2019 | - | 1  | 3:1
        """
    )
    known = schools(school(100, "primary", institution=101), school(101, "primary"))
    rows = figures(table, "ks2_progress_reading", known)
    assert [(r["period"], r["n"]) for r in rows] == [(2018, 30), (2019, None)]
    assert rows[1]["interval"] == "none: nobody published how many children are in it"
    assert rows[1]["low"] is None


def test_a_number_of_children_from_a_later_year_is_never_used() -> None:
    table = observations("5 | ks2.readprog | 2018 | - | 1 | 1:1\n5 | ks2.telig | 2019 | - | 20 | 2:1")
    assert figures(table, "ks2_progress_reading")[0]["n"] is None


def test_a_fallback_count_is_named() -> None:
    table = observations("7 | ks4.p8mea | 2018 | - | 0.1 | 1:1\n7 | ks4.tpup | 2018 | - | 80 | 1:1")
    row = figures(table, "ks4_progress8")[0]
    assert (row["n"], row["n_from"]) == (
        80, "pupils at the end of key stage 4: this file does not give pupils in Progress 8",
    )  # fmt: skip


def test_a_missing_number_keeps_its_reason_and_never_becomes_zero() -> None:
    row = figures(observations("9 | ks4.p8mea | 2019 | final | SUPP | 1:4"), "ks4_progress8")[0]
    assert (row["value"], row["low"], row["symbol"], row["code"]) == (None, None, "c", "SUPP")


def test_a_final_suppression_goes_before_a_provisional_number() -> None:
    rows = figures(
        observations("9 | ks4.p8mea | 2019 | provisional | 0.2 | 1:4\n9 | ks4.p8mea | 2019 | final | SUPP | 2:4"),
        "ks4_progress8",
    )
    assert [(r["value"], r["shown"]) for r in rows] == [(0.2, False), (None, True)]


def test_two_files_of_one_release_give_one_figure_the_one_with_its_interval() -> None:
    table = observations(
        """
        3 | ks2.readprog       | 2018 | - | 1.5 | 1:2
        3 | ks2.readprog       | 2018 | - | 1.5 | 2:7
        3 | ks2.readprog_lower | 2018 | - | 0.1 | 2:7
        3 | ks2.readprog_upper | 2018 | - | 2.9 | 2:7
        """
    )
    (row,) = figures(table, "ks2_progress_reading")
    assert (row["file_ids"], row["interval"]) == ([2], "published")


def test_an_interval_published_beside_the_same_number_is_used_and_beside_another_is_not() -> None:
    beside = """
        3 | ks2.readprog       | 2019 | -     | 1.5 | 2:7
        3 | ks2.readprog_lower | 2019 | -     | 0.1 | 2:7
        3 | ks2.readprog_upper | 2019 | -     | 2.9 | 2:7
        3 | ks2.readprog       | 2019 | final | {}  | 1:2
        """
    same = figures(observations(beside.format("1.5")), "ks2_progress_reading")[1]
    other = figures(observations(beside.format("1.4")), "ks2_progress_reading")[1]
    assert (same["low"], same["interval"]) == (0.1, "published beside the same number in another file of the year")
    assert other["low"] is None


def test_a_ratio_is_the_numerator_over_the_denominator_of_the_same_row() -> None:
    table = observations(
        "4 | gias.numberofpupils | 2022 | - | 450 | 1:9\n4 | gias.schoolcapacity | 2022 | - | 500 | 1:9"
    )
    evaluated = evaluate(table, [m for m in definitions() if m.id == "capacity_used"])
    assert evaluated.figures["value"].to_pylist() == [90.0]
    assert evaluated.weight.tolist() == [500.0]


@pytest.mark.parametrize(("capacity", "symbol"), [("0", "z"), ("SUPP", "x")])
def test_a_ratio_without_a_denominator_is_missing(capacity: str, symbol: str) -> None:
    table = observations(
        f"4 | gias.numberofpupils | 2022 | - | 450 | 1:9\n4 | gias.schoolcapacity | 2022 | - | {capacity} | 1:9"
    )
    (row,) = figures(table, "capacity_used")
    assert (row["value"], row["symbol"]) == (None, symbol)


def test_a_share_of_children_has_wilsons_interval() -> None:
    table = observations("4 | ks2.ptrwm_exp | 2018 | - | 50 | 1:9\n4 | ks2.telig | 2018 | - | 10 | 1:9")
    (row,) = figures(table, "ks2_expected_standard")
    assert (row["low"], row["high"]) == (pytest.approx(23.66, abs=0.01), pytest.approx(76.34, abs=0.01))


def test_a_count_of_everybody_has_no_interval_and_says_why() -> None:
    (row,) = figures(observations("4 | census.nor | 2019 | - | 310 | 1:9"), "roll")
    assert (row["value"], row["n"], row["low"]) == (310, 310, None)
    assert row["interval"] == "none: a count of every pupil on roll: nothing is sampled"


def test_few_children_are_said() -> None:
    table = observations("4 | ks2.ptrwm_exp | 2018 | - | 50 | 1:9\n4 | ks2.telig | 2018 | - | 4 | 1:9")
    assert figures(table, "ks2_expected_standard")[0]["note"] == "few children"


def test_the_two_thresholds_of_persistent_absence_are_two_eras_of_one_measure() -> None:
    table = observations(
        "4 | absence.ppersabs15 | 2013 | - | 6 | 1:9\n4 | absence.ppersabs10 | 2019 | - | 11 | 2:9\n4 | census.nor | 2019 | - | 200 | 3:9"
    )
    rows = figures(table, "persistent_absence")
    assert [(r["period"], r["era"], r["value"]) for r in rows] == [
        (2013, "threshold_15", 6),
        (2019, "threshold_10", 11),
    ]


def test_a_pooled_england_weighs_schools_by_their_pupils_and_leaves_independent_ones_out() -> None:
    table = observations(
        """
        1 | ks2.ptrwm_exp | 2018 | - | 50  | 1:1
        1 | ks2.telig     | 2018 | - | 30  | 1:1
        2 | ks2.ptrwm_exp | 2018 | - | 80  | 1:2
        2 | ks2.telig     | 2018 | - | 10  | 1:2
        3 | ks2.ptrwm_exp | 2018 | - | 100 | 1:3
        3 | ks2.telig     | 2018 | - | 60  | 1:3
        4 | ks2.ptrwm_exp | 2018 | - | SUPP | 1:4
        """
    )
    known = schools(*(school(u, "primary") for u in (1, 2, 4)), school(3, "primary", sector="independent"))
    rows = figures(table, "ks2_expected_standard", known)
    assert [r["england"] for r in rows] == [pytest.approx((50 * 30 + 80 * 10) / 40)] * 4
    assert {r["england_how"] for r in rows} == {"pooled from 2 schools"}


def test_where_england_is_published_by_phase_each_phase_has_its_own() -> None:
    table = observations(
        """
        1 | census.pnumfsmever | 2019 | - | 30 | 1:1
        2 | census.pnumfsmever | 2019 | - | 30 | 1:2
        england primary   | census.pnumfsmever | 2019 | - | 23   | 1:8
        england secondary | census.pnumfsmever | 2019 | - | 27.7 | 1:9
        """
    )
    rows = figures(table, "free_school_meals", schools(school(1, "primary"), school(2, "middle_deemed_secondary")))
    assert [r["england"] for r in rows] == [23, 27.7]
    assert rows[1]["england_how"] == "published, state-funded secondary schools"


def test_one_school_alone_is_no_benchmark() -> None:
    table = observations("1 | ks2.ptrwm_exp | 2018 | - | 50 | 1:1\n1 | ks2.telig | 2018 | - | 30 | 1:1")
    assert figures(table, "ks2_expected_standard", schools(school(1, "primary")))[0]["england"] is None


def test_nothing_observed_is_an_empty_table_of_figures() -> None:
    evaluated = evaluate(Observation.empty())
    assert evaluated.figures.schema.equals(FigureRow.schema())
    assert evaluated.figures.num_rows == 0


def test_every_key_stands_once_whatever_the_order_of_the_rows() -> None:
    table = observations(HAYWOOD)
    forward = evaluate(table).figures
    backward = evaluate(table.take(pa.array(np.arange(table.num_rows)[::-1].copy()))).figures
    assert forward.equals(backward)


def test_a_row_becomes_a_figure_with_its_reason_its_unit_and_its_receipts() -> None:
    rows = figures(observations(HAYWOOD + "9 | ks4.p8mea | 2019 | final | SUPP | 2:9"), "ks4_progress8")
    receipts = {2: {"file": "ks4final.csv", "sha256": "ab12"}}
    missing = Figure.from_row(rows[0], receipts, definitions())
    assert (missing.urn, missing.value, missing.unit) == (9, None, "grades")
    assert missing.reason.startswith("suppressed by the DfE")
    shown = Figure.from_row(rows[2], receipts, definitions())
    assert (shown.value, shown.reason, shown.year) == (-0.39, "", "2018/19")
    assert [r.as_dict() for r in shown.receipts] == [{"file": "ks4final.csv", "sha256": "ab12", "line": 3171}]
    assert shown.similar is None
