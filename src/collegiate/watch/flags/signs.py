"""The signs that a flag may rest on, each a number seen on the day and a sentence that says it.

Attendance, progress, effort, behaviour and moves of school: nothing else comes in. Sex, ethnicity, language, needs, meals,
premium, care and address are not read at all, so that none can be a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from collegiate.pupils.ledger.grid import Array, number_of
from collegiate.watch.flags.look import Look, share
from collegiate.watch.flags.material import Material

NEVER_READ = (
    "sex", "ethnicity", "language", "special educational needs", "free school meals", "pupil premium", "looked after",
    "service child", "address", "age", "school",
)  # fmt: skip
"""What the model never sees."""

_RECENT = 6
_LONGER = 10
_FEWEST = 10
_FEWEST_BEFORE = 40
_LAST_TEST = 400
_YEAR = 365
_TERMS_BACK = 4
_ORDINARY_ENTRY = ((8, 20), (9, 20))


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: its id, its kind, what it measures, and how its value is said; `unknown` is said where there is none."""

    id: str
    kind: str
    about: str
    say: Callable[[float], str]
    unknown: str


def _percent(form: str) -> Callable[[float], str]:
    return lambda value: form.format(f"{100 * value:.0f} %")


def _difference(
    form_up: str, form_down: str, level: str, *, unit: str = "point", scale: float = 100, digits: int = 0
) -> Callable[[float], str]:
    """Say a difference: more, less, or as before; the unit comes in the singular where the difference is one."""

    def say(value: float) -> str:
        rounded = round(scale * value, digits)
        if not rounded:
            return level
        told = (form_up if rounded > 0 else form_down).format(f"{abs(rounded):.{digits}f}")
        return told.replace(f"{unit}s", unit, 1) if abs(rounded) == 1 else told

    return say


def _count(one: str, many: str, none: str) -> Callable[[float], str]:
    return lambda value: none if value < 0.5 else one if value < 1.5 else many.format(f"{value:.0f}")


SIGNS: tuple[Sign, ...] = (
    Sign("absence_recent", "attendance", "share of sessions missed in the last six school weeks",
         _percent("missed {} of sessions in the last six school weeks"), "hardly any sessions in the last six school weeks"),
    Sign("absence_before", "attendance", "share of sessions missed in the academic year before",
         _percent("missed {} of sessions last year"), "no attendance known of last year"),
    Sign("absence_change", "attendance", "sessions missed in the last ten school weeks beside last year, in points",
         _difference("{} points more absence in the last ten school weeks than last year",
                 "{} points less absence in the last ten school weeks than last year", "as much absence as last year"),
         "absence cannot be compared with last year"),
    Sign("absence_rise", "attendance", "sessions missed in the last three school weeks beside the seven before, in points",
         _difference("{} points more absence in the last three school weeks than in the seven before",
                 "{} points less absence in the last three school weeks than in the seven before",
                 "absence steady over ten school weeks"), "too few sessions for a trend"),
    Sign("broken_weeks", "attendance", "of the last ten school weeks, those with an absence",
         _count("an absence in one of the last ten school weeks", "an absence in {} of the last ten school weeks",
                "no absence in the last ten school weeks"), "no sessions in the last ten school weeks"),
    Sign("unauthorised", "attendance", "share of sessions missed without leave in the last ten school weeks",
         _percent("{} of sessions missed without leave in the last ten school weeks"), "too few sessions in ten school weeks"),
    Sign("late", "attendance", "share of attended sessions late in the last ten school weeks",
         _percent("late in {} of attended sessions in the last ten school weeks"), "too few attended sessions in ten school weeks"),
    Sign("edges", "attendance", "absence on Mondays and Fridays beside other days over twenty school weeks, in points",
         _difference("{} points more absence on Mondays and Fridays than on other days",
                 "{} points less absence on Mondays and Fridays than on other days",
                 "as much absence on Mondays and Fridays as on other days"), "too few sessions to compare days of the week"),
    Sign("progress", "progress", "latest test scores beside those of children who scored alike before, in points",
         _difference("latest tests {} points above children who scored alike before",
                 "latest tests {} points below children who scored alike before",
                 "latest tests as children who scored alike before", scale=1), "no two tests to compare"),
    Sign("effort", "effort", "mean of the latest effort grades, 1 lowest to 5 highest",
         lambda value: f"mean effort grade {value:.1f} of 5", "no effort grades this past year"),
    Sign("effort_change", "effort", "latest effort grades beside the report before",
         _difference("effort {} grades higher than in the report before", "effort {} grades lower than in the report before",
                 "effort as in the report before", unit="grade", scale=1, digits=1), "no two effort reports to compare"),
    Sign("incidents", "behaviour", "behaviour incidents in the last ten school weeks",
         _count("one behaviour incident in the last ten school weeks", "{} behaviour incidents in the last ten school weeks",
                "no behaviour incident in the last ten school weeks"), ""),
    Sign("suspended", "behaviour", "sessions lost to suspension in the last twelve months",
         _count("one session lost to suspension in twelve months", "{} sessions lost to suspension in twelve months",
                "not suspended in twelve months"), ""),
    Sign("moved", "moves", "came to this school in the last twelve months, outside the start of a school year",
         lambda value: "came to this school during the last twelve months" if value else "no move of school in the middle of a year",
         ""),
)  # fmt: skip
"""All signs, in the order of the columns."""


def signs(of: Material, look: Look) -> Array:
    """Return the signs of every child on a day, a column each; NaN is not known. Nothing after the day is read."""
    absence = _attendance(of, look)
    behaviour = _behaviour(of, look)
    effort = _effort(of, look)
    columns = {**absence, "progress": _progress(of, look), **effort, **behaviour, "moved": _moved(of, look)}
    return np.column_stack([columns[sign.id] for sign in SIGNS])


