"""An inspection under rules that did not hold on its day."""

from __future__ import annotations

from functools import reduce
from typing import Any

from collegiate.checks.check import Check, Tables
from collegiate.vocabulary.inspection import Regime, regimes


def find(tables: Tables) -> Any:
    """One finding a school, day and regime."""
    dated = tables["inspection"].filter(lambda t: t.inspection_date.notnull())
    outside = [_outside(dated, regime) for regime in regimes() if regime.last_day or regime.id == "report_card"]
    wrong = dated.filter(reduce(lambda a, b: a | b, outside))
    return wrong.group_by(["urn", "inspection_date", "regime"]).aggregate(
        file_id=wrong.file_id.min(), line=wrong.line.min()
    )


def _outside(dated: Any, regime: Regime) -> Any:
    late = dated.inspection_date > regime.last_day if regime.last_day else dated.inspection_date < regime.first_day
    return (dated.regime == regime.id) & late


CHECK = Check(
    find,
    title="Inspections under rules that did not hold on their day",
    found="An inspection of {inspection_date} was read as '{regime}', whose rules did not hold on that day.",
    matters="Its outcome would be shown on the wrong scale.",
    remedy="Check the layout of the file: it may mix an earlier inspection's date with a later one's outcome.",
    owner="data manager",
)
