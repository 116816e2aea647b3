"""The count of 'significantly better': luck does not add up, and without the board's threshold it is never green."""

from __future__ import annotations

import numpy as np

from collegiate.compare import significantly_better


def rows(truth: np.ndarray, seed: int, measure: str = "ks4_progress8", **more) -> list[dict]:
    value = truth + np.random.default_rng(seed).normal(size=len(truth))
    return [
        {
            "subject": "school", "urn": i, "shown": True, "period": 2019, "measure": measure, "value": float(v),
            "low": float(v) - 1.96, "high": float(v) + 1.96, "similar_median": 0.0, "verdict": "cannot be told apart", **more,
        }
        for i, v in enumerate(value)
    ]  # fmt: skip


def test_among_those_named_few_are_there_by_luck() -> None:
    shares, plain = [], []
    for seed in range(150):
        truth = np.where(np.arange(60) < 12, 3.5, 0.0)
        (found,) = significantly_better(rows(truth, seed), dict.fromkeys(range(60), 7))
        wrong = [urn for urn, _ in found.better if urn >= 12]
        shares.append(len(wrong) / max(len(found.better), 1))
        plain.append(sum(r["low"] > 0 for r in rows(truth, seed)[12:]))
        assert (found.trust, found.period, found.tested) == (7, 2019, 60)
    assert np.mean(shares) < 0.05
    assert np.mean(plain) > 1  # intervals that leave out the median, counted plainly, name one by luck alone


def test_worse_is_counted_apart_and_low_is_good_where_the_measure_says_so() -> None:
    truth = np.array([6.0] * 3 + [-6.0] * 2 + [0.0] * 5)
    members = dict.fromkeys(range(10), 1)
    (higher,) = significantly_better(rows(truth, 4), members)
    (lower,) = significantly_better(rows(truth, 4, "persistent_absence"), members)
    assert [u for u, _ in higher.better] == [u for u, _ in lower.worse] == [0, 1, 2]
    assert [u for u, _ in higher.worse] == [u for u, _ in lower.better] == [3, 4]


def test_without_a_threshold_it_is_never_green() -> None:
    members = dict.fromkeys(range(10), 1)
    unset, met, not_met = (
        significantly_better(rows(np.full(10, 9.0), 1), members, several=s)[0] for s in (None, 3, 11)
    )
    assert (unset.met, met.met, not_met.met) == (None, True, False)
    assert unset.words == "10 of 10 significantly better, 0 worse; no threshold set"
    assert met.words.endswith("3 are called several")


def test_several_better_are_not_enough_where_one_is_worse() -> None:
    truth = np.array([9.0] * 5 + [-9.0])
    (found,) = significantly_better(rows(truth, 2), dict.fromkeys(range(6), 1), several=3)
    assert (len(found.better), len(found.worse), found.met) == (5, 1, False)


def test_trusts_and_years_are_counted_apart_and_the_rest_is_left_out() -> None:
    figures = rows(np.full(6, 9.0), 3) + rows(np.full(6, 9.0), 3, period=2018)
    figures += rows(np.full(6, 9.0), 3, shown=False) + rows(np.full(6, 9.0), 3, "ks4_ebacc_entry")
    figures += rows(np.full(6, 9.0), 3, verdict=None)
    found = significantly_better(figures, {0: 1, 1: 1, 2: 2})
    assert [(s.trust, s.period, s.tested) for s in found] == [(1, 2018, 2), (1, 2019, 2), (2, 2018, 1), (2, 2019, 1)]
