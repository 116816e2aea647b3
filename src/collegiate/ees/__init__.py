"""Tidy files as Explore Education Statistics takes them: a data file and its meta file, screened before they are handed out.

The rules are those of the Department for Education's screener as far as they can be met here; each is one function with its words.
"""

from collegiate.ees.counted import count_pair
from collegiate.ees.files import zipped
from collegiate.ees.measured import school_pair, trust_pair
from collegiate.ees.pair import Meta, Pair
from collegiate.ees.screen import RULES, Failure, ScreenedOutError, passed, screen

__all__ = [
    "RULES",
    "Failure",
    "Meta",
    "Pair",
    "ScreenedOutError",
    "count_pair",
    "passed",
    "school_pair",
    "screen",
    "trust_pair",
    "zipped",
]
