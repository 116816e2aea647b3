"""Beside whom: the trust's other academies for the trust's own sums, similar schools for published figures."""

from __future__ import annotations

import datetime as dt

from collegiate.improve.otherwise.designs import Design
from collegiate.improve.otherwise.errors import CannotCompareError
from collegiate.improve.otherwise.locked import LeftOut, Other
from collegiate.store import Reader


def comparators(
    design: Design, urn: int, trust_uid: int, on: dt.date, reader: Reader
) -> tuple[list[Other], list[LeftOut]]:
    """Return the schools that may be compared with, and those of them that are not open. Raises `CannotCompareError` where there is no set."""
    return _academies(urn, trust_uid, on, reader) if design.own else _similar(urn, trust_uid, reader)


def _academies(urn: int, trust_uid: int, on: dt.date, reader: Reader) -> tuple[list[Other], list[LeftOut]]:
    rows = [r for r in reader.members(trust_uid) if r["urn"] != urn]
    return _open(rows, on)


def _similar(urn: int, trust_uid: int, reader: Reader) -> tuple[list[Other], list[LeftOut]]:
    sets = reader.similar_sets(urn)
    if not sets:
        raise CannotCompareError(
            "No similar schools were found for this school, so a published figure cannot be compared. Choose one of the trust's own series."
        )
    own = {m["urn"] for m in reader.members(trust_uid)}
    rows = reader.schools([u for u in sets[0]["neighbours"] if u != urn])
    helped = [r for r in rows if r["urn"] in own]
    kept, left = _open([r for r in rows if r["urn"] not in own], None)
    return kept, [
        *left,
        *(LeftOut(r["urn"], _name(r), "an academy of the same trust: it may be helped too") for r in helped),
    ]


def _open(rows: list[dict[str, object]], on: dt.date | None) -> tuple[list[Other], list[LeftOut]]:
    kept: list[Other] = []
    left: list[LeftOut] = []
    for row in rows:
        closed = row["close_date"]
        if isinstance(closed, dt.date) and (on is None or closed <= on):
            left.append(LeftOut(_urn(row), _name(row), f"closed on {closed:%-d %B %Y}"))
        else:
            kept.append(Other(_urn(row), _name(row)))
    return kept, left


def _urn(row: dict[str, object]) -> int:
    return int(str(row["urn"]))


def _name(row: dict[str, object]) -> str:
    return str(row["school_name"] or f"School {row['urn']}")
