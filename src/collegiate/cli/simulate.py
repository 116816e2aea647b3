"""collegiate simulate."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Which(StrEnum):
    """Whose children are made up."""

    THREE_TIER = "three-tier"
    URBAN = "urban"
    BOTH = "both"


def run(
    folder: Annotated[Path, typer.Argument(help="Folder to write to; it is made.", file_okay=False)],
    seed: Annotated[int, typer.Option(help="The same seed makes the same files, byte for byte.")] = 1,
    schools: Annotated[
        int, typer.Option("--nation", "--schools", help="How many schools the nation has.", min=60, max=60_000)
    ] = 1_000,
    pupils: Annotated[
        int, typer.Option(help="About how many children on roll; 0 makes up the nation alone.", min=0, max=1_000_000)
    ] = 0,
    years: Annotated[
        int, typer.Option(help="Complete academic years of the children's records, the last 2025/26.", min=1, max=9)
    ] = 3,
    trust: Annotated[
        Which, typer.Option(help="Whose children: the three-tier trust's, the urban trust's, or both.")
    ] = Which.BOTH,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The day as of which the children are seen, to 2027-07-23; 2026-11-20 if left out. All that is dated before is the same.",
        ),
    ] = None,
    support: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="Help the declining school from this day on: its attendance is higher by what truth.json says.",
        ),
    ] = None,
) -> None:
    """Write a made-up nation in the file formats of the real sources, with the truth that was planted in truth.json.

    With --pupils, the schools of two of its trusts send what their systems export of their children, faults included.
    """
    from collegiate.cli.progress import steps
    from collegiate.simulate import Pupils, write_nation
    from collegiate.simulate.children.calendar import DayError

    if not pupils and (until or support):
        typer.echo("--until and --support are about children: say with --pupils how many there are.", err=True)
        raise typer.Exit(2)
    wanted = Pupils(pupils, years, trust.value, _day(until), _day(support)) if pupils else None
    try:
        with steps() as progress:
            truth = write_nation(folder, seed=seed, schools=schools, pupils=wanted, progress=progress)
    except DayError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{schools:,} made-up schools in {folder}. Planted: {folder / 'truth.json'}")
    if truth.children:
        marks = sum(row["possible"] for row in truth.children["attendance"])
        typer.echo(
            f"{truth.children['on_roll']:,} made-up children on roll, {marks:,} possible sessions, {len(truth.children['faults']):,} faults in the files."
        )
    typer.echo(f"Trusts to open: {', '.join(f'{name} ({uid})' for name, uid in truth.trusts_to_open())}")
    typer.echo(f"Next: collegiate build {folder} --store STORE")


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None
