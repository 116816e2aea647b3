"""Academies at which more children than before miss one possible session in ten or more."""

from __future__ import annotations

from typing import Any

from collegiate.improve.series import OWN_ATTENDANCE
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source, View
from collegiate.web.pictures.childhood.counts import children
from collegiate.web.words import capital

Row = dict[str, Any]

WHY = "A child who misses one possible session in ten or more is counted as persistently absent. An academy is shown when it has more such children than before."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    if both.now.people is None:
        return [], []
    rows = _latest(both.now)
    before = {(r["urn"], r["period"]): r for r in _latest(both.then)} if both.then else {}
    known = [r for r in rows if (r["urn"], r["period"]) in before]
    worse = [r for r in known if r["persistent"] > before[r["urn"], r["period"]]["persistent"]]
    names = both.names([r["urn"] for r in worse])
    items = [_item(r, before[r["urn"], r["period"]], names[r["urn"]], both) for r in worse]
    calm = len(known) - len(worse)
    return items, [
        Same(
            calm,
            "academies have no more persistently absent children than before",
            "academy has no more persistently absent children than before",
        )
    ] if calm else []


def _latest(view: View) -> list[Row]:
    """Return the latest year's counts of each academy."""
    rows = view.people.attendance_counts() if view.people else []
    period = max((r["period"] for r in rows), default=None)
    return [r for r in rows if r["period"] == period]


def _item(row: Row, was: Row, name: str, both: Both) -> Item:
    more = row["persistent"] - was["persistent"]
    return Item(
        f"{name}: {children(row['persistent'])} of {row['pupils']:,} miss one session in ten or more, {more:,} more than before.",
        f"Itself in {AcademicYear(row['period'])} up to the earlier picture: {was['persistent']:,} of {was['pupils']:,}.",
        "It is a count of the register, not an estimate. Early in a year a few days' illness is enough to be counted.",
        capital(f"{both.since}."),
        Link(f"See the children at {name}", f"/children/attendance/schools/{row['urn']}/children/"),
        WHY, Consequence.CHILD, more, both.acted.about(row["urn"], OWN_ATTENDANCE),
    )  # fmt: skip


SOURCE = Source(_look, Right.SEE_CHILDREN)
