"""collegiate serve."""

from __future__ import annotations

from typing import Annotated

import typer

from collegiate.cli.options import StoreOption


def run(
    store: StoreOption,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; 127.0.0.1 is this machine alone.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(help="Processes that answer; about one for each core.", min=1, max=64)] = 2,
    worker: Annotated[
        bool, typer.Option(help="Do longer work here too; without it, run collegiate worker by itself.")
    ] = True,
) -> None:
    """Serve the pages to browsers, with a worker beside them. Brings the application's database up to date first."""
    from collegiate.store import Store
    from collegiate.web.server import open_to_others, serve

    if warning := open_to_others(host):
        typer.echo(warning, err=True)
    made_at = Store(store).reader().made_at
    typer.echo(f"Collegiate is on http://{host}:{port}/ with the picture of {made_at}. Stop with Ctrl+C.")
    serve(store, host, port, workers=workers, worker=worker)
