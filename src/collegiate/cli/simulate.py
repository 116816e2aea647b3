"""collegiate simulate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(
    folder: Annotated[Path, typer.Argument(help="Folder to write to; it is made.", file_okay=False)],
    seed: Annotated[int, typer.Option(help="The same seed makes the same files, byte for byte.")] = 1,
    schools: Annotated[int, typer.Option(help="How many schools.", min=60, max=60_000)] = 1_000,
) -> None:
    """Write a made-up nation in the file formats of the real sources, with the truth that was planted in truth.json."""
    from collegiate.cli.progress import steps
    from collegiate.simulate import write_nation

    with steps() as progress:
        truth = write_nation(folder, seed=seed, schools=schools, progress=progress)
    typer.echo(f"{schools:,} made-up schools in {folder}. Planted: {folder / 'truth.json'}")
    typer.echo(f"Trusts to open: {', '.join(f'{name} ({uid})' for name, uid in truth.trusts_to_open())}")
    typer.echo(f"Next: collegiate build {folder} --store STORE")
