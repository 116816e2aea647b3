"""Alarms about schools: a series that falls while the trust's other schools do not."""

from collegiate.watch.alarms.raising import ATTENDANCE, FALSE_ALARMS, GAP, alarms

__all__ = ["ATTENDANCE", "FALSE_ALARMS", "GAP", "alarms"]
