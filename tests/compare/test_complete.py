"""A school's figure beside those of its similar schools, by tables that a headteacher could read."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collegiate.compare import complete
from collegiate.compare.complete import quartiles
from collegiate.measures import Evaluated, definitions
from collegiate.tables import FigureRow, SimilarSet


def figure(urn: int, value: float | None, half: float | None = None, measure: str = "ks4_progress8", **more) -> dict:
    ends = {} if half is None or value is None else {"low": value - half, "high": value + half}
    return {
        "subject": "school", "urn": urn, "measure": measure, "period": 2019, "release": "final", "era": "progress_8",
        "shown": True, "value": value, **ends, **more,
    }  # fmt: skip


def completed(figures: list[dict], neighbours: list[int], urn: int = 1) -> dict:
    sets = [{"set_id": "s", "period": 2019, "phase_group": "secondary", "urn": urn, "neighbours": neighbours}]
    sets += [
        {"set_id": "s", "period": 2019, "phase_group": "secondary", "urn": n, "neighbours": [urn]} for n in neighbours
    ]
    rows = pa.Table.from_pylist(figures, schema=FigureRow.schema())
    table = complete(Evaluated(rows, np.ones(len(figures))), pa.Table.from_pylist(sets, schema=SimilarSet.schema()))
    return next(r for r in table.to_pylist() if r["urn"] == urn)


OTHERS = [figure(100 + i, i / 10 - 1) for i in range(21)]
"""Twenty-one schools from -1.0 to 1.0: their median is 0."""
NEIGHBOURS = [100 + i for i in range(21)]


@pytest.mark.parametrize(
    ("value", "half", "verdict"),
    [
        (0.5, 0.2, "better"),
        (-0.5, 0.2, "worse"),
        (0.5, 0.6, "cannot be told apart"),
        (-0.1, 0.1, "cannot be told apart"),
    ],
)
def test_the_verdict_is_the_interval_against_the_median(value: float, half: float, verdict: str) -> None:
    assert completed([figure(1, value, half), *OTHERS], NEIGHBOURS)["verdict"] == verdict


def test_quartiles_and_place_are_those_of_the_similar_schools() -> None:
    row = completed([figure(1, 0.55, 0.2), *OTHERS], NEIGHBOURS)
    assert (row["similar_k"], row["similar_median"]) == (21, pytest.approx(0))
    assert (row["similar_low"], row["similar_high"]) == (pytest.approx(-0.5), pytest.approx(0.5))
    assert row["percentile"] == pytest.approx(100 * 16 / 21)


def test_a_low_number_is_good_where_the_measure_says_so() -> None:
    absence = [{**f, "measure": "persistent_absence"} for f in [figure(1, -0.55, 0.2), *OTHERS]]
    row = completed(absence, NEIGHBOURS)
    assert (row["verdict"], row["percentile"]) == ("better", pytest.approx(100 * 16 / 21))


def test_a_measure_without_a_good_direction_is_higher_or_lower() -> None:
    entry = [{**f, "measure": "ks4_ebacc_entry"} for f in [figure(1, 0.55, 0.2), *OTHERS]]
    assert completed(entry, NEIGHBOURS)["verdict"] == "higher"


def test_a_figure_without_an_interval_has_a_place_and_no_verdict() -> None:
    row = completed([figure(1, 0.55), *OTHERS], NEIGHBOURS)
    assert row["verdict"] is None
    assert row["percentile"] == pytest.approx(100 * 16 / 21)
    assert row["note"].startswith("no interval, so its place among similar schools is given and no verdict")


def test_fewer_than_ten_similar_schools_give_no_verdict_and_say_how_many() -> None:
    row = completed([figure(1, 0.55, 0.2), *OTHERS[:9]], NEIGHBOURS)
    assert (row["verdict"], row["percentile"], row["similar_k"]) == (None, None, 9)
    assert "only 9 similar schools have this figure, fewer than the 10 that a verdict needs" in row["note"]


def test_a_set_smaller_than_fifty_is_said() -> None:
    row = completed([figure(1, 0.55, 0.2), *OTHERS], NEIGHBOURS)
    assert row["note"] == "only 21 schools of this kind can be compared with; 50 are wanted"


def test_equal_figures_count_half() -> None:
    same = [figure(100 + i, 0.0) for i in range(20)]
    assert completed([figure(1, 0.0, 0.1), *same], NEIGHBOURS)["percentile"] == 50


def test_a_missing_figure_is_not_compared_and_counts_for_nobody() -> None:
    others = [*OTHERS[:20], figure(120, None, symbol="c")]
    assert completed([figure(1, 0.55, 0.2), *others], NEIGHBOURS)["similar_k"] == 20
    missing = completed([figure(1, None, symbol="c"), *OTHERS], NEIGHBOURS)
    assert (missing["similar_k"], missing["percentile"], missing["verdict"]) == (None, None, None)


def test_releases_are_not_mixed() -> None:
    provisional = [{**f, "release": "provisional", "value": 9.0} for f in OTHERS]
    assert completed([figure(1, 0.55, 0.2), *OTHERS, *provisional], NEIGHBOURS)["similar_median"] == pytest.approx(0)


def test_a_school_without_a_set_keeps_its_figure() -> None:
    rows = pa.Table.from_pylist([figure(1, 0.5, 0.1)], schema=FigureRow.schema())
    (row,) = complete(Evaluated(rows, np.ones(1)), SimilarSet.empty()).to_pylist()
    assert (row["value"], row["set_id"], row["similar_k"], row["note"]) == (0.5, None, None, None)


def test_what_was_said_before_is_kept() -> None:
    row = completed([figure(1, 0.55, note="few children"), *OTHERS], NEIGHBOURS)
    assert row["note"].startswith("few children; no interval")


@given(
    st.lists(
        st.lists(st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6)), min_size=6, max_size=6), min_size=1, max_size=8
    )
)
def test_quartiles_are_those_of_numpy_whatever_is_missing(rows: list[list[float]]) -> None:
    others = np.array(rows)
    found = quartiles(others, np.isfinite(others).sum(axis=1))
    for row, quarters in zip(others, found, strict=True):
        there = row[np.isfinite(row)]
        expected = np.percentile(there, [25, 50, 75]) if len(there) else np.full(3, np.nan)
        np.testing.assert_allclose(quarters, expected, rtol=1e-12, atol=1e-9)


def test_every_measure_can_be_completed() -> None:
    figures = [figure(1, 0.5, 0.2, measure=m.id) for m in definitions() if m.kind == "number"]
    rows = pa.Table.from_pylist(figures, schema=FigureRow.schema())
    assert complete(Evaluated(rows, np.ones(len(figures))), SimilarSet.empty()).num_rows == len(figures)
