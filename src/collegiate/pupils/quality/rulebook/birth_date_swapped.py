"""A birth date whose day and month another sender has the other way round."""

from __future__ import annotations

from collegiate.pupils.identity.senders import swapped
from collegiate.pupils.quality.birth_dates import disagreeing
from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Schools whose birth date of a child differs from another sender's by day and month alone."""
    return disagreeing(tables, swapped)


RULE = Rule(
    find,
    title="Birth dates with day and month interchanged",
    found="Another sender has this child's birth date with day and month the other way round.",
    matters="A wrong birth date puts the child into the wrong age group and hides the child from searches.",
    remedy="Look at the birth certificate or passport on file; correct whichever sender is wrong.",
    owner="office",
)
