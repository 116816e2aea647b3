"""Options that several commands share, so that they mean and are called the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StoreOption = Annotated[
    Path,
    typer.Option("--store", help="Folder of the store.", envvar="COLLEGIATE_STORE", file_okay=False, resolve_path=True),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
YearOption = Annotated[
    list[str] | None,
    typer.Option(
        "--year",
        help="FILE=2018/19: the year of a file that carries none. May be given several times.",
        metavar="FILE=YEAR",
    ),
]


def answers_of(given: list[str] | None) -> dict[str, str]:
    """Read FILE=YEAR answers; a wrong form says how to write it."""
    from collegiate.cli.errors import PlainError

    answers = {}
    for item in given or []:
        name, found, year = item.rpartition("=")
        if not found or not name or not year:
            raise PlainError(f"'{item}' is not an answer. Write --year FILE=2018/19.")
        answers[name] = year
    return answers
