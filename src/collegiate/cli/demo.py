"""collegiate demo."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer


def run(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    seed: Annotated[int, typer.Option(help="Another seed makes another nation.")] = 1,
    schools: Annotated[int, typer.Option(help="How many made-up schools.", min=60, max=60_000)] = 500,
    pupils: Annotated[int, typer.Option(help="About how many made-up children; 0 for none.", min=0, max=100_000)] = 900,
    store: Annotated[
        Path | None, typer.Option(help="Keep the store here; without it, it goes when you stop.", file_okay=False)
    ] = None,
) -> None:
    """Make up a nation and the children of two trusts, build it all and serve it: one command, nothing of anybody's."""
    from collegiate.build import build
    from collegiate.cli.progress import steps
    from collegiate.simulate import Pupils, write_nation
    from collegiate.web.server import free_or_told, serve

    free_or_told("127.0.0.1", port)
    with tempfile.TemporaryDirectory(prefix="collegiate-demo-") as scratch:
        files, kept = Path(scratch) / "files", store or Path(scratch) / "store"
        typer.echo(
            f"Making up a nation of {schools:,} schools" + (f" and {pupils:,} children ..." if pupils else " ...")
        )
        with steps() as progress:
            wanted = Pupils(pupils, years=3) if pupils else None
            truth = write_nation(files, seed=seed, schools=schools, pupils=wanted, progress=progress)
        typer.echo("Building its picture ...")
        uid = truth.trusts_to_open()[0][1]
        with steps() as progress:
            report = build([files], kept, trust=uid, progress=progress)
        typer.echo(
            f"{report.schools:,} schools, {report.trusts:,} trusts, {report.figures:,} figures in {report.seconds:.0f} s."
        )
        if report.pupils:
            _let_in(kept, uid, port, report.pupils)
        for name, trust in truth.trusts_to_open():
            typer.echo(f"  {name}: http://127.0.0.1:{port}/trusts/{trust}/")
        typer.echo(f"Collegiate is on http://127.0.0.1:{port}/  Stop with Ctrl+C.")
        serve(kept, "127.0.0.1", port)


def _password() -> str:
    """Return a password that can be read aloud: four made-up words."""
    import secrets

    return "-".join(
        "".join(secrets.choice("bdfgklmnprst") + secrets.choice("aeiou") for _ in range(2)) for _ in range(4)
    )


def _let_in(store: Path, trust: int, port: int, children: int) -> None:
    """Make somebody for each role, and print how to sign in as each."""
    from collegiate.web.demonstration import make_people

    password = _password()
    people = make_people(store, trust, password)
    typer.echo(
        f"{children:,} made-up children, and somebody for each role. Sign in at http://127.0.0.1:{port}/account/sign-in/"
    )
    typer.echo(f"  with the password {password} (it is good for this demo's store alone) as")
    widest = max(len(p.email) for p in people)
    for one in people:
        typer.echo(f"  {one.email:<{widest}}  {one.called}: {one.asks}")
