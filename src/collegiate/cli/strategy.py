"""collegiate strategy."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collegiate.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from collegiate.improve.cards import AimCard
    from collegiate.store import Reader


def run(
    store: StoreOption,
    trust: Annotated[
        int | None,
        typer.Option("--trust", help="Only this trust, by its Group UID; without it, every trust with children."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print each aim of the strategy as it stands: its state, the latest value, the target, and the chance of meeting it by its date."""
    from collegiate.cli.errors import PlainError
    from collegiate.store import Store

    reader = Store(store).reader()
    uids = _trusts(reader, trust)
    if not uids:
        raise PlainError(
            "No academy in this store has children, so that no trust is meant by itself. Name one: --trust UID."
        )
    found = [(uid, _cards(store, reader, uid)) for uid in uids]
    if as_json:
        typer.echo(json.dumps([_told(reader, uid, cards) for uid, cards in found], ensure_ascii=False, indent=2))
        return
    for uid, cards in found:
        _print(reader, uid, cards)


def _trusts(reader: Reader, trust: int | None) -> list[int]:
    from collegiate.cli.errors import PlainError

    if trust is not None:
        if reader.trust(trust) is None:
            raise PlainError(f"There is no trust {trust} in this store. Look it up: collegiate serve, then search.")
        return [trust]
    schools = reader.schools(reader.schools_with_children(), columns=["urn", "trust_uid"])
    return sorted({s["trust_uid"] for s in schools if s["trust_uid"]})


def _cards(store: Path, reader: Reader, uid: int) -> list[AimCard]:
    from collegiate.cli.people import people_of
    from collegiate.web.ready import ready

    ready(store)
    from collegiate.web.clock import today
    from collegiate.web.strategy.told import aim_cards

    people = people_of(store, "strategy") if reader.has_children else None
    return aim_cards(reader, people, uid, today())


def _told(reader: Reader, uid: int, cards: list[AimCard]) -> dict[str, Any]:
    return {
        "trust": uid,
        "name": (reader.trust(uid) or {}).get("trust_name"),
        "snapshot": reader.snapshot,
        "counts": dict(Counter(c.state for c in cards)),
        "aims": [asdict(c) for c in cards],
    }


def _print(reader: Reader, uid: int, cards: list[AimCard]) -> None:
    name = (reader.trust(uid) or {}).get("trust_name") or f"Trust {uid}"
    counts = Counter(c.state for c in cards)
    typer.echo(f"{name}: {len(cards)} aims = {' + '.join(f'{n} {s}' for s, n in counts.items())}\n")
    for horizon in dict.fromkeys(c.horizon for c in cards):
        typer.echo(horizon.capitalize())
        for card in (c for c in cards if c.horizon == horizon):
            chance = "" if card.chance is None else f"  chance {card.chance:.0%}"
            latest = f"  latest {card.latest}, target {card.target}" if card.latest else ""
            typer.echo(f"  {card.state:<23} {card.id:<32}{latest}{chance}")
        typer.echo("")
