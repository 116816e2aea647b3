"""Common Transfer Files: the statutory XML that follows a child to the next school. Nothing here claims conformance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children_files.cells import postcode
from collegiate.simulate.children_files.transfers import History
from collegiate.vocabulary import AcademicYear

_SEX_SINCE = dt.datetime(2023, 9, 1)  # noqa: DTZ001 - a transfer file's times have no zone
_JUDGED = ("outcome", "gld")
"""Components that a teacher judges; the others are tests."""

STATUTORY = ("EYFS", "PHONICS", "MTC", "KS1", "KS2", "KS4")


@dataclass(frozen=True, slots=True)
class Place:
    """A school as a transfer file names it."""

    la: str
    estab: str
    urn: int | None = None
    name: str = ""


UNKNOWN = Place("XXX", "XXXX")
"""A destination that the sender does not know."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a school knows of some children: rows of each table by person."""

    tables: Mapping[str, Mapping[str, list[dict[str, Any]]]]

    @classmethod
    def of(cls, facts: Mapping[str, pa.Table], persons: Sequence[str]) -> Rows:
        """Gather the rows that a transfer file may hold."""
        names = ("pupil_record", "enrolment", "need", "contact", "result")
        wanted = pa.array(persons, pa.string())
        return cls({name: _by_person(facts[name], wanted) for name in names})

    def __call__(self, table: str, person: str) -> list[dict[str, Any]]:
        """Return the rows of a table about somebody."""
        return self.tables[table].get(person, [])


def _by_person(table: pa.Table, persons: pa.Array) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table.filter(pc.is_in(table["person"].cast(pa.string()), persons)).to_pylist():
        found.setdefault(row["person"], []).append(row)
    return found


def file_name(source: Place, to: Place, number: int) -> str:
    """Return the name that the guidance asks for: both schools and a number from 001."""
    return f"{source.la}{source.estab}_CTF_{to.la}{to.estab}_{number:03d}.xml"


def ctf_bytes(
    source: Place, to: Place, sent: dt.datetime, persons: Iterable[str], rows: Rows, histories: Mapping[str, History]
) -> bytes:
    """Return a full transfer file of these children, who were all at `source`."""
    pupils = "".join(_pupil(person, rows, source, sent, histories.get(person)) for person in persons)
    text = f"<CTfile>{_header(source, to, sent)}<CTFpupilData>{pupils}</CTFpupilData></CTfile>"
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + text.replace("<Pupil>", "\n<Pupil>") + "\n").encode()


def _element(name: str, value: Any) -> str:
    """Write an element; one without a value is left out."""
    if value is None or value == "":
        return ""
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{escape(words)}</{name}>"


def _block(name: str, *inside: str) -> str:
    content = "".join(inside)
    return f"<{name}>{content}</{name}>" if content else ""


def _elements(row: Mapping[str, Any], **names: str) -> str:
    return "".join(_element(element, row[column]) for element, column in names.items())


def _header(source: Place, to: Place, sent: dt.datetime) -> str:
    year = AcademicYear.of(sent.date()).end - 1
    return _block(
        "Header",
        _element("DocumentName", "Common Transfer File"),
        _element("CTFversion", f"{year - 2000}.0"),
        _element("DateTime", sent.isoformat(timespec="seconds")),
        _element("DocumentQualifier", "full"),
        _element("SupplierID", "Made-up management system"),
        _block("SourceSchool", _school(source), _element("SchoolName", source.name), _element("AcademicYear", year)),
        _block("DestSchool", _school(to)),
    )


def _school(place: Place) -> str:
    return _element("LEA", place.la) + _element("Estab", place.estab) + _element("URN", place.urn)


def _pupil(person: str, rows: Rows, source: Place, sent: dt.datetime, history: History | None) -> str:
    record = max(rows("pupil_record", person), key=lambda row: row["as_of"])
    sex = "Sex" if sent >= _SEX_SINCE else "Gender"
    return _block(
        "Pupil",
        _elements(
            record, UPN="upn", UniqueLearnerNumber="uln", Surname="surname", Forename="forename", DOB="birth_date"
        ),
        _element(sex, record["sex"]),
        _basic(record),
        _meals(rows("need", person)),
        _block("LookedAfter", _element("InCare", record["looked_after"])),
        _needs(rows("need", person), record),
        _address(record),
        _contacts(rows("contact", person)),
        _attendance(source, history),
        _assessments(rows("result", person)),
        _schools(source, rows("enrolment", person)),
    )


