"""The share of academies whose last overall grade by Ofsted was at least some grade; ended with the grades."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.graded import answered, common, grades, members, moments
from collegiate.strategy.measuring import Asked, Found, Rule, share_of


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    least, held = str(given.get("least", "Good")), grades(asked)
    course = moments(held, least)
    value = course[-1].value if course else None
    found = Found(
        value,
        moments=course,
        members=tuple(members(asked, held, least)),
        step=share_of(1, len(held)) if held else 0,
        **common(asked),
    )
    return answered(asked, found)


RULE = Rule(
    "share_graded", "Share of academies with at least a grade by Ofsted", "%", "higher",
    "Each academy of today with an overall grade counts once, by the last one that it was given before September 2024.",
    _measure, {"least": "Outstanding, Good or Requires improvement"},
)  # fmt: skip
