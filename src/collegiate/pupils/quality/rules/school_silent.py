"""A week in which a school sent no marks while the others did."""

from __future__ import annotations

from datetime import date

from collegiate.pupils.quality.rule import Row, Rule, Tables

_MOST = 0.8
"""Of the other schools: where more are silent too, it is a holiday of theirs."""

_OTHERS = 2


def find(tables: Tables) -> list[Row]:
    """Weeks without a mark at a school, between its first week and now, in which nearly all other schools sent marks."""
    sent: dict[date, set[int]] = {}
    first: dict[int, date] = {}
    for row in sorted(tables["school_weeks"].to_pylist(), key=lambda r: r["week"]):
        sent.setdefault(row["week"], set()).add(row["urn"])
        first.setdefault(row["urn"], row["week"])
    return [
        {"urn": urn, "week": week, "schools": len(sent[week])}
        for week in sorted(sent)
        for urn in sorted(u for u in first if first[u] < week and u not in sent[week])
        if len(sent[week]) >= max(_OTHERS, _MOST * (sum(begun <= week for begun in first.values()) - 1))
    ]


RULE = Rule(
    find,
    title="Weeks without marks",
    found="No marks came for the week of {week}, in which {schools} other schools of the trust sent theirs.",
    matters="Nobody knows who was in school: absence is counted without that week, and children go unseen.",
    remedy="Send the registers of that week; a week in which the school was closed has the code # for every session.",
    owner="data manager",
    due="attendance",
)
