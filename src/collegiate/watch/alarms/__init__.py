"""Alarms about schools: a series that falls while the trust's other schools do not."""

from collegiate.watch.alarms.raising import FALSE_ALARMS, alarms

__all__ = ["FALSE_ALARMS", "alarms"]
