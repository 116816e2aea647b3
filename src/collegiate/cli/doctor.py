"""collegiate doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from collegiate.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from collegiate.operations.doctor import Finding

_MARKS = {"fine": "fine ", "look": "LOOK ", "wrong": "WRONG"}


def run(store: StoreOption, as_json: JsonOption = False) -> None:
    """Say what is there, what is wrong and what to do. Changes nothing; ends with 1 when something is wrong."""
    from collegiate.cli.backup import database_of
    from collegiate.operations.databases import DatabaseNameError
    from collegiate.operations.doctor import Finding, examine
    from collegiate.web.environment import SettingError
    from collegiate.web.examined import examine_database, examine_settings

    try:
        database = database_of(store)
    except (DatabaseNameError, SettingError) as error:
        found = [Finding("settings", "wrong", str(error), "docs/reference/settings.md says what each may be.")]
    else:
        found = [*examine(store, database), *examine_settings(store)]
        if store.is_dir() and not any(f.what == "settings" and f.level == "wrong" for f in found):
            found += examine_database(database)
    _tell(found, as_json=as_json)
    raise typer.Exit(1 if any(f.level == "wrong" for f in found) else 0)


def _tell(found: list[Finding], *, as_json: bool) -> None:
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(f) for f in found], indent=2))
        return
    for finding in found:
        typer.echo(f"{_MARKS[finding.level]}  {finding.what}: {finding.found}")
        if finding.todo:
            typer.echo(f"       {finding.todo}")
