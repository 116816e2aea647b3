"""Cases of the Raising Achievement Board: which states follow which, which days hold, when a case may be left, what papers are."""

from collegiate.improve.cases.days import (
    FIRST_REVIEW,
    LAST_REVIEW,
    LONGEST_WATCH,
    PAPERS_BEFORE,
    TRIAGE_WITHIN,
    DayError,
    check_hearing,
    check_review_held,
    check_review_planned,
    check_watch,
    papers_by,
    papers_late,
    review_window,
    triage_by,
)
from collegiate.improve.cases.exits import Reviewed, may_leave, why_not
from collegiate.improve.cases.papers import FORM, canonical, changes, fingerprint
from collegiate.improve.cases.states import CLOSED, Kind, Outcome, State, may_follow, order

__all__ = [
    "CLOSED",
    "FIRST_REVIEW",
    "FORM",
    "LAST_REVIEW",
    "LONGEST_WATCH",
    "PAPERS_BEFORE",
    "TRIAGE_WITHIN",
    "DayError",
    "Kind",
    "Outcome",
    "Reviewed",
    "State",
    "canonical",
    "changes",
    "check_hearing",
    "check_review_held",
    "check_review_planned",
    "check_watch",
    "fingerprint",
    "may_follow",
    "may_leave",
    "order",
    "papers_by",
    "papers_late",
    "review_window",
    "triage_by",
    "why_not",
]
