"""OneRoster zips, versions 1.1 and 1.2: all of a school as of one day, and afterwards what has changed since."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from collegiate.vocabulary import AcademicYear

_HEAD = ("sourcedId", "status", "dateLastModified")
_COMMON = {
    "orgs": ("name", "type", "identifier", "parentSourcedId"),
    "academicSessions": ("title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"),
    "courses": ("schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects", "subjectCodes"),
    "classes": (
        "title", "grades", "courseSourcedId", "classCode", "classType", "location", "schoolSourcedId", "termSourcedIds",
        "subjects", "subjectCodes", "periods",
    ),
    "enrollments": ("classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"),
    "demographics": (
        "birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces", "hispanicOrLatinoEthnicity",
        "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth", "publicSchoolResidenceStatus",
    ),
}  # fmt: skip
HEADERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "1.1": {
        **_COMMON,
        "users": (
            "enabledUser", "orgSourcedIds", "role", "username", "userIds", "givenName", "familyName", "middleName",
            "identifier", "email", "sms", "phone", "agentSourcedIds", "grades", "password",
        ),
    },
    "1.2": {
        **_COMMON,
        "users": (
            "enabledUser", "username", "userIds", "givenName", "familyName", "middleName", "identifier", "email", "sms",
            "phone", "agentSourcedIds", "grades", "password", "userMasterIdentifier", "preferredGivenName",
            "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns", "metadata.title",
        ),
        "roles": ("userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId", "userProfileSourcedId"),
    },
}  # fmt: skip
"""The files that a version's zip holds and their headers, after the three that every file begins with."""

_ABSENT = {
    "1.1": ("categories", "classResources", "courseResources", "lineItems", "resources", "results"),
    "1.2": (
        "categories", "classResources", "courseResources", "lineItemLearningObjectiveIds", "lineItemScoreScales", "lineItems",
        "resources", "resultLearningObjectiveIds", "resultScoreScales", "results", "scoreScales", "userProfiles",
        "userResources",
    ),
}  # fmt: skip

_TRUST = "trust"
_SEXES = {"M": "male", "F": "female"}
_CORRECTED = 37
"""Every so many children are written without their middle names at first, and corrected afterwards."""

_MISPLACED = 211
"""Every so many memberships, one more is written that is taken back afterwards."""

Row = dict[str, str]


@dataclass(slots=True)
class Bundle:
    """Rows by file: those of the bulk zip, and those of the delta after it."""

    version: str
    bulk: dict[str, list[Row]] = field(default_factory=dict)
    delta: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, name: str, row: Row) -> None:
        """Put a row into the bulk."""
        self.bulk.setdefault(name, []).append(row)

    def later(self, name: str, row: Row, changed: dt.datetime, *, gone: bool = False) -> None:
        """Put a row into the delta: changed, or taken back."""
        said = {"status": "tobedeleted" if gone else "active", "dateLastModified": f"{changed.isoformat()}.000Z"}
        self.delta.setdefault(name, []).append(row | said)


