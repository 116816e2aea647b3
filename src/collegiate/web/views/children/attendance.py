"""Attendance: academies side by side, one academy by year, group and week, and the children behind a count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from collegiate.charts import Chart, History, Measured, Point, Week, Weeks, draw_history, draw_weeks
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.asked import asked_year
from collegiate.web.pictures.childhood.counts import (
    FEW,
    SESSIONS,
    children,
    missed,
    missed_words,
    part_words,
    share,
    total,
)
from collegiate.web.pictures.childhood.named import GROUPINGS, group_name, in_order
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import asked_text, school_of, show
from collegiate.web.words import capital, number

_ABSENCE = Measured("sessions_missed", "Sessions missed", "Sessions missed", "%", "lower", 1)
_CODES_CHANGED = 2025
"""The first academic year under the attendance codes of 19 August 2024."""


def trust(request: HttpRequest) -> HttpResponse:
    """Show what each academy's children missed in a year, with a sum that adds up."""
    people = children_of(request)
    rows = people.attendance_counts()
    periods = sorted({r["period"] for r in rows}, reverse=True)
    period = _period(request, periods)
    own = [r for r in rows if r["period"] == period]
    names = school_names(reader_of(request), [r["urn"] for r in own])
    whole = total(own, *SESSIONS, "pupils", "persistent", "severe") if own else None
    return show(request, "attendance", "attendance", {
        "periods": periods, "period": period, "rows": [_told(r, names[r["urn"]]) for r in sorted(own, key=lambda r: names[r["urn"]])],
        "whole": _told(whole, "All academies") if whole else None, "lead": _lead(whole, period), "changed": _CODES_CHANGED,
    })  # fmt: skip


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show an academy's attendance: this year by week, its years, and its groups."""
    people = children_of(request)
    name = school_of(request, people, urn)
    years = people.attendance_counts(urn=urn)
    periods = sorted({r["period"] for r in years}, reverse=True)
    period = _period(request, periods)
    now = next((r for r in years if r["period"] == period), None)
    weeks = [_week(r) for r in people.attendance_weeks(urn=urn) if _year_of_week(r["week"]) == period]
    return show(request, "attendance_academy", "attendance", {
        "urn": urn, "name": name, "periods": periods, "period": period, "now": _told(now, name) if now else None, "lead": _lead(now, period),
        "strip": _strip(name, period, weeks), "history": _history(years), "years": [_told(r, str(AcademicYear(r["period"]))) for r in reversed(years)],
        "groups": _groups(people.attendance_counts(urn=urn, period=period, grouping=g) if period else [] for g in GROUPINGS),
        "few": FEW,
    })  # fmt: skip


def listing(request: HttpRequest, urn: int) -> HttpResponse:
    """Show the children behind an academy's count, the most missed first."""
    people = children_of(request)
    name = school_of(request, people, urn)
    periods = sorted({r["period"] for r in people.attendance_counts(urn=urn)}, reverse=True)
    period, severe = _period(request, periods), asked_text(request, "who") == "severe"
    which = {"severe": True} if severe else {"persistent": True}
    rows = people.attendance_list(urn, period, **which) if period else []
    return show(request, "attendance_list", "attendance", {
        "urn": urn, "name": name, "period": period, "severe": severe, "rows": rows, "lead": capital(children(len(rows))),
    })  # fmt: skip


def _period(request: HttpRequest, periods: Sequence[int]) -> int | None:
    wanted = asked_year(request)
    return wanted if wanted in periods else next(iter(periods), None)


def _told(row: Row, name: str) -> dict[str, Any]:
    """Return a row of counts with the words in which a page says them."""
    return {
        **row, "name": name, "missed": missed(row), "missed_words": missed_words(row), "few": row["pupils"] < FEW,
        "persistent_words": part_words(row["persistent"], row["pupils"]), "severe_words": part_words(row["severe"], row["pupils"]),
    }  # fmt: skip


def _lead(row: Row | None, period: int | None) -> str:
    if row is None or not row["possible"] or period is None:
        return "No register mark of a child on roll is in the files of this picture."
    said = f"{missed(row):,} of {row['possible']:,} sessions were missed in {AcademicYear(period)}"
    rate = f", {share(missed(row), row['possible'])}" if row["pupils"] >= FEW else ""
    often = f"{capital(children(row['persistent']))} of {row['pupils']:,} missed one session in ten or more"
    return f"{said}{rate}. {often}, {number(row['severe'])} of them half or more."


def _week(row: Row) -> Week:
    return Week(row["week"], row["possible"], row["authorised"], row["unauthorised"])


def _year_of_week(monday: date) -> int:
    """Return the academic year of a week by its Friday: a term that begins on Tuesday 1 September begins in its first week."""
    return AcademicYear.of(monday + timedelta(days=4)).end


def _strip(name: str, period: int | None, weeks: Sequence[Week]) -> Chart | None:
    """Draw the weeks; the strip is as high as the worst week asks for, in steps, so that ordinary weeks can be told apart."""
    if not weeks or period is None:
        return None
    worst = max((w.missed / w.possible for w in weeks if w.possible), default=0.0)
    full = next(step for step in (0.1, 0.2, 0.5, 1.0) if worst <= step)
    return draw_weeks(Weeks(name, period, weeks, full))


def _history(years: Sequence[Row]) -> Chart | None:
    """Draw the share missed through the years, with the break where the codes changed; too few children are not drawn."""
    points = [
        Point(r["period"], 100 * missed(r) / r["possible"], era="before" if r["period"] < _CODES_CHANGED else "since")
        for r in years if r["possible"] and r["pupils"] >= FEW
    ]  # fmt: skip
    if len(points) < 2:
        return None
    first, last = points[0].period, points[-1].period
    return draw_history(History(_ABSENCE, points, first, last, eras=(("since", "codes of Aug 2024"),), reach=(0.0,)))


def _groups(found: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    by_grouping: dict[str, list[Row]] = defaultdict(list)
    for rows in found:
        for row in rows:
            by_grouping[row["grouping"]].append(row)
    return [
        (GROUPINGS[g], [_told(r, group_name(g, r["value"])) for r in sorted(rows, key=lambda r: in_order(r["grouping"], r["value"]))])
        for g, rows in by_grouping.items()
    ]  # fmt: skip
