"""How many academies' last overall grade by Ofsted was less than some grade; ended with the grades."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.graded import answered, common, grades, members, moments
from collegiate.strategy.measuring import Asked, Found, Rule


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    least, held = str(given.get("least", "Good")), grades(asked)
    course = moments(held, least, below=True, share=False)
    value = course[-1].value if course else None
    shown = tuple(members(asked, held, least, below=True))
    return answered(asked, Found(value, moments=course, members=shown, step=1.0, **common(asked)))


RULE = Rule(
    "count_below", "Academies with less than a grade by Ofsted", "academies", "lower",
    "Counts the academies of today whose last overall grade, given before September 2024, was worse than this one.",
    _measure, {"least": "Outstanding, Good or Requires improvement"},
)  # fmt: skip
