"""One school's set otherwise: the frozen set again when nothing is changed, and the same words about its figures."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collegiate.compare import complete, sensitivity, similar_schools, similar_sets, similar_to, standing, what_if
from collegiate.measures import Evaluated
from collegiate.tables import FigureRow, Intake

RULE = similar_schools()
MEASURES = ("ks4_progress8", "persistent_absence", "ks4_ebacc_entry")


def nation(schools: int = 120, seed: int = 1) -> pa.Table:
    rng = np.random.default_rng(seed)
    rows = [
        {
            "period": 2019, "phase_group": "secondary", "urn": 500 - i, "roll": float(rng.integers(300, 1500)),
            "free_school_meals": float(rng.integers(0, 60)), "deprivation": float(rng.integers(0, 100)),
            "special_needs": None if i % 7 == 0 else float(rng.integers(2, 30)),
        }
        for i in range(schools)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=Intake.schema())


def figures(intakes: pa.Table) -> pa.Table:
    rng = np.random.default_rng(2)
    rows = []
    for measure in MEASURES:
        for urn in sorted(intakes["urn"].to_pylist()):
            value, half = 10 + 3 * rng.normal(), rng.uniform(0.5, 4)
            rows.append({
                "subject": "school", "urn": urn, "measure": measure, "period": 2019, "release": "final", "era": "e", "shown": True,
                "value": value, "low": value - half, "high": value + half, "n": 40,
            })  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=FigureRow.schema())
    sets = similar_sets(intakes)
    return standing(complete(Evaluated(table, np.ones(len(rows))), sets), sets)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 70), st.integers(1, 60))
def test_unchanged_it_is_the_frozen_set_of_every_school(seed: int, schools: int, k: int) -> None:
    intakes, rule = nation(schools, seed), replace(RULE, schools=k)
    for frozen in similar_sets(intakes, rule).to_pylist():
        found = what_if(intakes, frozen["urn"], definition=rule)
        assert list(found.neighbours) == frozen["neighbours"]
        assert found.distances == pytest.approx(frozen["distances"], abs=5.1e-5)
        assert ", ".join(found.features) == frozen["features"]


def test_unchanged_it_says_of_the_figures_what_the_picture_says() -> None:
    intakes = nation()
    rows = figures(intakes).to_pylist()
    for own in (r for r in rows if r["urn"] in (390, 450)):
        (said,) = [a for a in what_if(intakes, own["urn"], figures=rows).figures if a.measure == own["measure"]]
        assert (said.k, said.verdict) == (own["similar_k"], own["verdict"])
        for name in ("median", "low", "high"):
            assert getattr(said, name) == pytest.approx(own[f"similar_{name}"])
        assert said.percentile == pytest.approx(own["percentile"])
        assert said.p_top_quarter == (own["p_top_quarter"] and pytest.approx(own["p_top_quarter"], abs=1e-6))


def test_the_sizes_are_cut_from_one_order_and_fifty_is_what_is_shown() -> None:
    intakes = nation()
    rows = figures(intakes).to_pylist()
    tried = sensitivity(intakes, 450, rows)
    assert [len(w.neighbours) for w in tried.values()] == [30, 50, 75]
    assert tried[75].neighbours[:30] == tried[30].neighbours == similar_to(intakes, 450, 30)
    assert tried[50].figures == what_if(intakes, 450, figures=rows).figures
    shown = {r["measure"]: r["percentile"] for r in rows if r["urn"] == 450}
    assert {a.measure: a.percentile for a in tried[50].figures} == pytest.approx(shown)


def test_a_weight_of_nothing_leaves_a_feature_out_and_a_great_one_decides() -> None:
    intakes = nation()
    by_urn = {r["urn"]: r for r in intakes.to_pylist()}
    poverty = what_if(intakes, 450, weights={"free_school_meals": 1e9}, schools=8).neighbours
    own = by_urn[450]["free_school_meals"]
    apart = sorted(abs(r["free_school_meals"] - own) for u, r in by_urn.items() if u != 450)
    assert sorted(abs(by_urn[n]["free_school_meals"] - own) for n in poverty) == apart[:8]
    without = what_if(intakes, 450, weights={"roll": 0})
    assert "roll" not in without.features
    assert without.neighbours != what_if(intakes, 450).neighbours


def test_schools_can_be_named_outright() -> None:
    intakes = nation()
    rows = figures(intakes).to_pylist()
    named = [*range(385, 400), 450, 385]
    found = what_if(intakes, 450, members=named, figures=rows)
    assert found.neighbours == tuple(range(385, 400))
    median = np.median([r["value"] for r in rows if r["urn"] in range(385, 400) and r["measure"] == "ks4_progress8"])
    assert next(a for a in found.figures if a.measure == "ks4_progress8").median == pytest.approx(median)
    assert math.isnan(what_if(intakes, 450, members=[99]).distances[0])
    few = what_if(intakes, 450, members=named[:5], figures=rows).figures
    assert {(a.k, a.verdict, a.percentile, a.p_top_quarter) for a in few} == {(5, "", None, None)}


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(ValueError, match=r"There is no feature size\. Use prior_attainment"):
        what_if(nation(), 450, weights={"size": 1.0})
    with pytest.raises(ValueError, match="The weight of roll is not a number from 0 up"):
        what_if(nation(), 450, weights={"roll": -1.0})
    with pytest.raises(LookupError, match="School 7 has no intake in that year"):
        what_if(nation(), 7)
