"""Small registers for tests: rows as a person would write them, made into canonical tables."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import pyarrow as pa

from collegiate.register import build_register
from collegiate.tables import Establishment, EstablishmentLink, Group, GroupMember, SmallArea, Table

JULY_2022 = date(2022, 7, 31)
APRIL_2025 = date(2025, 4, 22)


def day(text: str | None) -> date | None:
    """Read '2012-08-01'."""
    return date.fromisoformat(text) if text else None


def table(kind: type[Table], rows: list[dict[str, Any]]) -> pa.Table:
    """Rows of one canonical table, each from a line of file 1."""
    lines = count(2)
    return pa.Table.from_pylist([{"file_id": 1, "line": next(lines), **row} for row in rows], schema=kind.schema())


def link(urn: int, link_urn: int, link_type: str, established: str | None, name: str = "A school") -> dict[str, Any]:
    """A row of the register's links."""
    return {
        "as_of": APRIL_2025,
        "urn": urn,
        "link_urn": link_urn,
        "link_type": link_type,
        "link_name": name,
        "established": day(established),
    }


def school(urn: int, name: str = "A school", **more: Any) -> dict[str, Any]:
    """A row of the register's extract of July 2022."""
    said = {
        "as_of": JULY_2022,
        "authority": 3,
        "urn": urn,
        "establishment_name": name,
        "status": "Open",
        "la_code": 861,
    }
    return said | {"type_name": "Academy converter"} | more


def member(urn: int, uid: int, as_of: str, joined: str | None, **more: Any) -> dict[str, Any]:
    """A row of the group links of one extract."""
    said = {
        "as_of": day(as_of),
        "urn": urn,
        "group_uid": uid,
        "joined_date": day(joined),
        "establishment_name": "A school",
    }
    return said | {"group_name": f"TRUST {uid}", "group_type_code": 6, "group_type": "Multi-academy trust"} | more


def register(**rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Build the register from rows of each kind and return its tables as rows."""
    kinds: dict[str, type[Table]] = {
        "schools": Establishment,
        "links": EstablishmentLink,
        "members": GroupMember,
        "groups": Group,
        "areas": SmallArea,
    }
    facts = {kinds[name].name: table(kinds[name], given) for name, given in rows.items()}
    return {name: found.to_pylist() for name, found in build_register(facts).items()}