@dataclass(frozen=True, slots=True)
class Roster:
    """What a school's zips are made of. `bulk_day` is the day for which the bulk stands; who came later is in the delta."""

    urn: int
    name: str
    version: str
    bulk_day: dt.date
    changed: dt.datetime
    records: pa.Table
    enrolments: pa.Table
    members: pa.Table
    teachers: pa.Table
    staff: pa.Table

    def bundle(self) -> Bundle:
        """Work out every row."""
        made = Bundle(self.version)
        self._orgs(made)
        classes = self._classes(made)
        self._children(made)
        self._adults(made)
        self._enrolled(made, classes)
        return made

    @property
    def _org(self) -> str:
        return f"org-{self.urn}"

    def _orgs(self, made: Bundle) -> None:
        made.add("orgs", {"sourcedId": _TRUST, "name": "The trust", "type": "district"})
        school = {"name": self.name, "type": "school", "identifier": str(self.urn), "parentSourcedId": _TRUST}
        made.add("orgs", {"sourcedId": self._org, **school})

    def _classes(self, made: Bundle) -> dict[str, str]:
        """Write years, courses and classes; return the sourcedId of each class by name."""
        rows = self.members.select(["class_name", "kind", "subject", "year_group", "start_date"]).to_pylist()
        first: dict[str, dict[str, Any]] = {}
        years: dict[str, set[int]] = {}
        for row in rows:
            first.setdefault(row["class_name"], row)
            years.setdefault(row["class_name"], set()).add(AcademicYear.of(row["start_date"]).end)
        for end in sorted(set().union(*years.values())):
            year = AcademicYear(end)
            span = {"startDate": year.first_day.isoformat(), "endDate": year.last_day.isoformat()}
            title = f"{end - 1}/{end % 100:02d}"
            made.add(
                "academicSessions",
                {"sourcedId": f"ay-{end}", "title": title, "type": "schoolYear", **span, "schoolYear": str(end)},
            )
        for subject in sorted({_subject(row) for row in first.values()}):
            course = {
                "title": subject,
                "orgSourcedId": self._org,
                "subjects": "" if subject == "Registration" else subject,
            }
            made.add("courses", {"sourcedId": _course(subject), **course})
        ids = {name: f"cls-{number}" for number, name in enumerate(sorted(first), start=1)}
        for name, number in ids.items():
            made.add("classes", self._class(number, first[name], years[name]))
        return ids

    def _class(self, number: str, row: Mapping[str, Any], years: Iterable[int]) -> Row:
        return {
            "sourcedId": number,
            "title": row["class_name"],
            "grades": grade(row["year_group"]),
            "courseSourcedId": _course(_subject(row)),
            "classType": "homeroom" if row["kind"] == "registration" else "scheduled",
            "schoolSourcedId": self._org,
            "termSourcedIds": ",".join(f"ay-{end}" for end in sorted(years)),
            "subjects": row["subject"] or "",
        }

    def _children(self, made: Bundle) -> None:
        spells: dict[str, list[dict[str, Any]]] = {}
        for spell in self.enrolments.to_pylist():
            spells.setdefault(spell["person"], []).append(spell)
        latest = {row["person"]: row for row in sorted(self.records.to_pylist(), key=lambda row: row["as_of"])}
        for position, (person, row) in enumerate(latest.items()):
            came = min((spell["entry_date"] for spell in spells.get(person, [])), default=dt.date.min)
            user, born = self._child(row), _demographics(row)
            roles = list(_roles(user["sourcedId"], self._org, spells.get(person, ())))
            if came > self.bulk_day:
                made.later("users", user, self.changed)
                made.later("demographics", born, self.changed)
                for role in roles if self.version == "1.2" else ():
                    made.later("roles", role, self.changed)
                continue
            corrected = bool(position % _CORRECTED == 0 and user["middleName"])
            made.add("users", user | {"middleName": ""} if corrected else user)
            if corrected:
                made.later("users", user, self.changed)
            made.add("demographics", born)
            for role in roles if self.version == "1.2" else ():
                made.add("roles", role)

    def _child(self, row: Mapping[str, Any]) -> Row:
        number = sourced_id(row["person"])
        ids = [f"{{{kind}:{row[column]}}}" for kind, column in (("UPN", "upn"), ("ULN", "uln")) if row[column]]
        user = {
            "sourcedId": number,
            "enabledUser": "false" if row["leaving_date"] else "true",
            "username": f"u{number}",
            "userIds": ",".join(ids),
            "givenName": row["forename"] or "",
            "familyName": row["surname"] or "",
            "middleName": row["middle_names"] or "",
            "identifier": number,
            "grades": grade(row["year_group"]),
        }
        return user | self._of_version(row.get("preferred_forename"), row.get("preferred_surname"), "student")

    def _of_version(self, forename: str | None, surname: str | None, role: str) -> Row:
        if self.version == "1.1":
            return {"orgSourcedIds": self._org, "role": role}
        preferred = {"preferredGivenName": forename or "", "preferredFamilyName": surname or ""}
        return preferred | {"primaryOrgSourcedId": self._org}

    def _adults(self, made: Bundle) -> None:
        for row in self.staff.to_pylist():
            number, role = sourced_id(row["staff"]), _staff_role(row["role"])
            user = {
                "sourcedId": number,
                "enabledUser": "false" if row["end_date"] else "true",
                "username": f"u{number}",
                "givenName": row["forename"] or "",
                "familyName": row["surname"],
                "identifier": number,
                "email": row["email"] or "",
            }
            user |= self._of_version(None, None, role)
            if self.version == "1.2":
                user["metadata.title"] = row["title"] or ""
                span = {"beginDate": _iso(row["start_date"]), "endDate": _iso(row["end_date"])}
                made.add(
                    "roles",
                    {
                        "sourcedId": f"rol-{number}",
                        "userSourcedId": number,
                        "roleType": "primary",
                        "role": role,
                        **span,
                        "orgSourcedId": self._org,
                    },
                )
            made.add("users", user)

    def _enrolled(self, made: Bundle, classes: Mapping[str, str]) -> None:
        names = sorted(classes)
        for position, row in enumerate(
            self.members.select(["person", "class_name", "start_date", "end_date"]).to_pylist()
        ):
            enrolled = self._enrolment(
                f"enr-{position + 1}", row, classes[row["class_name"]], "student", sourced_id(row["person"])
            )
            if row["start_date"] > self.bulk_day:
                made.later("enrollments", enrolled, self.changed)
                continue
            made.add("enrollments", enrolled)
            if position % _MISPLACED == 0:
                other = classes[names[(names.index(row["class_name"]) + 1) % len(names)]]
                wrong = enrolled | {"sourcedId": f"enr-{position + 1}-x", "classSourcedId": other}
                made.add("enrollments", wrong)
                made.later("enrollments", wrong, self.changed, gone=True)
        for position, row in enumerate(self.teachers.to_pylist()):
            if row["class_name"] in classes:
                role = "aide" if row["role"] == "teaching assistant" else "teacher"
                made.add(
                    "enrollments",
                    self._enrolment(
                        f"ent-{position + 1}", row, classes[row["class_name"]], role, sourced_id(row["staff"])
                    ),
                )

    def _enrolment(self, number: str, row: Mapping[str, Any], in_class: str, role: str, who: str) -> Row:
        return {
            "sourcedId": number,
            "classSourcedId": in_class,
            "schoolSourcedId": self._org,
            "userSourcedId": who,
            "role": role,
            "primary": "true" if role == "teacher" else "false",
            "beginDate": _iso(row["start_date"]),
            "endDate": _iso(row["end_date"]),
        }


