"""Gains between the trust's tests: planted ones are found, within a school and across a move."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from programme_record import made_up_tests

from collegiate.pupils.gains import ground_lost, programme_effects, programme_years, steps, value_added
from collegiate.pupils.gains.matching import matched
from collegiate.tables.record import Pupil, PupilResult, PupilSupport

A, B, C, HIGH = 1, 2, 3, 4
AUTUMN, SUMMER = (10, 6), (6, 9)
MOVES = {("8", "9"): "8_to_9"}


def result(pupil, urn, period, when, value, **more):
    month, day = when
    year = period - 1 if month >= 9 else period
    return {
        "pupil": pupil, "urn": urn, "stage": "TEST", "component": "standardised_score", "subject": "MAT", "status": "R", "period": period,
        "day": dt.date(year, month, day), "value": value, **more,
    }  # fmt: skip


def table(rows):
    return pa.Table.from_pylist(rows, schema=PupilResult.schema())


def children(*births):
    rows = [{"pupil": i, "birth_date": b} for i, b in enumerate(births)]
    return pa.Table.from_pylist(rows, schema=Pupil.schema())


def test_a_schools_gain_is_the_mean_of_its_childrens():
    rows = [result(p, A, 2026, AUTUMN, 100.0) for p in range(3)] + [
        result(p, A, 2026, SUMMER, 100.0 + p) for p in range(3)
    ]
    (row,) = value_added(steps(table(rows))).to_pylist()
    assert (row["urn"], row["subject"], row["period"], row["pupils"], row["effect"]) == (A, "MAT", 2026, 3, 1.0)
    assert row["low"] == pytest.approx(1 - 4.302653 / 3**0.5, abs=1e-5)


def test_what_is_no_test_result_takes_no_part():
    rows = [
        result(0, A, 2026, AUTUMN, 100.0), result(0, A, 2026, SUMMER, 110.0, status="O"), result(0, A, 2026, SUMMER, None),
        result(1, A, 2026, AUTUMN, 100.0), result(1, B, 2026, SUMMER, 110.0), result(2, A, 2020, SUMMER, 90.0), result(2, A, 2026, SUMMER, 95.0),
    ]  # fmt: skip
    assert value_added(steps(table(rows))).num_rows == 0
    assert value_added(steps(PupilResult.empty())).num_rows == 0
    assert ground_lost(steps(PupilResult.empty()), children(), MOVES).num_rows == 0


def test_a_single_child_has_no_interval():
    (row,) = value_added(
        steps(table([result(0, A, 2026, AUTUMN, 100.0), result(0, A, 2026, SUMMER, 104.0)]))
    ).to_pylist()
    assert (row["effect"], row["low"], row["high"]) == (4.0, None, None)


def crossing(rng, *, lost, each=60):
    """Children of A, B and C go from summer to autumn: A's and B's into the high school's year 9, C's stay in their school."""
    rows, births = [], []
    for school in (A, B, C):
        for _ in range(each):
            number, true = len(births), rng.normal(100, 14)
            births.append(dt.date(2011, 10, 1))
            after = HIGH if school != C else C
            drop = lost if school == A else 0.0
            rows.append(result(number, school, 2025, SUMMER, true + rng.normal(0, 4)))
            rows.append(result(number, after, 2026, AUTUMN, true - drop + rng.normal(0, 4)))
    return table(rows), children(*births)


def test_ground_lost_by_one_pair_is_found_and_the_other_is_not_blamed():
    results, pupils = crossing(np.random.default_rng(3), lost=6.0)
    found = {
        r["urn"]: r
        for r in ground_lost(steps(results), pupils, {("9", "10"): "9_to_10", ("8", "9"): "8_to_9"}).to_pylist()
    }
    assert set(found) == {A, B}
    assert found[A]["verdict"] == "lost" and found[A]["low"] < -6 < found[A]["high"] and found[A]["move"] == "8_to_9"
    assert abs(found[B]["effect"]) < 3 < abs(found[A]["effect"])


def test_the_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(17)
    held = [
        r["low"] <= (-6.0 if r["urn"] == A else 0.0) <= r["high"]
        for _ in range(200)
        for results, pupils in [crossing(rng, lost=6.0, each=20)]
        for r in ground_lost(steps(results), pupils, MOVES).to_pylist()
    ]
    assert len(held) == 400 and 0.92 <= np.mean(held) <= 0.98


def test_a_pair_of_a_few_children_is_counted_and_nothing_more():
    results, pupils = crossing(np.random.default_rng(5), lost=6.0, each=4)
    assert {
        (r["verdict"], r["effect"], r["pupils"]) for r in ground_lost(steps(results), pupils, MOVES).to_pylist()
    } == {("too few", None, 4)}


def test_without_anybody_who_stayed_nothing_is_said():
    results, pupils = crossing(np.random.default_rng(5), lost=6.0)
    movers = results.filter(pa.array([p < 120 for p in results["pupil"].to_pylist()]))
    assert ground_lost(steps(movers), pupils, MOVES).num_rows == 0


def a_year_with_a_programme(rng, *, effect, children=300, low=95.0):
    """A programme goes to children whose first score was low, whatever made it low."""
    rows, support = [], []
    for child in range(children):
        true = rng.normal(100, 13)
        first = true + rng.normal(0, 5)
        given = first < low and rng.random() < 0.5
        last = true + rng.normal(0, 5) + rng.normal(0, 3) + (effect if given else 0.0)
        rows += [result(child, child % 3, 2026, AUTUMN, first), result(child, child % 3, 2026, SUMMER, last)]
        if given:
            support.append(
                {"pupil": child, "urn": child % 3, "programme": "Reading aloud", "start_date": dt.date(2025, 11, 3)}
            )
    return table(rows), pa.Table.from_pylist(support, schema=PupilSupport.schema())


def test_a_programme_with_few_children_or_none_says_so():
    results, support = a_year_with_a_programme(np.random.default_rng(1), effect=5.0, children=30, low=88.0)
    (row,) = programme_effects(steps(results), support).to_pylist()
    assert row["verdict"] == "too few" and row["effect"] is None
    assert programme_effects(steps(results), PupilSupport.empty()).num_rows == 0


def by_hand(gain, score, given, group, fewest=2):
    return matched(
        np.array(gain, float), np.array(score, float), np.array(given, bool), np.array(group, np.int64), fewest
    )


def test_children_stand_beside_the_nearest_of_their_own_school_and_a_child_without_any_is_counted():
    found = by_hand(
        gain=[5, 5, 5, 0, 0, 0, 0, 90, 50], score=[90, 91, 60, 90, 91, 90, 91, 90, 60],
        given=[1, 1, 1, 0, 0, 0, 0, 0, 0], group=[1, 1, 1, 1, 1, 1, 1, 2, 2],
    )  # fmt: skip
    assert (found.matched, found.unmatched) == (2, 1)  # the child of 60 has nobody but in another school
    assert found.effect == pytest.approx(5.0)


def test_what_is_left_of_a_difference_in_the_earlier_score_is_taken_off():
    others = list(range(80, 110))
    found = by_hand(
        gain=[0.5 * (s - 100) + 2 for s in (78, 79)] + [0.5 * (s - 100) for s in others], score=[78, 79, *others],
        given=[1, 1] + [0] * 30, group=[1] * 32,
    )  # fmt: skip
    assert found.effect == pytest.approx(2.0)


def test_a_child_that_is_used_again_makes_the_interval_wider():
    rng = np.random.default_rng(4)
    many = by_hand([*[3.0] * 40, *rng.normal(0, 5, 120)], [90.0] * 160, [1] * 40 + [0] * 120, [1] * 160)
    few = by_hand([*[3.0] * 40, *rng.normal(0, 5, 12)], [90.0] * 52, [1] * 40 + [0] * 12, [1] * 52)
    assert few.high - few.low > 2 * (many.high - many.low)


def test_with_few_matches_nothing_is_said_but_how_many():
    found = by_hand([1.0] * 8, [90.0] * 8, [1] * 4 + [0] * 4, [1] * 8, fewest=5)
    assert (found.effect, found.low, found.high, found.matched, found.unmatched) == (None, None, None, 4, 0)


@pytest.mark.parametrize("effect", [0.0, 5.0])
def test_a_programmes_effect_is_held_as_often_as_the_intervals_say(effect):
    rng = np.random.default_rng(23)
    rows = [
        row
        for _ in range(100)
        for results, support in [a_year_with_a_programme(rng, effect=effect)]
        for row in programme_effects(steps(results), support).to_pylist()
    ]
    assert np.mean([r["low"] <= effect <= r["high"] for r in rows]) >= 0.90
    assert np.mean([r["matched_low"] <= effect <= r["matched_high"] for r in rows]) >= 0.88
    assert abs(np.mean([r["matched_effect"] for r in rows]) - effect) < 0.6
    assert effect or np.mean([r["matched_low"] > 0 for r in rows]) <= 0.06
    assert all(r["matched"] + r["unmatched"] == r["pupils"] for r in rows)


def test_the_planted_truths_of_made_up_trusts_are_found():
    held, said_to_work = [], []
    for seed in (7, 8):
        trust, results, support = made_up_tests(seed, 1500, 2)
        found = {(r["programme"], r["subject"]): r for r in programme_effects(steps(results), support).to_pylist()}
        for true in trust.truth["interventions"]:
            row = found[true["programme"], true["subject"]]
            held.append(row["matched_low"] <= true["effect"] <= row["matched_high"])
            said_to_work.append((true["effect"], row["matched_low"] > 0))
    assert sum(held) >= 3
    assert all(works == (effect == 5.0) for effect, works in said_to_work)


def test_each_trust_and_year_is_worked_out_by_itself():
    draw = np.random.default_rng(3)
    results, support = a_year_with_a_programme(draw, effect=5.0, children=600)
    rows = programme_years(steps(results), support, {0: 11, 1: 11, 2: 22}).to_pylist()
    assert [(r["trust_uid"], r["period"]) for r in rows] == [(11, 2026), (22, 2026)]
    (whole,) = programme_effects(steps(results), support).to_pylist()
    assert sum(r["pupils"] for r in rows) == whole["pupils"] and sum(r["matched"] for r in rows) == whole["matched"]
    assert programme_years(steps(results), support, {}).num_rows == 0
