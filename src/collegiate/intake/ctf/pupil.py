"""One Pupil element as facts: who the child is, where it was, what it needed, what it reached; and what no table takes."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from collegiate.intake.cells import parse_date
from collegiate.intake.ctf.header import Header, Party, party
from collegiate.intake.ctf.marks import Marks, read_marks
from collegiate.intake.ctf.stream import local
from collegiate.intake.ctf.xml import at, children, every, raw, words
from collegiate.intake.documents import Rows
from collegiate.intake.grid import Problem
from collegiate.vocabulary.codes import code_list
from collegiate.vocabulary.persons import local_person, upn_person
from collegiate.vocabulary.years import AcademicYear

_UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_OLDEST = 40
_NUMBER = re.compile(r"-?\d{1,6}(\.\d{1,6})?")
_FLAGS = {"true": True, "1": True, "y": True, "yes": True, "false": False, "0": False, "n": False, "no": False}
_STAGES = {"FSP": "EYFS", "EYFSP": "EYFS", "EYF": "EYFS", "PHO": "PHONICS"}

READ = frozenset(
    [
        "UPN",
        "UniqueLearnerNumber",
        "Surname",
        "Forename",
        "DOB",
        "Sex",
        "Gender",
        "BasicDetails",
        "FSMhistory",
        "LookedAfter",
        "SENhistory",
        "Contacts",
        "Attendance",
        "StageAssessments",
        "SchoolHistory",
        "LeavingDate",
        "ApplicationReference",
    ]
)
"""The elements of a Pupil that tables take; whatever else there is becomes an unknown block."""

NOT_KEPT = ("Address", "Phones", "Email")
"""What is known and is not kept: of an address the outward code alone, of a child's own telephone nothing."""

_BASIC = frozenset(
    [
        "FormerUPN",
        "PreferredSurname",
        "PreferredForename",
        "FormerSurname",
        "FormerForename",
        "MiddleNames",
        "NCyearActual",
        "Ethnicity",
        "EthnicitySource",
        "Languages",
        "EnrolStatus",
    ]
)


@dataclass
class Child:
    """A Pupil element on its way into tables. `refused` collects the cells that could not be read."""

    element: Any
    line: int
    header: Header
    urn: int
    as_of: dt.date
    system: str
    listed: Mapping[str, int] = field(default_factory=dict)
    person: str = ""
    refused: list[Problem] = field(default_factory=list)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    marks: list[tuple[int, Marks]] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)

    @property
    def upn(self) -> str | None:
        """The UPN in capitals, right or wrong; None where there is none, or nothing that could be one."""
        text = re.sub(r"\s", "", words(self.element, "UPN") or "").upper()
        return text if _UPN.fullmatch(text) else None

    @property
    def identity(self) -> tuple[str, str, str]:
        """Surname, forename and day of birth in small letters: what tells two children of one UPN apart."""
        found = (words(self.element, name) or "" for name in ("Surname", "Forename", "DOB"))
        surname, forename, born = (" ".join(part.casefold().split()) for part in found)
        return surname, forename, born

    def name(self, *, shared_upn: bool) -> None:
        """Give the child the sender's name for it: its UPN, else the application's number, else one made of its identity."""
        application = words(self.element, "ApplicationReference")
        if self.upn and not shared_upn:
            self.person = upn_person(self.upn)
        elif application:
            self.person = local_person(self.urn, "atf", application)
        else:
            digest = hashlib.sha256("|".join((str(self.urn), *self.identity)).encode("utf-8", "replace")).hexdigest()
            self.person = local_person(self.urn, self.system, f"unnumbered {digest[:16]}")

    def day(self, text: str | None, column: str, *, born: bool = False) -> dt.date | None:
        """Read a day; one that the calendar has not, or on which no child could have been born, is a refused cell."""
        found = parse_date(text) if text else None
        oldest = self.as_of.replace(year=self.as_of.year - _OLDEST, day=1)
        if text and found is None:
            self._refuse(column, text, "It is not a day of the calendar, written year first (2014-05-31).", _EMPTY)
        elif born and found is not None and not oldest <= found <= self.as_of:
            self._refuse(column, text or "", "No child on a school's books was born on that day.", _EMPTY)
            return None
        return found

    def code(self, name: str, text: str | None, column: str) -> str | None:
        """Read a code of a list of the vocabulary; one that the list has not is a refused cell."""
        found = code_list(name).meaning(text) if text else None
        if text and found is None:
            self._refuse(column, text, f"It is not a code of the list {name.replace('_', ' ')}.", _EMPTY)
        return found.code if found else None

    def flag(self, text: str | None, column: str) -> bool | None:
        """Read true or false."""
        if text and text.casefold() not in _FLAGS:
            self._refuse(column, text, "It is neither true nor false.", "Write true or false.")
        return _FLAGS.get(text.casefold()) if text else None

    def _refuse(self, column: str, value: str, reason: str, remedy: str) -> None:
        self.refused.append(Problem(reason, remedy, column, value))

    def keep(self, name: str, element: Any) -> None:
        """Keep an element as it stands."""
        self.unknown.setdefault(name, []).append(raw(element))


