"""collegiate user: who may sign in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from collegiate.cli.options import JsonOption, StoreOption

app = typer.Typer(help="Add, list and remove the people who may sign in.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="E-mail address that the person signs in with.")]


@app.command()
def add(
    email: Email,
    store: StoreOption,
    name: Annotated[str, typer.Option(help="What the person is called on the pages.")] = "",
    role: Annotated[
        str,
        typer.Option(help="What to appoint the person to; see them with: collegiate roles. Empty for nothing."),
    ] = "data_manager",
    trust: Annotated[
        int | None, typer.Option(help="Group UID of the trust; without it, every trust of the store.")
    ] = None,
    school: Annotated[int | None, typer.Option(help="URN of the academy, for roles of one academy.")] = None,
    part: Annotated[str, typer.Option(help="Year group (as 8) or class (as 8A) of the academy.")] = "",
    span: Annotated[
        str,
        typer.Option(
            help="What the role is given for: trust, academy, year, class, child, self; mostly clear from the rest."
        ),
    ] = "",
    child: Annotated[
        str, typer.Option(help="The child's key, for a parent; it stands in the address of the child's page.")
    ] = "",
    until: Annotated[str, typer.Option(help="First day on which the appointment no longer holds, as 2027-08-31.")] = "",
    ask: Annotated[bool, typer.Option("--ask", help="Ask for a password here, in place of printing a link.")] = False,
    password_file: Annotated[
        Path | None, typer.Option(help="Read the password from the first line of a file.", exists=True, dir_okay=False)
    ] = None,
    address: Annotated[
        str, typer.Option(help="Where the pages are, for the link that is printed.")
    ] = "http://127.0.0.1:8000",
) -> None:
    """Add somebody, or let them in anew. Prints a link at which the person chooses a password, good once and for three days."""
    from collegiate.web.ready import ready

    last_day = _day(until)
    password = _password(ask=ask, file=password_file)
    ready(store)
    from collegiate.web.accounts.acts import Post, add_user, password_path

    post = Post(role, span, trust, school, part, child) if role else None
    user = add_user(email=email, password=password, name=name, post=post, until=last_day, by="the command line")
    typer.echo(f"{user.email} may sign in" + (f" and is appointed to {role}." if role else ", appointed to nothing."))
    if password is None:
        typer.echo(f"Give them this link; it is good once, for three days:\n{address.rstrip('/')}{password_path(user)}")


@app.command("list")
def list_(store: StoreOption, as_json: JsonOption = False) -> None:
    """List the accounts: address, name, appointed to, last signed in."""
    from collegiate.cli.people import store_at
    from collegiate.web.ready import ready

    store_at(store)
    ready(store)
    from collegiate.web.accounts.acts import listed_users

    users = listed_users()
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(u) for u in users], indent=2))
        return
    for user in users:
        roles = ", ".join(user.roles) if user.active else "removed"
        typer.echo(
            "  ".join((user.email, user.name, roles or "no appointment", user.last_signed_in or "never signed in"))
        )
    if not users:
        typer.echo(f"Nobody may sign in yet. Add somebody: collegiate user add EMAIL --store {store}")


@app.command()
def remove(email: Email, store: StoreOption) -> None:
    """Shut somebody out at once. What they looked at stays in the audit log."""
    from collegiate.web.ready import ready

    ready(store)
    from collegiate.web.accounts.acts import remove_user

    remove_user(email=email)
    typer.echo(f"{email} may no longer sign in.")


@app.command("forget-factors")
def forget_factors_(email: Email, store: StoreOption) -> None:
    """Take away the passkeys, the app and the recovery codes of somebody who lost them. Make sure first that it is them."""
    from collegiate.web.ready import ready

    ready(store)
    from collegiate.web.accounts.acts import forget_factors

    gone = forget_factors(email=email)
    typer.echo(f"{email} has no second factor any more ({gone} taken away), and is signed out everywhere.")


def _password(*, ask: bool, file: Path | None) -> str | None:
    if file is not None:
        return next(iter(file.read_text(encoding="utf-8").splitlines()), "")
    return typer.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else None


def _day(text: str) -> date | None:
    from collegiate.cli.errors import PlainError

    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise PlainError(f"'{text}' is not a day. Write it as 2027-08-31.") from None
