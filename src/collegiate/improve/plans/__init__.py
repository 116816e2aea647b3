"""An academy's plan: at most five priorities, each with what would show that it worked, and a day by which it changes or stops."""

from collegiate.improve.plans.rules import (
    MOST_CRITERIA,
    MOST_PRIORITIES,
    Baseline,
    Purpose,
    RuleError,
    Stage,
    one_more,
    span_of_year,
    wanted,
)
from collegiate.improve.plans.showing import warnings
from collegiate.improve.plans.standing import Priority, State, Step, Stood, standing_of

__all__ = [
    "MOST_CRITERIA",
    "MOST_PRIORITIES",
    "Baseline",
    "Priority",
    "Purpose",
    "RuleError",
    "Stage",
    "State",
    "Step",
    "Stood",
    "one_more",
    "span_of_year",
    "standing_of",
    "wanted",
    "warnings",
]
