"""Trusts: what the register's groups files say of them, and of those that only group links name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.register.membership import TRUST_KINDS, Stay, trust_type, trusts_only
from collegiate.register.names import reading_case
from collegiate.register.rows import known_date
from collegiate.tables import Group


def trusts_of(groups: pa.Table, members: pa.Table, stays: Iterable[Stay]) -> list[dict[str, Any]]:
    """Return a row of table Trust for every academy trust among groups and their links.

    The latest row of a groups file describes a trust, and earlier ones fill what that leaves empty; a trust that only group
    links name has what they say. Foundation trusts, sponsors, federations and umbrella trusts are none.
    """
    academies = Counter(stay.trust_uid for stay in stays if stay.current)
    return [_trust(said, academies[said["group_uid"]]) for said in _described(groups, members)]


def _described(groups: pa.Table, members: pa.Table) -> list[dict[str, Any]]:
    """One row of table Group a trust, each cell from the best row that fills it."""
    links = members.rename_columns({"group_status": "status"})
    links = Group.conform(links.select([name for name in Group.columns() if name in links.column_names]))
    ranked = pa.concat_tables([_ranked(groups, 1), _ranked(links, 0)])
    ranked = ranked.sort_by([("rank", "descending"), ("as_of", "descending"), ("line", "ascending")])
    names = [name for name in Group.columns() if name != "group_uid"]
    best = ranked.group_by("group_uid", use_threads=False).aggregate([(name, "first") for name in names])
    best = best.rename_columns([name.removesuffix("_first") for name in best.column_names])
    return best.sort_by("group_uid").to_pylist()


def _ranked(groups: pa.Table, rank: int) -> pa.Table:
    """The trusts among groups; an empty cell is no word."""
    trusts = trusts_only(groups)
    for place, field in enumerate(trusts.schema):
        if pa.types.is_string(field.type):
            filled = pc.if_else(pc.equal(trusts[field.name], ""), None, trusts[field.name])
            trusts = trusts.set_column(place, field, filled)
    return trusts.append_column("rank", pa.array([rank] * trusts.num_rows, pa.int64()))


def _trust(said: Mapping[str, Any], academies: int) -> dict[str, Any]:
    uid, number = said["group_uid"], said["companies_house_number"]
    registered = said["group_name"] or f"Trust {uid}"
    name = reading_case(registered)
    return {
        "trust_uid": uid,
        "trust_name": name,
        "registered_name": registered,
        "group_id": said["group_id"],
        "companies_house_number": number,
        "kind": TRUST_KINDS[trust_type(said)],
        "status": said["status"],
        "open_date": known_date(said["open_date"]),
        "close_date": known_date(said["close_date"]),
        "ukprn": said["ukprn"],
        "academies": academies,
        "search_text": _search_text(name, uid, number),
        "file_id": said["file_id"],
        "line": said["line"],
    }


def _search_text(name: str, uid: int, number: str | None) -> str:
    plain = name.lower().replace("'", "").replace("’", "")
    words = [name.lower(), *([plain] if plain != name.lower() else []), str(uid), (number or "").lower()]
    return " ".join(word for word in words if word)
