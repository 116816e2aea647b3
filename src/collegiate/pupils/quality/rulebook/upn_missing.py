"""A child on roll without a UPN."""

from __future__ import annotations

from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Children on roll whose school gives no UPN, whatever another sender gives."""
    has = {(r["pupil"], r["urn"]) for r in tables.senders if r["upn"]}
    return [tables.child(row) for row in tables.on_roll if (row["pupil"], row["urn"]) not in has]


RULE = Rule(
    find,
    title="Children without a UPN",
    found="The school's system has no UPN for this child.",
    matters="The school census refuses a child on roll without one, and records from other schools do not find the child.",
    remedy="Ask the last school, or look it up in Get Information About Pupils; give a temporary one only until it is known.",
    owner="data manager",
    error_number="1500",
)
