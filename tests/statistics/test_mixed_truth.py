"""Mixed models on made-up nations whose truth is known, and what is refused or warned of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from collegiate.statistics.errors import FitError
from collegiate.statistics.mixed import fit


def nation(seed: int, *, schools: int = 80, n: int = 2_400, slope: float = 0.15) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    school, prior = rng.integers(0, schools, n), rng.normal(size=n)
    truth = rng.normal(size=(schools, 2)) * [0.3, slope]
    score = 0.5 + 0.6 * prior + truth[school, 0] + truth[school, 1] * prior + 0.8 * rng.normal(size=n)
    return {"score": score, "prior": prior, "school": school, "truth": truth}


def test_intervals_of_fixed_effects_cover_the_truth() -> None:
    fixed = []
    for seed in range(100):
        ours = fit("score ~ prior + (1 + prior | school)", nation(seed))
        fixed += list(np.abs(ours.estimates - [0.5, 0.6]) < 1.96 * ours.standard_errors)
    assert 0.91 <= np.mean(fixed) <= 0.985


def test_intervals_of_schools_cover_the_truth() -> None:
    schools = []
    for seed in range(15):
        data = nation(seed, schools=400, n=16_000)
        ours = fit("score ~ prior + (1 + prior | school)", data)
        effects = ours.effects_of("school")
        order = [int(level) for level in effects.levels]
        gap = effects.estimate - (data["truth"][order])
        schools.append(np.mean(np.abs(gap) < 1.96 * effects.full_sd))
    assert 0.94 <= np.mean(schools) <= 0.96


def test_variances_are_found_without_bias() -> None:
    found = [fit("score ~ prior + (1 + prior || school)", nation(seed)) for seed in range(40)]
    sds = np.array([[f.random[0].sds[0], f.random[1].sds[0], f.residual_sd] for f in found])
    assert sds.mean(axis=0) == pytest.approx([0.3, 0.15, 0.8], rel=0.03)


def test_known_sampling_variances_replace_the_residual() -> None:
    """School means with their squared standard errors: the spread of true values is found, intervals cover."""
    inside, spreads = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        error = rng.uniform(0.1, 0.6, 150)
        truth = 0.2 + 0.3 * rng.normal(size=150)
        data = {"mean": truth + error * rng.normal(size=150), "variance": error**2, "school": np.arange(150)}
        ours = fit("mean ~ 1 + (1 | school)", data, known_variance="variance")
        assert ours.residual_sd == pytest.approx(1.0)
        spreads.append(ours.random[0].sds[0])
        effects = ours.effects[0]
        gap = ours.estimates[0] + effects.estimate[:, 0] - truth[[int(level) for level in effects.levels]]
        inside.append(np.mean(np.abs(gap) < 1.96 * effects.full_sd[:, 0]))
    assert np.mean(spreads) == pytest.approx(0.3, rel=0.05)
    assert 0.93 <= np.mean(inside) <= 0.97


def test_known_variances_give_the_criterion_of_the_normal_density() -> None:
    rng = np.random.default_rng(5)
    error, values = rng.uniform(0.1, 0.6, 40), rng.normal(size=40)
    ours = fit("m ~ 1 + (1 | s)", {"m": values, "v": error**2, "s": np.arange(40)}, "ml", known_variance="v")
    spread = error**2 + ours.random[0].sds[0] ** 2
    density = -0.5 * np.log(2 * np.pi * spread) - 0.5 * (values - ours.estimates[0]) ** 2 / spread
    assert ours.criterion == pytest.approx(-2 * density.sum(), abs=1e-8)


def test_an_offset_of_a_million_changes_nothing_but_the_intercept() -> None:
    data = nation(3)
    plain = fit("score ~ prior + (1 + prior | school)", data)
    moved = fit("score ~ prior + (1 + prior | school)", {**data, "score": data["score"] + 1e6})
    assert moved.estimates - [1e6, 0] == pytest.approx(plain.estimates, abs=1e-8)
    assert moved.random[0].sds == pytest.approx(plain.random[0].sds, rel=1e-6)
    assert moved.residual_sd == pytest.approx(plain.residual_sd, rel=1e-9)


def test_raw_powers_of_scaled_scores_predict_as_centred_ones() -> None:
    data = nation(4)
    data["ks2"] = 104 + 7 * data["prior"]
    raw = fit("score ~ ks2 + I(ks2^2) + I(ks2^3) + (1 | school)", data)
    poly = fit("score ~ poly(ks2, 3) + (1 | school)", data)
    assert raw.random[0].sds == pytest.approx(poly.random[0].sds, rel=1e-7)
    assert raw.residual_sd == pytest.approx(poly.residual_sd, rel=1e-9)


def test_a_model_without_groups_is_a_regression() -> None:
    data = nation(1)
    ours = fit("score ~ prior", data)
    x = np.column_stack([np.ones(2_400), data["prior"]])
    assert ours.estimates == pytest.approx(np.linalg.lstsq(x, data["score"], rcond=None)[0], rel=1e-9)
    assert ours.random == ()


def test_the_same_data_give_the_same_bytes() -> None:
    one, two = (fit("score ~ prior + (1 + prior | school)", nation(2)) for _ in range(2))
    assert one.estimates.tobytes() == two.estimates.tobytes()
    assert one.effects[0].estimate.tobytes() == two.effects[0].estimate.tobytes()


def test_an_arrow_table_is_read_as_a_mapping_is() -> None:
    data = nation(2)
    del data["truth"]
    assert fit("score ~ prior + (1 | school)", pa.table(data)).criterion == pytest.approx(
        fit("score ~ prior + (1 | school)", data).criterion, abs=1e-9
    )


def test_the_dictionary_has_what_the_command_prints() -> None:
    found = fit("score ~ prior + (1 + prior | school)", nation(2)).as_dict()
    assert [row["term"] for row in found["fixed"]] == ["(Intercept)", "prior"]
    assert [(row["group"], row["term"]) for row in found["random"]] == [("school", "(Intercept)"), ("school", "prior")]
    assert found["correlations"][0]["terms"] == ["(Intercept)", "prior"]
    assert {"formula", "method", "n", "groups", "criterion", "residual_sd", "warnings", "seconds"} <= set(found)


def spoiled(**columns: Any) -> dict[str, Any]:
    return {**nation(1), **columns}


@pytest.mark.parametrize(
    ("formula", "data", "message"),
    [
        ("score ~ priro + (1 | school)", spoiled(), "no column 'priro'. Did you mean 'prior'"),
        ("score ~ prior + same + (1 | school)", spoiled(same=np.full(2_400, 7.0)), "'same' is 7 in every row"),
        ("same ~ prior + (1 | school)", spoiled(same=np.full(2_400, 7.0)), "outcome 'same' is 7 in every row"),
        (
            "score ~ prior + twice + (1 | school)",
            spoiled(twice=nation(1)["prior"] * 2 + 1),
            "'twice' is an exact combination of 'prior'",
        ),
        ("score ~ prior + (1 | one)", spoiled(one=np.zeros(2_400, int)), "'one' has one level only"),
        ("score ~ prior + (1 | own)", spoiled(own=np.arange(2_400)), "not fewer than the 2,400 rows"),
        ("score ~ gone + (1 | school)", spoiled(gone=np.full(2_400, np.nan)), "'gone' is empty in 2,400"),
        ("score ~ endless + (1 | school)", spoiled(endless=np.r_[np.inf, np.zeros(2_399)]), "infinite value.*row 1"),
        (
            "score ~ log(low) + (1 | school)",
            spoiled(low=np.r_[1.0, -1.0, np.ones(2_398)]),
            r"'log\(low\)' is not a finite number in row 2",
        ),
        (
            "score ~ text + (1 | school)",
            spoiled(text=["4", "absent", *["5"] * 1_199, *["6"] * 1_199]),
            "row 2 holds the text 'absent'",
        ),
        ("score ~ mixed + (1 | school)", spoiled(mixed=[1.0, "x", *[2.0] * 2_398]), "mixes numbers and text: row 2"),
        ("score ~ short + (1 | school)", spoiled(short=np.ones(3)), "differ in length"),
    ],
    ids=lambda v: v if isinstance(v, str) and "~" in v else "",
)
def test_bad_input_is_named(formula: str, data: dict[str, Any], message: str) -> None:
    with pytest.raises(FitError, match=message):
        fit(formula, data)


def test_an_unknown_method_or_two_kinds_of_weights_are_refused() -> None:
    with pytest.raises(FitError, match="'rmel' is not a method"):
        fit("score ~ prior", nation(1), "rmel")
    with pytest.raises(FitError, match="either weights or known_variance"):
        fit("score ~ prior", nation(1), weights="prior", known_variance="prior")
    with pytest.raises(FitError, match="positive numbers"):
        fit("score ~ 1 + (1 | school)", nation(1), weights="prior")


def test_few_groups_and_left_out_rows_are_said() -> None:
    data = nation(1, schools=5)
    data["prior"] = data["prior"].copy()
    data["prior"][:3] = np.nan
    ours = fit("score ~ prior + (1 | school)", data)
    assert any("5 levels only" in w for w in ours.warnings)
    assert any(w.startswith("3 row(s) were left out") for w in ours.warnings)
    assert (ours.n, ours.dropped) == (2_397, 3)


def test_a_flat_direction_is_said() -> None:
    ours = fit("score ~ prior + (1 + prior || school)", nation(1, schools=12, n=100, slope=0.1))
    assert any("hardly say how much the levels of 'school' differ" in w for w in ours.warnings)


def test_school_means_repair_effects_that_depend_on_intake() -> None:
    """Where better schools take higher priors, the plain model is biased and the school mean of priors repairs it."""
    plain, with_means = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        effect = 0.3 * rng.normal(size=100)
        school = rng.integers(0, 100, 1_500)
        prior = effect[school] + rng.normal(size=1_500)
        mean = (np.bincount(school, prior) / np.bincount(school))[school]
        data = {
            "score": 0.6 * prior + effect[school] + 0.8 * rng.normal(size=1_500),
            "prior": prior,
            "mean": mean,
            "school": school,
        }
        plain.append(fit("score ~ prior + (1 | school)", data).fixed("prior"))
        with_means.append(fit("score ~ prior + mean + (1 | school)", data).fixed("prior"))
    assert np.mean(plain) > 0.62
    assert np.mean(with_means) == pytest.approx(0.6, abs=0.012)
