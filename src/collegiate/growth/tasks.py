"""What has to be done before an academy joins, each by a number of weeks before the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from collegiate.growth.tables import entries


@dataclass(frozen=True, slots=True)
class Task:
    """A task of every joining: what, for which domain of readiness, how long before the day."""

    id: str
    title: str
    domain: str
    weeks_before: int

    def due(self, joins: dt.date) -> dt.date:
        """Return the day by which it has to be done for a day of joining."""
        return joins - dt.timedelta(weeks=self.weeks_before)


@cache
def tasks() -> tuple[Task, ...]:
    """Return every task, the earliest first."""
    return tuple(sorted((Task(**e) for e in entries("task")), key=lambda t: -t.weeks_before))
