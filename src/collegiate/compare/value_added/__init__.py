"""Value added without Progress 8: what to expect of an intake, and how far schools are from it, with the uncertainty."""

from collegiate.compare.value_added.coverage import Coverage, coverage
from collegiate.compare.value_added.effects import HEADLINE, contextual_effects
from collegiate.compare.value_added.model import (
    VERSION,
    ContextualModel,
    NoModelError,
    Prediction,
    SchoolEffect,
    contextual_model,
)
from collegiate.compare.value_added.pupils import PupilValueAdded, pupil_value_added
from collegiate.compare.value_added.reliability import Reliability, reliabilities

__all__ = [
    "HEADLINE",
    "VERSION",
    "ContextualModel",
    "Coverage",
    "NoModelError",
    "Prediction",
    "PupilValueAdded",
    "Reliability",
    "SchoolEffect",
    "contextual_effects",
    "contextual_model",
    "coverage",
    "pupil_value_added",
    "reliabilities",
]
