"""collegiate alerts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collegiate.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from collegiate.store import Reader, ScopedReader
    from collegiate.watch.slipping import Found


def run(
    store: StoreOption,
    trust: Annotated[
        int | None, typer.Option("--trust", help="Only this trust, by its Group UID. Without it, every trust that has children in the store, else the one it was made for.")
    ] = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Print what slips further than chance would have it: schools, subjects and programmes; compared with what, how sure, since when. No child is named."""
    from collegiate.store import Store
    from collegiate.watch.slipping import found

    reader = Store(store).reader()
    people = _people(store, reader)
    told = {uid: found(reader, people, uid) for uid in _trusts(reader, trust)}
    if as_json:
        typer.echo(json.dumps([_trust(reader, uid, f) for uid, f in told.items()], indent=2, ensure_ascii=False))
        return
    for uid, looked in told.items():
        _print(_name(reader, uid), looked)


def _people(store: Path, reader: Reader) -> ScopedReader | None:
    """Return a reader of counts, which can read no child, in the name of this machine's user; None where no file told of children."""
    from collegiate.cli.people import user_of_machine
    from collegiate.store import Scope, Store

    if not reader.has_children:
        return None
    scope = Scope(f"{user_of_machine()} at the command line", "collegiate alerts", urns=None, names=False)
    return reader.scoped(scope, Store(store).audit.looked)


def _trusts(reader: Reader, asked: int | None) -> list[int]:
    """Return the trusts to look at. Raises `PlainError` for one that is not in the picture, or where none is said and none can be guessed."""
    from collegiate.cli.errors import PlainError

    if asked is not None:
        if reader.trust(asked) is None:
            raise PlainError(f"There is no trust {asked} in the picture. Give its Group UID, as the register has it.")
        return [asked]
    with_children = {s["trust_uid"] for s in reader.schools(reader.schools_with_children(), columns=["urn", "trust_uid"])}  # fmt: skip
    made_for = {int(part) for part in reader.about.get("trust", "").replace(",", " ").split() if part.isdigit()}
    known = sorted((with_children - {None}) or made_for)
    if not known:
        raise PlainError("The store has no trust's children and was made for no trust. Say which: --trust UID.")
    return known


def _name(reader: Reader, uid: int) -> str:
    row = reader.trust(uid)
    return str(row["trust_name"]) if row else f"Trust {uid}"


def _trust(reader: Reader, uid: int, looked: Found) -> dict[str, Any]:
    return {
        "trust": uid, "name": _name(reader, uid), "looked_at": looked.looked, "raised": len(looked.slips), "not_raised": looked.not_raised,
        "alerts": [
            {"reference": s.reference, "urn": s.urn, "school": s.school, "series": s.series, "about": s.about, "words": s.words, "compared": s.compared, "sure": s.sure,
             "chance": s.chance, "since": None if s.since is None else s.since.isoformat(), "source": s.source}
            for s in looked.slips
        ],
        "not_looked_at": [{"urn": u.urn, "school": u.school, "about": u.about, "why": u.why} for u in looked.unseen],
    }  # fmt: skip


def _print(name: str, looked: Found) -> None:
    typer.echo(f"{name}: {looked.looked:,} looked at = {len(looked.slips):,} raised + {looked.not_raised:,} not raised; {len(looked.unseen):,} could not be looked at.")  # fmt: skip
    for slip in looked.slips:
        typer.echo(f"\n{slip.reference}  {slip.school}")
        typer.echo(f"  {slip.words}\n  Compared with: {slip.compared}\n  {slip.sure}")
