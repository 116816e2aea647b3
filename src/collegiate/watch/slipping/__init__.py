"""Early identification from published figures: academies that fall behind their similar schools, beyond chance."""

from collegiate.watch.slipping.looking import Kind
from collegiate.watch.slipping.raising import FALSE_ALERTS, NOT_LOOKED, NOT_RAISED, RAISED, slipping, watched

__all__ = ["FALSE_ALERTS", "NOT_LOOKED", "NOT_RAISED", "RAISED", "Kind", "slipping", "watched"]
