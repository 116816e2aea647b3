"""collegiate effect."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collegiate.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from collegiate.web.effects.models import Comparison


def run(
    reference: Annotated[
        str,
        typer.Argument(help="A locked comparison (EFF-2026-4), or a case, plan or request that has one (RAB-2026-3)."),
    ],
    store: StoreOption,
    as_json: JsonOption = False,
) -> None:
    """Print what came of something, compared with what would have happened: effect, interval, verdict, and how far to trust it."""
    from collegiate.cli.errors import PlainError
    from collegiate.store import Store
    from collegiate.web.ready import ready

    kept = Store(store)
    kept.reader()  # before the first picture it says how one is made
    ready(store)
    from collegiate.web.effects.acts import work_out
    from collegiate.web.effects.saying import Line, sentence
    from collegiate.web.effects.told import named

    asked = reference.strip().upper()
    for uid in {c.trust_uid for c in named(asked)}:
        work_out(uid, kept)
    found = named(asked)
    if not found:
        raise PlainError(
            f"Nothing is locked under '{reference}'. Give the reference of a comparison, such as EFF-2026-4, or of a case, plan or request that has one; "
            "they are listed on the page Did it work?"
        )
    if as_json:
        first, *also = [_told(c) for c in found]
        typer.echo(json.dumps(first | {"also": also}, indent=2, ensure_ascii=False))
        return
    for comparison in found:
        line = Line.of(comparison)
        typer.echo(f"{comparison.reference}  {line.locked.about}")
        typer.echo(f"  {sentence(line.locked, line.found) if line.state != 'withdrawn' else line.said}")
        if line.grade:
            typer.echo(f"  How far to trust it: {line.grade}. {' '.join(line.found.reasons) if line.found else ''}")


def _told(comparison: Comparison) -> dict[str, Any]:
    from collegiate.web.effects.told import card_of, latest

    card, found, withdrawn = card_of(comparison), latest(comparison), comparison.withdrawn
    return {
        "reference": card.reference, "about": card.about, "urn": card.urn, "school": card.school, "series": comparison.series, "unit": card.unit,
        "effect": card.effect, "low": card.low, "high": card.high, "verdict": card.verdict, "grade": card.grade, "comparison": card.compared,
        "minimum": str(comparison.locked.minimum), "due": comparison.due.isoformat(), "reasons": list(found.reasons) if found else [],
        "case": comparison.case, "plan": comparison.plan, "request": comparison.request, "sha256": comparison.sha256, "snapshot": found.snapshot if found else None,
        "withdrawn": withdrawn.why if withdrawn else None,
    }  # fmt: skip
