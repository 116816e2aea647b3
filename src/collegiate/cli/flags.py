"""collegiate flags."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from collegiate.cli.options import JsonOption, StoreOption


def run(
    store: StoreOption,
    urn: Annotated[int | None, typer.Option("--urn", help="Only this academy, by its Unique Reference Number.")] = None,
    score: Annotated[
        bool, typer.Option("--score", help="How last year's flags came out: caught, missed, wrongly worried, by group.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Print the children who may be drifting, by their keys, each with the reasons and their weight; a person looks and decides."""
    from collegiate.cli.people import people_of

    reader = people_of(store, "flags --score" if score else "flags")
    if score:
        _scores(
            {"models": [json.loads(r["card"]) for r in reader.flag_model()], "scores": reader.flag_scores(urn=urn)},
            as_json,
        )
        return
    rows = [_flag(r) for r in reader.flags(urn=urn)]
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    _print(rows, [json.loads(r["card"]) for r in reader.flag_model()])


def _flag(row: dict[str, Any]) -> dict[str, Any]:
    kept = {
        name: row[name]
        for name in ("pupil_key", "urn", "year_group", "registration_group", "period", "chance", "place")
    }
    return {**kept, "as_of": f"{row['as_of']:%Y-%m-%d}", "reasons": json.loads(row["reasons"])}


def _print(rows: list[dict[str, Any]], cards: list[dict[str, Any]]) -> None:
    if not rows:
        why = next((c["why"] for c in cards if c.get("why")), "no child is above the line")
        typer.echo(f"No flags: {why.rstrip(chr(46))}.")
    for row in rows:
        first = "; ".join(f"{r['reason']} ({r['weight']:+.2f})" for r in row["reasons"][:3])
        typer.echo(f"{row['pupil_key']}  {row['urn']}  year {row['year_group']}  chance {row['chance']:.0%}  {first}")


_OUTCOMES = ("caught", "missed", "wrongly_worried", "rightly_calm")


def _scores(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False, default=str))
        return
    if not found["scores"]:
        typer.echo("No past flags to score: a year ago there was too little to learn from.")
        for card in found["models"]:
            if card.get("why"):
                typer.echo(card["why"])
    from collegiate.vocabulary.years import AcademicYear

    for row in found["scores"]:
        counts = ", ".join(f"{row[name]:,} {name.replace('_', ' ')}" for name in _OUTCOMES)
        typer.echo(
            f"{AcademicYear(row['period'])}  {row['grouping']} {row['value']}: of {row['pupils']:,} children {counts}; {row['expected']:.1f} expected"
        )
