"""A ULN that cannot be one."""

from __future__ import annotations

from collegiate.pupils.quality.rule import Row, Rule, Tables
from collegiate.vocabulary import ULN, IdentifierError


def find(tables: Tables) -> list[Row]:
    """What any sender gives as a ULN and is none; the number that stands for one not yet known is left alone."""
    return [r for r in tables.senders if r["uln"] and not _right(r["uln"])]


def _right(uln: str) -> bool:
    try:
        ULN.parse(uln)
    except IdentifierError:
        return False
    return True


RULE = Rule(
    find,
    title="Wrong learner numbers",
    found="The Unique Learner Number that was sent for this child is none: its last digit does not fit the others, or it is not of the right form.",
    matters="Awarding bodies and the school census refuse it.",
    remedy="Look the number up in the Learning Records Service.",
    owner="data manager",
    error_number="1575",
)
