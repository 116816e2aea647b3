"""collegiate serve."""

from __future__ import annotations

from typing import Annotated

import typer

from collegiate.cli.options import StoreOption


def run(
    store: StoreOption,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; 127.0.0.1 is this machine alone.")] = "127.0.0.1",
) -> None:
    """Serve the picture to a browser."""
    from collegiate.store import Store
    from collegiate.web.server import serve

    made_at = Store(store).reader().made_at
    typer.echo(f"Collegiate is on http://{host}:{port}/ with the picture of {made_at}. Stop with Ctrl+C.")
    serve(store, host, port)
