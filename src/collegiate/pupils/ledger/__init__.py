"""The nobody-missed ledger: every week every child on roll, once, and what is known of them."""

from collegiate.pupils.ledger.run import DAYS, STATES, Ledger, ledger
from collegiate.pupils.ledger.weeks import PupilWeek, marks_by_week

__all__ = ["DAYS", "STATES", "Ledger", "PupilWeek", "ledger", "marks_by_week"]
