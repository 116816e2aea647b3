"""Formulas: what they mean, R's names and order, and errors that show the place."""

from __future__ import annotations

import numpy as np
import pytest

from collegiate.statistics.design import design_of, evaluate, value_columns
from collegiate.statistics.formula import FormulaError, parse
from collegiate.statistics.frame import Frame, frame_of

DATA = {
    "score": np.arange(12.0) ** 1.1,
    "prior": np.array([3.0, 1, 4, 1.5, 5, 9, 2, 6, 5.5, 3.5, 8, 7]),
    "sex": list("FMFMMFFMFMFM"),
    "type": ["b", "a", "c", "a", "b", "c", "a", "b", "c", "c", "b", "a"],
    "fsm": [True, False, True, False] * 3,
    "year": [2018, 2019, 2018, 2017] * 3,
    "school": list("aabbccaabbcc"),
}


def names(text: str) -> list[str]:
    formula = parse(text)
    return [c.name for c in design_of(formula, frame_of(DATA, value_columns(formula))).fixed]


# Each line was read off R's model.matrix.
@pytest.mark.parametrize(
    ("right", "columns"),
    [
        ("1", ["(Intercept)"]),
        ("prior", ["(Intercept)", "prior"]),
        ("sex", ["(Intercept)", "sexM"]),
        ("0 + sex", ["sexF", "sexM"]),
        ("sex - 1 + type", ["sexF", "sexM", "typeb", "typec"]),
        ("sex * type", ["(Intercept)", "sexM", "typeb", "typec", "sexM:typeb", "sexM:typec"]),
        (
            "sex:type",
            ["(Intercept)", "sexF:typea", "sexM:typea", "sexF:typeb", "sexM:typeb", "sexF:typec", "sexM:typec"],
        ),
        ("sex / prior", ["(Intercept)", "sexM", "sexF:prior", "sexM:prior"]),
        ("prior:sex + prior", ["(Intercept)", "prior", "prior:sexM"]),
        ("fsm", ["(Intercept)", "fsmTRUE"]),
        ("I(prior^2) + prior", ["(Intercept)", "I(prior^2)", "prior"]),
        ("ns(prior, 2)", ["(Intercept)", "ns(prior, 2)1", "ns(prior, 2)2"]),
        ("(sex + prior + fsm)^2 - sex:fsm", ["(Intercept)", "sexM", "prior", "fsmTRUE", "sexM:prior", "prior:fsmTRUE"]),
        ("factor(year)", ["(Intercept)", "factor(year)2018", "factor(year)2019"]),
        ("C(type, ref='b')", ["(Intercept)", "typea", "typec"]),
        ("log(prior) + scale(prior)", ["(Intercept)", "log(prior)", "scale(prior)"]),
    ],
)
def test_columns_have_rs_names_in_rs_order(right: str, columns: list[str]) -> None:
    assert names(f"score ~ {right}") == columns


@pytest.mark.parametrize(
    ("right", "terms"),
    [
        ("(1 | school)", [("school", 1)]),
        ("(1 + prior | school)", [("school", 2)]),
        ("(prior | school)", [("school", 2)]),
        ("(0 + prior | school)", [("school", 1)]),
        ("(1 + prior || school)", [("school", 1), ("school", 1)]),
        ("(1 | authority/school)", [("school:authority", 1), ("authority", 1)]),
        ("(1 | primary) + (1 | secondary)", [("primary", 1), ("secondary", 1)]),
        ("(1 | a:b)", [("a:b", 1)]),
    ],
)
def test_random_terms_are_lme4s(right: str, terms: list[tuple[str, int]]) -> None:
    assert [(r.label, len(r.terms)) for r in parse(f"score ~ prior + {right}").random] == terms


@pytest.mark.parametrize(
    ("text", "position", "problem"),
    [
        ("score ~ prior sex", 14, "follows without a sign"),
        ("score ~ (1 | school", 8, "never closed"),
        ("score ~ prior)", 13, "never opened"),
        ("score ~ .", 8, "no meaning"),
        ("~ prior", 0, "outcome is missing"),
        ("score prior", 6, "follows without a sign"),
        ("score", 0, "no ~"),
        ("score ~ prior +", 15, "ends too soon"),
        ("score ~ prior + 3", 16, "not a term"),
        ("score ~ 1 | school", 10, "own brackets"),
        ("score ~ (1 | log(school))", 13, "not a grouping column"),
        ("score ~ a ~ b", 10, "second ~"),
        ("score ~ 0", 8, "nothing to estimate"),
        ("score ~ $", 8, "no meaning"),
        ("score ~ sex * (1 | school)", 17, "own brackets"),
        ("score ~ prior - (1 | school)", 16, "cannot be taken away"),
    ],
)
def test_a_mistake_is_shown_at_its_place(text: str, position: int, problem: str) -> None:
    with pytest.raises(FormulaError, match=problem) as found:
        parse(text)
    assert found.value.position == position
    assert found.value.remedy
    lines = str(found.value).splitlines()
    assert lines[1] == f"    {text}"
    assert lines[2].index("^") == position + 4


@pytest.mark.parametrize(
    ("right", "problem"),
    [
        ("I(sex + 1)", "holds words"),
        ("floor(prior)", "not a function offered"),
        ("C(type, ref='z')", "not a value of 'type'"),
        ("ns(prior)", "needs a column and a whole number"),
        ("bs(prior, 2)", "at least 3"),
        ("log(prior, 2)", "too many arguments"),
    ],
)
def test_a_term_that_the_data_cannot_make_is_shown_at_its_place(right: str, problem: str) -> None:
    with pytest.raises(FormulaError, match=problem):
        names(f"score ~ {right}")


def test_the_intercept_of_a_word_is_its_first_level_alphabetically() -> None:
    formula = parse("score ~ type")
    frame = frame_of(DATA, value_columns(formula))
    design = design_of(formula, frame)
    assert evaluate(design.fixed[1], frame).tolist() == [1.0 if t == "b" else 0.0 for t in DATA["type"]]


def test_columns_with_spaces_stand_in_backticks() -> None:
    frame: Frame = frame_of({"my score": [1.0, 2.0], "x": [1.0, 3.0]}, ["my score", "x"])
    design = design_of(parse("`my score` ~ x"), frame)
    assert design.outcome.name == "my score"
