"""Contextual effects and published bands are kept in a snapshot and read by school."""

from __future__ import annotations

import pyarrow as pa
import pytest

from collegiate.compare.disagreement import disagreement
from collegiate.store import Store
from collegiate.tables import ContextualEffect, FigureRow, PublishedBand

KEY = {"urn": 1, "measure": "ks4_progress8", "period": 2019}


@pytest.fixture
def reader(tmp_path):
    figure = KEY | {"subject": "school", "shown": True, "release": "final", "value": -0.6, "low": -0.9, "high": -0.3}
    effect = KEY | {"expected": -0.5, "effect": -0.04, "low": -0.2, "high": 0.1, "n_years": 3}
    band = KEY | {"release": "final", "band": 5, "words": "Well below average"}
    rows = {
        FigureRow: [figure], ContextualEffect: [effect, effect | {"measure": "ks4_attainment8"}],
        PublishedBand: [band, band | {"urn": 2}],
    }  # fmt: skip
    tables = {t.name: t.conform(pa.Table.from_pylist(r)) for t, r in rows.items()}
    store = Store(tmp_path)
    with store.build() as building:
        building.publish(tables, {})
    return store.reader()


def test_they_are_read_by_school_and_measure(reader):
    assert [e["measure"] for e in reader.contextual_effects([1, 2])] == ["ks4_attainment8", "ks4_progress8"]
    assert [e["effect"] for e in reader.contextual_effects([1], "ks4_progress8")] == [-0.04]
    assert [b["urn"] for b in reader.published_bands([1, 2])] == [1, 2]
    assert reader.contextual_effects([2]) == reader.contextual_effects([]) == reader.published_bands([]) == []


def test_the_disagreement_is_made_of_them(reader):
    view = disagreement(reader, 1, "ks4_progress8", 2019)
    assert view.theirs.verdict == "Well below average"
    assert view.ours.model_verdict == "cannot be told apart"
    assert view.agree is False
