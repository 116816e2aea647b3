"""collegiate demo."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer


def run(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    seed: Annotated[int, typer.Option(help="Another seed makes another nation.")] = 1,
    schools: Annotated[int, typer.Option(help="How many made-up schools.", min=60, max=60_000)] = 1_000,
    store: Annotated[
        Path | None, typer.Option(help="Keep the store here; without it, it goes when you stop.", file_okay=False)
    ] = None,
) -> None:
    """Make up a nation, build its picture and serve it: everything in one command, nothing of anybody's."""
    from collegiate.build import build
    from collegiate.cli.progress import steps
    from collegiate.simulate import write_nation
    from collegiate.web.server import free_or_told, serve

    free_or_told("127.0.0.1", port)
    with tempfile.TemporaryDirectory(prefix="collegiate-demo-") as scratch:
        files, kept = Path(scratch) / "files", store or Path(scratch) / "store"
        typer.echo(f"Making up a nation of {schools:,} schools ...")
        with steps() as progress:
            truth = write_nation(files, seed=seed, schools=schools, progress=progress)
        typer.echo("Building its picture ...")
        uid = truth.trusts_to_open()[0][1]
        with steps() as progress:
            report = build([files], kept, trust=uid, progress=progress)
        typer.echo(
            f"{report.schools:,} schools, {report.trusts:,} trusts, {report.figures:,} figures in {report.seconds:.0f} s."
        )
        for name, trust in truth.trusts_to_open():
            typer.echo(f"  {name}: http://127.0.0.1:{port}/trusts/{trust}/")
        typer.echo(f"Collegiate is on http://127.0.0.1:{port}/  Stop with Ctrl+C.")
        serve(kept, "127.0.0.1", port)
