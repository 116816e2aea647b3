"""Made-up rows that people decide about: packs of children who move on, questions, findings, and what schools gained or lost."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from made_up_store import FIRST, HIGH, MIDDLE, PUPILS_FILE, SECOND_MIDDLE

Rows = list[dict[str, Any]]

SURE, LESS_SURE, TWO = "SUREQUESTION", "LESSQUESTION", "TWOQUESTIONS"
MOVES = {"8": "8_to_9", "4": "4_to_5", "11": "11_to_12"}
NOW = 2027
FIX_SOON, FIX_LATER = date(2026, 11, 27), date(2027, 1, 21)


def moves(children: Rows, leave_out: int) -> Rows:
    """Every child in a last year moves on, but one; every third pack lacks two things."""
    return [
        {
            "pupil": c["pupil"], "period": NOW, "move": MOVES[c["year_group"]], "urn": c["urn"], "complete": c["pupil"] % 3 != 0,
            "missing": "" if c["pupil"] % 3 else "An effort report this year | A parent or carer to ring", "items": 11, "items_there": 11 if c["pupil"] % 3 else 9,
        }
        for c in children if c["on_roll"] and c["year_group"] in MOVES and c["pupil"] != leave_out
    ]  # fmt: skip


def questions() -> Rows:
    """Two pairs that are perhaps one child, and one that is perhaps two."""
    reasons = [
        {"what": "any two of all children", "first": "", "second": "", "weight": -9.2},
        {"what": "birth date same", "first": "2014-03-14", "second": "2014-03-14", "weight": 7.6},
        {"what": "UPN different", "first": "good", "second": "temporary", "weight": 0.0},
        {"what": "one left as the other came", "first": str(FIRST), "second": str(MIDDLE), "weight": 1.5},
        {"what": "forename misspelt", "first": "<b>maya</b>", "second": "maja", "weight": 1.4},
        {"what": "sex different", "first": "F", "second": "M", "weight": -4.6},
    ]

    def row(question: str, kind: str, pupil: int, other: int, score: float) -> dict[str, Any]:
        return {
            "question": question, "kind": kind, "pupil": pupil, "other": other, "person": f"{MIDDLE}/sims {pupil}", "other_person": f"{MIDDLE}/sims {other}", "score": score,
            "reasons": json.dumps(reasons), "urn": MIDDLE, "other_urn": MIDDLE,
        }  # fmt: skip

    return [
        row(LESS_SURE, "maybe_one", 1, 4, 1.2),
        row(SURE, "maybe_one", 1, 2, 6.8),
        row(TWO, "maybe_two", 2, 5, -22.0),
    ]


def ground() -> Rows:
    """Ground lost in one move, gained in another, and too few in a third."""

    def row(urn: int, next_urn: int, move: str, effect: float | None, half: float, verdict: str) -> dict[str, Any]:
        sure = {} if effect is None else {"low": effect - half, "high": effect + half}
        return {"urn": urn, "next_urn": next_urn, "move": move, "subject": "MAT", "pupils": 60 if sure else 3, "effect": effect, "verdict": verdict, **sure}  # fmt: skip

    return [
        row(MIDDLE, HIGH, "8_to_9", -4.1, 1.0, "lost"),
        row(SECOND_MIDDLE, HIGH, "8_to_9", 0.2, 1.1, "cannot be told apart"),
        row(FIRST, MIDDLE, "4_to_5", 2.5, 0.9, "gained"),
        row(FIRST, SECOND_MIDDLE, "4_to_5", None, 0.0, "too few"),
    ]


def value_added() -> Rows:
    """Three schools in two subjects and years; one of too few children."""
    return [
        {"urn": u, "subject": s, "period": p, "pupils": 50, "effect": e, "low": e - 1.0, "high": e + 1.0}
        for p in (2025, 2026) for s in ("MAT", "READ") for u, e in ((FIRST, 2.0), (MIDDLE, -1.8), (HIGH, 0.3))
    ] + [{"urn": SECOND_MIDDLE, "subject": "MAT", "period": 2026, "pupils": 1, "effect": 9.0, "low": None, "high": None}]  # fmt: skip


def alarms() -> Rows:
    """One school whose attendance falls, one whose fall in a test is over, and others that do not fall."""

    def row(urn: int, series: str, day: date, change: float, chance: float) -> dict[str, Any]:
        raised = chance <= 0.1
        what = "Attendance" if series == "attendance" else f"Progress in the trust's {series} test"
        return {
            "urn": urn, "series": series, "as_of": day, "since": date(2026, 9, 1), "change": change, "low": change - 1.0, "high": change + 1.0, "chance": chance, "raised": raised,
            "found": f"{what} is lower, since September 2026 or earlier." if raised else f"{what} is no further down than chance would have it.",
        }  # fmt: skip

    days = (date(2026, 7, 21), date(2026, 11, 20))
    return [
        row(u, s, d, -3.0 if falls else 0.2, 0.004 if falls else 1.0)
        for d in days for s in ("attendance", "MAT") for u in (FIRST, MIDDLE, HIGH)
        for falls in [(u, s) == (HIGH, "attendance") or (u, s, d) == (FIRST, "MAT", days[0])]
    ]  # fmt: skip


def findings() -> Rows:
    """Findings of two schools under three rules; one is about a school's sending and no child."""
    about = {"matters": "It matters at the census.", "remedy": "Look at the register.", "owner": "office"}
    return [
        *({"rule": "mark_after_leaving", "error_number": None, "urn": MIDDLE, "pupil": n, "found": "A mark after the last day on roll.", "fix_by": FIX_SOON, "file_id": PUPILS_FILE, "line": n, **about} for n in (4, 5, 6)),
        {"rule": "school_silent", "error_number": None, "urn": HIGH, "found": "No mark in the week of 9 November.", "fix_by": FIX_SOON, **about},
        {"rule": "named_adult_missing", "error_number": None, "urn": HIGH, "pupil": 50, "found": "No adult is named as knowing this child.", "fix_by": FIX_LATER, **about},
    ]  # fmt: skip


def sendings() -> Rows:
    """Who sent, who is late, who never did."""
    return [
        {"urn": MIDDLE, "kind": "effort", "rows": 4, "last_day": date(2026, 3, 20), "state": "late", "found": "Nothing since 20 March."},
        {"urn": HIGH, "kind": "notes", "rows": 0, "last_day": None, "state": "never", "found": "Never sent."},
        {"urn": HIGH, "kind": "conduct", "rows": 9, "last_day": date(2026, 11, 20), "state": "too_little", "found": "9 rows where 40 are usual."},
    ]  # fmt: skip
