"""collegiate identify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(file: Annotated[Path, typer.Argument(help="A file: CSV, XLSX or ZIP.", exists=False)]) -> None:
    """Say what a file is, how it is known, and what of it would be refused."""
    from collegiate.cli.errors import PlainError
    from collegiate.intake import identify

    if not file.is_file():
        raise PlainError(f"There is no file {file}. Give the path of a CSV, XLSX or ZIP file.")
    found = identify(file)
    for one in found:
        typer.echo(str(one))
    if not any(one.source for one in found):
        raise typer.Exit(2)
