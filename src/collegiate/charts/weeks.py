"""The weeks of a school year, one small bar each: how much of a week's sessions was missed, and with whose leave.

A week without a base line has no mark at all: a holiday, or nothing sent. It is left empty, because missing is not nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from collegiate.charts.chart import Chart
from collegiate.charts.svg import Markup, drawing, element, line, text
from collegiate.vocabulary.years import AcademicYear

WIDTH, _LEFT, _STEP, _BAR = 360, 4, 7.4, 5.6
_TOP, _BASE, _HEIGHT = 6.0, 46.0, 64


@dataclass(frozen=True, slots=True)
class Week:
    """A week's possible sessions and those missed, by its Monday."""

    monday: date
    possible: int
    authorised: int
    unauthorised: int

    @property
    def missed(self) -> int:
        """Sessions missed, with leave or without."""
        return self.authorised + self.unauthorised


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks of an academic year that have a mark. A bar as high as the strip is a share of `full` missed: 1 for all of a week."""

    who: str
    period: int
    weeks: Sequence[Week]
    full: float = 1.0


def draw_weeks(year: Weeks) -> Chart:
    """Draw the strip; the table under it has every week."""
    first = AcademicYear(year.period).first_day
    start = first - timedelta(days=first.weekday())
    shapes: list[Markup] = []
    for week in year.weeks:
        if week.possible:
            shapes += _bar(week, _LEFT + _STEP * ((week.monday - start).days // 7), year.full)
    sentence = read_weeks(year)
    svg = drawing(sentence, WIDTH, _HEIGHT, *_months(start), *shapes, kind="weeks")
    return Chart(svg, sentence, COLUMNS, _table(year))


COLUMNS = ("Week of", "Possible sessions", "Missed with leave", "Missed without leave")


def read_weeks(year: Weeks) -> str:
    """Say how much was missed, in how many weeks, and the week in which most was."""
    there = [w for w in year.weeks if w.possible]
    begun = ", ".join(p for p in (year.who, str(AcademicYear(year.period))) if p)
    if not there:
        return f"{begun}: no mark."
    possible, missed = sum(w.possible for w in there), sum(w.missed for w in there)
    touched = [w for w in there if w.missed]
    if not touched:
        return f"{begun}: none of {possible:,} sessions missed in {len(there)} weeks."
    worst = max(touched, key=lambda w: w.missed / w.possible)
    most = f"most in the week of {worst.monday.day} {worst.monday:%B}, {worst.missed:,} of {worst.possible:,}"
    return f"{begun}: {missed:,} of {possible:,} sessions missed, in {len(touched)} of {len(there)} weeks; {most}."


def _bar(week: Week, x: float, full: float) -> list[Markup]:
    def height(part: int) -> float:
        return min(part / week.possible / full, 1.0) * (_BASE - _TOP)

    shapes = [line(x, _BASE, x + _BAR, _BASE, "zero")]
    with_leave, all_missed = height(week.authorised), height(week.missed)
    if week.authorised:
        shapes.append(element("rect", x=x, y=_BASE - with_leave, width=_BAR, height=with_leave, class_="excused"))
    if week.unauthorised:
        shapes.append(
            element("rect", x=x, y=_BASE - all_missed, width=_BAR, height=all_missed - with_leave, class_="unexcused")
        )
    return shapes


def _months(start: date) -> list[Markup]:
    shapes = []
    for number in (9, 11, 1, 3, 5, 7):
        first = date(start.year + (number < 8), number, 1)
        x = _LEFT + _STEP * (first - start).days / 7
        shapes.append(text(max(x, 0.0), _HEIGHT - 4, f"{first:%b}", "tick"))
    return shapes


def _table(year: Weeks) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (f"{w.monday.day} {w.monday:%B %Y}", f"{w.possible:,}", f"{w.authorised:,}", f"{w.unauthorised:,}")
        for w in year.weeks
    )
