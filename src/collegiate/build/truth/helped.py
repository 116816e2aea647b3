"""Planted help of a school: does the interval of what it changed, beside what would have been, hold what was planted?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from collegiate.build.truth.checked import Checked
from collegiate.improve.otherwise import CannotCompareError, Locked, choose, evaluate
from collegiate.store import Reader, ScopedReader

_SOONEST = dt.timedelta(weeks=12)
"""From the first day of help to the first on which anything can be said: two half terms."""

_WORTH = Decimal(2)


def helped(reader: Reader, people: ScopedReader, truth: Mapping[str, Any]) -> Iterator[Checked]:
    """Yield the line of the planted support; none where there was none, where it is too early, or where nothing can be compared.

    The comparison is chosen as of the eve of the first day, by what was known then.
    """
    planted = truth.get("support")
    if not planted:
        return
    locked = _locked(reader, people, planted, dt.date.fromisoformat(truth["today"]))
    if locked is None:
        return
    found = evaluate(locked, reader, people, locked.due)
    if found.low is None or found.high is None:
        return
    said = {
        "effect": found.effect,
        "low": found.low,
        "high": found.high,
        "verdict": str(found.verdict),
        "grade": found.grade,
    }
    held = found.low <= planted["effect"] <= found.high
    yield Checked("support", f"{planted['urn']} since {planted['since']}", planted["effect"], said, held)


def _locked(reader: Reader, people: ScopedReader, planted: Mapping[str, Any], today: dt.date) -> Locked | None:
    since = dt.date.fromisoformat(planted["since"])
    trusts = [m["trust_uid"] for m in reader.memberships(urns=[planted["urn"]]) if m["left_before"] is None]
    if today < since + _SOONEST or not trusts:
        return None
    try:
        return choose(
            trust_uid=trusts[0], urn=planted["urn"], series=planted["series"], start=since, due=today, minimum=_WORTH,
            about="Planted support", on=since - dt.timedelta(days=1), reader=reader, people=people,
        )  # fmt: skip
    except CannotCompareError:
        return None
