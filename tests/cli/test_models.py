"""The commands for models: what they print, what they write, what they say when something is wrong."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from commands import collegiate
from shared import shared


@pytest.fixture(scope="module")
def pupils(tmp_path_factory):
    """400 pupils of 20 schools with a planted slope of 0.5, boys 0.3 lower, one score missing."""
    draw = np.random.default_rng(5)
    path = tmp_path_factory.mktemp("pupils") / "pupils.csv"
    school = np.repeat(np.arange(20), 20)
    prior, sex = draw.normal(0, 1, 400), draw.choice(["F", "M"], 400)
    score = 0.5 * prior - 0.3 * (sex == "M") + draw.normal(0, 0.4, 20)[school] + draw.normal(0, 0.7, 400)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["school", "sex", "prior", "score"])
        for i in range(400):
            writer.writerow([f"S{school[i]:02d}", sex[i], f"{prior[i]:.6f}", "NA" if i == 7 else f"{score[i]:.6f}"])
    return path


@pytest.fixture(scope="module")
def awkward(pupils):
    """The same pupils with columns that no model can use."""
    path = pupils.with_name("awkward.csv")
    rows = list(csv.DictReader(pupils.open()))
    with path.open("w", newline="") as file:
        extra = ["infinite", "worded", "nothing", "twice", "same", "pupil"]
        writer = csv.DictWriter(file, [*rows[0], *extra])
        writer.writeheader()
        for i, row in enumerate(rows):
            made = (i, i, "", 2 * float(row["prior"]) + 1, 1, i)
            spoilt = {"infinite": "inf", "worded": "seven"} if i == 5 else {}
            writer.writerow(row | dict(zip(extra, made, strict=True)) | spoilt)
    return path


def test_fit_as_json_has_rs_names_in_formula_order(pupils, tmp_path):
    effects = tmp_path / "effects.csv"
    done = collegiate("fit", "score ~ prior + sex + (1 | school)", pupils, "--json", "--effects", effects)
    said = json.loads(done.stdout)
    assert [f["term"] for f in said["fixed"]] == ["(Intercept)", "prior", "sexM"]
    assert (said["n"], said["dropped"], said["groups"]) == (399, 1, {"school": 20})
    assert {"formula", "method", "criterion", "random", "correlations", "residual_sd", "warnings"} <= said.keys()
    assert set(said["seconds"]) == {"read", "moments", "fit"}
    slope = said["fixed"][1]
    assert abs(slope["estimate"] - 0.5) < 4 * slope["se"]
    rows = list(csv.DictReader(effects.open()))
    assert list(rows[0]) == ["group", "level", "term", "estimate", "sd"]
    assert len(rows) == 20


@pytest.mark.shared
def test_fit_reproduces_lme4_on_the_exam_data():
    done = collegiate(
        "fit", "normexam ~ standLRT + (1 | school)", shared("pupils", "exam", "Exam.csv"), "--method", "ml", "--json"
    )
    assert json.loads(done.stdout)["criterion"] == pytest.approx(9357.2432, abs=1e-3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["fit", "score ~ priors + (1 | school)", "{file}"], "Did you mean 'prior'?"),
        (["fit", "score ~ (1 | school", "{file}"], "this bracket is never closed"),
        (["fit", "score ~ prior + (1 | school)", "{folder}/none.csv"], "There is no file"),
        (["fit", "score ~ prior + (1 | school)", "{folder}/words.docx"], "neither a CSV nor a Parquet file"),
        (["fit", "score ~ infinite + (1 | school)", "{awkward}"], "is not a finite number"),
        (["fit", "score ~ worded + (1 | school)", "{awkward}"], "holds the text 'seven'"),
        (["fit", "score ~ nothing + (1 | school)", "{awkward}"], "has no value in any row"),
        (["fit", "score ~ prior + twice + (1 | school)", "{awkward}"], "'twice' is an exact combination of 'prior'"),
        (["fit", "score ~ same + (1 | school)", "{awkward}"], "cannot be told from the intercept"),
        (["fit", "score ~ prior + (1 | same)", "{awkward}"], "has one level only"),
        (["fit", "score ~ prior + (1 | pupil)", "{awkward}"], "not fewer than"),
        (["growth", "{file}", "--score", "score", "--priors", "x", "--out", "{folder}/o.csv"], "has no column 'x'"),
        (
            ["growth", "{folder}/bad.csv", "--score", "a", "--priors", "b", "--out", "{folder}/o.csv"],
            "line 2, column a",
        ),
        (
            ["growth", "{folder}/ragged.csv", "--score", "a", "--priors", "b", "--out", "{folder}/o.csv"],
            "line 3: 1 cells",
        ),
    ],
)
def test_what_cannot_be_fitted_is_said_in_words(pupils, awkward, tmp_path, arguments, words):
    (tmp_path / "words.docx").write_text("x")
    (tmp_path / "bad.csv").write_text("a,b\nseven,1\n")
    (tmp_path / "ragged.csv").write_text("a,b\n1,2\n3\n")
    done = collegiate(*[a.format(file=pupils, folder=tmp_path, awkward=awkward) for a in arguments])
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_growth_adds_a_column_and_leaves_the_rest(pupils, tmp_path):
    out = tmp_path / "growth.csv"
    done = collegiate("growth", pupils, "--score", "score", "--priors", "prior", "--out", out)
    assert "399 of 400 pupils" in done.stdout
    before, after = (list(csv.reader(p.open())) for p in (pupils, out))
    assert [row[:-1] for row in after] == before
    found = [int(row[-1]) for row in after[1:] if row[-1]]
    assert after[8][-1] == ""
    assert len(found) == 399
    assert min(found) >= 1
    assert max(found) <= 99
    assert abs(np.median(found) - 50) <= 3