_EMPTY = "Ask the sender to correct it; the rest of the child's record was kept."


def add_child(child: Child, rows: Rows) -> None:
    """Add everything that is known of a child to the tables in the making."""
    spells = list(_spells(child))
    needs = list(_needs(child))
    rows.add("pupil_record", child.line, **_record(child, spells, needs))
    for table, found in (
        ("enrolment", spells),
        ("need", needs),
        ("contact", _contacts(child)),
        ("result", _results(child)),
    ):
        for fact in found:
            rows.add(table, child.line, **({"urn": child.urn, "person": child.person} | fact))
    _attendance(child)
    _unread(child)
    for name, content in child.unknown.items():
        fact = {"urn": child.urn, "person": child.person, "element": name, "content": "".join(content)}
        rows.add("unknown_block", child.line, **fact)


def _record(child: Child, spells: list[dict[str, Any]], needs: list[dict[str, Any]]) -> dict[str, Any]:
    element, here = child.element, [s for s in spells if s["urn"] == child.urn]
    last = max(here, key=lambda s: s["entry_date"], default={})
    sen = [n for n in needs if n["kind"] == "sen_provision" and n["end_date"] is None]
    first_need = min((n for n in needs if n["kind"] == "sen_need"), key=lambda n: n["_rank"], default={})
    meals = [n for n in needs if n["kind"] == "free_school_meals"]
    basic = {
        name: words(element, f"BasicDetails/{tag}")
        for name, tag in (
            ("former_upn", "FormerUPN"),
            ("preferred_surname", "PreferredSurname"),
            ("preferred_forename", "PreferredForename"),
            ("former_surname", "FormerSurname"),
            ("middle_names", "MiddleNames"),
            ("ethnicity", "Ethnicity"),
            ("enrolment_status", "EnrolStatus"),
        )
    }
    record = {
        "urn": child.urn,
        "person": child.person,
        "as_of": child.as_of,
        "upn": _upn(child),
        "uln": words(element, "UniqueLearnerNumber"),
        "surname": words(element, "Surname"),
        "forename": words(element, "Forename"),
        "birth_date": child.day(words(element, "DOB"), "DOB", born=True),
        "sex": child.code("sex", words(element, "Sex") or words(element, "Gender"), "Sex"),
        "language": _language(child),
        "outward_code": outward_code(words(element, "Address/PostCode")),
        "entry_date": last.get("entry_date"),
        "leaving_date": last.get("leaving_date") or child.day(words(element, "LeavingDate"), "LeavingDate"),
        "leaving_reason": last.get("leaving_reason"),
        "year_group": child.code("year_group", words(element, "BasicDetails/NCyearActual"), "NCyearActual"),
        "sen_provision": max(sen, key=lambda n: n["start_date"] or dt.date.min)["code"] if sen else None,
        "sen_need": first_need.get("code"),
        "free_school_meals": any(_holds(n, child.as_of) for n in meals) if meals else None,
        "looked_after": child.flag(words(element, "LookedAfter/InCare"), "InCare"),
    }
    return record | basic


