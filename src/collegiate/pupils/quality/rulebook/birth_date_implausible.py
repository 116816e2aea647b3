"""A birth date that does not go with the year group."""

from __future__ import annotations

from collegiate.pupils.quality.rule import Row, Rule, Tables
from collegiate.vocabulary import AcademicYear

_YEARS = {"N1": -2, "N2": -1, "R": 0, **{str(y): y for y in range(1, 15)}}
_AGE_IN_RECEPTION = 5
_POST_16 = 12
_LATE = 1
_LATE_POST_16 = 4


def find(tables: Tables) -> list[Row]:
    """Children who by their birth date would be two year groups away; after Year 11 older students are nothing odd."""
    known = [r for r in tables.senders if r["own"] and r["birth_date"] and r["year_group"] in _YEARS]
    return [r for r in known if not _plausible(r)]


def _plausible(row: Row) -> bool:
    year = _YEARS[row["year_group"]]
    older = AcademicYear.of(row["known_on"]).end - AcademicYear.of(row["birth_date"]).end - _AGE_IN_RECEPTION - year
    return -_LATE <= older <= (_LATE_POST_16 if year >= _POST_16 else _LATE)


RULE = Rule(
    find,
    title="Birth dates that do not go with the year group",
    found="By the birth date this child would be two or more year groups away from the one that was sent.",
    matters="Statutory assessments and the census are by age; the child would be in the wrong one.",
    remedy="Look at the birth certificate on file; if the date is right, record why the child is taught out of year.",
    owner="office",
)
