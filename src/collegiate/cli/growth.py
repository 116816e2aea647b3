"""collegiate growth."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import numpy as np


def run(
    file: Annotated[Path, typer.Argument(help="CSV, a row a pupil.", exists=False)],
    score: Annotated[str, typer.Option("--score", help="Column of the score.")],
    priors: Annotated[str, typer.Option("--priors", help="Columns of the prior scores, joined by commas.")],
    out: Annotated[Path, typer.Option("--out", help="Write the file here, with growth_percentile added.")],
) -> None:
    """Say where each pupil's score stands among pupils with the same prior scores, from 1 to 99.

    Growth percentiles describe pupils; a group's median needs its interval, and none is made for one teacher.
    """
    from collegiate.cli.errors import PlainError
    from collegiate.statistics.growth import growth_percentiles

    named = [p.strip() for p in priors.split(",") if p.strip()]
    if not named:
        raise PlainError("Name one column of prior scores at least: --priors ks1_reading,ks1_maths")
    header, rows = _read(file)
    names = [score, *named]
    columns = [_numbers(file, header, rows, name) for name in names]
    growth = growth_percentiles(columns[0], columns[1:])
    _write(out, header, rows, growth.percentile)
    missing = len(rows) - growth.n
    typer.echo(
        f"{growth.n:,} of {len(rows):,} pupils have a growth percentile ({growth.method}); {missing:,} lack a score."
    )
    typer.echo(f"Written: {out}")


def _read(file: Path) -> tuple[list[str], list[list[str]]]:
    from collegiate.cli.errors import PlainError

    if not file.is_file():
        raise PlainError(f"There is no file {file}. Give the path of a CSV file.")
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            lines = list(csv.reader(opened))
    except (UnicodeDecodeError, csv.Error) as error:
        raise PlainError(
            f"{file} cannot be read as CSV ({error}). Save the sheet as CSV in UTF-8, and give that."
        ) from error
    if len(lines) < 2:
        raise PlainError(f"{file} has no pupils in it: it needs a header and a row a pupil.")
    ragged = next((n for n, row in enumerate(lines, 1) if len(row) != len(lines[0])), None)
    if ragged:
        raise PlainError(
            f"{file}, line {ragged}: {len(lines[ragged - 1])} cells where the header has {len(lines[0])}. Mend the line."
        )
    return lines[0], lines[1:]


def _numbers(file: Path, header: list[str], rows: list[list[str]], name: str) -> np.ndarray:
    import numpy as np

    from collegiate.cli.errors import PlainError
    from collegiate.vocabulary.symbols import parse_number

    if name not in header:
        raise PlainError(f"{file} has no column '{name}'. It has: {', '.join(header)}.")
    place, values = header.index(name), np.full(len(rows), np.nan)
    for line, row in enumerate(rows, 2):
        found = parse_number(row[place])
        if found is None:
            raise PlainError(
                f"{file}, line {line}, column {name}: '{row[place][:40]}' is not a number. Mend it or leave it empty."
            )
        if found.value is not None:
            values[line - 2] = found.value
    return values


def _write(out: Path, header: list[str], rows: list[list[str]], percentile: np.ndarray) -> None:
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*header, "growth_percentile"])
        for row, found in zip(rows, percentile, strict=True):
            writer.writerow([*row, "" if math.isnan(found) else int(found)])
