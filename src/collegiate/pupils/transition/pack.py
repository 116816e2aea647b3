"""The agreed packs, read from the list that the trust's schools agreed on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a receiving school gets of a child, and when it counts as there."""

    id: str
    title: str
    table: str
    filled: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    within: str = "ever"
    least: int = 1


@dataclass(frozen=True, slots=True)
class Pack:
    """What is agreed for one move: between which year groups, and the items. `from_year` is empty where children come in."""

    move: str
    title: str
    from_year: str
    to_year: str
    items: tuple[Item, ...]
    version: str


@cache
def packs() -> tuple[Pack, ...]:
    """Return the agreed pack of every move, in the order of age. An item that the list does not define is a `KeyError`."""
    said = tomllib.loads((files(__package__) / "packs.toml").read_text(encoding="utf-8"))
    items = {name: _item(name, about) for name, about in said["items"].items()}
    return tuple(
        Pack(move, about["title"], about["from"], about["to"], tuple(items[i] for i in about["items"]), said["version"])
        for move, about in said["moves"].items()
    )


def _item(name: str, about: Mapping[str, object]) -> Item:
    columns = about.get("filled", ())
    filled = tuple(str(c) for c in columns) if isinstance(columns, list) else ()
    where = about.get("where", {})
    conditions = {str(k): str(v) for k, v in where.items()} if isinstance(where, Mapping) else {}
    return Item(
        name,
        str(about["title"]),
        str(about["table"]),
        filled,
        conditions,
        str(about.get("within", "ever")),
        int(str(about.get("least", 1))),
    )
