"""What Wonde's items say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from collegiate.intake.connectors.items import NO_DAY, NO_ID, NO_NAME, Item, year_group
from collegiate.intake.grid import Problem
from collegiate.vocabulary.years import AcademicYear


def _student(item: Item) -> Problem | None:
    number = item.at("id")
    if number is None:
        return NO_ID
    details = "education_details.data"
    item.add(
        "pupil_record",
        person=item.person(number),
        as_of=item.as_of,
        upn=upper(item.at(f"{details}.upn", "identifiers.data.upn")),
        former_upn=upper(item.at(f"{details}.former_upn")),
        uln=item.at(f"{details}.uln", f"{details}.learner_number"),
        surname=item.at("legal_surname", "surname"),
        forename=item.at("legal_forename", "forename"),
        middle_names=item.at("middle_names"),
        preferred_surname=item.at("surname"),
        preferred_forename=item.at("forename"),
        birth_date=item.birth_date("date_of_birth"),
        sex=item.sex("gender", "sex"),
        ethnicity=item.at("extended_details.data.ethnicity_code"),
        language=item.at("extended_details.data.first_language_code"),
        entry_date=(entry := item.day(f"{details}.admission_date")),
        leaving_date=(leaving := item.day(f"{details}.leaving_date")),
        year_group=year_group(item.at(f"{details}.current_nc_year", "year.data.code")),
        registration_group=item.at("group.data.name"),
    )
    if entry is not None:
        item.add("enrolment", person=item.person(number), entry_date=entry, leaving_date=leaving)
    return None


def _employee(item: Item) -> Problem | None:
    number, surname = item.at("id"), item.at("legal_surname", "surname")
    if number is None or surname is None:
        return NO_ID if number is None else NO_NAME
    item.add(
        "staff_member",
        staff=item.person(number),
        surname=surname,
        forename=item.at("forename", "legal_forename"),
        title=item.at("title"),
        role=item.at("employment_details.data.role"),
        email=item.at("contact_details.data.emails.work", "contact_details.data.emails.email"),
        start_date=item.day("employment_details.data.employment_start_date"),
        end_date=item.day("employment_details.data.employment_end_date"),
    )
    return None


def _class(item: Item) -> Problem | None:
    name, since = item.at("name", "code"), item.day("created_at") or AcademicYear.of(item.as_of).first_day
    if name is None:
        return Problem("A class has no name.", "Name it in the management system, and fetch again.")
    subject = item.at("subject.data.name")
    for pupil in _ids(item.raw("students.data")):
        item.add(
            "class_membership", person=item.person(pupil), class_name=name,
            kind="teaching" if subject else "registration", subject=subject, start_date=since,
        )  # fmt: skip
    for staff in _ids(item.raw("employees.data")):
        item.add("class_teacher", class_name=name, staff=item.person(staff), role="teacher", start_date=since)
    return None


def _mark(item: Item) -> Problem | None:
    number, day = item.at("student.data.id", "student_id", "student"), item.day("date")
    session, code = upper(item.at("session")), item.at("attendance_code.data.code", "code")
    if number is None:
        return NO_ID
    if day is None or session not in ("AM", "PM") or code is None:
        return NO_DAY
    return item.mark(item.person(number), day, session, code, item.at("minutes_late"))


def _deletion(item: Item) -> Problem | None:
    kind, number = (
        (item.at("type", "object", "resource") or "").casefold().rstrip("s"),
        item.at("deleted_id", "object_id", "id"),
    )
    if number is None:
        return NO_ID
    if kind != "student":
        return Problem(
            "What was deleted is named by the service's own id alone, which no table here goes by.",
            "Fetch the whole of it again, so that what was deleted is no longer there.",
        )
    item.add("pupil_record", person=item.person(number), as_of=item.as_of, deleted=True)
    return None


def _ids(people: Any) -> list[str]:
    found = [p.get("id") for p in people if isinstance(p, dict)] if isinstance(people, list) else []
    return [str(number) for number in found if number]


def upper(text: str | None) -> str | None:
    """Return text in capitals."""
    return text.upper() if text else None


PLACE: Mapping[str, Callable[[Item], Problem | None]] = {
    "students": _student,
    "employees": _employee,
    "classes": _class,
    "attendance": _mark,
    "deletions": _deletion,
}
"""What becomes of an item, by resource."""
