"""One row of a file of a bundle as facts. Each function takes a row, and says why it cannot be placed, if it cannot."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from collegiate.intake.documents import Rows
from collegiate.intake.grid import Problem
from collegiate.intake.oneroster.roster import Roster
from collegiate.intake.oneroster.words import (
    day_of,
    kind_of,
    listed,
    role_word,
    sex_of,
    typed_ids,
    upn_in,
    year_group_of,
)
from collegiate.vocabulary.years import AcademicYear

_OLDEST = 40
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?")
_NO_SCORE = frozenset({"exempt", "not submitted"})
_TRUE = frozenset({"true", "1"})


@dataclass
class Row:
    """A row on its way into tables: its cells, its line, and the cells of it that could not be read."""

    cells: Mapping[str, str]
    line: int
    deleted: bool
    roster: Roster
    rows: Rows
    as_of: dt.date
    refused: list[Problem] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def day(self, name: str) -> dt.date | None:
        """Read a day; one that the calendar has not is a refused cell."""
        found = day_of(self[name])
        if self[name] and found is None:
            self.refuse(name, "It is not a day, written as 2026-09-30.")
        return found

    def refuse(self, name: str, reason: str) -> None:
        """Refuse a cell of the row."""
        self.refused.append(Problem(reason, "Correct it where the bundle comes from, or empty it.", name, self[name]))

    def add(self, table: str, urn: int, **values: Any) -> None:
        """Add a fact of this row."""
        self.rows.add(table, self.line, urn=urn, deleted=self.deleted or None, **values)


_NOBODY = Problem(
    "It names somebody whom users.csv does not have, so that nobody can say who is meant.",
    "Ask for a bundle that is whole: every userSourcedId must have its row in users.csv.",
)
_NO_CLASS = Problem(
    "It names a class that classes.csv does not have.",
    "Ask for a bundle that is whole: every classSourcedId must have its row in classes.csv.",
)
_NO_SCHOOL = Problem(
    "No school with a URN can be found for it.",
    "Put the school's URN into orgs.identifier, or into the manifest beside the bundle: [school] and under it urn = 123456.",
)


def _user(row: Row) -> Problem | None:
    user = row.roster.users.get(row["sourcedId"])
    person = row.roster.person(row["sourcedId"])
    urn = row.roster.urn(user.org) if user else None
    if user is None or person is None or urn is None:
        return _NO_SCHOOL
    if user.kind == "pupil":
        _pupil(row, urn, person)
        return None
    if user.kind == "family":
        return _family(row)
    if not user.kind:
        return Problem(
            "Neither users.csv nor roles.csv says what role this person has.", "Ask for a bundle with roles.csv."
        )
    if not user.surname:
        return Problem("A member of staff has no familyName.", "Ask the sender to fill it in.")
    row.add(
        "staff_member", urn, staff=person, surname=user.surname, forename=user.forename or None,
        title=row["metadata.title"] or None, role=role_word(user.role), email=row["email"] or None,
    )  # fmt: skip
    return None


def _pupil(row: Row, urn: int, person: str) -> None:
    ids = typed_ids(row["userIds"])
    upn = ids.get("UPN") or row["metadata.upn"] or row["metadata.UPN"] or upn_in(row["identifier"])
    row.add(
        "pupil_record",
        urn,
        person=person,
        as_of=row.as_of,
        upn=re.sub(r"\s", "", upn).upper() if upn else None,
        uln=ids.get("ULN") or row["metadata.uln"] or None,
        surname=row["familyName"] or None,
        forename=row["givenName"] or None,
        middle_names=row["middleName"] or row["metadata.middleName"] or None,
        preferred_surname=row["preferredFamilyName"] or None,
        preferred_forename=row["preferredGivenName"] or None,
        year_group=year_group_of(row["grades"]),
    )


def _family(row: Row) -> Problem | None:
    children = [*row.roster.children_of.get(row["sourcedId"], [])]
    children += [c for c in listed(row["agentSourcedIds"]) if c not in children]
    found = [c for c in children if c in row.roster.users and row.roster.users[c].kind == "pupil"]
    if not row["familyName"] or not found:
        return Problem(
            "A parent or carer to whom no pupil of users.csv is linked, or who has no familyName.",
            "Link them by agentSourcedIds where the bundle comes from.",
        )
    for child in found:
        person, urn = row.roster.person(child), row.roster.urn(row.roster.users[child].org)
        if person is None or urn is None:
            return _NO_SCHOOL
        agents = row.roster.users[child].agents
        order = agents.index(row["sourcedId"]) + 1 if row["sourcedId"] in agents else None
        row.add(
            "contact", urn, person=person, order=order, surname=row["familyName"], forename=row["givenName"] or None,
            phone=row["sms"] or row["phone"] or None, email=row["email"] or None,
        )  # fmt: skip
    return None


def _role(row: Row) -> Problem | None:
    user, urn = row["userSourcedId"], row.roster.urn(row["orgSourcedId"])
    person, known = row.roster.person(user), row.roster.users.get(user)
    if known is None or person is None:
        return _NOBODY
    if urn is None:
        return _NO_SCHOOL
    kind, begin, end = kind_of(row["role"]), row.day("beginDate"), row.day("endDate")
    if kind == "pupil" and begin is not None:
        row.add("enrolment", urn, person=person, entry_date=begin, leaving_date=end)
    elif kind == "staff" and known.surname:
        row.add(
            "staff_member", urn, staff=person, surname=known.surname, forename=known.forename or None,
            role=role_word(row["role"]), start_date=begin, end_date=end,
        )  # fmt: skip
    return None


def _demographics(row: Row) -> Problem | None:
    user = row.roster.users.get(row["sourcedId"])
    person = row.roster.person(row["sourcedId"])
    urn = row.roster.urn(user.org) if user else None
    if user is None or person is None or urn is None:
        return _NOBODY
    if user.kind != "pupil":
        return Problem(
            "It describes somebody who is no pupil: of staff nothing of the kind is kept.", "Nothing needs to be done."
        )
    born, sex = row.day("birthDate"), sex_of(row["sex"])
    if born is not None and not row.as_of.year - _OLDEST <= born.year <= row.as_of.year:
        row.refuse("birthDate", "No child on a school's books was born on that day.")
        born = None
    if row["sex"] and sex is None:
        row.refuse("sex", "It is none of male, female, unspecified, other.")
    row.add("pupil_record", urn, person=person, as_of=row.as_of, birth_date=born, sex=sex)
    return None


def _enrollment(row: Row) -> Problem | None:
    found = row.roster.classes.get(row["classSourcedId"])
    person = row.roster.person(row["userSourcedId"])
    if person is None:
        return _NOBODY
    if found is None:
        return _NO_CLASS
    urn = row.roster.urn(row["schoolSourcedId"] or found.org)
    if urn is None:
        return _NO_SCHOOL
    begin, end = row.day("beginDate"), row.day("endDate")
    terms = [row.roster.sessions[key] for key in found.sessions if key in row.roster.sessions]
    start = begin or min((t.start for t in terms if t.start), default=None)
    if kind_of(row["role"]) != "pupil":
        row.add(
            "class_teacher", urn, class_name=found.name, staff=person, role=role_word(row["role"]) or "teacher",
            start_date=start, end_date=end,
        )  # fmt: skip
        return None
    if start is None:
        return Problem(
            "Neither the enrolment nor the class's term says since when the child is in the class.",
            "Fill beginDate, or give the class a term in termSourcedIds.",
        )
    row.add(
        "class_membership", urn, person=person, class_name=found.name, kind=found.kind, subject=found.subject,
        year_group=found.year_group, start_date=start, end_date=end,
    )  # fmt: skip
    return None


def _result(row: Row) -> Problem | None:
    item = row.roster.line_items.get(row["lineItemSourcedId"])
    person = row.roster.person(row["studentSourcedId"])
    if person is None:
        return _NOBODY
    if item is None:
        return Problem("It names a line item that lineItems.csv does not have.", "Ask for a bundle that is whole.")
    found = row.roster.classes.get(item.get("classSourcedId", ""))
    org = item.get("schoolSourcedId") or (found.org if found else "") or row.roster.users[row["studentSourcedId"]].org
    urn, day = row.roster.urn(org), row.day("scoreDate")
    session = row.roster.sessions.get(item.get("academicSessionSourcedId", ""))
    period = AcademicYear.of(day).end if day else session.period if session else None
    if urn is None or period is None:
        return (
            _NO_SCHOOL
            if urn is None
            else Problem("Nothing says in which academic year the result was reached.", "Fill scoreDate.")
        )
    score, text, status = row["score"], row["textScore"], row["scoreStatus"].casefold()
    number = float(score) if _NUMBER.fullmatch(score) else None
    code = text or (score if score and number is None else "") or (status if status in _NO_SCORE else "")
    if number is None and not code:
        return Problem("The result has neither a score nor a word for it.", "Fill score, textScore or scoreStatus.")
    row.add(
        "result", urn, person=person, stage=item.get("metadata.stage") or "CLASS",
        subject=item.get("metadata.subject") or (found.subject if found else None) or item.get("title", "ALL"),
        component=item.get("metadata.component") or item.get("title") or row["lineItemSourcedId"], status="R",
        period=period, day=day, value=number, code=code or None,
    )  # fmt: skip
    return None


def _context(row: Row) -> Problem | None:
    return None


PLACE: Mapping[str, Callable[[Row], Problem | None]] = {
    "users": _user,
    "roles": _role,
    "demographics": _demographics,
    "enrollments": _enrollment,
    "results": _result,
    "orgs": _context,
    "academicSessions": _context,
    "courses": _context,
    "classes": _context,
    "categories": _context,
    "lineItems": _context,
}
"""What becomes of a row, by the file it stands in. Context is read for what other files say of it."""

USED: Mapping[str, frozenset[str]] = {
    "users": frozenset(
        {"sourcedId", "status", "dateLastModified", "role", "orgSourcedIds", "primaryOrgSourcedId", "userIds", "givenName",
         "familyName", "middleName", "identifier", "email", "sms", "phone", "agentSourcedIds", "grades", "password",
         "preferredGivenName", "preferredFamilyName", "metadata.upn", "metadata.UPN", "metadata.uln", "metadata.title",
         "metadata.middleName"}
    ),
    "roles": frozenset({"sourcedId", "status", "dateLastModified", "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId"}),
    "demographics": frozenset({"sourcedId", "status", "dateLastModified", "birthDate", "sex"}),
    "enrollments": frozenset({"sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "beginDate", "endDate"}),
    "results": frozenset({"sourcedId", "status", "dateLastModified", "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "scoreDate", "textScore"}),
    "orgs": frozenset({"sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"}),
    "academicSessions": frozenset({"sourcedId", "status", "dateLastModified", "title", "type", "startDate", "endDate", "schoolYear"}),
    "courses": frozenset({"sourcedId", "status", "dateLastModified", "title", "subjects"}),
    "classes": frozenset({"sourcedId", "status", "dateLastModified", "title", "grades", "courseSourcedId", "classCode", "classType", "schoolSourcedId", "termSourcedIds", "subjects"}),
    "categories": frozenset({"sourcedId", "status", "dateLastModified"}),
    "lineItems": frozenset({"sourcedId", "status", "dateLastModified", "title", "classSourcedId", "academicSessionSourcedId", "schoolSourcedId", "metadata.stage", "metadata.subject", "metadata.component"}),
}  # fmt: skip
"""The columns that are looked at, by file; every other one is named in the receipt as not used."""
