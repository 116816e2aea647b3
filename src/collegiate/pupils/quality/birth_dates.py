"""Senders who have different birth dates for one child."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from collegiate.pupils.quality.rule import Row, Tables


def disagreeing(tables: Tables, how: Callable[[date, date], bool]) -> list[Row]:
    """Return of each school the record of a child whose birth date another sender has otherwise, in the way that is asked for.

    Where no school's own system describes the child, it is every sender's record.
    """
    found = []
    for rows in tables.by_child.values():
        dated = [r for r in rows if r["birth_date"]]
        if len({r["birth_date"] for r in dated}) < 2:
            continue
        own = [r for r in dated if r["own"]] or dated
        differ = [r for r in own if any(_other(r, o) and how(r["birth_date"], o["birth_date"]) for o in dated)]
        found += list({r["urn"]: r for r in differ}.values())
    return found


def _other(one: Row, other: Row) -> bool:
    return bool(one["birth_date"] != other["birth_date"])
