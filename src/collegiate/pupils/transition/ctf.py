"""Writing a Common Transfer File for a move. Experimental: no receiving system has yet said that it takes it.

Element names and their order are those that the DfE's own writers use for what identifies a child, and an older importer's for
the rest; the order within the blocks is not checked against the present specification. What is empty is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

Row = Mapping[str, Any]

NOTICE = "Experimental file for a move: try it on a test copy of the receiving system first"
_UNKNOWN_SCHOOL = ("XXX", "XXXX")


@dataclass(frozen=True, slots=True)
class School:
    """A school as a transfer file names it. LA code and establishment number are empty where they are not known."""

    urn: int | None = None
    name: str = ""
    la_code: int | None = None
    establishment_number: int | None = None

    @property
    def numbers(self) -> tuple[str, str]:
        """LA and establishment as three and four digits; crosses where the school is not known."""
        if self.la_code is None or self.establishment_number is None:
            return _UNKNOWN_SCHOOL
        return f"{self.la_code:03d}", f"{self.establishment_number:04d}"


@dataclass(frozen=True, slots=True)
class Leaver:
    """A child with what is sent of them: a row of Pupil with upn and uln, and rows of the record by table name."""

    pupil: Row
    facts: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> Sequence[Row]:
        """Return the rows of a table; none where nothing was given."""
        return self.facts.get(table, ())


def transfer_file_name(source: School, destination: School, number: int) -> str:
    """Return the file's name: sender, receiver and a sequence number from 1 to 999, and nothing of any child."""
    if not 1 <= number <= 999:
        raise ValueError("A transfer file's number lies between 1 and 999.")
    return f"{''.join(source.numbers)}_CTF_{''.join(destination.numbers)}_{number:03d}.xml"


def transfer_file(
    children: Iterable[Leaver],
    source: School,
    destination: School,
    *,
    academic_year: int,
    made_at: dt.datetime,
    schools: Mapping[int, School],
) -> bytes:
    """Return a CTF as UTF-8 XML. `academic_year` is the calendar year in which it began; `schools` names those of the histories."""
    root = etree.Element("CTfile")
    _header(root, source, destination, academic_year, made_at)
    data = etree.SubElement(root, "CTFpupilData")
    for child in children:
        _pupil(etree.SubElement(data, "Pupil"), child, schools)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _header(root: Any, source: School, destination: School, academic_year: int, made_at: dt.datetime) -> None:
    header = etree.SubElement(root, "Header")
    _write(header, "DocumentName", "Common Transfer File")
    _write(header, "CTFversion", f"{academic_year - 2000}.0")
    _write(header, "DateTime", made_at.strftime("%Y-%m-%dT%H:%M:%S"))
    _write(header, "DocumentQualifier", "partial")
    _write(header, "DataDescriptor", NOTICE)
    _write(header, "SupplierID", "Collegiate")
    for tag, school in (("SourceSchool", source), ("DestSchool", destination)):
        element = etree.SubElement(header, tag)
        la, establishment = school.numbers
        _write(element, "LEA", la)
        _write(element, "Estab", establishment)
        _write(element, "URN", school.urn)
        if tag == "SourceSchool":
            _write(element, "SchoolName", school.name)
            _write(element, "AcademicYear", academic_year)


def _pupil(element: Any, child: Leaver, schools: Mapping[int, School]) -> None:
    pupil = child.pupil
    for tag, column in _IDENTITY:
        _write(element, tag, pupil.get(column))
    _basic(etree.SubElement(element, "BasicDetails"), pupil)
    _looked_after(element, pupil)
    _needs(element, child.rows("pupil_need"))
    _contacts(element, child.rows("pupil_contact"))
    _attendance(element, child.rows("pupil_attendance"), schools)
    _assessments(element, child.rows("pupil_result"))
    _history(element, child.rows("pupil_enrolment"), schools)


_IDENTITY = (
    ("UPN", "upn"), ("UniqueLearnerNumber", "uln"), ("Surname", "legal_surname"), ("Forename", "legal_forename"), ("DOB", "birth_date"), ("Sex", "sex"),
)  # fmt: skip


def _basic(element: Any, pupil: Row) -> None:
    different = (
        ("PreferredSurname", "surname", "legal_surname"),
        ("PreferredForename", "forename", "legal_forename"),
    )
    for tag, column, legal in different:
        if pupil.get(column) != pupil.get(legal):
            _write(element, tag, pupil.get(column))
    _write(element, "MiddleNames", pupil.get("middle_names"))
    _write(element, "NCyearActual", pupil.get("year_group"))
    _write(element, "Ethnicity", pupil.get("ethnicity"))
    if pupil.get("language"):
        language = etree.SubElement(etree.SubElement(element, "Languages"), "Type")
        _write(language, "LanguageType", "F")
        _write(language, "Language", pupil["language"])
    _write(element, "EnrolStatus", pupil.get("enrolment_status"))


def _looked_after(element: Any, pupil: Row) -> None:
    if pupil.get("looked_after"):
        _write(etree.SubElement(element, "LookedAfter"), "InCare", "true")


