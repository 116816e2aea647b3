"""An inspection dated before there were inspectors, or after the file that tells of it."""

from __future__ import annotations

from typing import Any

from collegiate.checks.check import Check, Tables
from collegiate.vocabulary.inspection import NOT_INSPECTED_BEFORE


def find(tables: Tables) -> Any:
    """One finding a school and day."""
    dated = tables["inspection"].filter(lambda t: t.inspection_date.notnull())
    wrong = dated.filter((dated.inspection_date < NOT_INSPECTED_BEFORE) | (dated.inspection_date > dated.as_of))
    return wrong.group_by(["urn", "inspection_date"]).aggregate(file_id=wrong.file_id.min(), line=wrong.line.min())


CHECK = Check(
    find,
    title="Inspections on impossible days",
    found="An inspection is dated {inspection_date}, before Ofsted began or after the file itself.",
    matters="It would stand at the wrong end of the school's history.",
    remedy="Look up the report; the file may write the month first.",
    owner="publisher",
)
