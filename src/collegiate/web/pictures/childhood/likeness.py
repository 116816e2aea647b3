"""How alike two records are, in words: the odds, and what each reason says for one child or for two."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from collegiate.vocabulary.codes import code_list
from collegiate.web.words import capital, day

Row = dict[str, Any]

_BEFORE = "any two of all children"
_SCHOOLS = re.compile(r"\d{6}")
_STRENGTHS = ((5.0, "very strongly"), (2.0, "strongly"), (0.7, "somewhat"), (0.1, "a little"))
_NEVER_SURER = 1_000_000


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words: what, what each record says, which way it points and how strongly, and its weight."""

    what: str
    first: str
    second: str
    says: str
    weight: float


def odds_words(score: float) -> str:
    """Say the odds: 'about 890 to 1 that they are one child'."""
    which = "one child" if score >= 0 else "two children"
    return f"{_odds(score)} that they are {which}"


def reasons(question: Row, schools: Mapping[int, str]) -> list[Reason]:
    """Return a question's reasons, the weightiest first, and last what was to be expected before anything was known."""
    given = json.loads(question["reasons"] or "[]")
    known = [r for r in given if r["what"] != _BEFORE]
    before = [r for r in given if r["what"] == _BEFORE]
    found = [
        Reason(capital(r["what"]), _value(r["what"], r["first"], schools), _value(r["what"], r["second"], schools), _says(r["weight"]), r["weight"])
        for r in sorted(known, key=lambda r: -abs(r["weight"]))
    ]  # fmt: skip
    expected = [
        Reason("Before anything is known of two records", "", "", f"{_odds(r['weight'])} for two children", r["weight"])
        for r in before
    ]
    return [*found, *expected]


def schools_said(question: Row) -> set[int]:
    """Return the schools that the reasons name by number."""
    given = json.loads(question["reasons"] or "[]")
    return {
        int(n)
        for r in given
        for side in ("first", "second")
        for n in _SCHOOLS.findall(r[side])
        if _is_history(r["what"])
    }


def _is_history(what: str) -> bool:
    return "school" in what or "one left" in what


def _odds(score: float) -> str:
    odds = math.exp(min(abs(score), 20.0))
    if odds >= _NEVER_SURER:
        return "more than a million to 1"
    return f"about {_rounded(odds):,} to 1" if odds >= 1.5 else "about even"


def _rounded(number: float) -> int:
    """Round to two figures: more would be false."""
    places = max(len(str(int(number))) - 2, 0)
    return round(number / 10**places) * 10**places


def _says(weight: float) -> str:
    strength = next((words for least, words in _STRENGTHS if abs(weight) >= least), None)
    if strength is None:
        return "says hardly anything"
    return f"speaks {strength} for {'one child' if weight > 0 else 'two children'}, {_odds(weight)}"


def _value(what: str, value: str, schools: Mapping[int, str]) -> str:
    """Return what a record says: dates and schools as people say them, a pupil number never more than whether it is a good one."""
    if what.startswith("birth date"):
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return value
    if _is_history(what):
        return ", then ".join(schools.get(int(n), f"School {n}") for n in _SCHOOLS.findall(value))
    if what.startswith("UPN"):
        return {"good": "a good one", "temporary": "a temporary one"}.get(value, value)
    if what.startswith("sex"):
        found = code_list("sex").meaning(value)
        return found.meaning if found else value
    return value
