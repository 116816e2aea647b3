"""collegiate retention."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from collegiate.cli.options import JsonOption, StoreOption


def run(
    store: StoreOption,
    rules: Annotated[
        Path | None,
        typer.Option(help="A file of your own rules, in place of those that are shipped.", exists=True, dir_okay=False),
    ] = None,
    on: Annotated[str, typer.Option(help="As if it were this day, as 2031-09-01; otherwise today.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Count what is kept longer than its rule: children, rows and files by rule and academy. Nothing is removed."""
    from collegiate.cli.errors import PlainError
    from collegiate.cli.people import people_of, school_names
    from collegiate.store import Store, evidence_kept
    from collegiate.store.retention import RetentionReader, RuleError, described
    from collegiate.store.retention import rules as read_rules

    try:
        today = date.fromisoformat(on) if on else date.today()  # noqa: DTZ011 - the day where the machine stands
        some = read_rules(rules)
    except (RuleError, ValueError) as wrong:
        raise PlainError(
            str(wrong) if isinstance(wrong, RuleError) else f"'{on}' is no day. Write it as 2031-09-01."
        ) from wrong
    past = RetentionReader.of(people_of(store, "retention")).past(some, today)
    rows = described(past, school_names(store, {p.urn for p in past}), some)
    if as_json:
        told = [{"id": r.id, "about": r.about, "years": r.years, "counts_from": r.counts_from, "who": r.who, "ground": r.ground, "source": r.source} for r in some]  # fmt: skip
        typer.echo(json.dumps({"on": f"{today}", "rules": told, "past": rows}, indent=2, ensure_ascii=False))
        return
    _print(rows, today)
    kept = evidence_kept(Store(store).layout)
    if kept:
        typer.echo(f"For good, and without any child's row, the store keeps what frozen packs rest on: {sum(kept.values()) / 1e6:,.1f} MB of {len(kept)} {'picture' if len(kept) == 1 else 'pictures'}.")  # fmt: skip


def _print(rows: list[dict[str, object]], today: date) -> None:
    if not rows:
        typer.echo(f"Nothing is kept longer than its rule on {today}.")
    for r in rows:
        files = f", in {r['files']:,} files" if r["files"] else ""
        unknown = (
            f"; of {r['children_of_whom_nobody_can_tell']:,} more nobody can tell: a date is missing"
            if r["children_of_whom_nobody_can_tell"]
            else ""
        )
        typer.echo(f"{r['rule']}  {r['academy']}: {r['rows']:,} rows of {r['children']:,} children{files}{unknown}")
    typer.echo("Nothing was removed. Check the rules with your own data protection officer.")
