"""A week in which a school sent no marks while the others did. A mark of a closed day (#) opens no school."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from collegiate.pupils.quality.rule import Row, Rule, Tables

_MOST = 0.8
"""Of the other schools: where more are silent too, it is a holiday of theirs."""

_OTHERS = 2


def find(tables: Tables) -> list[Row]:
    """Weeks without a mark at a school, between its first week and now, in which nearly all other schools were open."""
    sent = _schools_by_week(tables["school_weeks"].to_pylist())
    counts = tables.rows("attendance_week", ("urn", "week", "grouping", "possible"))
    opened = _schools_by_week(r for r in counts if r["grouping"] == "all" and r["possible"]) if counts else sent
    first: dict[int, date] = {}
    for week in sorted(sent):
        first |= {urn: week for urn in sent[week] if urn not in first}
    return [
        {"urn": urn, "week": week, "schools": len(opened[week])}
        for week in sorted(opened)
        for urn in sorted(u for u in first if first[u] < week and u not in sent.get(week, ()))
        if len(opened[week]) >= max(_OTHERS, _MOST * (sum(begun <= week for begun in first.values()) - 1))
    ]


def _schools_by_week(rows: Iterable[Row]) -> dict[date, set[int]]:
    found: dict[date, set[int]] = {}
    for row in rows:
        found.setdefault(row["week"], set()).add(row["urn"])
    return found


RULE = Rule(
    find,
    title="Weeks without marks",
    found="No marks came for the week of {week}, in which {schools} other schools of the trust sent theirs.",
    matters="Nobody knows who was in school: absence is counted without that week, and children go unseen.",
    remedy="Send the registers of that week; a week in which the school was closed has the code # for every session.",
    owner="data manager",
    due="attendance",
)
