"""What each school has sent of each kind of data, and whether that is late, or less than it sends as a rule.

A school is measured by its own usual and by the weeks in which schools of the trust were open: a holiday makes nobody late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from collegiate.pupils import record_facts
from collegiate.pupils.attendance.calendar import day_of, mondays, number_of
from collegiate.pupils.quality.rule import Row, Tables
from collegiate.pupils.record_facts import Ints
from collegiate.tables import Sending

RECENT, BEFORE = 4, 36
"""School weeks: the latest, which are looked at, and those before, which give the usual."""

TOO_LITTLE = 0.5
_ENOUGH_TO_SAY = 8
"""Rows in four usual weeks, below which a small number is chance."""

_SELDOM_LATE = {"roll": 60, "results": 400, "effort": 200, "staff": 400}
"""Days after which data that come by the term or the year are late."""

_TABLES = {
    "roll": ("pupil_record", "as_of"),
    "results": ("pupil_result", "day"),
    "effort": ("pupil_effort", "day"),
    "conduct": ("pupil_conduct", "day"),
    "achievements": ("pupil_achievement", "day"),
    "notes": ("pupil_adult_note", "day"),
    "staff": ("staff_member", None),
}
_WORDS = {
    "roll": "pupil files", "marks": "register marks", "results": "results", "effort": "effort grades",
    "conduct": "behaviour", "achievements": "achievements", "notes": "notes of adults", "staff": "staff",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sent:
    """One school's rows of one kind: how many, the latest day, and how many in each week that has any."""

    rows: int
    last_day: date | None
    weeks: Mapping[int, int]


def sendings(tables: Mapping[str, pa.Table], today: date | None = None) -> pa.Table:
    """Return for every school that sends anything what it sent of each kind, as table Sending.

    States: `sent`; `late`: nothing in the latest school week though the school sends every week, or for what comes by the
    term or year nothing for longer than that; `too_little`: in the last four school weeks less than half of the school's own
    usual; `never`. `tables` as for `findings`.
    """
    looked_at = Tables(tables)
    now = today or looked_at.today
    sent = {"marks": _marks(looked_at, now)} | {
        kind: _by_school(looked_at[name], column) for kind, (name, column) in _TABLES.items()
    }
    schools = sorted({urn for kind in ("roll", "marks") for urn in sent[kind]})
    open_weeks = _open_weeks(sent, now)
    rows = [
        _row(urn, kind, sent[kind].get(urn, _Sent(0, None, {})), open_weeks, now) for urn in schools for kind in _WORDS
    ]
    return pa.Table.from_pylist(rows, schema=Sending.schema())


def _marks(tables: Tables, now: date) -> dict[int, _Sent]:
    found: dict[int, dict[int, int]] = {}
    for row in tables["school_weeks"].to_pylist():
        found.setdefault(row["urn"], {})[number_of(row["week"])] = row["marks"]
    return {
        urn: _Sent(sum(weeks.values()), min(day_of(max(weeks)) + timedelta(days=4), now), weeks)
        for urn, weeks in found.items()
    }


def _by_school(table: pa.Table, column: str | None) -> dict[int, _Sent]:
    urns = record_facts.integers(table["urn"])
    if column is None:
        return {int(u): _Sent(int((urns == u).sum()), None, {}) for u in np.unique(urns)}
    days = record_facts.integers(table[column], -1)
    return {int(u): _sent(days[urns == u], int((urns == u).sum())) for u in np.unique(urns)}


def _sent(days: Ints, rows: int) -> _Sent:
    dated = days[days >= 0]
    weeks, counts = np.unique(mondays(dated), return_counts=True)
    last = day_of(int(dated.max())) if len(dated) else None
    return _Sent(rows, last, dict(zip(weeks.tolist(), counts.tolist(), strict=True)))


def _open_weeks(sent: Mapping[str, Mapping[int, _Sent]], now: date) -> list[int]:
    """Mondays of the weeks up to now in which half of the schools sent marks; without any marks, in which anything was sent."""
    kinds = ["marks"] if sent["marks"] else ["conduct", "achievements", "notes"]
    schools = max(len(sent[kind]) for kind in kinds)
    counts: dict[int, set[int]] = {}
    for kind in kinds:
        for urn, school in sent[kind].items():
            for week in school.weeks:
                counts.setdefault(week, set()).add(urn)
    return sorted(w for w, who in counts.items() if 2 * len(who) >= schools and w <= number_of(now))


def _row(urn: int, kind: str, sent: _Sent, open_weeks: list[int], now: date) -> Row:
    state, found = _state(kind, sent, open_weeks, now)
    return {"urn": urn, "kind": kind, "rows": sent.rows, "last_day": sent.last_day, "state": state, "found": found}


def _state(kind: str, sent: _Sent, open_weeks: list[int], now: date) -> tuple[str, str]:
    words = _WORDS[kind]
    if not sent.rows:
        return "never", f"No {words} ever came."
    if kind in _SELDOM_LATE:
        return _seldom(kind, sent, now)
    recent, before = open_weeks[-RECENT:], open_weeks[-RECENT - BEFORE : -RECENT]
    usual = RECENT * float(np.median([sent.weeks.get(w, 0) for w in before])) if before else 0.0
    came = sum(sent.weeks.get(w, 0) for w in recent)
    if usual >= _ENOUGH_TO_SAY and open_weeks and not sent.weeks.get(open_weeks[-1]):
        return "late", f"No {words} for the week of {day_of(open_weeks[-1])}; the latest are of {sent.last_day}."
    if usual >= _ENOUGH_TO_SAY and came < TOO_LITTLE * usual:
        return "too_little", f"{came:,} {words} in the last {RECENT} school weeks, where {usual:,.0f} are usual."
    return "sent", f"Up to {sent.last_day}." if sent.last_day else f"{sent.rows:,} rows."


def _seldom(kind: str, sent: _Sent, now: date) -> tuple[str, str]:
    words, allowed = _WORDS[kind], timedelta(days=_SELDOM_LATE[kind])
    if sent.last_day is not None and now - sent.last_day > allowed:
        return "late", f"The latest {words} are of {sent.last_day}, {(now - sent.last_day).days} days ago."
    return "sent", f"Up to {sent.last_day}." if sent.last_day else f"{sent.rows:,} rows."
