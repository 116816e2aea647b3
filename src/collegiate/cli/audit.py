"""collegiate audit."""

from __future__ import annotations

import typer

from collegiate.cli.options import StoreOption


def run(store: StoreOption) -> None:
    """Check that no line of the journals was changed or taken out: who looked at children, and what was decided."""
    from collegiate.store import Store

    kept = Store(store)
    looks, decisions = kept.audit.verify(), kept.decisions.verify()
    typer.echo(f"{looks:,} looks at children and {decisions:,} decisions; every line is as it was written.")