def sourced_id(person: str) -> str:
    """Return the number by which the school's system knows somebody."""
    return person.partition(" ")[2]


def grade(year_group: str | None) -> str:
    """Write a National Curriculum year in the vocabulary of OneRoster: KG for Reception, PK for nursery, else two digits.

    >>> grade("R"), grade("N2"), grade("4")
    ('KG', 'PK', '04')
    """
    if not year_group:
        return ""
    return {"R": "KG", "N1": "PK", "N2": "PK"}.get(year_group) or year_group.zfill(2)


def zip_bytes(bundle: Bundle, *, delta: bool, made: dt.datetime) -> bytes:
    """Return the zip of a bundle, files at its root, with the same bytes whenever it is made."""
    rows = bundle.delta if delta else bundle.bulk
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in [("manifest", _manifest(bundle.version, rows, delta)), *_files(bundle.version, rows)]:
            entry = zipfile.ZipInfo(f"{name}.csv", date_time=made.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=3)
    return buffer.getvalue()


def _manifest(version: str, rows: Mapping[str, Sequence[Row]], delta: bool) -> bytes:
    how = dict.fromkeys(rows, "delta" if delta else "bulk")
    every = sorted({*HEADERS[version], *_ABSENT[version]})
    said = [("manifest.version", "1.0"), ("oneroster.version", version)]
    said += [(f"file.{name}", how.get(name, "absent")) for name in every]
    said += [("source.systemName", "Made-up roster"), ("source.systemCode", "made-up")]
    return _csv(("propertyName", "value"), said)


def _files(version: str, rows: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, bytes]]:
    for name, headers in HEADERS[version].items():
        if name in rows:
            whole = (*_HEAD, *headers)
            _check(name, whole, rows[name])
            yield name, _csv(whole, ([row.get(header, "") for header in whole] for row in rows[name]))


def _check(name: str, headers: Sequence[str], rows: Sequence[Row]) -> None:
    unknown = set().union(*rows) - set(headers)
    if unknown:
        raise KeyError(f"{name}.csv has no header {sorted(unknown)}.")


def _csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _subject(row: Mapping[str, Any]) -> str:
    return row["subject"] or ("Registration" if row["kind"] == "registration" else row["class_name"])


def _course(subject: str) -> str:
    return "crs-" + re.sub(r"[^a-z0-9]+", "-", subject.casefold()).strip("-")


def _staff_role(role: str | None) -> str:
    words = (role or "").casefold()
    if "head" in words or "principal" in words:
        return "administrator"
    return "aide" if "assistant" in words or "support" in words else "teacher"


def _demographics(row: Mapping[str, Any]) -> Row:
    sex = _SEXES.get(row["sex"] or "", "unspecified")
    return {"sourcedId": sourced_id(row["person"]), "birthDate": _iso(row["birth_date"]), "sex": sex}


def _roles(number: str, org: str, spells: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    for count, spell in enumerate(sorted(spells, key=lambda spell: spell["entry_date"]), start=1):
        span = {"beginDate": _iso(spell["entry_date"]), "endDate": _iso(spell["leaving_date"])}
        yield {
            "sourcedId": f"rol-{number}-{count}",
            "userSourcedId": number,
            "roleType": "primary",
            "role": "student",
            **span,
            "orgSourcedId": org,
        }
