"""Attendance: which marks stand and count, sessions by child, school, group and week, and why other counts differ."""

from collegiate.pupils.attendance.publish import Attendance, publish_marks
from collegiate.pupils.attendance.reconciling import (
    CHILDREN,
    COUNTS,
    Figures,
    Reconciliation,
    Step,
    children_of,
    day_ranges,
    mark_counts,
    reconcile,
)
from collegiate.pupils.attendance.rule_sets import Rule, RuleSet, rule_sets

__all__ = [
    "CHILDREN",
    "COUNTS",
    "Attendance",
    "Figures",
    "Reconciliation",
    "Rule",
    "RuleSet",
    "Step",
    "children_of",
    "day_ranges",
    "mark_counts",
    "publish_marks",
    "reconcile",
    "rule_sets",
]
