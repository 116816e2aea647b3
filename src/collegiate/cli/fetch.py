"""collegiate fetch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def run(
    kind: Annotated[str, typer.Argument(help="oneroster, wonde, arbor or bromcom.")],
    folder: Annotated[
        Path, typer.Argument(help="Folder to keep the replies in, beside the school's other files.", file_okay=False)
    ],
    setting: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="NAME=VALUE, such as urn=123456; several times. Secrets come from the environment.",
            metavar="NAME=VALUE",
        ),
    ] = None,
) -> None:
    """Ask a school's management system for what it holds, and keep each reply as a file that a build reads.

    Tried against recorded replies and a local server only, never with a real service. Passwords and tokens are read from the
    environment, or from a file named by the variable with _FILE after it.
    """
    from collegiate.cli.errors import PlainError
    from collegiate.cli.progress import steps
    from collegiate.intake.connectors import KINDS, ConnectorError, fetch

    if kind not in KINDS:
        raise PlainError(f"'{kind}' is not a system that can be asked. There are {', '.join(KINDS)}.")
    try:
        with steps() as progress:
            files = fetch(
                kind,
                _settings(setting),
                folder,
                lambda resource, items: progress(f"Asked for {resource}: {items:,} so far"),
            )
    except ConnectorError as error:
        needs = ", ".join(("urn", *KINDS[kind].SETTINGS, *KINDS[kind].SECRETS))
        raise PlainError(f"{error.reason} {error.remedy} {kind} needs: {needs}.") from error
    typer.echo(f"{len(files):,} files in {folder}. Next: collegiate build {folder} --store STORE")


def _settings(given: list[str] | None) -> dict[str, str | int]:
    from collegiate.cli.errors import PlainError

    settings: dict[str, str | int] = {}
    for item in given or []:
        name, found, value = item.partition("=")
        if not found or not name or not value:
            raise PlainError(f"'{item}' is not a setting. Write --set urn=123456.")
        settings[name] = int(value) if name == "urn" and value.isdecimal() else value
    return settings
