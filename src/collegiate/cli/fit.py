"""collegiate fit."""

from __future__ import annotations

import csv
import json
import math
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collegiate.cli.options import JsonOption

if TYPE_CHECKING:
    from collegiate.statistics.mixed import Fit


class Method(StrEnum):
    """How the variances are estimated."""

    reml = "reml"
    ml = "ml"


class Engine(StrEnum):
    """Where the one pass over the rows runs."""

    duckdb = "duckdb"
    spark = "spark"


def run(
    formula: Annotated[
        str, typer.Argument(help="In lme4's notation, such as 'score ~ prior + sex + (1 + prior | school)'.")
    ],
    file: Annotated[Path, typer.Argument(help="CSV or Parquet, a row a pupil.", exists=False)],
    method: Annotated[
        Method, typer.Option(help="reml for estimates, ml to compare models with other fixed effects.")
    ] = Method.reml,
    engine: Annotated[Engine, typer.Option(help="This machine, or a cluster.")] = Engine.duckdb,
    known_variance: Annotated[
        str | None, typer.Option(help="Column of known sampling variances, instead of a residual one.")
    ] = None,
    weights: Annotated[str | None, typer.Option(help="Column of weights.")] = None,
    effects: Annotated[Path | None, typer.Option(help="Write the effects of every group to this CSV file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Fit a mixed model: one pass over the rows in the engine, then a fit that does not grow with them."""
    from collegiate.cli.errors import PlainError
    from collegiate.engine import Session
    from collegiate.statistics.mixed.tables import fit_table

    if not file.is_file():
        raise PlainError(f"There is no file {file}. Give the path of a CSV or Parquet file.")
    with Session(engine.value) as session:
        fitted = fit_table(
            formula, session.file(file), session, method.value, weights=weights, known_variance=known_variance
        )
    if effects:
        _write_effects(effects, fitted)
    typer.echo(json.dumps(as_dict(fitted), ensure_ascii=False, indent=2) if as_json else _text(fitted))


def as_dict(fitted: Fit) -> dict[str, Any]:
    """The fit as JSON carries it; a correlation that is not defined is null."""
    errors = fitted.standard_errors
    return {
        "formula": fitted.formula, "method": fitted.method, "n": fitted.n, "dropped": fitted.dropped,
        "groups": dict(fitted.groups), "criterion": fitted.criterion,
        "fixed": [
            {"term": t, "estimate": float(b), "se": float(se)}
            for t, b, se in zip(fitted.terms, fitted.estimates, errors, strict=True)
        ],
        "random": [
            {"group": v.group, "term": t, "sd": float(sd)} for v in fitted.random for t, sd in zip(v.terms, v.sds, strict=True)
        ],
        "correlations": [
            {"group": v.group, "terms": [v.terms[i], v.terms[j]], "correlation": _defined(v.correlations[i, j])}
            for v in fitted.random for i in range(len(v.terms)) for j in range(i + 1, len(v.terms))
        ],
        "residual_sd": float(fitted.residual_sd), "warnings": list(fitted.warnings), "seconds": dict(fitted.seconds),
    }  # fmt: skip


def _defined(number: float) -> float | None:
    return None if math.isnan(number) else float(number)


def _write_effects(path: Path, fitted: Fit) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["group", "level", "term", "estimate", "sd"])
        writer.writeheader()
        for one in fitted.effects:
            writer.writerows(one.rows())


def _text(fitted: Fit) -> str:
    said = as_dict(fitted)
    criterion = "REML criterion" if fitted.method == "reml" else "-2 log-likelihood"
    groups = ", ".join(f"{count:,} {name}" for name, count in said["groups"].items())
    left_out = f"; {fitted.dropped:,} rows left out for a missing value" if fitted.dropped else ""
    lines = [f"{fitted.n:,} rows in {groups}{left_out}. {criterion} {fitted.criterion:.4f}", "", "Fixed effects"]
    lines += [f"  {f['term']:<28}{f['estimate']:>14.6g}  se {f['se']:.4g}" for f in said["fixed"]]
    lines += ["", "Standard deviations"]
    lines += [f"  {r['group'] + ': ' + r['term']:<28}{r['sd']:>14.6g}" for r in said["random"]]
    lines += [f"  {'residual':<28}{fitted.residual_sd:>14.6g}"]
    return "\n".join([*lines, *(f"\nNote: {w}" for w in fitted.warnings)])
