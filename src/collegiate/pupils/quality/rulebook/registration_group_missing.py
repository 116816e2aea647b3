"""A child on roll in no registration group."""

from __future__ import annotations

from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Children on roll without a registration group."""
    return tables.lacking("registration_group")


RULE = Rule(
    find,
    title="Children in no registration group",
    found="This child is in no registration group.",
    matters="Nobody takes the child's register, and lists by class leave the child out.",
    remedy="Put the child into a registration group.",
    owner="office",
    due="attendance",
)
