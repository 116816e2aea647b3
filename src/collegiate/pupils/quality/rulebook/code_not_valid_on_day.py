"""Marks under a code that did not hold on the day."""

from __future__ import annotations

from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Codes by school and academic year."""
    return tables["not_valid"].to_pylist()


RULE = Rule(
    find,
    title="Codes that did not hold on the day",
    found="{sessions} marks with the code {code} from {first_day} to {last_day}: it is no attendance code of that time.",
    matters="Such a mark counts neither as present nor as absent.",
    remedy="Enter the code that held on the day; codes changed on 19 August 2024.",
    owner="office",
    due="attendance",
)
