"""Ofsted's overall grades, kept as what they were: each academy's last one, and the day on which there were none any more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Moment
from collegiate.vocabulary.inspection import regime
from collegiate.vocabulary.years import AcademicYear

Row = dict[str, Any]

REGIME, AREA = "graded", "overall_effectiveness"
RESTATE = (
    "Since 2 September 2024 Ofsted gives schools no overall grade, so these words can no longer be shown to be so or not. "
    "Restate the aim by a minute: its words and its figures to the last of their era stay beside the new ones."
)
COMPARED = "Ofsted's own scale of four overall grades, which ended with inspections of 1 September 2024"
SURE = "Grades are what inspectors judged on one day. No later outcome is turned into one of them."
CAME = "Ofsted's published inspection outcomes; an academy's page shows each in its own words"


def grades(asked: Asked) -> dict[int, list[tuple[dt.date, str]]]:
    """Return the overall grades of the academies of today, by academy, in order of time, in Ofsted's words."""
    found: dict[int, dict[dt.date, str]] = {}
    for row in asked.inspections:
        if (
            row["regime"] == REGIME
            and row["area"] == AREA
            and row["inspection_date"]
            and _place(row["outcome"]) is not None
        ):
            found.setdefault(row["urn"], {})[row["inspection_date"]] = row["outcome"]
    return {urn: sorted(of.items()) for urn, of in found.items()}


def at_least(outcome: str, least: str) -> bool:
    """Whether a grade is `least` or better, within its own scale."""
    place, line = _place(outcome), _place(least)
    return place is not None and line is not None and place <= line


def members(
    asked: Asked, held: dict[int, list[tuple[dt.date, str]]], least: str, *, below: bool = False
) -> list[Member]:
    """Return each academy of today with its last overall grade, and whether it is on the side that counts."""
    return [_member(asked, urn, held.get(urn, []), least, below) for urn in asked.urns]


def moments(
    held: dict[int, list[tuple[dt.date, str]]], least: str, *, below: bool = False, share: bool = True
) -> tuple[Moment, ...]:
    """Return the course of the grades to the last year of their era, over the academies of today that had one by then."""
    last_day = regime(REGIME).last_day
    days = sorted({day for of in held.values() for day, _ in of})
    if not days or last_day is None:
        return ()
    years = range(AcademicYear.of(days[0]).end, AcademicYear.of(last_day).end)
    return tuple(m for year in years if (m := _moment(held, AcademicYear(year).last_day, least, below, share)))


def answered(asked: Asked, found: Found) -> Found:
    """Return the answer, or the plain word that there is none."""
    if not found.moments:
        return Found(missing="No academy of today has an overall grade in this picture.", restate=_restate(asked))
    return found


def common(asked: Asked) -> dict[str, Any]:
    """What both rules say of where grades are from."""
    return {
        "compared": COMPARED,
        "sure": SURE,
        "came": CAME,
        "restate": _restate(asked),
        "era": regime(REGIME).title,
        "as_of": "1 Sep 2024",
    }


def _restate(asked: Asked) -> str:
    last_day = regime(REGIME).last_day
    return RESTATE if last_day is not None and asked.on > last_day else ""


def _place(outcome: str | None) -> int | None:
    return regime(REGIME).place(outcome or "")


def _moment(
    held: dict[int, list[tuple[dt.date, str]]], day: dt.date, least: str, below: bool, share: bool
) -> Moment | None:
    last = [of[-1][1] for grades in held.values() if (of := [g for g in grades if g[0] <= day])]
    if not last:
        return None
    part = sum(at_least(g, least) != below for g in last)
    return Moment(day, str(AcademicYear.of(day)), 100 * part / len(last) if share else part, part, len(last), REGIME)


def _member(asked: Asked, urn: int, of: list[tuple[dt.date, str]], least: str, below: bool) -> Member:
    path = f"/schools/{urn}/"
    if not of:
        return Member(urn, asked.name(urn), "no overall grade known", None, path)
    day, outcome = of[-1]
    return Member(urn, asked.name(urn), f"{outcome}, {day:%-d %B %Y}", at_least(outcome, least) != below, path)
