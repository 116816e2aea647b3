"""How pages say things: counts as words, lists as people say them, dates, phases, ages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from collegiate.vocabulary.phases import Phase

Row = dict[str, Any]

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(count: int) -> str:
    """Write a count: one to ten in words, more in figures."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun: 'one academy', '12 academies'."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def capital(words: str) -> str:
    """Begin a sentence."""
    return words[:1].upper() + words[1:]


def listed(items: Sequence[str], joint: str = " and ") -> str:
    """Join as people do: a, b and c. Whole clauses want a comma at the joint."""
    return joint.join((", ".join(items[:-1]), items[-1])) if len(items) > 1 else "".join(items)


def day(value: date | None) -> str:
    """Write a date: 1 September 2017."""
    return f"{value.day} {value:%B %Y}" if value else ""


def month(value: date | None) -> str:
    """Write a month: September 2017."""
    return f"{value:%B %Y}" if value else ""


def moment(iso: str) -> str:
    """Write an ISO moment in UTC as a day and a time."""
    try:
        then = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{then.day} {then:%B %Y, %H:%M} UTC"


def phase(value: str | None) -> str:
    """Write a phase in the field's words."""
    return Phase(value).words if value in set(Phase) else (value or "").replace("_", " ")


def ages(school: Row) -> str:
    """Write an age range: 4–11; empty when the register does not say."""
    low, high = school.get("low_age"), school.get("high_age")
    return f"{low}–{high}" if low is not None and high is not None else ""


def school_line(school: Row) -> str:
    """Write what a school is in one short line: secondary, 13–18, 1,047 on roll."""
    roll = school.get("roll")
    parts = (phase(school.get("phase")), ages(school), f"{roll:,} on roll" if roll is not None else "roll not known")
    return ", ".join(p for p in parts if p)


def laestab(school: Row) -> str:
    """Write the authority and establishment number: 860/4001."""
    la, number_ = school.get("la_code"), school.get("establishment_number")
    return f"{la}/{number_:04d}" if la and number_ is not None else ""


def picture_day(snapshot: str) -> str:
    """Write a picture by the day on which it was made, from its id: 'picture of 22 November 2026'."""
    try:
        made = date.fromisoformat(snapshot[:8])
    except ValueError:
        return f"picture {snapshot}"
    return f"picture of {day(made)}"


def short_id(sha256: str) -> str:
    """Write the beginning of a hash, enough to compare by eye."""
    return sha256[:12]


GAPS = {"z": "not applicable", "x": "not available", "c": "suppressed", "low": "rounds to 0", "u": "unreliable"}
"""Every symbol for a missing value, as a cell says it."""

VERDICTS = {
    "better": "better",
    "worse": "worse",
    "cannot be told apart": "cannot be told apart",
    "higher": "higher",
    "lower": "lower",
    "": "not compared",
}
"""Every verdict, as a cell says it."""
