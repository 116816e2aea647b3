"""A child who left, and nobody wrote where to."""

from __future__ import annotations

from datetime import date, timedelta

from collegiate.pupils.quality.rule import Row, Rule, Tables
from collegiate.pupils.record_spells import SECOND_ROLL

_LATELY = timedelta(days=366)


def find(tables: Tables) -> list[Row]:
    """Children who left a roll within a year, with neither a destination nor a later school of the trust."""
    rows = tables.rows(
        "pupil_enrolment",
        ("pupil", "urn", "entry_date", "leaving_date", "destination", "enrolment_status", "file_id", "line"),
    )
    if not rows:
        return []
    last: dict[int, date] = {}
    for row in rows:
        last[row["pupil"]] = max(last.get(row["pupil"], date.min), row["leaving_date"] or date.max)
    lately = tables.today - _LATELY
    return [
        row
        for row in rows
        if row["leaving_date"] == last[row["pupil"]] and lately < row["leaving_date"] < tables.today
        and not row["destination"] and row["enrolment_status"] not in SECOND_ROLL
    ]  # fmt: skip


RULE = Rule(
    find,
    title="Leavers without a destination",
    found="This child left on {leaving_date}, and where to is not written.",
    matters="A child whose next school is unknown may be missing from education: the local authority must be told.",
    remedy="Ask the family and the next school; tell the local authority when neither answers.",
    owner="office",
)
