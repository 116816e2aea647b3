"""How an academy stands: its evidence in each area that inspectors look at, its own judgement, a moderator's, and what is missing."""

from collegiate.improve.standing.frameworks import Area, Framework, framework, frameworks, frameworks_for
from collegiate.improve.standing.judging import (
    NO_EVIDENCE,
    NOT_JUDGED,
    NOT_MODERATED,
    Agreement,
    Judgement,
    Kept,
    gaps,
    old_after_days,
    stands,
)
from collegiate.improve.standing.most import Level, Most, level_of, most_of
from collegiate.improve.standing.windows import Window, window_of

__all__ = [
    "NOT_JUDGED",
    "NOT_MODERATED",
    "NO_EVIDENCE",
    "Agreement",
    "Area",
    "Framework",
    "Judgement",
    "Kept",
    "Level",
    "Most",
    "Window",
    "framework",
    "frameworks",
    "frameworks_for",
    "gaps",
    "level_of",
    "most_of",
    "old_after_days",
    "stands",
    "window_of",
]
