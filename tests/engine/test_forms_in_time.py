"""The forms about days: weeks, codes with dates, running sums, groups under each other; the same on every engine."""

import datetime as dt
import importlib.util
import shutil

import pyarrow as pa
import pytest

from collegiate.engine import Session
from collegiate.engine import forms as f

AUGUST, SUNDAY, MONDAY = dt.date(2024, 8, 18), dt.date(2025, 3, 9), dt.date(2025, 3, 10)
ROWS = pa.table(
    {
        "child": [1, 1, 1, 2, 2],
        "day": [AUGUST, dt.date(2024, 8, 19), SUNDAY, MONDAY, MONDAY],
        "code": ["Y", "Y", "/", "/", "?"],
        "place": [0, 3, 5, 1, 2],
        "n": [4, 2, 1, 7, 5],
        "sex": ["F", "F", "F", "M", "M"],
    }
)
CODES = pa.table(
    {
        "code": ["/", "Y"],
        "valid_from": pa.array([None, None], pa.date32()),
        "valid_to": pa.array([None, AUGUST], pa.date32()),
        "possible": [True, False],
    }
)

SPEC = {
    "monday": (
        lambda t, c: t.group_by(week=f.monday(t.day)).aggregate(rows=t.count()),
        [(dt.date(2024, 8, 12), 1), (dt.date(2024, 8, 19), 1), (dt.date(2025, 3, 3), 1), (MONDAY, 2)],
    ),
    "dated": (
        lambda t, c: f.dated(t, c, code="code", day="day").select("child", "code", "possible", "n"),
        [(1, "/", True, 1), (1, "Y", False, 4), (2, "/", True, 7)],
    ),
    "undated": (
        lambda t, c: f.undated(t, c, code="code", day="day").select("child", "code", "n"),
        [(1, "Y", 2), (2, "?", 5)],
    ),
    "sums": (lambda t, c: f.sums(t, ["child"], ["n"], last=t.day.max()), [(1, 7, SUNDAY), (2, 12, MONDAY)]),
    "stacked": (
        lambda t, c: f.stacked(t, [], {"all": "all", "sex": t.sex}, ["n"]),
        [("all", "all", 19), ("sex", "F", 7), ("sex", "M", 12)],
    ),
    "numbered": (
        lambda t, c: f.numbered(t, ["child"], "n", name="nth").select("child", "n", "nth"),
        [(1, 1, 0), (1, 2, 1), (1, 4, 2), (2, 5, 0), (2, 7, 1)],
    ),
    "running": (
        lambda t, c: f.running(t, ["child"], place="place", value="n", places=4, name="most").select("child", "place", "most"),
        [(1, 0, 4), (1, 3, 6), (1, 5, 3), (2, 1, 7), (2, 2, 12)],
    ),
}  # fmt: skip


@pytest.fixture(
    scope="module",
    params=["duckdb", pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")])],
)
def session(request):
    if request.param == "spark" and (importlib.util.find_spec("pyspark") is None or shutil.which("java") is None):
        pytest.skip("Spark needs the 'spark' extra and Java 17 on this machine")
    with Session(request.param, memory="200MB") as opened:
        yield opened


@pytest.mark.parametrize("form", SPEC)
def test_a_form_about_days_means_what_it_says(session, form):
    expression, expected = SPEC[form]
    rows = session.run(expression(session.table(ROWS), session.table(CODES))).to_pylist()
    assert sorted(tuple(r.values()) for r in rows) == expected


def test_what_is_kept_is_worked_out_once_and_stays(session):
    kept = session.keep(f.sums(session.table(ROWS), ["child"], ["n"]))
    both = f.under_each_other([kept, kept.mutate(n=kept.n + f.number(100))])
    assert sorted(tuple(r.values()) for r in session.run(both).to_pylist()) == [(1, 7), (1, 107), (2, 12), (2, 112)]
