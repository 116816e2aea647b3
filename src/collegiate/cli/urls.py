"""collegiate urls."""

from __future__ import annotations

import typer

from collegiate.cli.options import JsonOption


def run(as_json: JsonOption = False) -> None:
    """List every address of the pages with who may open it."""
    import json

    from collegiate.web.listing import addresses

    found = addresses()
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    for address in found:
        typer.echo(
            f"{address['path']}  {'/'.join(address['methods'])}  {', '.join(address['roles']) or address['opens_to']}"
        )
