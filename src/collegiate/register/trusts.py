"""Trusts: what the register's groups files say of them, and of those that only group links name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from collegiate.register.membership import TRUST_KINDS, Stay, trust_type
from collegiate.register.names import reading_case
from collegiate.register.rows import known_date


def trusts_of(
    groups: Iterable[Mapping[str, Any]], members: Iterable[Mapping[str, Any]], stays: Iterable[Stay]
) -> list[dict[str, Any]]:
    """Return a row of table Trust for every academy trust, from the rows of groups and their links that are of trusts.

    The latest row of a groups file describes it, and earlier ones fill what that leaves empty; a trust that only group
    links name has what they say. Foundation trusts, sponsors, federations and umbrella trusts are none.
    """
    described: dict[int, dict[str, Any]] = {}
    for row in sorted(members, key=_day):
        _describe(described, row, row["group_status"])
    for row in sorted(groups, key=_day):
        _describe(described, row, row["status"])
    academies = Counter(stay.trust_uid for stay in stays if stay.current)
    return [_trust(uid, said, academies[uid]) for uid, said in sorted(described.items())]


def _day(row: Mapping[str, Any]) -> Any:
    return row["as_of"]


def _describe(described: dict[int, dict[str, Any]], row: Mapping[str, Any], status: str | None) -> None:
    """Let a later row speak over earlier ones where it says something."""
    said = described.setdefault(row["group_uid"], {})
    said |= {name: value for name, value in row.items() if value not in (None, "")}
    said |= {"kind": TRUST_KINDS[trust_type(row)]} | ({"status": status} if status else {})


def _trust(uid: int, said: Mapping[str, Any], academies: int) -> dict[str, Any]:
    registered = said.get("group_name") or f"Trust {uid}"
    name = reading_case(registered)
    number = said.get("companies_house_number")
    return {
        "trust_uid": uid,
        "trust_name": name,
        "registered_name": registered,
        "group_id": said.get("group_id"),
        "companies_house_number": number,
        "kind": said["kind"],
        "status": said.get("status"),
        "open_date": known_date(said.get("open_date")),
        "close_date": known_date(said.get("close_date")),
        "ukprn": said.get("ukprn"),
        "academies": academies,
        "search_text": _search_text(name, uid, number),
        "file_id": said["file_id"],
        "line": said["line"],
    }


def _search_text(name: str, uid: int, number: str | None) -> str:
    plain = name.lower().replace("'", "").replace("’", "")
    words = [name.lower(), *([plain] if plain != name.lower() else []), str(uid), (number or "").lower()]
    return " ".join(word for word in words if word)
