"""The picture of England from the real public files: the figures that people can look up elsewhere."""

from __future__ import annotations

import pytest

from collegiate.measures.reading import figures_of
from collegiate.store import Store

pytestmark = [pytest.mark.shared, pytest.mark.xdist_group("real")]

PUBLISHED = [
    (138549, "ks4_progress8", "final", -0.39),
    (144558, "ks4_progress8", "final", 0.13),
    (144002, "ks4_progress8", "final", 0.38),
    (138549, "ks4_progress8", "provisional", -0.38),
    (141405, "ks2_progress_reading", "final", -5.3),
    (141405, "ks2_progress_writing", "final", -5.5),
    (141405, "ks2_progress_maths", "final", -4.1),
    (144007, "ks2_progress_reading", "final", -0.1),
    (144007, "ks2_progress_writing", "final", 2.4),
    (144007, "ks2_progress_maths", "final", 0.9),
]


@pytest.fixture(scope="module")
def reader(real_store):
    return Store(real_store.store).reader()


def figure(reader, urn, measure, release, period=2019):
    found = figures_of(reader, urns=[urn], measure=measure, period=period)
    return next(f for f in found if f.release == release)


@pytest.mark.parametrize(("urn", "measure", "release", "value"), PUBLISHED)
def test_a_published_figure_is_itself(reader, urn, measure, release, value):
    found = figure(reader, urn, measure, release)
    assert found.value == pytest.approx(value)
    assert found.receipts[0].sha256
    assert found.receipts[0].line > 1


def test_the_provisional_interval_is_the_published_one_and_the_final_release_is_shown(reader):
    provisional = figure(reader, 138549, "ks4_progress8", "provisional")
    assert (provisional.low, provisional.high, provisional.interval) == (-0.56, -0.2, "published")
    assert not provisional.shown
    assert figure(reader, 138549, "ks4_progress8", "final").shown


def test_every_file_is_recognised_and_adds_up(real_store):
    receipts = real_store.report["receipts"]
    assert len(receipts) > 60
    assert not [r["file"] for r in receipts if r["status"] == "unrecognised"]
    assert all(r["rows_in"] == r["rows_kept"] + r["rows_refused"] for r in receipts)


def test_a_file_without_a_year_is_asked_about_and_never_guessed(real_store):
    waiting = [r for r in real_store.report["receipts"] if r["status"] == "waiting"]
    assert [r["file"] for r in waiting] == ["census/england_swf_partial.csv"]
    assert "collegiate.toml" in waiting[0]["question"]
    assert waiting[0]["rows_kept"] == 0


def test_the_two_trusts_of_the_sources_have_their_academies(reader):
    city = {m["urn"] for m in reader.members(16438)}
    uttoxeter = {m["urn"] for m in reader.members(16617)}
    assert city == {138549, 141405, 142207, 144558, 145249}
    assert uttoxeter == {144002, 144007, 145375, 145376, 143952, 143959, 143983, 148506}


def test_middle_schools_are_compared_with_middle_schools_and_too_few_of_them_is_said(reader):
    found = figure(reader, 144007, "ks2_progress_maths", "final")
    kept = reader.similar_set(found.similar.set_id, 144007)
    phases = {s["phase"] for s in reader.schools(kept["neighbours"])}
    assert phases == {"middle_deemed_secondary"}
    assert kept["pool"] < 150


def test_a_history_runs_through_the_conversion(reader):
    urns = [s["urn"] for s in reader.institution(138549)]
    assert urns == [124440, 138549]
    step = next(s for s in reader.lineage([138549]) if s["urn"] == 124440)
    assert (str(step["happened"]), step["kind"], step["joined"]) == ("2012-08-01", "conversion", True)


def test_a_trusts_figure_pools_pupils_not_schools(reader):
    pooled = next(f for f in figures_of(reader, trust=16438, measure="roll", period=2019) if f.shown)
    parts = [f for u in pooled.parts for f in figures_of(reader, urns=[u], measure="roll", period=2019) if f.shown]
    assert pooled.value == sum(f.value for f in parts)


def test_suppressed_is_never_zero(reader):
    suppressed = reader._database.count("figure", {"symbol": "c"})
    assert suppressed > 1_000
    assert reader._database.count("figure", {"symbol": "c", "value": 0.0}) == 0
