"""What would have happened otherwise: a comparison that is chosen and locked before anybody looks, and worked out when it is due."""

from collegiate.improve.otherwise.choosing import CannotCompareError, choose
from collegiate.improve.otherwise.evaluating import evaluate
from collegiate.improve.otherwise.found import CoursePoint, Found, Second
from collegiate.improve.otherwise.grading import GRADES
from collegiate.improve.otherwise.locked import Helped, LeftOut, Locked, Other
from collegiate.improve.otherwise.programmes import programme_series
from collegiate.improve.otherwise.spans import Span
from collegiate.improve.otherwise.verdicts import Verdict

__all__ = [
    "GRADES",
    "CannotCompareError",
    "CoursePoint",
    "Found",
    "Helped",
    "LeftOut",
    "Locked",
    "Other",
    "Second",
    "Span",
    "Verdict",
    "choose",
    "evaluate",
    "programme_series",
]