def _basic(record: Mapping[str, Any]) -> str:
    language = _element("LanguageType", "F") + _element("Language", record["language"])
    return _block(
        "BasicDetails",
        _elements(record, FormerUPN="former_upn", PreferredSurname="preferred_surname", PreferredForename="preferred_forename",
                  FormerSurname="former_surname", MiddleNames="middle_names", NCyearActual="year_group", Ethnicity="ethnicity"),
        _block("Languages", _block("Type", language)) if record["language"] else "",
        _element("EnrolStatus", record["enrolment_status"]),
        _element("MedicalFlag", "true") if int(record["upn"][10:12]) % 9 == 0 else "",
    )  # fmt: skip


def _meals(needs: Sequence[Mapping[str, Any]]) -> str:
    spells = (
        _elements(need, FSMstartDate="start_date", FSMendDate="end_date") + _element("UKcountry", "ENG")
        for need in needs
        if need["kind"] == "free_school_meals"
    )
    return _block("FSMhistory", *(_block("FSMinstance", spell) for spell in spells))


def _needs(needs: Sequence[Mapping[str, Any]], record: Mapping[str, Any]) -> str:
    provisions = (
        _block("SEN", _elements(need, StartDate="start_date", SENprovision="code"))
        for need in needs
        if need["kind"] == "sen_provision"
    )
    kind = _element("SENtype", record["sen_need"])
    ranked = _block("SENneeds", _block("SENneed", _element("SENtypeRank", 1), kind)) if kind else ""
    return _block("SENhistory", *provisions, ranked)


def _address(record: Mapping[str, Any]) -> str:
    outward = record["outward_code"]
    return _block("Address", _element("PostCode", postcode(outward))) if outward else ""


def _contacts(contacts: Sequence[Mapping[str, Any]]) -> str:
    return _block(
        "Contacts",
        *(
            _block(
                "Contact",
                _elements(contact, Order="order", Title="title", Surname="surname", Forename="forename",
                          Relationship="relationship", Responsibility="responsibility"),
                _block("Phones", _block("Phone", _element("TelephoneType", "H"), _element("PhoneNo", contact["phone"])))
                if contact["phone"]
                else "",
                _element("Email", contact["email"]),
            )
            for contact in contacts
        ),
    )  # fmt: skip


def _attendance(source: Place, history: History | None) -> str:
    if history is None:
        return ""
    counts = history.counts
    return _block(
        "Attendance",
        _block(
            "YearData",
            _element("Year", history.period - 1),
            _element("LEA", source.la),
            _element("Estab", source.estab),
            _element("SchoolName", source.name),
            _element("SessionsPossible", counts["possible"]),
            _element("SessionsAuthorised", counts["authorised"]),
            _element("SessionsAttended", counts["attended"]),
            _element("SessionsUnauthorised", counts["unauthorised"]),
            _block("AttendSessions", _element("AttendanceStartDate", history.start), _element("AttendanceMarks", history.marks)),
        ),
    )  # fmt: skip


def _assessments(results: Sequence[Mapping[str, Any]]) -> str:
    stages: dict[str, list[str]] = {}
    for result in results:
        if result["stage"] in STATUTORY and result["status"] == "R":
            stages.setdefault(result["stage"], []).append(_assessment(result))
    inside = (_block("KeyStage", _element("Stage", stage), *found) for stage, found in stages.items())
    return _block("StageAssessments", *inside)


def _assessment(result: Mapping[str, Any]) -> str:
    number = None if result["value"] is None else f"{result['value']:g}"
    return _block(
        "StageAssessment",
        _element("Locale", "ENG"),
        _element("Year", result["period"]),
        _element("Subject", result["subject"]),
        _element("Method", "TA" if result["component"] in _JUDGED else "TT"),
        _element("Component", result["component"]),
        _element("ResultStatus", result["status"]),
        _element("Result", number if number is not None else result["code"]),
    )


def _schools(source: Place, spells: Sequence[Mapping[str, Any]]) -> str:
    return _block("SchoolHistory", *_spells(source, spells))


def _spells(source: Place, spells: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for number, spell in enumerate(spells, start=1):
        yield _block(
            "School",
            _school(source),
            _element("SchoolName", source.name),
            _elements(spell, EntryDate="entry_date", LeavingDate="leaving_date", LeavingReason="leaving_reason"),
            _element("LastSchool", number == len(spells)),
        )
