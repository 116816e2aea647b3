"""What each form means: a table in, the form, the rows out, the same on every engine."""

import importlib.util
import shutil

import pyarrow as pa
import pytest

from collegiate.engine import EngineMissingError, MissingAbilityError, Session
from collegiate.engine import forms as f
from collegiate.engine.abilities import require

MARKS = pa.table(
    {
        "school": ["a", "a", "b", "b", "b", "c"],
        "year": [2018, 2019, 2018, 2019, 2019, 2019],
        "variable": ["n", "n", "n", "n", "score", "score"],
        "value": [10.0, 20.0, 5.0, None, 2.5, 3.5],
        "top": [1.0, 2.0, 3.0, None, 5.0, 0.0],
        "bottom": [2.0, 2.0, 6.0, 1.0, 5.0, 0.0],
    }
)

SPEC = {
    "only": (lambda t: f.only(t, school="b", year=[2019]).select("value"), [{"value": 2.5}, {"value": None}]),
    "wide": (
        lambda t: f.wide(t, ["school", "year"], {"pupils": "n", "points": "score"}),
        [
            {"school": "a", "year": 2018, "pupils": 10.0, "points": None},
            {"school": "a", "year": 2019, "pupils": 20.0, "points": None},
            {"school": "b", "year": 2018, "pupils": 5.0, "points": None},
            {"school": "b", "year": 2019, "pupils": None, "points": 2.5},
            {"school": "c", "year": 2019, "pupils": None, "points": 3.5},
        ],
    ),
    "total": (
        lambda t: f.total(f.only(t, variable="n"), ["school"], {"pupils": "value"}),
        [{"school": "a", "pupils": 30.0}, {"school": "b", "pupils": 5.0}],
    ),
    "count": (lambda t: f.count(t, ["school"]), [{"school": "a", "n": 2}, {"school": "b", "n": 3}, {"school": "c", "n": 1}]),
    "count_where": (
        lambda t: f.count_where(t, ["school"], {"many": t.bottom >= 2}),
        [{"school": "a", "many": 2}, {"school": "b", "many": 2}, {"school": "c", "many": 0}],
    ),
    "rate": (
        lambda t: f.rate(t, ["school"], "top", "bottom", per=100),
        [{"school": "a", "rate": 75.0}, {"school": "b", "rate": 800 / 11}, {"school": "c", "rate": None}],
    ),
    "share": (
        lambda t: f.share(t, ["school"], t.year == 2019),
        [{"school": "a", "share": 50.0}, {"school": "b", "share": 200 / 3}, {"school": "c", "share": 100.0}],
    ),
    "pooled_mean": (
        lambda t: f.pooled_mean(t, ["variable"], "value", "bottom"),
        [
            {"variable": "n", "weight": 10.0, "rows": 3, "mean": 9.0},
            {"variable": "score", "weight": 5.0, "rows": 1, "mean": 2.5},
        ],
    ),
    "latest": (
        lambda t: f.latest(t, ["school"], ["year", "variable"]).select("school", "year", "variable"),
        [
            {"school": "a", "year": 2019, "variable": "n"},
            {"school": "b", "year": 2019, "variable": "score"},
            {"school": "c", "year": 2019, "variable": "score"},
        ],
    ),
    "repeats": (lambda t: f.repeats(t, ["school", "year"]), [{"school": "b", "year": 2019, "rows": 2}]),
    "without": (lambda t: f.without(t, f.only(t, school=["a", "b"]), ["school"]).select("school"), [{"school": "c"}]),
    "moments": (
        lambda t: f.moments(f.only(t, school=["a", "b"]), ["school"], ["top", "bottom"]),
        [
            {"school": "a", "n": 2, "s_top": 3.0, "p_top__top": 5.0, "p_top__bottom": 6.0, "s_bottom": 4.0, "p_bottom__bottom": 8.0},
            {"school": "b", "n": 2, "s_top": 8.0, "p_top__top": 34.0, "p_top__bottom": 43.0, "s_bottom": 11.0, "p_bottom__bottom": 61.0},
        ],
    ),
}  # fmt: skip


@pytest.fixture(
    scope="module",
    params=["duckdb", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")])],
)
def session(request):
    if request.param == "spark" and (importlib.util.find_spec("pyspark") is None or shutil.which("java") is None):
        pytest.skip("Spark needs the 'spark' extra and Java 17 on this machine")
    with Session(request.param) as opened:
        yield opened


@pytest.mark.parametrize("form", SPEC)
def test_a_form_means_what_it_says(session, form):
    expression, expected = SPEC[form]
    rows = session.run(expression(session.table(MARKS))).to_pylist()
    ordered = sorted(rows, key=lambda r: [(v is None, v) for v in r.values()])
    assert [r.keys() for r in ordered] == [r.keys() for r in expected]
    for row, wanted in zip(ordered, expected, strict=True):
        for name, value in wanted.items():
            got = None if row[name] != row[name] else row[name]
            assert got == (pytest.approx(value, rel=1e-12) if isinstance(value, float) else value), (form, name)


def test_an_unknown_engine_says_which_there_are():
    with pytest.raises(EngineMissingError, match="Choose duckdb"):
        Session("oracle")


def test_a_form_that_an_engine_lacks_is_refused_by_name():
    with pytest.raises(MissingAbilityError, match="Apache Spark has no 'read_csv'"):
        require("spark", "read_csv")
