"""collegiate compare: the methods by which schools are compared with others like them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collegiate.compare.dfe import Benchmark

app = typer.Typer(
    name="compare",
    help="Compare schools with others like them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)

FileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE.csv", help="The schools, in the layout of the benchmarking tool's prepared table."),
]
OutOption = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="Folder for sets.csv and rag.csv; made when it is not there.")
]


class ModeChoice(StrEnum):
    """Whose answers are wanted."""

    same = "same"
    corrected = "corrected"


ModeOption = Annotated[
    ModeChoice, typer.Option("--mode", help="same: the DfE's answers, defects included. corrected: without them.")
]


@app.callback()
def compare() -> None:
    """Compare schools with others like them."""


@app.command()
def dfe(file: FileArgument, out: OutOption, mode: ModeOption = ModeChoice.same) -> None:
    """Comparator sets and spending ratings by the method of the DfE's Financial Benchmarking and Insights Tool."""
    from collegiate.cli.errors import PlainError
    from collegiate.compare.dfe import Benchmark, SchoolsFileError, read_schools, write

    if out.exists() and not out.is_dir():
        raise PlainError(f"{out} is a file. Give --out a folder.")
    try:
        benchmark = Benchmark(read_schools(file), mode=mode.value)
    except SchoolsFileError as error:
        raise PlainError(str(error)) from error
    try:
        written = write(benchmark.sets, benchmark.ratings, out)
    except OSError as error:
        raise PlainError(f"{out} cannot be written to ({error.strerror}). Give --out another folder.") from error
    _tell(benchmark)
    typer.echo(f"Written: {written[0]} and {written[1]}")


def _tell(benchmark: Benchmark) -> None:
    schools, sets, ratings = benchmark.schools.urn.size, benchmark.sets, benchmark.ratings
    with_set = len(sets["URN"].unique())
    colours = {pair["values"]: pair["counts"] for pair in ratings["RAG"].value_counts().to_pylist()}
    typer.echo(
        f"{schools:,} schools, {with_set:,} with a comparator set, {len(ratings['URN'].unique()):,} with ratings."
    )
    typer.echo("Ratings: " + (", ".join(f"{colours[colour]:,} {colour}" for colour in sorted(colours)) or "none") + ".")