def _needs(element: Any, needs: Sequence[Row]) -> None:
    meals = [n for n in needs if n["kind"] == "free_school_meals" and n.get("start_date")]
    if meals:
        history = etree.SubElement(element, "FSMhistory")
        for need in meals:
            instance = etree.SubElement(history, "FSMinstance")
            _write(instance, "FSMstartDate", need["start_date"])
            _write(instance, "FSMendDate", need.get("end_date"))
            _write(instance, "UKcountry", "ENG")
    provisions = [n for n in needs if n["kind"] == "sen_provision"]
    kinds = [n for n in needs if n["kind"] == "sen_need"]
    if provisions or kinds:
        history = etree.SubElement(element, "SENhistory")
        for need in provisions:
            provision = etree.SubElement(history, "SEN")
            _write(provision, "StartDate", need.get("start_date"))
            _write(provision, "SENprovision", need.get("code"))
        _ranked(history, kinds)


def _ranked(history: Any, kinds: Sequence[Row]) -> None:
    if not kinds:
        return
    needs = etree.SubElement(history, "SENneeds")
    for rank, need in enumerate(kinds, start=1):
        one = etree.SubElement(needs, "SENneed")
        _write(one, "SENtypeRank", rank)
        _write(one, "SENtype", need.get("code"))


def _contacts(element: Any, contacts: Sequence[Row]) -> None:
    if not contacts:
        return
    parent = etree.SubElement(element, "Contacts")
    for contact in sorted(contacts, key=lambda c: c["order"]):
        one = etree.SubElement(parent, "Contact")
        for tag, column in (
            ("Order", "order"),
            ("Title", "title"),
            ("Surname", "surname"),
            ("Forename", "forename"),
            ("Relationship", "relationship"),
        ):
            _write(one, tag, contact.get(column))
        _write(one, "Responsibility", {True: "true", False: "false"}.get(contact.get("responsibility")))  # type: ignore[arg-type]
        if contact.get("phone"):
            phone = etree.SubElement(etree.SubElement(one, "Phones"), "Phone")
            _write(phone, "TelephoneType", "H")
            _write(phone, "PhoneNo", contact["phone"])
        _write(one, "Email", contact.get("email"))


_SESSIONS = (
    ("SessionsPossible", "possible"),
    ("SessionsAuthorised", "authorised"),
    ("SessionsAttended", "attended"),
    ("SessionsUnauthorised", "unauthorised"),
)


def _attendance(element: Any, years: Sequence[Row], schools: Mapping[int, School]) -> None:
    if not years:
        return
    parent = etree.SubElement(element, "Attendance")
    for year in sorted(years, key=lambda y: (y["period"], y["urn"])):
        one = etree.SubElement(parent, "YearData")
        _write(one, "Year", year["period"] - 1)
        _school(one, schools.get(year["urn"], School(year["urn"])))
        for tag, column in _SESSIONS:
            _write(one, tag, year[column])


def _assessments(element: Any, results: Sequence[Row]) -> None:
    stages: dict[str, list[Row]] = {}
    for result in results:
        stages.setdefault(result["stage"], []).append(result)
    if not stages:
        return
    parent = etree.SubElement(element, "StageAssessments")
    for stage, rows in stages.items():
        key_stage = etree.SubElement(parent, "KeyStage")
        _write(key_stage, "Stage", stage)
        for row in rows:
            one = etree.SubElement(key_stage, "StageAssessment")
            _write(one, "Locale", "ENG")
            _write(one, "Year", row["period"])
            _write(one, "Subject", row["subject"])
            _write(one, "Component", row["component"])
            _write(one, "ResultStatus", row["status"])
            _write(one, "Result", _shown(row))
            _write(one, "ResultDate", row.get("day"))


def _shown(row: Row) -> str | None:
    value = row.get("value")
    return f"{value:g}" if value is not None else row.get("code")


def _history(element: Any, spells: Sequence[Row], schools: Mapping[int, School]) -> None:
    if not spells:
        return
    parent = etree.SubElement(element, "SchoolHistory")
    ordered = sorted(spells, key=lambda s: (s["entry_date"], s["urn"]))
    for place, spell in enumerate(ordered, start=1):
        one = etree.SubElement(parent, "School")
        _school(one, schools.get(spell["urn"], School(spell["urn"])))
        _write(one, "EntryDate", spell["entry_date"])
        _write(one, "LeavingDate", spell.get("leaving_date"))
        _write(one, "LeavingReason", spell.get("leaving_reason"))
        _write(one, "LastSchool", "true" if place == len(ordered) else "false")


def _school(element: Any, school: School) -> None:
    la, establishment = school.numbers
    if (la, establishment) != _UNKNOWN_SCHOOL:
        _write(element, "LEA", la)
        _write(element, "Estab", establishment)
    _write(element, "URN", school.urn)
    _write(element, "SchoolName", school.name)


def _write(parent: Any, tag: str, value: object) -> None:
    """Write an element, unless there is nothing to say; characters that XML cannot carry are left out."""
    if value is None or value == "":
        return
    words = value.isoformat() if isinstance(value, dt.date) else str(value)
    etree.SubElement(parent, tag).text = "".join(c for c in words if c in "\t\n\r" or ord(c) >= 32)