def _attendance(of: Material, look: Look) -> dict[str, Array]:
    def over(name: str, weeks: slice) -> Array:
        return of.sessions[name][:, weeks].sum(axis=1, dtype=np.int64)

    def back(first: int, last: int = 0) -> slice:
        return slice(max(look.seen - first, 0), max(look.seen - last, 0))

    def rate(weeks: slice, least: int = _FEWEST) -> Array:
        return share(over("missed", weeks), over("possible", weeks), least)

    longer, half_year = back(_LONGER), back(2 * _LONGER)
    possible = of.sessions["possible"][:, longer]
    touched = (of.sessions["missed"][:, longer] > 0).sum(axis=1)
    before = rate(look.before, _FEWEST_BEFORE)
    edge_possible, edge_missed = over("edge_possible", half_year), over("edge_missed", half_year)
    other_possible, other_missed = over("possible", half_year) - edge_possible, over("missed", half_year) - edge_missed
    return {
        "absence_recent": rate(back(_RECENT)),
        "absence_before": before,
        "absence_change": rate(longer) - before,
        "absence_rise": rate(back(3)) - rate(back(_LONGER, 3)),
        "broken_weeks": np.where((possible > 0).any(axis=1), touched, np.nan).astype(float),
        "unauthorised": share(over("unauthorised", longer), over("possible", longer), 2 * _FEWEST),
        "late": share(over("late", longer), over("possible", longer) - over("missed", longer), 2 * _FEWEST),
        "edges": share(edge_missed, edge_possible, 2 * _FEWEST) - share(other_missed, other_possible, 2 * _FEWEST),
    }


def _progress(of: Material, look: Look) -> Array:
    """The mean over subjects of a child's latest score less what children with the same score before reached then."""
    results, now = of.results, number_of(look.as_of)
    keep = results.day <= now
    child, subject, day, score = (a[keep] for a in (results.child, results.subject, results.day, results.score))
    last = np.append((child[1:] != child[:-1]) | (subject[1:] != subject[:-1]), True)[: len(child)]
    at = np.flatnonzero(last)
    at = at[at > 0]
    at = at[(child[at - 1] == child[at]) & (subject[at - 1] == subject[at]) & (day[at] > now - _LAST_TEST)]
    residual = np.full(len(at), np.nan)
    for one in np.unique(subject[at]):
        of_subject = subject[at] == one
        residual[of_subject] = _residual(score[at - 1][of_subject], score[at][of_subject])
    return _means(child[at], residual, len(of.children))


def _residual(before: Array, after: Array) -> Array:
    spread = before.var()
    slope = 0.0 if not spread else float(np.mean((before - before.mean()) * (after - after.mean())) / spread)
    return after - after.mean() - slope * (before - before.mean())


def _effort(of: Material, look: Look) -> dict[str, Array]:
    """The mean grade of the latest report, and its difference from the report before it; old reports do not count."""
    effort, now = of.effort, number_of(look.as_of)
    keep = effort.day <= now
    child, term, grade = effort.child[keep], effort.term[keep], effort.grade[keep]
    size, current = len(of.children), _term_now(look)
    means = [_means(child[term == t], grade[term == t], size) for t in range(current, current - _TERMS_BACK - 1, -1)]
    latest, previous = np.full(size, np.nan), np.full(size, np.nan)
    for mean in means:
        previous = np.where(np.isnan(previous) & ~np.isnan(latest), mean, previous)
        latest = np.where(np.isnan(latest), mean, latest)
    return {"effort": latest, "effort_change": latest - previous}


def _term_now(look: Look) -> int:
    month, year = look.as_of.month, look.as_of.year + (look.as_of.month >= 9)
    return year * 3 + (0 if month >= 9 else 1 if month <= 3 else 2)


def _behaviour(of: Material, look: Look) -> dict[str, Array]:
    conduct, now, size = of.conduct, number_of(look.as_of), len(of.children)
    since = of.weeks.mondays[max(look.seen - _LONGER, 0)] if of.weeks.number else now
    recent = (conduct.day <= now) & (conduct.day >= since) & (conduct.suspended == 0)
    year = (conduct.day <= now) & (conduct.day > now - _YEAR)
    return {
        "incidents": np.bincount(conduct.child[recent], minlength=size).astype(float),
        "suspended": np.bincount(conduct.child[year], weights=conduct.suspended[year], minlength=size),
    }


def _moved(of: Material, look: Look) -> Array:
    """Whether a child's present school took it in during the last twelve months, but not at the start of a year."""
    now = number_of(look.as_of)
    first = of.spells.first
    there = (first <= now) & (now <= of.spells.last)
    month_day = _month_and_day(first)
    ordinary = (month_day >= _ORDINARY_ENTRY[0][0] * 100 + _ORDINARY_ENTRY[0][1]) & (
        month_day <= _ORDINARY_ENTRY[1][0] * 100 + _ORDINARY_ENTRY[1][1]
    )
    moved = np.zeros(len(of.children))
    moved[of.spells.child[there]] = ((first > now - _YEAR) & ~ordinary)[there]
    return moved


def _month_and_day(day: Array) -> Array:
    dated = np.clip(day, -100_000, 100_000).astype("datetime64[D]")
    months = dated.astype("datetime64[M]")
    return (months.astype(np.int64) % 12 + 1) * 100 + (dated - months).astype(np.int64) + 1


def _means(child: Array, value: Array, size: int) -> Array:
    number = np.bincount(child, minlength=size)
    total = np.bincount(child, weights=value, minlength=size)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
