"""Half terms of the made-up academies: the middle school's attendance falls from the autumn of 2025, the others' stay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from made_up_store import FIRST, HIGH, MIDDLE, SECOND_MIDDLE, SMALL_FIRST, TOWN_HIGH, TOWN_PRIMARY

HALF_TERMS = [
    (date(2024, 9, 2), 7), (date(2024, 11, 4), 7), (date(2025, 1, 6), 6), (date(2025, 2, 24), 6), (date(2025, 4, 21), 5), (date(2025, 6, 2), 7),
    (date(2025, 9, 1), 7), (date(2025, 11, 3), 7), (date(2026, 1, 5), 6), (date(2026, 2, 23), 5), (date(2026, 4, 13), 6), (date(2026, 6, 1), 7),
    (date(2026, 9, 7), 7), (date(2026, 11, 2), 3),
]  # fmt: skip
"""The first Monday and the number of weeks of each half term."""
_PUPILS = {HIGH: 1040, MIDDLE: 350, SECOND_MIDDLE: 540, FIRST: 120, SMALL_FIRST: 11, TOWN_HIGH: 980, TOWN_PRIMARY: 400}
_FALLS, _SINCE = 0.6, 6


def school_series() -> list[dict[str, Any]]:
    """Rows of table SchoolSeries."""
    return [
        _row(urn, n, place, first, weeks)
        for n, urn in enumerate(_PUPILS)
        for place, (first, weeks) in enumerate(HALF_TERMS)
    ]


def _row(urn: int, n: int, place: int, first: date, weeks: int) -> dict[str, Any]:
    fall = _FALLS * (place - _SINCE + 1) if urn == MIDDLE and place >= _SINCE else 0.0
    wobble = ((place * 7 + n * 3) % 5 - 2) / 10
    whole = _PUPILS[urn] * weeks * 10
    change = {"change": wobble - fall, "change_variance": 40 / _PUPILS[urn], "change_pupils": _PUPILS[urn] * 4 // 5}
    return {
        "urn": urn, "series": "attendance", "first": first, "last": first + timedelta(days=7 * weeks - 1), "pupils": _PUPILS[urn], "kept_back": _PUPILS[urn] < 20,
        "part": round(whole * (94.5 + wobble - fall) / 100), "whole": whole,
    } | (change if place >= _SINCE and _PUPILS[urn] >= 40 else {})  # fmt: skip
