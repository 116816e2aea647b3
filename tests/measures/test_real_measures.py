"""The measures on the real files: known figures of two trusts, and the spreads that the definitions state."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from shared import shared

from collegiate.intake import read
from collegiate.measures import definitions, evaluate
from collegiate.measures.facts import Facts, gather
from collegiate.statistics.intervals import sd_from_intervals, sd_from_years

pytestmark = pytest.mark.shared

FILES = (
    "england_ks4provisional_2019.csv", "england_ks4final_2019.csv", "england_ks2final_2019.csv", "ks2_perf_2018.csv",
    "ks4_perf_2018.csv", "2017-850-ks2.csv", "2018-850-ks2.csv", "england_ks5final_2017.csv", "england_ks5final_2019.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def observed() -> pa.Table:
    paths = [shared("dfe", "performance", name) for name in FILES]
    return pa.concat_tables([r.facts["observation"] for r in read(paths) if "observation" in r.facts])


@pytest.fixture(scope="module")
def found(observed: pa.Table) -> dict[tuple[int, str, int, str], dict]:
    rows = evaluate(observed).figures.filter(
        pa.compute.is_in(pa.compute.field("urn"), value_set=pa.array([138549, 144558, 144002, 141405, 144007]))
    )
    return {(r["urn"], r["measure"], r["period"], r["release"]): r for r in rows.to_pylist()}


@pytest.mark.parametrize(("urn", "value"), [(138549, -0.39), (144558, 0.13), (144002, 0.38)])
def test_final_progress_8_is_what_was_published_and_is_shown(found: dict, urn: int, value: float) -> None:
    row = found[urn, "ks4_progress8", 2019, "final"]
    assert (row["value"], row["shown"]) == (value, True)
    assert not found[urn, "ks4_progress8", 2019, "provisional"]["shown"]


def test_the_provisional_progress_8_keeps_its_published_interval(found: dict) -> None:
    row = found[138549, "ks4_progress8", 2019, "provisional"]
    assert (row["value"], row["low"], row["high"], row["n"], row["interval"]) == (-0.38, -0.56, -0.2, 189, "published")


@pytest.mark.parametrize(
    ("urn", "progress"), [(141405, (-5.3, -5.5, -4.1)), (144007, (-0.1, 2.4, 0.9))], ids=["Mill Hill", "Windsor Park"]
)
def test_progress_at_key_stage_2_is_what_was_published(found: dict, urn: int, progress: tuple[float, ...]) -> None:
    ids = ("ks2_progress_reading", "ks2_progress_writing", "ks2_progress_maths")
    assert tuple(found[urn, i, 2019, "final"]["value"] for i in ids) == progress


def test_the_children_of_the_year_before_stand_in_for_a_file_without_a_count(found: dict) -> None:
    row = found[141405, "ks2_progress_reading", 2019, "final"]
    assert (row["n"], row["n_from"][:42]) == (57, "pupils at the end of key stage 2 in 2017/1")


@pytest.fixture(scope="module")
def facts(observed: pa.Table) -> Facts:
    return gather(
        observed, {v for m in definitions() for v in m.variables} | {"ks2.readcov", "ks2.writcov", "ks2.matcov"}
    )


def _of_year(facts: Facts, variable: str, year: int) -> dict[int, float]:
    found = facts.by_year(variable).rows
    return {
        u: v
        for u, v, p in zip(found.urn.tolist(), found.value.tolist(), found.period.tolist(), strict=True)
        if p == year
    }


def _together(*columns: dict[int, float]) -> list[np.ndarray]:
    urns = sorted(set.intersection(*(set(c) for c in columns)))
    return [np.array([c[u] for u in urns]) for c in columns]


def _stated(measure: str, year: int, era: str | None = None) -> float:
    found = next(m for m in definitions() if m.id == measure)
    return next(v for v in found.variants if v.sd and (era is None or v.era == era)).sd_in(year)


@pytest.mark.parametrize("year", [2018, 2019])
@pytest.mark.parametrize(("subject", "stem"), [("reading", "read"), ("writing", "writ"), ("maths", "mat")])
def test_the_stated_spread_at_key_stage_2_is_that_of_the_published_intervals(
    facts: Facts, subject: str, stem: str, year: int
) -> None:
    low, high, n, cover = _together(
        *(_of_year(facts, f"ks2.{v}", year) for v in (f"{stem}prog_lower", f"{stem}prog_upper", "telig", f"{stem}cov"))
    )
    big = n >= 10
    worked_back = sd_from_intervals(low[big], high[big], (n * cover / 100)[big])
    assert worked_back == pytest.approx(_stated(f"ks2_progress_{subject}", year), rel=0.005)


def test_the_stated_spread_of_progress_8_is_that_of_the_published_intervals(facts: Facts) -> None:
    low, high, n = _together(*(_of_year(facts, f"ks4.{v}", 2019) for v in ("p8cilow", "p8ciupp", "p8pup")))
    assert sd_from_intervals(low, high, n) == pytest.approx(_stated("ks4_progress8", 2019), rel=0.005)


def test_the_stated_spread_of_value_added_is_that_of_the_published_intervals(facts: Facts) -> None:
    low, high, n = _together(
        *(_of_year(facts, f"ks5.{v}", 2017) for v in ("lci_ins_alev", "uci_ins_alev", "tallpup_alev_1618"))
    )
    big = n >= 10
    assert sd_from_intervals(low[big], high[big], n[big]) == pytest.approx(_stated("ks5_value_added", 2017), rel=0.01)


@pytest.mark.parametrize(
    ("measure", "variable", "era"),
    [("ks4_attainment8", "ks4.att8scr", "grades_9_to_1"), ("ks4_ebacc_aps", "ks4.ebaccaps", "ebacc_aps")],
)
def test_a_spread_estimated_from_two_years_is_near_the_stated_one(
    facts: Facts, measure: str, variable: str, era: str
) -> None:
    before, n0, after, n1 = _together(*(_of_year(facts, v, y) for y in (2018, 2019) for v in (variable, "ks4.tpup")))
    big = (n0 >= 50) & (n1 >= 50)  # mainstream schools
    sd, _ = sd_from_years(before[big], n0[big], after[big], n1[big])
    assert sd == pytest.approx(_stated(measure, 2019, era), rel=0.15)


def test_two_years_overstate_a_spread_that_is_published_by_half_at_most(facts: Facts) -> None:
    before, n0, after, n1 = _together(*(_of_year(facts, v, y) for y in (2018, 2019) for v in ("ks4.p8mea", "ks4.tpup")))
    big = (n0 >= 50) & (n1 >= 50)
    sd, _ = sd_from_years(before[big], n0[big], after[big], n1[big])
    assert 1.283 < sd < 1.283 * 1.6
