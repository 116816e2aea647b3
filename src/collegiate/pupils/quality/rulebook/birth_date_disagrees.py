"""A birth date that another sender has otherwise."""

from __future__ import annotations

from collegiate.pupils.identity.senders import swapped
from collegiate.pupils.quality.birth_dates import disagreeing
from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Schools whose birth date of a child differs from another sender's, and not by day and month alone."""
    return disagreeing(tables, lambda one, other: not swapped(one, other))


RULE = Rule(
    find,
    title="Birth dates that disagree",
    found="Another sender has another birth date for this child.",
    matters="A wrong birth date puts the child into the wrong age group and hides the child from searches.",
    remedy="Look at the birth certificate or passport on file; correct whichever sender is wrong.",
    owner="office",
)
