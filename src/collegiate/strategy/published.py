"""Published figures of a trust's academies beside their similar schools, year by year: what several rules count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Moment
from collegiate.vocabulary.years import AcademicYear

Row = dict[str, Any]

PROGRESS = ("ks2_progress_reading", "ks2_progress_writing", "ks2_progress_maths", "ks4_progress8", "ks5_value_added")
"""Measures of progress from a common starting point, of which one school has those of its own key stage."""
ATTAINMENT = ("ks2_expected_standard", "ks4_attainment8", "ks4_english_maths_94", "ks5_a_level_aps")
DESTINATIONS = ("ks4_destinations",)
FAMILIES: Mapping[str, Sequence[str]] = {
    "progress": PROGRESS,
    "attainment": ATTAINMENT,
    "destinations": DESTINATIONS,
    "results": (*PROGRESS, *ATTAINMENT, *DESTINATIONS),
}
COMPARED = "the median of each school's frozen set of similar schools, by the figure's own 95% interval"
SURE = "A figure counts as better or worse when its whole 95% interval lies beyond that median; the rest cannot be told apart. Of twenty figures that are like the median, one will seem not to be."
CAME = "published performance tables; each figure's own page names its file and row"
NOTHING = "No figure of its academies is compared with similar schools in this picture."


def compared(asked: Asked, family: str) -> dict[int, dict[int, list[Row]]]:
    """Return compared figures of a family of measures by year and academy: of those that were in the trust in that year."""
    wanted = set(FAMILIES[family])
    found: dict[int, dict[int, list[Row]]] = {}
    rows = [r for r in asked.figures if r["measure"] in wanted and r["verdict"] and r["value"] is not None]
    members = {p: set(asked.members_in(p)) for p in {r["period"] for r in rows}}
    for row in rows:
        if row["urn"] in members[row["period"]]:
            found.setdefault(row["period"], {}).setdefault(row["urn"], []).append(row)
    return dict(sorted(found.items()))


def counted(
    asked: Asked,
    by_year: Mapping[int, Mapping[int, list[Row]]],
    said: Callable[[int, dict[int, list[Row]]], tuple[Moment, Sequence[Member]]],
    **more: Any,
) -> Found:
    """Make an answer of years: `said` makes a year's moment and members. The latest year is said, and whether it is too old."""
    if not by_year:
        return Found(missing=NOTHING)
    told = [said(period, dict(rows)) for period, rows in by_year.items()]
    latest, members = told[-1]
    period = max(by_year)
    there = {m.urn for m in members}
    gone = [
        Member(u, asked.name(u), f"no figure for {AcademicYear(period)}", None, f"/schools/{u}/")
        for u in asked.urns
        if u not in there
    ]
    return Found(
        latest.value, moments=tuple(m for m, _ in told), members=(*members, *gone), compared=COMPARED, sure=SURE, came=CAME,
        era=eras_of(r for rows in by_year[period].values() for r in rows), as_of=str(AcademicYear(period)),
        old=too_old(asked, period), **more,
    )  # fmt: skip


def too_old(asked: Asked, period: int) -> str:
    """Say that the latest figure is too old to tell of today; empty where it is not."""
    if period >= asked.first_current:
        return ""
    return f"The latest figures are of {AcademicYear(period)}; they say nothing of today."


def eras_of(rows: Iterable[Row]) -> str:
    """Name the eras that figures belong to."""
    return ", ".join(sorted({r["era"].replace("_", " ") for r in rows if r["era"]}))


def path_of(row: Row) -> str:
    """Return the page of a figure."""
    return f"/schools/{row['urn']}/figures/{row['measure']}/{row['period']}/"


def figures(count: int, verdict: str) -> str:
    """Say how many figures have a verdict."""
    return f"{count} {'figure' if count == 1 else 'figures'} {verdict}"