def _upn(child: Child) -> str | None:
    written = words(child.element, "UPN")
    if written and child.upn is None:
        child.refused.append(
            Problem(
                "It cannot be a UPN, which is a letter, eleven digits, and a digit or a letter.",
                "Ask the sender for the child's UPN. Until then the child is known by name and day of birth.",
                "UPN",
                written,
            )
        )
    return child.upn


def outward_code(postcode: str | None) -> str | None:
    """Return the outward part of a postcode, which is all that is kept of an address; None for what is no postcode."""
    found = re.fullmatch(r"([A-Z]{1,2}\d[A-Z\d]?)(?:\d[A-Z]{2})?", re.sub(r"\s", "", postcode or "").upper())
    return found[1] if found else None


def _language(child: Child) -> str | None:
    first = None
    for spoken in every(child.element, "BasicDetails/Languages/Type"):
        if first is None and (words(spoken, "LanguageType") or "F").upper() == "F":
            first = words(spoken, "Language")
        else:
            child.keep("BasicDetails/Languages/Type", spoken)
    return first


def _holds(need: dict[str, Any], day: dt.date) -> bool:
    return (need["start_date"] or dt.date.min) <= day and (need["end_date"] is None or need["end_date"] >= day)


def _known_urn(child: Child, where: Party) -> int | None:
    """Return a school's URN: as it stands, as the manifest lists it, or that of the sender or receiver whose DfE number it is."""
    parties = (child.header.source, child.header.destination, Party(child.urn, child.header.source.dfe, ""))
    return (
        where.urn
        or child.listed.get(where.dfe)
        or next((p.urn for p in parties if p.urn and p.dfe and p.dfe == where.dfe), None)
    )


def _spells(child: Child) -> Iterator[dict[str, Any]]:
    """The schools of the history: those whose URN is known and that have a first day; the others are kept as they stand."""
    for school in every(child.element, "SchoolHistory/School"):
        urn = _known_urn(child, party(school))
        entry = child.day(words(school, "EntryDate"), "EntryDate")
        if urn is None or entry is None:
            child.keep("SchoolHistory/School", school)
            continue
        here = urn == child.urn
        yield {
            "urn": urn,
            "entry_date": entry,
            "leaving_date": child.day(words(school, "LeavingDate"), "LeavingDate"),
            "leaving_reason": words(school, "LeavingReason"),
            "enrolment_status": words(child.element, "BasicDetails/EnrolStatus") if here else None,
            "year_group": words(child.element, "BasicDetails/NCyearActual") if here else None,
        }


def _needs(child: Child) -> Iterator[dict[str, Any]]:
    for meal in every(child.element, "FSMhistory/FSMinstance"):
        dates = ("FSMstartDate", "FSMendDate")
        yield _need(child, "free_school_meals", None, *(child.day(words(meal, d), d) for d in dates))
    provisions = sorted(
        (
            _need(
                child,
                "sen_provision",
                words(sen, "SENprovision"),
                child.day(words(sen, "StartDate"), "StartDate"),
                None,
            )
            for sen in every(child.element, "SENhistory/SEN")
        ),
        key=lambda n: n["start_date"] or dt.date.min,
    )
    for provision, after in zip_longest(provisions, provisions[1:]):
        until = after["start_date"] - dt.timedelta(days=1) if after and after["start_date"] else None
        ends = until if after and provision["start_date"] != after["start_date"] else None
        yield provision | {"end_date": provision["end_date"] or ends}
    for place, need in enumerate(every(child.element, "SENhistory/SENneeds/SENneed")):
        rank = words(need, "SENtypeRank") or ""
        found = _need(child, "sen_need", words(need, "SENtype"), None, None)
        yield found | {"_rank": int(rank) if re.fullmatch(r"\d{1,3}", rank) else 100 + place}
    if _FLAGS.get((words(child.element, "LookedAfter/InCare") or "").casefold()):
        yield _need(child, "looked_after", None, None, None)


def _need(child: Child, kind: str, code: str | None, start: dt.date | None, end: dt.date | None) -> dict[str, Any]:
    return {"kind": kind, "code": code, "start_date": start, "end_date": end}


