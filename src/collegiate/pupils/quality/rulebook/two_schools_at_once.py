"""A child on two rolls without dual registration."""

from __future__ import annotations

from collegiate.pupils.quality.rule import Row, Rule, Tables
from collegiate.pupils.record_spells import overlaps


def find(tables: Tables) -> list[Row]:
    """Pairs of spells at two schools that share days, at the school of the later one."""
    rows = overlaps(tables["pupil_enrolment"]).to_pylist()
    return [r | {"urn": r["other_urn"], "first_school": r["urn"], "until": r["last_day"] or "now"} for r in rows]


RULE = Rule(
    find,
    title="Children on two rolls at once",
    found="On the roll of school {first_school} too, from {first_day} to {until}, and neither school has a dual registration.",
    matters="Both schools count the child in the census, and both owe sessions.",
    remedy="The school that the child has left enters the last day; otherwise both enter main and subsidiary registration.",
    owner="data manager",
)
