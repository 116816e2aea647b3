"""collegiate build."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collegiate.cli.options import StoreOption, YearOption


def run(
    folders: Annotated[list[Path], typer.Argument(help="Folders or files to read.", exists=False)],
    store: StoreOption,
    trust: Annotated[
        int | None, typer.Option("--trust", help="Group UID of the trust that the first page opens on.")
    ] = None,
    year: YearOption = None,
) -> None:
    """Read files, check them, and publish the picture.

    Prints a line per file: recognised as, rows in, kept, refused. The three always add up.
    """
    from collegiate.build import build
    from collegiate.cli.options import answers_of
    from collegiate.cli.progress import steps
    from collegiate.cli.report import print_report

    with steps() as progress:
        report = build(folders, store, trust=trust, answers=answers_of(year), progress=progress)
    print_report(report)
