"""A made-up trust with help of one school, put together without files, and as much of a picture as a comparison asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from children_record import by_week, numbered

from collegiate.simulate.children import MadeUpTrust
from collegiate.simulate.children.calendar import LAST_PERIOD
from collegiate.simulate.children.plan import help_for
from collegiate.tables import Mark

TRUST = 1


def with_help(trust: MadeUpTrust, since: dt.date) -> MadeUpTrust:
    """Return the trust as it is with help of its declining school since a day: what `make_trust` makes with it, in no time."""
    plan = replace(trust.scene.plan, helped=help_for(trust.scene.plan, since, trust.scene.calendars[0][-1].last))
    circumstances = replace(trust.circumstances, plan=plan)
    return replace(trust, scene=replace(trust.scene, plan=plan), circumstances=circumstances, _counted={})


def weeks_with_help(weeks: pa.Table, helped: MadeUpTrust, numbers: dict[str, int]) -> pa.Table:
    """Return PupilWeek rows with those of the helped school in the last year as help has them: all others are the same."""
    plan = helped.scene.plan
    marks = helped.marks_of(plan.declining, LAST_PERIOD)
    rows = marks.select(["urn", "day", "session", "code"]).append_column("pupil", numbered(marks["person"], numbers))
    rows = Mark.conform(rows.append_column("counted", pa.array([True] * rows.num_rows)))
    year = pc.greater_equal(weeks["week"], dt.date(LAST_PERIOD - 1, 8, 25))
    others = pc.or_(pc.not_equal(weeks["urn"], plan.declining_urn), pc.invert(year))
    return pa.concat_tables([weeks.filter(others), by_week([rows])])


@dataclass
class SeenPicture:
    """Stands in for both readers: the schools of the declining school's trust, and the sums of their half terms."""

    trust: Any
    series: list[dict[str, Any]]
    snapshot: str = "made up"

    def __post_init__(self) -> None:
        plan = self.trust.scene.plan
        group = self.trust.schools[plan.declining].group
        self.urns = [s.urn for s in self.trust.schools if s.group == group]
        self._rows = [
            {"urn": s.urn, "school_name": s.name, "close_date": None, "trust_uid": TRUST, "left_before": None}
            for s in self.trust.schools
            if s.group == group
        ]

    def members(self, trust: int) -> list[dict[str, Any]]:
        return self._rows if trust == TRUST else []

    def memberships(self, *, urns: Sequence[int]) -> list[dict[str, Any]]:
        return self.schools(urns)

    def schools(self, urns: Sequence[int], *, columns: Sequence[str] = ()) -> list[dict[str, Any]]:
        return [r for r in self._rows if r["urn"] in urns]

    def school(self, urn: int) -> dict[str, Any] | None:
        return next(iter(self.schools([urn])), None)

    def measures(self) -> list[dict[str, Any]]:
        return []

    def value_added(self) -> list[dict[str, Any]]:
        return []

    def school_series(self, *, series: str = "attendance") -> list[dict[str, Any]]:
        return [r | {"kept_back": r["pupils"] < 20} for r in self.series if r["series"] == series]
