"""The contextual model on England's own files: how often intervals made from earlier years hold what 2018/19 brought.

Key stage 2 maths progress is fitted to 2015/16 to 2017/18. Attainment 8 is fitted to 2016/17 and 2017/18, for in 2015/16
it was counted in letter grades. The ranges asserted are those that were measured, with a little room.
"""

from __future__ import annotations

import pyarrow as pa
import pytest
from shared import shared

from collegiate.compare import intakes
from collegiate.compare.value_added import contextual_model, coverage
from collegiate.intake import read
from collegiate.measures import definitions, evaluate
from collegiate.register import build_register
from collegiate.tables import FACTS

pytestmark = pytest.mark.shared

MEASURES = ("ks2_progress_maths", "ks4_attainment8")
FILES = (
    *(("performance", name) for name in (
        "ks2_perf_2016.csv", "ks2_perf_2017.csv", "ks2_perf_2018.csv", "england_ks2final_2019.csv",
        "ks4_perf_2016.csv", "ks4_perf_2017.csv", "ks4_perf_2018.csv", "england_ks4final_2019.csv",
    )),
    ("census", "england_census_2019.csv"),
    ("register", "edubasealldata_open_202207.csv"),
    ("register", "links_edubasealldata20250422.csv"),
)  # fmt: skip


@pytest.fixture(scope="module")
def england() -> tuple[pa.Table, pa.Table]:
    facts: dict[str, list[pa.Table]] = {}
    for reading in read([shared("dfe", *parts) for parts in FILES]):
        for name, table in reading.facts.items():
            facts.setdefault(name, []).append(table)
    whole = {t.name: pa.concat_tables(facts[t.name]) if t.name in facts else t.empty() for t in FACTS}
    measures = [m for m in definitions() if m.id in MEASURES]
    schools = build_register(whole)["school"]
    figures = evaluate(whole["observation"], measures, schools).figures
    return figures, intakes(whole["observation"], schools, [2016, 2017, 2018, 2019])


@pytest.fixture(scope="module")
def scored(england) -> dict[str, dict]:
    figures, intake = england
    found = {}
    for measure in MEASURES:
        model = contextual_model(figures, intake, measure, [2016, 2017, 2018])
        found[measure] = {c.group: c for c in coverage(model, figures, intake, 2019)} | {"model": model}
    return found


def test_the_era_of_letter_grades_is_left_out(scored):
    assert scored["ks2_progress_maths"]["model"].periods == (2016, 2017, 2018)
    attainment = scored["ks4_attainment8"]["model"]
    assert (attainment.periods, attainment.left_out) == ((2017, 2018), (2016,))


@pytest.mark.parametrize(("measure", "schools"), [("ks2_progress_maths", 12_000), ("ks4_attainment8", 2_600)])
def test_of_all_schools_about_95_in_100_fall_in_their_intervals(scored, measure, schools):
    everyone = scored[measure]["all"]
    assert everyone.schools > schools
    assert 0.94 <= everyone.covered <= 0.975


@pytest.mark.parametrize(("measure", "phase"), [("ks2_progress_maths", "primary"), ("ks4_attainment8", "secondary")])
def test_the_main_phase_is_held_and_not_predicted_askew(scored, measure, phase):
    found = scored[measure][f"phase {phase}"]
    assert 0.94 <= found.covered <= 0.975
    assert abs(found.mean_error) < 0.1 * found.half_width


@pytest.mark.parametrize("measure", MEASURES)
def test_the_poorest_fifth_is_held_less_often_than_the_richest(scored, measure):
    """The limit that the methods page states: schools with many poor children move more than the model's one drift says."""
    fifths = [scored[measure][f"mainstream, free school meals fifth {k}"] for k in range(1, 6)]
    assert all(0.90 <= f.covered <= 0.99 for f in fifths)
    assert fifths[4].covered < fifths[0].covered
    assert all(abs(f.mean_error) < 0.2 * f.half_width for f in fifths)
