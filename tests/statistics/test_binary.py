"""Multilevel logistic models: glmer's numbers, simulated truth, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import made_up_pupils
import numpy as np
import pytest

from collegiate.statistics.binary import fit_binary
from collegiate.statistics.errors import FitError
from collegiate.statistics.formula import FormulaError

REFERENCE = json.loads((Path(__file__).parent / "reference" / "glmer.json").read_text())["fits"]


@pytest.mark.parametrize("model", REFERENCE, ids=lambda m: m["formula"])
def test_agrees_with_glmer(model: dict[str, Any]) -> None:
    data = dict(made_up_pupils.unbalanced())
    data["prior"] = (data["prior"] - 100) / 10
    ours = fit_binary(model["formula"], data)
    assert list(ours.terms) == model["terms"]
    assert ours.criterion <= model["criterion"] + 1e-6
    assert np.max(np.abs(ours.estimates - model["estimates"]) / model["ses"]) < 1e-4
    assert ours.standard_errors == pytest.approx(model["ses"], rel=1e-3)
    theirs = [r["sdcor"] for r in model["varcorr"] if r.get("var2") is None]
    assert ours.random[0].sds == pytest.approx(theirs, rel=1e-4)
    effects = ours.effects[0]
    rows = [effects.levels.index(level) for level in model["effects"]["school"]["levels"]]
    sd = np.array(model["effects"]["school"]["sd"])
    assert np.max(np.abs(effects.estimate[rows] - model["effects"]["school"]["estimate"]) / sd) < 1e-3
    assert effects.sd[rows] == pytest.approx(sd, rel=1e-3)


def one_nation(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    school, prior = rng.integers(0, 80, 6_000), rng.integers(-3, 4, 6_000)
    odds = 0.3 + 0.5 * prior + 0.5 * rng.normal(size=80)[school]
    return {
        "school": school,
        "prior": prior,
        "reached": (rng.uniform(size=6_000) < 1 / (1 + np.exp(-odds))).astype(int),
    }


def test_counting_first_gives_the_same_fit() -> None:
    data = one_nation(1)
    cells, which = np.unique(np.column_stack([data["school"], data["prior"]]), axis=0, return_inverse=True)
    counted = {
        "school": cells[:, 0],
        "prior": cells[:, 1],
        "reached": np.bincount(which, data["reached"]),
        "children": np.bincount(which).astype(float),
    }
    one, two = (
        fit_binary("reached ~ prior + (1 | school)", data),
        fit_binary("reached ~ prior + (1 | school)", counted, trials="children"),
    )
    assert one.cells == two.cells < one.n == two.n
    assert two.estimates == pytest.approx(one.estimates, abs=1e-6)


def test_intervals_cover_the_truth() -> None:
    inside = []
    for seed in range(60):
        ours = fit_binary("reached ~ prior + (1 | school)", one_nation(seed))
        inside += list(np.abs(ours.estimates - [0.3, 0.5]) < 1.96 * ours.standard_errors)
    assert 0.90 <= np.mean(inside) <= 0.99


def test_no_difference_between_groups_is_said_as_0() -> None:
    rng = np.random.default_rng(3)
    data = {"school": np.repeat(np.arange(40), 50), "reached": np.tile([0, 1], 1_000), "prior": rng.normal(size=2_000)}
    ours = fit_binary("reached ~ prior + (1 | school)", data)
    assert ours.random[0].sds[0] == 0
    assert "estimated as 0" in ours.warnings[0]


def test_an_outcome_that_is_not_yes_or_no_is_refused_with_its_row() -> None:
    data = one_nation(1)
    data["reached"] = data["reached"].copy()
    data["reached"][7] = 2
    with pytest.raises(FitError, match=r"'reached' is 2 in complete row 8; it must be 0 or 1"):
        fit_binary("reached ~ prior + (1 | school)", data)


def test_a_term_that_foretells_the_outcome_is_refused() -> None:
    data = one_nation(1)
    data["told"] = data["reached"] * 1.0
    with pytest.raises(FitError, match="without any exception"):
        fit_binary("reached ~ told + (1 | school)", data)


def test_two_factors_are_refused_at_their_place() -> None:
    with pytest.raises(FormulaError, match="exactly one grouping factor"):
        fit_binary("reached ~ prior + (1 | school) + (1 | prior)", one_nation(1))
