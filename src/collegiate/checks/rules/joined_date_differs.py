"""A joined date that the register gave differently before."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables

TRUSTS = (6, 10, 11)


def find(tables: Tables) -> Any:
    """Schools and trusts with two joined dates among extracts, where the first extract already knew the later stay."""
    members = tables["group_member"].filter(lambda t: t.group_type_code.isin(TRUSTS) & t.joined_date.notnull())
    grouped = members.group_by(["urn", "group_uid"]).aggregate(
        first=members.joined_date.min(), last=members.joined_date.max(), name=members.group_name.max(), seen=members.as_of.min(),
        file_id=members.file_id.max(), line=members.line.max(),
    )  # fmt: skip
    return grouped.filter((grouped.first < grouped.last) & (grouped.last <= grouped.seen))


CHECK = Check(
    find,
    title="Joined dates that the register changed",
    found="Extracts say that this school joined {name} on {first} and on {last}.",
    matters="The latest extract is believed; results between the two days change sides.",
    remedy="Ask the trust for the day.",
    owner="trust, through the register",
    severity="note",
)
