"""collegiate demo."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collegiate.simulate import Truth


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
    from collegiate.web.demonstration import HELP
    from collegiate.web.server import free_or_told, serve

    free_or_told("127.0.0.1", port)
    with tempfile.TemporaryDirectory(prefix="collegiate-demo-") as scratch:
        files, kept = Path(scratch) / "files", store or Path(scratch) / "store"
        typer.echo(
            f"Making up a nation of {schools:,} schools" + (f" and {pupils:,} children ..." if pupils else " ...")
        )
        with steps() as progress:
            wanted = Pupils(pupils, years=3, support=HELP) if pupils else None
            truth = write_nation(files, seed=seed, schools=schools, pupils=wanted, progress=progress)
        typer.echo("Building its picture ...")
        uid, falls = _where(truth)
        with steps() as progress:
            report = build([files], kept, trust=uid, progress=progress)
        typer.echo(
            f"{report.schools:,} schools, {report.trusts:,} trusts, {report.figures:,} figures in {report.seconds:.0f} s."
        )
        if report.pupils and falls:
            _let_in(kept, uid, falls, port, report.pupils)
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


def _where(truth: Truth) -> tuple[int, int]:
    """Return the trust to show and its academy whose attendance falls: that of the other trust is shown where there are no children."""
    rural, urban = (uid for _, uid in truth.trusts_to_open())
    children = truth.children
    return (urban, children["decline"]["urn"]) if children else (rural, 0)


def _let_in(store: Path, trust: int, falls: int, port: int, children: int) -> None:
    """Make somebody for each role, let them live a year, and print how to sign in as each and what to open first."""
    from collegiate.web.demonstration import TODAY, NotLivedError, live, make_people

    password, at = _password(), f"http://127.0.0.1:{port}"
    people = make_people(store, trust, password, urn=falls)
    try:
        case = live(store, trust, falls, address=at)
    except NotLivedError as missing:
        case = ""
        typer.echo(str(missing))
    os.environ["COLLEGIATE_MADE_UP"] = "yes"
    if not any(os.environ.get(f"COLLEGIATE_TODAY{of}") for of in ("", "_FILE")):
        os.environ["COLLEGIATE_TODAY"] = TODAY.isoformat()
    typer.echo(f"{children:,} made-up children, and somebody for each role. Sign in at {at}/account/sign-in/")
    typer.echo(f"  with the password {password} (it is good for this demo's store alone) as")
    widest = max(len(p.email) for p in people)
    for one in people:
        typer.echo(f"  {one.email:<{widest}}  {one.called}: {one.asks}")
    if case:
        typer.echo(f"They have lived a made-up year, to {TODAY:%-d %B %Y}. As the trustee open {at}/cases/{case}/")
