"""Value added from pupils' records on made-up nations whose truth is known."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from collegiate.compare.value_added import pupil_value_added, reliabilities
from collegiate.statistics.errors import FitError

RELIABILITY = 0.8
NATIONS = 12


def nation(seed, *, schools=400, reliability=RELIABILITY, dependence=0.0):
    """Pupils of schools that differ in poverty; true effects, which fall with poverty by `dependence`; poverty's share."""
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), rng.integers(20, 80, schools))
    share = rng.beta(1.5, 4, schools)
    fsm = rng.random(len(school)) < share[school]
    start = (rng.normal(0, 0.25, schools) - 1.2 * (share - share.mean()))[school]
    start = start - 0.35 * fsm + rng.normal(0, 0.85, len(school))
    mark = start + rng.normal(0, np.sqrt(start.var() * (1 / reliability - 1)), len(school))
    effect = rng.normal(0, 0.2, schools) - dependence * (share - share.mean())
    score = 0.75 * start - 0.15 * fsm + effect[school] + rng.normal(0, 0.6, len(school))
    return {"score": score, "prior": mark, "fsm": fsm.astype(float), "school": school}, effect - effect.mean(), share


def measured(*, reliability=RELIABILITY, dependence=0.0, **choices):
    """Share of 95 % intervals that hold the truth, and the mean error in each fifth of schools by poverty."""
    held, bias = [], []
    for seed in range(NATIONS):
        pupils, truth, share = nation(seed, reliability=reliability, dependence=dependence)
        found = pupil_value_added(
            pupils, "score", "prior", "school", covariates=["fsm"], reliability=reliability, **choices
        )
        at = np.array([int(s) for s in found.schools])
        held.append((found.low <= truth[at]) & (truth[at] <= found.high))
        fifth = np.argsort(np.argsort(share[at])) * 5 // len(at)
        bias.append([(found.effect - truth[at])[fifth == k].mean() for k in range(5)])
    return float(np.mean(held)), np.mean(bias, axis=0)


def test_intervals_hold_the_truth_95_times_in_100_where_the_baseline_has_no_error():
    held, bias = measured(reliability=1.0)
    assert 0.94 <= held <= 0.96
    assert np.abs(bias).max() < 0.015


def test_error_in_the_baseline_speaks_against_poor_intakes_and_the_correction_ends_it():
    plain_held, plain = measured()
    held, bias = measured(correct_attenuation=True)
    assert plain[0] > 0.025
    assert plain[4] < -0.03
    assert plain_held < 0.94
    assert np.abs(bias).max() < 0.015
    assert 0.94 <= held <= 0.96


def test_where_effects_depend_on_intake_school_means_ask_another_question():
    _, without = measured(dependence=0.6, correct_attenuation=True)
    _, means = measured(dependence=0.6, correct_attenuation=True, school_means=True)
    assert np.abs(without).max() < 0.05
    assert means[0] < -0.08
    assert means[4] > 0.1


def test_both_spreads_are_given_and_the_full_one_is_wider():
    pupils, _, _ = nation(1, schools=60)
    found = pupil_value_added(pupils, "score", "prior", "school", covariates=["fsm"])
    assert (found.full_sd > found.sd).all()
    assert found.pupils.sum() == len(pupils["score"])
    row = found.rows()[3]
    assert row["low"] < row["effect"] < row["high"]
    assert row["school"] == found.schools[3]


def test_words_enter_as_levels_and_incomplete_records_are_counted():
    pupils, _, _ = nation(2, schools=40)
    prior = pupils["prior"].copy()
    prior[:5] = np.nan
    sex = np.where(np.arange(len(prior)) % 2, "M", "F")
    table = pa.table({**pupils, "KS2 mark": prior, "Sex of pupil": sex})
    found = pupil_value_added(table, "score", "KS2 mark", "school", covariates=["Sex of pupil", "fsm"])
    assert "Sex_of_pupilM" in found.fit.terms
    assert found.left_out == 5
    assert found.fit.n == len(prior) - 5


def test_the_effects_do_not_hang_on_the_order_of_the_records():
    pupils, _, _ = nation(3, schools=50)
    turned = {name: column[::-1] for name, column in pupils.items()}
    first, second = (
        pupil_value_added(p, "score", "prior", "school", reliability=0.9, correct_attenuation=True)
        for p in (pupils, turned)
    )
    assert first.schools == second.schools
    np.testing.assert_allclose(first.effect, second.effect, atol=1e-6)


def test_a_baseline_of_perfect_reliability_needs_no_correction():
    pupils, _, _ = nation(4, schools=40)
    plain = pupil_value_added(pupils, "score", "prior", "school")
    corrected = pupil_value_added(pupils, "score", "prior", "school", reliability=1.0, correct_attenuation=True)
    assert corrected.within_reliability == 1
    np.testing.assert_allclose(corrected.effect, plain.effect, atol=1e-9)


def test_a_reliability_is_stated_with_its_source():
    pupils, _, _ = nation(5, schools=40)
    found = pupil_value_added(pupils, "score", "prior", "school", reliability="cat4_verbal", correct_attenuation=True)
    assert found.reliability == 0.89
    assert "technical report" in found.reliability_source
    assert all(r.source for r in reliabilities())


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"correct_attenuation": True}, "state its reliability"),
        ({"reliability": 1.2}, "at most 1"),
        ({"reliability": 0.0}, "above 0"),
        ({"reliability": "ks2"}, "State yours"),
        ({"reliability": "horoscope"}, "no baseline 'horoscope'"),
        ({"reliability": 0.02, "correct_attenuation": True}, "no true difference"),
    ],
)
def test_a_reliability_that_cannot_be_is_refused(choice, words):
    pupils, _, _ = nation(6, schools=30)
    with pytest.raises(ValueError, match=words):
        pupil_value_added(pupils, "score", "prior", "school", **choice)


@pytest.mark.parametrize(
    ("columns", "words"), [(("scoer", "prior"), "no column 'scoer'"), (("score", "name"), "holds words")]
)
def test_a_column_that_cannot_serve_is_named(columns, words):
    pupils, _, _ = nation(7, schools=30)
    with pytest.raises(FitError, match=words):
        pupil_value_added({**pupils, "name": ["A"] * len(pupils["score"])}, *columns, "school")
