"""collegiate audit: whether the journals are as they were written, and what stands in them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from collegiate.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from collegiate.store.journal import Checked

app = typer.Typer(
    help="Check the journals of who looked at children and what was decided; read them.", invoke_without_command=True
)

StoreHere = Annotated[
    str, typer.Option("--store", help="Folder of the store.", envvar="COLLEGIATE_STORE", show_default=False)
]
Seal = Annotated[
    str,
    typer.Option(
        "--since-seal",
        help="A seal that an earlier check printed and that you kept elsewhere: it must still be there, so nothing before it was cut off or written anew.",
    ),
]


@app.callback()
def check(context: typer.Context, store: StoreHere = "") -> None:
    """Check that no line of the journals was changed or taken out: who looked at children, and what was decided."""
    if context.invoked_subcommand is None:
        from collegiate.cli.errors import PlainError

        if not store:
            raise PlainError("Say which store: collegiate audit verify --store FOLDER")
        typer.echo(_sound(*_checked(store, "")))


@app.command()
def verify(store: StoreOption, since_seal: Seal = "", as_json: JsonOption = False) -> None:
    """Check every line of both journals, and print the last seal: keep it elsewhere and give it to the next check.

    Without a seal kept elsewhere it cannot be found that the last lines were cut off, or that a journal was written anew.
    """
    _verify(str(store), since_seal, as_json=as_json)


@app.command("list")
def list_(
    store: StoreOption,
    who: Annotated[str, typer.Option(help="Only what this person did, by e-mail address.")] = "",
    child: Annotated[str, typer.Option(help="Only what is about the child with this key.")] = "",
    kind: Annotated[
        str,
        typer.Option(help="Only this kind: look, emergency, export, sign_in, role, upload, merge, removal, act."),
    ] = "",
    since: Annotated[str, typer.Option(help="From this day on, as 2026-11-01.")] = "",
    limit: Annotated[int, typer.Option(help="No more than so many, the latest.", min=1)] = 100,
    as_json: JsonOption = False,
) -> None:
    """Print entries, the latest first: children by key, never by name. That the list was read is written down."""
    from collegiate.cli.errors import PlainError
    from collegiate.cli.people import store_at, user_of_machine
    from collegiate.store import Look
    from collegiate.store.audit import Asked
    from collegiate.store.kinds import KINDS

    if kind and kind not in KINDS:
        raise PlainError(f"There is no kind '{kind}'. There are: {', '.join(KINDS)}.")
    kept = store_at(store)
    asked = Asked(who=who, kind=kind, keys=frozenset([child] if child else []), first=_day(since))
    entries = kept.audit.found(asked).latest(limit)
    kept.audit.acted(
        Look(f"{user_of_machine()} at the command line", f"exported {len(entries)} lines of the audit journal", "collegiate audit list", (), kept.current or ""), kind="export"
    )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(entries, indent=2, ensure_ascii=False))
        return
    for e in entries:
        keys = e.get("keys", [])
        of = f"  of {', '.join(keys[:3])}{f' and {len(keys) - 3:,} more' if len(keys) > 3 else ''}" if keys else ""
        typer.echo(f"{e['at'][:19]}Z  {e.get('who', '')}  {e.get('what', '')}{of}  ({e.get('why', '')})")
    if not entries:
        typer.echo("No line answers to this.")


def _checked(store: str, since_seal: str) -> tuple[Checked, Checked]:
    from pathlib import Path

    from collegiate.cli.people import store_at

    kept = store_at(Path(store))
    return kept.audit.check(since_seal=since_seal), kept.decisions.checked()


def _sound(looks: Checked, decisions: Checked) -> str:
    return f"{looks.count:,} looks at children and {decisions.count:,} decisions; every line is as it was written."


def _verify(store: str, since_seal: str, *, as_json: bool) -> None:
    looks, decisions = _checked(store, since_seal)
    if as_json:
        found = {n: {"lines": c.count, "seal": c.seal} for n, c in (("audit", looks), ("decisions", decisions))}
        typer.echo(json.dumps({**found, "since_seal": since_seal or None}, indent=2))
        return
    typer.echo(_sound(looks, decisions))
    if since_seal:
        typer.echo("The seal that you kept is among them: nothing up to it was cut off or written anew.")
    elif looks.count:
        typer.echo(
            "This alone cannot show that nothing was cut off from the end. Keep this seal elsewhere, and give it to the"
        )
        typer.echo("next check as --since-seal:")
        typer.echo(looks.seal)


def _day(text: str) -> date | None:
    from collegiate.cli.errors import PlainError

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise PlainError(f"'{text}' is no day. Write it as 2026-11-01.") from wrong
