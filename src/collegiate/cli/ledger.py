"""collegiate ledger."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer

from collegiate.cli.options import JsonOption, StoreOption


def run(
    store: StoreOption,
    week: Annotated[
        str | None,
        typer.Option("--week", help="A day of the week to show, such as 2026-11-16; without it, the latest week."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print, for each academy, who of its roll was acted on, who was looked at, and of whom nothing is known.

    The three always add up to the roll.
    """
    from collegiate.cli.errors import PlainError
    from collegiate.cli.people import people_of, school_names

    reader = people_of(store, "ledger")
    weeks = reader.weeks()
    if not weeks:
        raise PlainError("There is no week in the ledger: no child was on a roll in a week with school days.")
    monday = _monday(week) if week else weeks[0]
    if monday not in weeks:
        raise PlainError(
            f"The ledger has no week of {monday:%Y-%m-%d}: no school day of it is known. Its weeks run from {weeks[-1]:%Y-%m-%d} to {weeks[0]:%Y-%m-%d}."
        )
    rows = [_academy(r) for r in reader.ledger_counts(week=monday)]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    names = school_names(store, {r["urn"] for r in rows})
    typer.echo(
        f"Week of {monday.day} {monday:%B %Y}. Every child on roll is one of: acted on, looked at with no concern, no data.\n"
    )
    for row in [*rows, _total(rows)]:
        name = names.get(row["urn"], "All academies")
        parts = f"{row['roll']:>6,} on roll = {row['acted_on']:>6,} acted on + {row['looked_at']:>6,} looked at + {row['no_data']:>6,} no data"
        typer.echo(f"{name[:40]:<40} {parts}; {row['children_without_action']:,} without adult action")


def _monday(text: str) -> dt.date:
    from collegiate.cli.errors import PlainError

    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise PlainError(f"'{text}' is not a day. Write it as 2026-11-16.") from error
    return day - dt.timedelta(days=day.weekday())


_COUNTS = {
    "roll": "roll",
    "acted_on": "acted_on",
    "looked_at": "looked_at",
    "no_data": "no_data",
    "children_without_action": "without_action",
}


def _academy(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "urn": row["urn"],
        "week": f"{row['week']:%Y-%m-%d}",
        **{name: row[column] for name, column in _COUNTS.items()},
    }


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"urn": None, **{name: sum(r[name] for r in rows) for name in _COUNTS}}
