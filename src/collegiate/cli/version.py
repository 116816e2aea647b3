"""collegiate version."""

from __future__ import annotations

import typer


def run() -> None:
    """Print the version."""
    from collegiate import __version__

    typer.echo(f"collegiate {__version__}")