def _contacts(child: Child) -> Iterator[dict[str, Any]]:
    for place, contact in enumerate(every(child.element, "Contacts/Contact"), 1):
        surname, order = words(contact, "Surname"), words(contact, "Order") or ""
        if surname is None:
            child.keep("Contacts/Contact", contact)
            continue
        yield {
            "order": int(order) if re.fullmatch(r"\d{1,4}", order) else place,
            "title": words(contact, "Title"),
            "surname": surname,
            "forename": words(contact, "Forename"),
            "relationship": words(contact, "Relationship"),
            "responsibility": child.flag(words(contact, "Responsibility"), "Responsibility"),
            "phone": words(contact, "Phones/Phone/PhoneNo"),
            "email": words(contact, "Email"),
        }


def _results(child: Child) -> Iterator[dict[str, Any]]:
    """Assessments, each on its own scale. Two that only their method tells apart carry it in their component."""
    seen: set[tuple[Any, ...]] = set()
    for stage in every(child.element, "StageAssessments/KeyStage"):
        for found in children(stage, "StageAssessment"):
            fact = _result(child, words(stage, "Stage"), found)
            if fact is None:
                child.keep("StageAssessments/KeyStage/StageAssessment", found)
                continue
            if (key := _key(fact)) in seen:
                fact["component"] = f"{fact['component']} ({words(found, 'Method') or words(found, 'Result')})"
            seen.add(key)
            yield fact


def _key(fact: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(fact[name] for name in ("stage", "subject", "component", "status", "period", "day"))


def _result(child: Child, stage: str | None, element: Any) -> dict[str, Any] | None:
    day = child.day(words(element, "ResultDate"), "ResultDate")
    year, result = words(element, "Year") or "", words(element, "Result")
    period = AcademicYear.of(day).end if day else int(year) if re.fullmatch(r"(19|20)\d\d", year) else None
    subject, component = words(element, "Subject"), words(element, "Component") or words(element, "Method")
    if not (stage and subject and component and period and result):
        return None
    number = float(result) if _NUMBER.fullmatch(result) else None
    return {
        "stage": _STAGES.get(stage.upper(), stage.upper()),
        "subject": subject,
        "component": component,
        "status": words(element, "ResultStatus") or "R",
        "period": period,
        "day": day,
        "value": number,
        "code": result if number is None else None,
    }


def _attendance(child: Child) -> None:
    """Read the strings of marks; a year without one, or of a school whose URN is not known, is kept as it stands."""
    for year in every(child.element, "Attendance/YearData"):
        urn = _known_urn(child, party(year)) if words(year, "LEA") or words(year, "URN") else child.urn
        strings = children(year, "AttendSessions")
        if urn is None or not strings:
            child.keep("Attendance/YearData", year)
            continue
        for sessions in strings:
            _marks(child, urn, sessions)


def _marks(child: Child, urn: int, sessions: Any) -> None:
    start = child.day(words(sessions, "AttendanceStartDate"), "AttendanceStartDate")
    text = at(sessions, "AttendanceMarks")
    if start is None or text is None or not text.text:
        child.keep("Attendance/YearData/AttendSessions", sessions)
        return
    found = read_marks(start, text.text)
    child.notes.update(found.notes)
    if found.raw:
        child.keep("Attendance/YearData/AttendSessions", sessions)
    for code, (count, day) in found.wrong.items():
        reason = f"The code did not hold on its day: {count} session(s), the first on {day}. No mark was made of them."
        child.refused.append(
            Problem(reason, "Ask the school to correct its register and send it again.", "AttendanceMarks", code)
        )
    child.marks.append((urn, found))


def _unread(child: Child) -> None:
    """Keep what no table takes: elements of the child, and of its basic details, that are not known."""
    for element in children(child.element):
        if local(element) not in READ and local(element) not in NOT_KEPT:
            child.keep(local(element), element)
    for element in every(child.element, "BasicDetails"):
        for detail in children(element):
            if local(detail) not in _BASIC:
                child.keep(f"BasicDetails/{local(detail)}", detail)
