"""Template filters: thin doors to `words`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from collegiate.vocabulary.years import AcademicYear
from collegiate.web import words
from collegiate.web.called import called
from collegiate.web.pictures.childhood import counts, named

register = template.Library()


@register.filter
def thousands(value: int | None) -> str:
    """Write a count with commas."""
    return f"{value:,}" if value is not None else "not known"


@register.filter
def day(value: date | None) -> str:
    """Write a date."""
    return words.day(value)


@register.filter
def by_name(email: str) -> str:
    """Write whoever has an address by name."""
    return called(email)


@register.filter
def picture_day(snapshot: str) -> str:
    """Write which picture it was: picture of 22 November 2026."""
    return words.picture_day(snapshot)


@register.filter
def year(period: int | None) -> str:
    """Write a period as people do: 2018/19."""
    return str(AcademicYear(period)) if period else ""


@register.filter
def child_name(child: dict[str, Any]) -> str:
    """Write a child's name as people say it."""
    return named.child_name(child)


@register.filter
def listed_name(child: dict[str, Any]) -> str:
    """Write a child's name as a list sorts it."""
    return named.listed_name(child)


@register.filter
def year_name(year_group: str | None) -> str:
    """Write a year group: Year 4."""
    return named.year_name(year_group)


@register.filter
def missed_of(sessions: dict[str, Any]) -> str:
    """Write what one child missed: sessions of sessions."""
    return f"{counts.missed(sessions):,} of {sessions['possible']:,} sessions"


@register.filter
def signed(weight: float) -> str:
    """Write a weight with its sign."""
    return f"{'−' if weight < 0 else '+'}{abs(weight):.1f}"


@register.filter
def moment(iso: str) -> str:
    """Write an ISO moment."""
    return words.moment(iso)


@register.filter
def school_line(school: dict[str, Any]) -> str:
    """Write what a school is in one line."""
    return words.school_line(school)


@register.filter
def slugged(verdict: str) -> str:
    """Write a verdict as the name of a class."""
    return verdict.replace(" ", "-")


@register.filter
def plain(value: str | None) -> str:
    """Write an id's words: overall_effectiveness becomes overall effectiveness."""
    return (value or "").replace("_", " ")


@register.filter
def short_id(value: str | None) -> str:
    """Write the beginning of a hash."""
    return words.short_id(value or "")
