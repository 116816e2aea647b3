"""What Arbor's items say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from collegiate.intake.connectors.items import NO_DAY, NO_ID, Item
from collegiate.intake.grid import Problem
from collegiate.vocabulary.codes import code_list

_NOON = 12
_FLAGS: Mapping[str, str] = {
    "isStatisticalPresent": "present",
    "isStatisticalApprovedEducationalActivity": "approved_educational_activity",
    "isStatisticalAuthorizedAbsent": "authorised_absence",
    "isStatisticalUnauthorizedAbsent": "unauthorised_absence",
}
_NOT_POSSIBLE = "isStatisticalPossibleAttendance"


def _student(item: Item) -> Problem | None:
    number = item.at("id", "studentNumber") or _number(item.at("href"))
    if number is None:
        return NO_ID
    upn = item.at("uniquePupilNumber", "upn")
    item.add(
        "pupil_record",
        person=item.person(number),
        as_of=item.as_of,
        upn=upn.upper() if upn else None,
        uln=item.at("uniqueLearnerNumber"),
        surname=item.at("person.legalLastName", "person.lastName"),
        forename=item.at("person.legalFirstName", "person.firstName"),
        middle_names=item.at("person.middleNames", "person.middleName"),
        preferred_surname=item.at("person.preferredLastName"),
        preferred_forename=item.at("person.preferredFirstName"),
        birth_date=item.birth_date("person.dateOfBirth"),
        sex=item.sex("person.gender.code", "person.gender", "person.sex"),
        ethnicity=item.at("ethnicity.code", "ethnicity.d00005", "person.ethnicity.code"),
    )
    return None


def _mark(item: Item) -> Problem | None:
    number = item.at("student.id") or _number(item.at("student.href", "student"))
    start, code = (
        item.at("startDatetime"),
        item.at("attendanceMark.code", "attendanceMark.mark", "attendanceMark.shortName"),
    )
    day = item.day("startDatetime")
    hour = re.search(r"[T ](\d\d):\d\d", start or "")
    if number is None:
        return NO_ID
    if day is None or hour is None or code is None:
        return NO_DAY
    known = code_list("attendance").meaning(code, day)
    counted = _counted(item)
    if known is not None and counted and counted != known.group:
        return Problem(
            f"Arbor counts the mark as {counted.replace('_', ' ')}, and its code {known.code} means {known.group.replace('_', ' ')} "
            "on that day: one of the two is wrong.",
            "Ask the school how the mark is set up, and correct it there.",
            "attendanceMark",
            code,
        )
    session = "AM" if int(hour[1]) < _NOON else "PM"
    return item.mark(item.person(number), day, session, code, item.at("minutesLate"))


def _counted(item: Item) -> str:
    """Return the group in which the mark says that it is counted; empty where it does not say."""
    found = [group for flag, group in _FLAGS.items() if item.flag(f"attendanceMark.{flag}") is True]
    if item.flag(f"attendanceMark.{_NOT_POSSIBLE}") is False:
        return "not_a_possible_session"
    # An approved activity is counted as present too: the narrower group is meant.
    return found[-1] if found else ""


def _number(href: str | None) -> str | None:
    """Return the number at the end of an address such as /rest-v2/students/4711."""
    found = re.search(r"/([^/?]+)/?(?:\?.*)?$", href or "")
    return found[1] if found else None


PLACE: Mapping[str, Callable[[Item], Problem | None]] = {"students": _student, "attendance-records": _mark}
"""What becomes of an item, by resource."""
