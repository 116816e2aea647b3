"""Checks over the whole store: not refusals but things to look at, each with when it matters, how to resolve it and who can.

A check is one file in `rules/`; nothing else is edited to add one.
"""

from collegiate.checks.check import Check, Tables
from collegiate.checks.run import LISTED, checked_variables, checks, run_checks

__all__ = ["LISTED", "Check", "Tables", "checked_variables", "checks", "run_checks"]
"""`LISTED` is how many findings of one check are listed."""
