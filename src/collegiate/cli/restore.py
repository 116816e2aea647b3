"""collegiate restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from collegiate.cli.backup import PassphraseOption, database_of, described, passphrase_of
from collegiate.cli.errors import PlainError


def run(
    backup: Annotated[Path, typer.Argument(help="File that collegiate backup wrote.")],
    store: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the store to make.", envvar="COLLEGIATE_STORE", file_okay=False, resolve_path=True
        ),
    ] = None,
    passphrase_file: PassphraseOption = None,
    check: Annotated[bool, typer.Option("--check", help="Look the backup through and change nothing.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Also where there is a store: it is moved aside. Stop the server first.")
    ] = False,
) -> None:
    """Bring a backup back: store and database, looked through first and then put in place."""
    from collegiate.operations import copies

    passphrase = passphrase_of(passphrase_file)
    if check:
        kept = copies.check(backup, passphrase)
    elif store is None:
        raise PlainError("Name the folder to bring it back into: --store FOLDER. To look it through alone: --check.")
    else:
        kept = copies.restore(backup, store, database_of(store), passphrase, force=force)
    held = described(kept.manifest.size, len(kept.manifest.files), kept.journals)
    typer.echo(f"{backup} of {kept.manifest.made_at}, by Collegiate {kept.manifest.version}: {held}")
    if not check:
        typer.echo(f"It is in {store}. Serve it: collegiate serve --store {store}")
