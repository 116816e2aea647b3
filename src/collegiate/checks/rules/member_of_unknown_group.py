"""Members of a group that the groups file does not hold."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables


def find(tables: Tables) -> Any:
    """One finding a group, when there is a groups file at all."""
    members = tables["group_member"]
    if not tables.arrow("establishment_group").num_rows:
        return members.filter(members.urn.isnull())
    groups = members.group_by("group_uid").aggregate(
        members=members.urn.nunique(),
        name=members.group_name.max(),
        file_id=members.file_id.max(),
        line=members.line.min(),
    )
    return groups.anti_join(tables["establishment_group"], "group_uid")


CHECK = Check(
    find,
    title="Groups with members that are not in the groups file",
    found="Group {group_uid} ({name}) has {members} members in the group links and no row in the groups file.",
    matters="Its name, status and company number are only what the links say.",
    remedy="Add the groups file of the same day as the links.",
    owner="data manager",
    severity="note",
)
