"""collegiate support: whom the optimiser would send where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collegiate.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from collegiate.improve.support.terms import TermOfYear
    from collegiate.store import Reader

app = typer.Typer(help="The support map: who could be sent where.", no_args_is_help=True)


@app.callback()
def _support() -> None:
    """The support map: who could be sent where."""


@app.command()
def propose(
    store: StoreOption,
    trust: Annotated[
        int | None,
        typer.Option("--trust", help="Only this trust, by its Group UID; without it, every trust that asked."),
    ] = None,
    term: Annotated[
        str, typer.Option("--term", help="The term, as 2027-spring; without it, the terms of all open requests.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Print whom the optimiser would send where, with the gap to the best there could be. Nothing is kept: people accept on the pages."""
    from collegiate.cli.errors import PlainError
    from collegiate.store import Store

    reader = Store(store).reader()
    if trust is not None and reader.trust(trust) is None:
        raise PlainError(f"There is no trust {trust} in the picture. Give its Group UID, as the register has it.")
    found = [_answered(reader, uid, one) for uid, one in _asked(store, trust, term)]
    if as_json:
        typer.echo(json.dumps({"proposals": found}, indent=2, ensure_ascii=False))
        return
    if not found:
        typer.echo("No request for support is open, so that nobody is proposed.")
    for answer in found:
        _print(answer)


def _asked(store: Any, trust: int | None, term: str) -> list[tuple[int, TermOfYear]]:
    from collegiate.cli.errors import PlainError
    from collegiate.improve.support.terms import TermOfYear
    from collegiate.web.ready import ready

    try:
        wanted = TermOfYear.parse(term) if term else None
    except ValueError as error:
        raise PlainError(str(error)) from None
    ready(store)
    from collegiate.web.clock import today
    from collegiate.web.support.ledger import open_requests
    from collegiate.web.support.models import SupportRequest

    uids = (
        [trust]
        if trust is not None
        else SupportRequest.objects.order_by("trust_uid").values_list("trust_uid", flat=True).distinct()
    )
    pairs = {(uid, o.request.term) for uid in uids for o in open_requests(uid, today()) if not o.late}
    terms = sorted(((uid, TermOfYear.parse(t)) for uid, t in pairs), key=lambda p: (p[0], p[1].first_day))
    return [(uid, t) for uid, t in terms if wanted in (None, t)]


def _answered(reader: Reader, uid: int, term: TermOfYear) -> dict[str, Any]:
    from collegiate.web.clock import today
    from collegiate.web.support.proposals import answer_for

    row = reader.trust(uid)
    named = {"trust_uid": uid, "trust": row["trust_name"] if row else str(uid), "term": str(term)}
    return named | answer_for(reader, uid, term, today()).as_dict()


def _print(answer: dict[str, Any]) -> None:
    typer.echo(f"{answer['trust']}, {answer['term']}. {answer['words']}")
    typer.echo(f"Objective {answer['objective']:.2f}, bound {answer['bound']:.2f}, gap {answer['gap']:.3%}.")
    for match in answer["matches"]:
        typer.echo(
            f"{match['request']}  {match['school']}: {match['person']} of {match['from']}, {match['days']:g} days"
        )
        for reason in match["reasons"]:
            typer.echo(f"    {reason}")
    for unmet in answer["unmet"]:
        typer.echo(
            f"{unmet['request']}  {unmet['school']}: {unmet['days']:g} days not met. {unmet['why']} {unmet['way_out']}"
        )
