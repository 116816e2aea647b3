"""A child on roll without ethnicity."""

from __future__ import annotations

from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Children on roll of whom no sender gives it."""
    return tables.lacking("ethnicity")


RULE = Rule(
    find,
    title="Children without ethnicity",
    found="No ethnicity is recorded for this child.",
    matters="The school census asks for it; that a family will not say has a code of its own.",
    remedy="Ask the family; enter the code for 'refused' where they would rather not say.",
    owner="office",
)
