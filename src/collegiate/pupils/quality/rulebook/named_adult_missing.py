"""A child on roll whom no named adult knows."""

from __future__ import annotations

from collegiate.pupils.quality.rule import Row, Rule, Tables


def find(tables: Tables) -> list[Row]:
    """Children on roll without an adult who is named as knowing them now."""
    named = {
        r["pupil"]
        for r in tables.rows("pupil_known_by", ("pupil", "end_date"))
        if r["end_date"] is None or r["end_date"] >= tables.today
    }
    return [tables.child(row) for row in tables.on_roll if row["pupil"] not in named]


RULE = Rule(
    find,
    title="Children whom no named adult knows",
    found="No adult is named as knowing this child.",
    matters="Every child is to be well known by an adult of the school.",
    remedy="Name an adult: the tutor, the class teacher, or whoever knows the child best.",
    owner="school",
)
