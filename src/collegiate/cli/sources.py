"""collegiate sources."""

from __future__ import annotations

import json

import typer

from collegiate.cli.options import JsonOption


def run(as_json: JsonOption = False) -> None:
    """List the files that are recognised."""
    from collegiate.intake import sources

    found = sources()
    if as_json:
        typer.echo(
            json.dumps(
                [{"id": s.id, "title": s.title, "publisher": s.publisher, "about": s.about} for s in found], indent=2
            )
        )
        return
    width = max(len(s.id) for s in found)
    for source in found:
        typer.echo(f"{source.id.ljust(width)}  {source.title}")
    typer.echo(f"\n{len(found)} sources. What a file of yours is: collegiate identify FILE")
