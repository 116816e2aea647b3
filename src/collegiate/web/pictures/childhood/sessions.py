"""A child's marks as sessions: by week and by term, each code counted as it was to be counted on its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from collegiate.charts import Chart, Week, Weeks, draw_weeks
from collegiate.vocabulary.codes import ABSENT_GROUPS, PRESENT_GROUPS, code_list
from collegiate.vocabulary.years import AcademicYear, term_of
from collegiate.web.pictures.childhood.counts import children, missed_words

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Term:
    """A term's sessions of a child at a school."""

    words: str
    possible: int
    authorised: int
    unauthorised: int

    @property
    def missed(self) -> int:
        """Sessions missed, with leave or without."""
        return self.authorised + self.unauthorised


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A child's academic year at a school: the counts that were published, the terms, and the weeks drawn."""

    period: int
    school: str
    counts: Row
    terms: Sequence[Term]
    strip: Chart | None
    group: str = ""

    @property
    def missed(self) -> int:
        """Sessions missed, with leave or without."""
        return int(self.counts["authorised"]) + int(self.counts["unauthorised"])


def school_years(
    attendance: Sequence[Row], marks: Sequence[Row], names: dict[int, str], groups: Sequence[Row] = ()
) -> list[SchoolYear]:
    """Return a child's years at each school, the latest first. `groups` are AttendanceCount rows of the year groups there."""
    together = {(g["urn"], g["period"], g["value"]): g for g in groups}
    by_year: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for mark in marks:
        by_year[AcademicYear.of(mark["day"]).end, mark["urn"]].append(mark)
    found = []
    for row in sorted(attendance, key=lambda r: (-r["period"], -r["possible"])):
        own = by_year.get((row["period"], row["urn"]), [])
        school = names[row["urn"]]
        strip = draw_weeks(Weeks(school, row["period"], weeks_of(own))) if own else None
        group = together.get((row["urn"], row["period"], row["year_group"]))
        found.append(SchoolYear(row["period"], school, row, terms_of(own), strip, _group(group)))
    return found


def _group(counts: Row | None) -> str:
    """Say how much the child's year group missed there."""
    return f"The year group, {children(counts['pupils'])}, missed {missed_words(counts)}." if counts else ""


def weeks_of(marks: Iterable[Row]) -> list[Week]:
    """Count marks by week, the earliest first."""
    sums: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for mark in marks:
        _add(sums[mark["day"] - timedelta(days=mark["day"].weekday())], mark)
    return [Week(monday, *sums[monday]) for monday in sorted(sums)]


def terms_of(marks: Iterable[Row]) -> list[Term]:
    """Count marks by term, in order."""
    sums: dict[str, list[int]] = {}
    for mark in sorted(marks, key=lambda m: m["day"]):
        _add(sums.setdefault(term_of(mark["day"]).value, [0, 0, 0]), mark)
    return [Term(words, *counts) for words, counts in sums.items()]


def _add(sums: list[int], mark: Row) -> None:
    if not mark["counted"]:
        return
    group = group_of(mark["code"], mark["day"])
    sums[0] += group in PRESENT_GROUPS | ABSENT_GROUPS
    sums[1] += group == "authorised_absence"
    sums[2] += group == "unauthorised_absence"


@lru_cache(maxsize=20_000)
def group_of(code: str, day: date) -> str:
    """Return the group in which a code counts on a day; empty for a code that did not hold then."""
    found = code_list("attendance").meaning(code, day)
    return found.group if found else ""
