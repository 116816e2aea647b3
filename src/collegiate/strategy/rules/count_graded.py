"""How many academies' last overall grade by Ofsted was at least some grade; ended with the grades."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.graded import answered, common, grades, members, moments
from collegiate.strategy.measuring import Asked, Found, Rule


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    least, held = str(given.get("least", "Outstanding")), grades(asked)
    course = moments(held, least, share=False)
    value = course[-1].value if course else None
    return answered(
        asked, Found(value, moments=course, members=tuple(members(asked, held, least)), step=1.0, **common(asked))
    )


RULE = Rule(
    "count_graded", "Academies with at least a grade by Ofsted", "academies", "higher",
    "Counts the academies of today whose last overall grade, given before September 2024, was this one or better.",
    _measure, {"least": "Outstanding, Good or Requires improvement"},
)  # fmt: skip
