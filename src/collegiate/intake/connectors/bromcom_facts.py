"""What Bromcom's items say. Its words end in spaces, which every value loses on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from collegiate.intake.connectors.items import NO_ID, NO_NAME, Item, year_group
from collegiate.intake.grid import Problem

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
_CONTACTS = (1, 2, 3)
_PLACEHOLDER = 1900


def _student(item: Item) -> Problem | None:
    number = item.at("StudentId")
    if number is None:
        return NO_ID
    upn = item.at("Upn")
    item.add(
        "pupil_record",
        person=item.person(number),
        as_of=item.as_of,
        upn=upn.upper() if upn else None,
        surname=item.at("LastName"),
        forename=item.at("FirstName", "PreferredFirstName"),
        preferred_surname=item.at("PreferredLastName"),
        preferred_forename=item.at("PreferredFirstName"),
        birth_date=item.birth_date("DateOfBirth") if not _is_placeholder(item.at("DateOfBirth")) else None,
        sex=item.sex("GenderCode"),
        ethnicity=item.at("EthnicityCode"),
        year_group=year_group(item.at("YearGroup")),
        registration_group=item.at("TutorGroupName"),
        pupil_premium=item.flag("PremiumPupilFlag"),
        looked_after=item.flag("InCareFlag"),
    )
    for order in _CONTACTS:
        _contact(item, number, order)
    return None


def _contact(item: Item, number: str, order: int) -> None:
    words = (item.at(f"Contact{order}Name") or "").split()
    if not words:
        return
    item.add(
        "contact",
        person=item.person(number),
        order=order,
        surname=words[-1],
        forename=" ".join(words[:-1]) or None,
        relationship=item.at(f"Contact{order}Relationship"),
        responsibility=item.flag(f"Contact{order}ParentalResponsibility"),
        phone=item.at(f"Contact{order}Telephone"),
        email=item.at(f"Contact{order}Email"),
    )


def _staff(item: Item) -> Problem | None:
    number, surname = item.at("StaffId"), item.at("LastName", "PreferredLastName")
    if number is None or surname is None:
        return NO_ID if number is None else NO_NAME
    item.add(
        "staff_member", staff=item.person(number), surname=surname, forename=item.at("PreferredFirstName", "FirstName"),
        title=item.at("Title"), role=item.at("JobTitle"), email=item.at("WorkEmail"),
    )  # fmt: skip
    return None


def _week(item: Item) -> Problem | None:
    """A week of marks in ten columns; the page says which week it is."""
    number = item.at("StudentId")
    try:
        monday = dt.date.fromisoformat(str(item.page.about.get("monday", "")))
    except ValueError:
        return Problem("The page does not say which week its marks are of.", "Fetch the week again.")
    if number is None:
        return NO_ID
    for place, name in enumerate(_DAYS):
        for session in ("AM", "PM"):
            code = item.at(f"{name}{session}")
            if code is None or code == "-":
                continue
            problem = item.mark(item.person(number), monday + dt.timedelta(days=place), session, code)
            if problem is not None:
                item.refuse(f"{name}{session}", code, problem.reason)
    return None


def _is_placeholder(day: str | None) -> bool:
    """Whether a date is one of 1900, which stands for none, or for a time without a day."""
    return bool(day) and str(day).startswith(str(_PLACEHOLDER))


PLACE: Mapping[str, Callable[[Item], Problem | None]] = {
    "StudentFlatView": _student,
    "Staff": _staff,
    "StudentAttendanceByWeek": _week,
}
"""What becomes of an item, by entity."""
