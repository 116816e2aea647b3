"""A UPN that cannot be one: its check letter does not fit."""

from __future__ import annotations

from collegiate.pupils.identity.upns import worth
from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """What any sender gives as a UPN and is none."""
    return [r for r in tables.senders if worth(r["upn"]) in ("wrong_letter", "malformed")]


RULE = Rule(
    find,
    title="UPNs with a wrong check letter",
    found="The UPN that was sent for this child is none: its first letter does not fit the rest, or it is not of the right form.",
    matters="The school census refuses it, and nothing sent under it can be joined to the child's earlier record.",
    remedy="Compare it with the child's transfer file or Get Information About Pupils; a letter or a digit is wrong.",
    owner="data manager",
    error_number="1510",
)
