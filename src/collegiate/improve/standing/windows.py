"""When the next inspection may come: an estimate by a dated rule, or unknown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from collegiate.improve.standing.frameworks import book
from collegiate.vocabulary.years import AcademicYear


@dataclass(frozen=True, slots=True)
class Window:
    """The last day by the rule, None where it is unknown; `words` say it with its reason, `source` who says so."""

    latest: dt.date | None
    words: str
    source: str
    note: str


def window_of(regime: str, last: dt.date | None, on: dt.date) -> Window:
    """Estimate the window of the next inspection after one of a regime on a day. Without a known day or a rule it is unknown."""
    if last is None:
        return Window(None, "Unknown: no inspection with its day is in the data.", "", "")
    rule = next((r for r in book()["window"] if regime in r["after"]), None)
    if rule is None:
        return Window(None, "Unknown: no rule is kept for what was inspected last.", "", "")
    if last < rule.get("from", dt.date.min):
        return Window(None, f"Unknown: the inspection of {last:%-d %B %Y} is older than the rule reaches.", rule["source"], rule["note"])  # fmt: skip
    return _by(rule, last, on)


def _by(rule: dict[str, Any], last: dt.date, on: dt.date) -> Window:
    latest = AcademicYear(AcademicYear.of(last).end + rule["school_years"]).last_day
    counted = f"{rule['school_years']} school years after that of {last:%-d %B %Y}"
    unread = (
        "" if rule["read"] else " The rule is kept from summaries and was not held against the publisher's own text."
    )
    if latest < on:
        words = f"By the rule it was due by {latest:%-d %B %Y} ({counted}): it may be any day."
    else:
        words = f"Any day until {latest:%-d %B %Y} ({counted})."
    return Window(latest, f"An estimate: {words[0].lower()}{words[1:]}{unread}", rule["source"], rule["note"])
