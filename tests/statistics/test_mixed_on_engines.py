"""The same model from columns in memory, streamed from Parquet, and summed by each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import made_up_pupils
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from collegiate.engine import Session
from collegiate.statistics.errors import FitError
from collegiate.statistics.mixed import Fit, fit, tables

MODELS = [
    ("unbalanced", "score ~ ns(prior, 4) * sex + type + (1 + prior | school)", None),
    ("unbalanced", "score ~ poly(prior, 2) + C(type, ref='Community') + log(prior) : sex + (1 | school)", "weight"),
    ("three_level", "score ~ prior + sex + (1 + prior | authority/school)", None),
    ("crossed", "score ~ prior + I(-prior^2 + 1) + (1 | primary) + (1 | secondary)", None),
]


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    with Session(request.param) as opened:
        yield opened


def alike(one: Fit, two: Fit, tolerance: float) -> None:
    assert one.terms == two.terms
    assert one.criterion == pytest.approx(two.criterion, rel=tolerance)
    assert np.max(np.abs(one.estimates - two.estimates) / two.standard_errors) < 1e-6
    assert one.standard_errors == pytest.approx(two.standard_errors, rel=1e-6)
    for a, b in zip(one.effects, two.effects, strict=True):
        rows = [a.levels.index(level) for level in b.levels]
        assert np.max(np.abs(a.estimate[rows] - b.estimate) / np.maximum(b.sd, 1e-9)) < 1e-5


@pytest.mark.parametrize(("data", "formula", "weights"), MODELS, ids=[m[1] for m in MODELS])
def test_every_engine_gives_the_fit_of_columns_in_memory(
    data: str, formula: str, weights: str | None, session: Session
) -> None:
    columns = made_up_pupils.SETS[data]()
    table = session.table(pa.table(dict(columns)))
    alike(tables.fit_table(formula, table, session, weights=weights), fit(formula, columns, weights=weights), 1e-9)


def test_a_column_may_be_a_group_and_a_line_at_once(session: Session) -> None:
    draw = np.random.default_rng(1)
    wave = draw.integers(1, 9, 400).astype(float)
    columns = {"score": 2 * wave + draw.normal(size=8)[wave.astype(int) - 1] + draw.normal(size=400), "wave": wave}
    formula = "score ~ wave + (1 | wave)"
    alike(tables.fit_table(formula, session.table(pa.table(columns)), session), fit(formula, columns), 1e-9)


def test_sums_taken_by_the_engine_are_those_streamed(session: Session) -> None:
    columns = made_up_pupils.three_level()
    source_of = lambda: session.table(pa.table(dict(columns)))  # noqa: E731
    from collegiate.statistics.design import design_of
    from collegiate.statistics.formula import parse

    formula = parse("score ~ prior + sex + (1 + prior | authority/school)")
    source = tables._TableSource(session, source_of(), ("score", "prior", "sex"), ("school", "authority"))
    design = design_of(formula, source)
    plain = tables._Weighting(None, False)
    summed = tables._summed(design, source, plain)
    streamed = tables._streamed(design, source, plain)
    back = {name: summed.shift[k] - streamed.shift[k] for k, name in enumerate(summed.names)}
    move = np.eye(len(back))
    move[0, :] += list(back.values())
    assert move.T @ summed.total @ move == pytest.approx(streamed.total, rel=1e-9, abs=1e-9 * streamed.n)
    assert summed.labels.keys() == streamed.labels.keys()


def test_a_parquet_file_gives_the_same_bytes_each_time(tmp_path: Path) -> None:
    path = tmp_path / "pupils.parquet"
    pq.write_table(pa.table(dict(made_up_pupils.three_level())), path, row_group_size=500)
    found = []
    for _ in range(3):
        with Session() as session:
            ours = tables.fit_table("score ~ prior + sex + (1 | school)", session.table(path), session)
            found.append((ours.estimates.tobytes(), ours.covariance.tobytes(), ours.effects[0].estimate.tobytes()))
    assert found[0] == found[1] == found[2]


def test_rows_with_a_missing_value_are_left_out_and_counted() -> None:
    columns = {k: v.tolist() for k, v in made_up_pupils.three_level().items()}
    columns["prior"][3], columns["sex"][9] = None, None
    columns["score"][12] = float("nan")
    with Session() as session:
        ours = tables.fit_table("score ~ prior + sex + (1 | school)", session.table(pa.table(columns)), session)
    assert (ours.n, ours.dropped) == (2_997, 3)
    assert ours.warnings == ("3 row(s) were left out because a value was missing.",)


def test_text_among_numbers_is_refused_by_name() -> None:
    columns = {k: v.tolist() for k, v in made_up_pupils.three_level().items()}
    columns["prior"] = [f"{v}" for v in columns["prior"]]
    columns["prior"][5] = "absent"
    with Session() as session, pytest.raises(FitError, match=r"'prior' is a column of numbers, but .* 'absent'"):
        tables.fit_table("score ~ prior + (1 | school)", session.table(pa.table(columns)), session)
