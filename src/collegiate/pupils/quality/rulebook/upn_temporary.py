"""A temporary UPN that is still in use."""

from __future__ import annotations

from collegiate.pupils.identity.upns import worth
from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Children whose school gives a temporary UPN."""
    return [r for r in tables.senders if worth(r["upn"]) == "temporary"]


RULE = Rule(
    find,
    title="Temporary UPNs",
    found="The school's system has a temporary UPN for this child.",
    matters="A temporary UPN does not lead to the child's earlier schools, and every school may give another.",
    remedy="Find the permanent one at the last school or in Get Information About Pupils, and keep the temporary one as the former UPN.",
    owner="data manager",
)
