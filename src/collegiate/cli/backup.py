"""collegiate backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from collegiate.cli.options import StoreOption

if TYPE_CHECKING:
    from collegiate.operations.databases import ApplicationDatabase

PassphraseOption = Annotated[
    Path | None,
    typer.Option(help="File whose first line seals the backup, or opens one that is sealed.", exists=True, dir_okay=False),
]  # fmt: skip


def run(
    store: StoreOption,
    to: Annotated[Path, typer.Option(help="File to write, or a folder for a file with the day and the time.")],
    passphrase_file: PassphraseOption = None,
) -> None:
    """Copy the store and its database together into one file, and look the copy through. Pages may be served meanwhile."""
    from collegiate.operations.copies import backup

    kept = backup(store, database_of(store), to, passphrase_of(passphrase_file))
    typer.echo(f"{kept.path}: {described(kept.manifest.size, len(kept.manifest.files), kept.journals)}")
    if passphrase_file is None:
        typer.echo("It holds children's records as they are. Keep it where only you can read it, or seal it: --passphrase-file FILE.")  # fmt: skip


def database_of(store: Path) -> ApplicationDatabase:
    """Return the application database that the settings name for a store."""
    from collegiate.operations.databases import located
    from collegiate.web.environment import setting

    return located(setting("COLLEGIATE_DATABASE"), store)


def passphrase_of(file: Path | None) -> str | None:
    """Read a passphrase, where a file is named."""
    from collegiate.operations.sealed import passphrase_of as first_line

    return first_line(file) if file else None


def described(size: int, files: int, journals: dict[str, int]) -> str:
    """Say what a copy holds."""
    lines = ", ".join(f"{count:,} lines of {name}" for name, count in journals.items())
    return f"{files:,} files, {size / 1e6:,.1f} MB, looked through" + (f"; {lines}." if lines else ".")
