"""Mixed models against lme4: the Exam data of 65 inner-London schools, and made-up data of every awkward shape."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import made_up_pupils
import numpy as np
import pytest
from shared import shared, shared_root

from collegiate.statistics.mixed import Effects, Fit, fit

REFERENCE = json.loads((Path(__file__).parent / "reference" / "lme4.json").read_text())["fits"]


def close_to_lme4(ours: Fit, criterion: float, terms: list[str], estimates: Any, ses: Any) -> None:
    assert list(ours.terms) == terms
    assert ours.criterion <= criterion + 1e-6
    assert np.max(np.abs(ours.estimates - estimates) / ses) < 1e-4
    assert ours.standard_errors == pytest.approx(ses, rel=1e-4)


def sds_of(ours: Fit) -> dict[tuple[str, str], float]:
    return {(v.group, t): float(s) for v in ours.random for t, s in zip(v.terms, v.sds, strict=True)}


def close_sds(ours: Fit, varcorr: list[dict[str, Any]], size: float) -> None:
    """SDs to 1e-4 of themselves, and where lme4 itself ends in a flat valley or at 0, to 1e-3 of the residual SD."""
    mine = sds_of(ours)
    for row in varcorr:
        if row["grp"] == "Residual":
            assert ours.residual_sd == pytest.approx(row["sdcor"], rel=1e-4)
        elif row.get("var2") is None:
            group = max((g for g, _ in mine if row["grp"] == g or row["grp"].startswith(g + ".")), key=len)
            assert mine[group, row["var1"]] == pytest.approx(row["sdcor"], rel=1e-4, abs=size)


def correlation(ours: Fit, group: str, first: str, second: str) -> float:
    variation = next(v for v in ours.random if v.group == group and second in v.terms)
    return float(variation.correlations[variation.terms.index(first), variation.terms.index(second)])


def joined(ours: Fit, group: str) -> tuple[list[str], list[str], np.ndarray, np.ndarray]:
    parts: list[Effects] = [e for e in ours.effects if e.group == group]
    terms = [t for e in parts for t in e.terms]
    return list(parts[0].levels), terms, np.hstack([e.estimate for e in parts]), np.hstack([e.sd for e in parts])


def exam_models() -> list[dict[str, Any]]:
    root = shared_root()
    path = root / "pupils" / "exam" / "lme4_reference.json" if root else None
    return json.loads(path.read_text())["models"] if path and path.exists() else []


@pytest.fixture(scope="module")
def exam() -> dict[str, list[str]]:
    with shared("pupils", "exam", "Exam.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {k: [r[k] for r in rows] for k in rows[0]}


@pytest.mark.shared
def test_all_fourteen_reference_fits_are_there() -> None:
    shared("pupils", "exam", "lme4_reference.json")
    assert len(exam_models()) == 14


@pytest.mark.shared
@pytest.mark.parametrize("model", exam_models(), ids=lambda m: f"{m['model']}-{'reml' if m['REML'] else 'ml'}")
def test_exam_fits_agree_with_lme4(model: dict[str, Any], exam: dict[str, list[str]]) -> None:
    method = "reml" if model["REML"] else "ml"
    ours = fit(model["formula"].replace("schgend", 'C(schgend, ref="mixed")'), exam, method)
    fixef = model["fixef"]
    close_to_lme4(ours, model["crit"], list(fixef), list(fixef.values()), np.array(list(model["se"].values())))
    close_sds(ours, model["varcomp"], 0.0)
    assert ours.warnings == ()
    for row in model["varcomp"]:
        if row["var2"]:
            assert correlation(ours, "school", row["var1"], row["var2"]) == pytest.approx(row["sdcor"], abs=1e-4)
    levels, terms, estimate, sd = joined(ours, "school")
    with shared("pupils", "exam", f"{model['model']}_{method}_ranef_school.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            at = levels.index(row["group"])
            for k in range(len(terms)):
                theirs = float(row[f"sd_{k + 1}"])
                assert estimate[at, k] == pytest.approx(float(row[f"b_{k + 1}"]), abs=1e-3 * theirs)
                assert sd[at, k] == pytest.approx(theirs, rel=1e-3)


def name_of(model: dict[str, Any]) -> str:
    return f"{model['set']}: {model['formula']} {model['method']}{' weighted' if model.get('weights') else ''}"


@pytest.mark.parametrize("model", REFERENCE, ids=name_of)
def test_made_up_fits_agree_with_lme4(model: dict[str, Any]) -> None:
    data = made_up_pupils.SETS[model["set"]]()
    ours = fit(model["formula"], data, model["method"], weights=model.get("weights") or None)
    close_to_lme4(ours, model["criterion"], model["terms"], model["estimates"], np.array(model["ses"]))
    close_sds(ours, model["varcorr"], 1e-3 * ours.residual_sd if model["singular"] else 0.0)
    if model["singular"]:
        assert any("estimated as 0" in w or "together perfectly" in w for w in ours.warnings)
    for group, theirs in model["effects"].items():
        levels, terms, estimate, sd = joined(ours, group)
        order = [terms.index(t) for t in theirs["terms"]]
        rows = [levels.index(level) for level in theirs["levels"]]
        scale = np.maximum(np.array(theirs["sd"], float), 1e-2 * ours.residual_sd if model["singular"] else 0.0)
        assert np.max(np.abs(estimate[np.ix_(rows, order)] - np.array(theirs["estimate"], float)) / scale) < 1e-3
        assert np.max(np.abs(sd[np.ix_(rows, order)] - np.array(theirs["sd"], float)) / scale) < 1e-3
