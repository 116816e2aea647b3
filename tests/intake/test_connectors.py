"""Connectors ask with patience and within bounds, keep each reply as a file, and the files are read like any other."""

from __future__ import annotations

import base64
import itertools
import json
import logging
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_up_service import Asked, Reply, Service, serving
from shared import shared

from collegiate.intake import Reading, read
from collegiate.intake.connectors import ConnectorError, client, fetch
from collegiate.intake.connectors.client import Client, secret
from collegiate.intake.connectors.oneroster_rest import RESOURCES, ROOT

URN = 900123
SECRET = "kept-quite-secret"
SECRETS = {
    "COLLEGIATE_ONEROSTER_CLIENT_ID": "collegiate",
    "COLLEGIATE_ONEROSTER_CLIENT_SECRET": SECRET,
    "COLLEGIATE_WONDE_TOKEN": SECRET,
    "COLLEGIATE_ARBOR_USER": "collegiate",
    "COLLEGIATE_ARBOR_PASSWORD": SECRET,
    "COLLEGIATE_BROMCOM_APPLICATION_ID": "collegiate",
    "COLLEGIATE_BROMCOM_APPLICATION_SECRET": SECRET,
}

ROSTER: dict[str, list[dict[str, Any]]] = {
    "orgs": [{"sourcedId": "org-1", "status": "active", "name": "Hillside", "type": "school", "identifier": str(URN)}],
    "academicSessions": [
        {"sourcedId": "ay", "title": "2025/26", "type": "schoolYear", "startDate": "2025-09-01", "endDate": "2026-08-31", "schoolYear": "2026"}
    ],
    "courses": [{"sourcedId": "crs", "title": "Mathematics", "subjects": "Mathematics", "org": {"sourcedId": "org-1"}}],
    "classes": [
        {
            "sourcedId": "cls",
            "title": "4M",
            "classType": "scheduled",
            "grade": "04",
            "course": {"sourcedId": "crs"},
            "school": {"sourcedId": "org-1"},
            "terms": [{"sourcedId": "ay"}],
        }
    ],
    "users": [
        {
            "sourcedId": f"p-{n}",
            "status": "active",
            "givenName": "Ada",
            "familyName": f"Bird{n}",
            "userIds": [{"type": "UPN", "identifier": "A801200005001"}],
            "roles": [{"roleType": "primary", "role": "student", "org": {"sourcedId": "org-1"}}],
            "grade": "04",
            "password": "open sesame",
        }
        for n in range(5)
    ]
    + [{"sourcedId": "t-1", "givenName": "Tom", "familyName": "Teach", "roles": [{"role": "teacher", "org": {"sourcedId": "org-1"}}]}],
    "demographics": [{"sourcedId": "p-0", "birthDate": "2016-02-29", "sex": "female"}],
    "enrollments": [
        {"sourcedId": "e1", "user": {"sourcedId": "p-0"}, "class": {"sourcedId": "cls"}, "school": {"sourcedId": "org-1"}, "role": "student", "beginDate": "2025-09-03"},
        {"sourcedId": "e2", "user": {"sourcedId": "t-1"}, "class": {"sourcedId": "cls"}, "school": {"sourcedId": "org-1"}, "role": "teacher", "primary": True},
    ],
}  # fmt: skip


def roster(asked: Asked) -> Reply:
    """Answer as the OneRoster description says."""
    if asked.path == "/token":
        return 200, {}, {"access_token": "a-token", "token_type": "bearer", "expires_in": 3600}
    if asked.headers.get("Authorization") != "Bearer a-token":
        return 401, {}, {}
    resource = asked.path.rsplit("/", 1)[-1]
    limit, offset = int(asked.query["limit"]), int(asked.query["offset"])
    return 200, {}, {resource: ROSTER[resource][offset : offset + limit]}


def fetched(service: Service, kind: str, folder: Path, **settings: Any) -> list[Path]:
    """Fetch from the service on this machine, without waiting between tries."""
    settings = {"urn": URN, "url": service.url, "token_url": f"{service.url}/token", "school_id": "A1", **settings}
    return fetch(kind, settings, folder, environment=SECRETS, sleep=lambda _: None)


def facts(readings: list[Reading], table: str) -> list[dict[str, Any]]:
    """The rows of a table, without what is empty."""
    rows = [row for reading in readings if table in reading.facts for row in reading.facts[table].to_pylist()]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def test_a_roster_is_fetched_page_by_page_and_read_into_facts(tmp_path: Path) -> None:
    with serving(roster) as service:
        paths = fetched(service, "oneroster", tmp_path, page_size=2)
    assert len([a for a in service.asked if a.path.endswith("/users")]) == 4
    assert len(paths) == len(service.asked) - 1
    readings = list(read([tmp_path]))
    assert [r.receipt["status"] for r in readings if r.receipt["rows_in"]] == ["kept"] * sum(
        bool(r.receipt["rows_in"]) for r in readings
    )
    assert sum(r.receipt["rows_in"] for r in readings) == sum(map(len, ROSTER.values()))
    pupils = facts(readings, "pupil_record")
    assert {p["person"] for p in pupils} == {f"{URN}/oneroster p-{n}" for n in range(5)}
    assert {p.get("birth_date") for p in pupils} == {None, date(2016, 2, 29)}
    assert {p["upn"] for p in pupils if "upn" in p} == {"A801200005001"}
    membership = facts(readings, "class_membership")
    assert [(m["person"], m["class_name"], m["start_date"]) for m in membership] == [
        (f"{URN}/oneroster p-0", "4M", date(2025, 9, 3))
    ]
    assert [t["staff"] for t in facts(readings, "class_teacher")] == [f"{URN}/oneroster t-1"]


def test_what_we_ask_for_and_read_is_what_the_published_description_has(tmp_path: Path) -> None:
    description = shared("interop", "oneroster_rest", "swagger.yml").read_text(encoding="utf-8")
    paths = set(re.findall(r"^  \"?(/[^\"\s:]+)\"?:$", description, re.M))
    assert {f"/{ROOT}/{resource}" for resource in RESOURCES} <= paths
    schemas = description[description.index("\n  schemas:") :]
    blocks = re.split(r"\n    (?=\w+:\n      properties)", schemas)[1:]
    known = {b.split(":")[0]: set(re.findall(r"\n        (\w+):\n", b)) for b in blocks}
    singular = {"orgs": "org", "academicSessions": "academicSession", "courses": "course", "classes": "class", "users": "user", "demographics": "demographic", "enrollments": "enrollment"}  # fmt: skip
    for resource, items in ROSTER.items():
        assert {name for item in items for name in item} <= known[singular[resource]], resource
    collections = set(re.findall(r"properties:\n {18}(\w+):\n {20}type: array", description))
    assert set(RESOURCES) <= collections


def test_the_token_is_asked_for_with_the_clients_name_and_secret_and_neither_is_written_or_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(roster) as service:
        paths = fetched(service, "oneroster", tmp_path)
    token = service.asked[0]
    assert base64.b64decode(token.headers["Authorization"].removeprefix("Basic ")).decode() == f"collegiate:{SECRET}"
    assert "grant_type=client_credentials" in token.body
    written = "".join(path.read_text() for path in paths)
    for hidden in (SECRET, "a-token", "open sesame"):
        assert hidden not in written
        assert hidden not in caplog.text
    assert "A801200005001" not in caplog.text
    assert all(path.stat().st_mode & 0o077 == 0 for path in paths)


def test_a_service_that_is_busy_is_asked_again_and_one_that_stays_so_is_given_up(tmp_path: Path) -> None:
    stumbles = iter([429, 503, 500])

    def busy_then_well(asked: Asked) -> Reply:
        status = 200 if asked.path == "/token" else next(stumbles, 200)
        return (status, {"Retry-After": "7"}, {}) if status != 200 else roster(asked)

    waits: list[float] = []
    with serving(busy_then_well) as service:
        settings = {"urn": URN, "url": service.url, "token_url": f"{service.url}/token"}
        fetch("oneroster", settings, tmp_path, environment=SECRETS, sleep=waits.append)
    assert waits == [7.0, 7.0, 7.0]
    waits.clear()
    with serving(lambda _: (503, {}, {})) as service, pytest.raises(ConnectorError, match=r"503.*asked 5 times"):
        settings = {"urn": URN, "url": service.url, "token_url": f"{service.url}/token"}
        fetch("oneroster", settings, tmp_path, environment=SECRETS, sleep=waits.append)
    assert len(waits) == 4
    assert all(earlier < later * 2 for earlier, later in itertools.pairwise(waits))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda _: (401, {}, {}), "does not accept"),
        (lambda _: (403, {}, {}), "does not let"),
        (lambda _: (404, {}, {}), "has nothing"),
        (lambda _: (200, {}, b"<html>"), "not JSON"),
        (lambda _: (200, {}, b"[" * 100_000), "not JSON"),
        (lambda _: (200, {}, {"data": "none"}), "no data"),
        (lambda _: (302, {"Location": "https://elsewhere.example/"}, {}), "answered 302"),
    ],
)
def test_what_a_service_says_no_with_is_told_with_what_to_do(
    answer: Callable[[Asked], Reply], words: str, tmp_path: Path
) -> None:
    with serving(answer) as service, pytest.raises(ConnectorError, match=words) as told:
        fetched(service, "wonde", tmp_path)
    assert told.value.remedy
    assert SECRET not in str(told.value)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("wonde", lambda a: (200, {}, {"data": [], "meta": {"pagination": {"more": True, "next": f"http://{a.headers['Host']}/again"}}})),
        ("oneroster", lambda a: roster(a) if a.path == "/token" else (200, {}, {"orgs": ROSTER["orgs"] * 2})),
        ("arbor", lambda a: (200, {}, {"students": [{"href": "/x", "id": "1"}] * 2})),
        ("bromcom", lambda a: (200, {}, {"success": True, "data": [{"StudentId": 1}] * 2})),
    ],
)  # fmt: skip
def test_a_service_that_sends_one_page_for_ever_is_stopped(
    kind: str, answer: Callable[[Asked], Reply], tmp_path: Path
) -> None:
    with serving(answer) as service, pytest.raises(ConnectorError, match="again and again"):
        fetched(service, kind, tmp_path, page_size=2)
    assert len(service.asked) < 5


def test_a_reply_beyond_bounds_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MOST_REPLY", 1000)
    with serving(lambda _: (200, {}, {"data": ["x" * 2000]})) as service, pytest.raises(ConnectorError, match="larger"):
        fetched(service, "wonde", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_secrets_are_never_sent_unencrypted_nor_to_another_host() -> None:
    with pytest.raises(ConnectorError, match="not https"):
        Client("http://api.example.org")
    with Client("https://api.example.org/v1") as asking, pytest.raises(ConnectorError, match="another host"):
        asking.get("https://elsewhere.example/next")


def test_a_secret_comes_from_the_environment_or_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{SECRET}\n")
    assert secret("T", {"T": SECRET}) == SECRET
    assert secret("T", {"T_FILE": str(tmp_path / "token")}) == SECRET
    for environment in ({}, {"T_FILE": str(tmp_path / "absent")}, {"T_FILE": "/dev/null"}):
        with pytest.raises(ConnectorError, match="T"):
            secret("T", environment)


def test_settings_that_lack_something_are_told_before_anything_is_asked(tmp_path: Path) -> None:
    for kind, settings, words in (
        ("simms", {}, "no connector"),
        ("wonde", {"school_id": "A1"}, "whose data"),
        ("wonde", {"urn": URN}, "school_id"),
        ("oneroster", {"urn": URN, "url": "https://x.example"}, "token_url"),
    ):
        with pytest.raises(ConnectorError, match=words):
            fetch(kind, settings, tmp_path, environment=SECRETS)


WONDE_DATE = {"date": "2016-02-29 00:00:00.000000", "timezone_type": 3, "timezone": "Europe/London"}
WONDE: dict[str, list[Any]] = {
    "students": [
        {
            "id": "A1329183376",
            "upi": "0" * 32,
            "surname": "Bird",
            "forename": "Ada",
            "legal_surname": "Byrd",
            "legal_forename": "Adelaide",
            "gender": "FEMALE",
            "date_of_birth": WONDE_DATE,
            "education_details": {"data": {"upn": "A801200005001", "current_nc_year": "4", "admission_date": {"date": "2021-09-03 00:00:00.000000"}}},
        },
        {"id": "A2", "surname": "Crow", "gender": "other", "date_of_birth": {"date": "1816-01-01 00:00:00.000000"}},
    ],
    "employees": [{"id": "E1", "surname": "Teach", "forename": "Tom"}, {"id": "E2"}],
    "classes": [{"id": "C1", "name": "4M", "subject": {"data": {"name": "Mathematics"}}, "students": {"data": [{"id": "A2"}]}, "employees": {"data": [{"id": "E1"}]}}],
    "attendance": [
        {"id": "M1", "student": "A2", "date": {"date": "2025-09-04 00:00:00.000000"}, "session": "AM", "attendance_code": {"data": {"code": "C1"}}, "minutes_late": 3},
        {"id": "M2", "student": "A2", "date": {"date": "2025-09-04 00:00:00.000000"}, "session": "PM", "attendance_code": {"data": {"code": "H"}}},
    ],
    "deletions": [{"id": "A9", "type": "student"}, {"id": "M9", "type": "attendance"}],
}  # fmt: skip


def test_wonde_is_followed_from_page_to_page_and_its_items_are_read(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Reply:
        resource = asked.path.rsplit("/", 1)[-1]
        page = int(asked.query.get("page", 1))
        more = page < len(WONDE[resource])
        following = f"http://{asked.headers['Host']}{asked.path}?page={page + 1}" if more else None
        pagination = {"next": following, "previous": None, "more": more, "per_page": 1, "current_page": page}
        return 200, {}, {"data": WONDE[resource][page - 1 : page], "meta": {"pagination": pagination}}

    with serving(answer) as service:
        fetched(service, "wonde", tmp_path)
    assert {a.headers["Authorization"] for a in service.asked} == {f"Bearer {SECRET}"}
    assert service.asked[0].query["include"].startswith("education_details")
    readings = list(read([tmp_path]))
    assert sum(r.receipt["rows_in"] for r in readings) == 9
    assert sum(r.receipt["rows_refused"] for r in readings) == 3
    ada = next(p for p in facts(readings, "pupil_record") if p["person"] == f"{URN}/wonde A1329183376")
    assert (ada["surname"], ada["preferred_surname"]) == ("Byrd", "Bird")
    assert (ada["birth_date"], ada["sex"], ada["year_group"], ada["upn"]) == (
        date(2016, 2, 29),
        "F",
        "4",
        "A801200005001",
    )
    assert [e["entry_date"] for e in facts(readings, "enrolment")] == [date(2021, 9, 3)]
    mark = facts(readings, "session_mark")
    assert [(m["day"], m["session"], m["code"], m["minutes_late"]) for m in mark] == [(date(2025, 9, 4), "AM", "C1", 3)]
    assert [p["person"] for p in facts(readings, "pupil_record") if p.get("deleted")] == [f"{URN}/wonde A9"]
    refused = [row for r in readings for row in r.refused.to_pylist()]
    assert {row["column_name"] for row in refused if not row["whole_row"]} == {"date_of_birth", "gender"}


def test_arbors_addresses_are_asked_for_once_and_a_mark_counted_otherwise_than_its_code_is_refused(
    tmp_path: Path,
) -> None:
    things: dict[str, Any] = {
        "/rest-v2/students/4711": {"student": {"id": "4711", "person": {"href": "/rest-v2/persons/8"}, "studentNumber": "17"}},
        "/rest-v2/persons/8": {"person": {"legalFirstName": "Ada", "legalLastName": "Bird", "dateOfBirth": "2016-02-29", "gender": {"code": "F"}}},
        "/rest-v2/attendance-marks/1": {"attendanceMark": {"code": "I", "isStatisticalAuthorizedAbsent": True, "isStatisticalPossibleAttendance": True}},
        "/rest-v2/attendance-marks/2": {"attendanceMark": {"code": "B", "isStatisticalUnauthorizedAbsent": True, "isStatisticalPossibleAttendance": True}},
    }  # fmt: skip
    for number, mark, hour in ((1, 1, "08"), (2, 1, "13"), (3, 2, "08")):
        things[f"/rest-v2/attendance-records/{number}"] = {
            "attendanceRecord": {"student": {"href": "/rest-v2/students/4711"}, "startDatetime": f"2025-09-0{number + 2}T{hour}:45:00", "attendanceMark": {"href": f"/rest-v2/attendance-marks/{mark}"}}
        }  # fmt: skip
    lists = {
        "students": [{"href": "/rest-v2/students/4711"}],
        "attendance-records": [{"href": f"/rest-v2/attendance-records/{n}"} for n in (1, 2, 3)],
    }

    def answer(asked: Asked) -> Reply:
        resource = asked.path.rsplit("/", 1)[-1]
        return 200, {}, things[asked.path] if asked.path in things else {resource: lists[resource]}

    with serving(answer) as service:
        fetched(service, "arbor", tmp_path)
    assert service.asked[0].headers["Authorization"].startswith("Basic ")
    assert [a.path for a in service.asked].count("/rest-v2/attendance-marks/1") == 1
    readings = list(read([tmp_path]))
    pupil = facts(readings, "pupil_record")
    assert [(p["person"], p["surname"], p["sex"]) for p in pupil] == [(f"{URN}/arbor 4711", "Bird", "F")]
    marks = facts(readings, "session_mark")
    assert [(m["day"], m["session"], m["code"]) for m in marks] == [
        (date(2025, 9, 3), "AM", "I"),
        (date(2025, 9, 4), "PM", "I"),
    ]
    refused = [row["reason"] for reading in readings for row in reading.refused.to_pylist()]
    assert len(refused) == 1
    assert "counts the mark as unauthorised absence" in refused[0]


def test_bromcoms_spaces_and_its_weeks(tmp_path: Path) -> None:
    student = {"StudentId": 4711, "FirstName": "Ada ", "LastName": "Bird ", "GenderCode": "F ", "DateOfBirth": "2016-02-29T00:00:00", "Upn": "A801200005001 ", "YearGroup": "Year 4 ", "PremiumPupilFlag": True, "Contact1Name": "Mary Ann Bird ", "Contact1ParentalResponsibility": "Y "}  # fmt: skip
    nobody = {"StudentId": 4712, "LastName": "Crow ", "DateOfBirth": "1900-01-02T00:00:00"}

    def answer(asked: Asked) -> Reply:
        if not (asked.headers["Applicationid"] == "collegiate" and asked.headers["Applicationsecret"] == SECRET):
            return 401, {}, {}
        entity, wanted = asked.path.rsplit("/", 1)[-1], asked.query["entityFilter"]
        week = (
            {"StudentId": 4711, "MonAM": "/ ", "MonPM": "\\ ", "TueAM": "H ", "WedAM": "  "}
            if "2025-09-10" in wanted
            else None
        )
        data = {"StudentFlatView": [student, nobody], "Staff": [{"StaffId": 1, "LastName": "Teach "}]}.get(
            entity, [week] if week else []
        )
        return 200, {}, {"success": True, "data": data if "{page:0}" in wanted else []}

    with serving(answer) as service:
        fetched(service, "bromcom", tmp_path, first_day="2025-09-03", last_day="2025-09-12")
    readings = list(read([tmp_path]))
    pupils = {p["person"]: p for p in facts(readings, "pupil_record")}
    assert pupils[f"{URN}/bromcom 4711"]["surname"] == "Bird"
    assert pupils[f"{URN}/bromcom 4711"]["year_group"] == "4"
    assert "birth_date" not in pupils[f"{URN}/bromcom 4712"]
    assert [(c["forename"], c["surname"], c["responsibility"]) for c in facts(readings, "contact")] == [
        ("Mary Ann", "Bird", True)
    ]
    marks = facts(readings, "session_mark")
    assert [(m["day"], m["session"], m["code"]) for m in marks] == [
        (date(2025, 9, 8), "AM", "/"),
        (date(2025, 9, 8), "PM", "\\"),
    ]
    assert [r["column_name"] for reading in readings for r in reading.refused.to_pylist()] == ["TueAM"]


def test_changes_alone_wait_until_everything_was_fetched_once(tmp_path: Path) -> None:
    with serving(roster) as service:
        fetched(service, "oneroster", tmp_path / "changes", updated_after="2026-01-01", resources=["users"])
        assert "dateLastModified>'2026-01-01'" in service.asked[-1].query["filter"]
        waiting = list(read([tmp_path]))
        assert {r.receipt["status"] for r in waiting} == {"waiting"}
        assert all("without updated_after" in r.receipt["question"] and not r.facts for r in waiting)
        fetched(service, "oneroster", tmp_path / "all")
    assert {r.receipt["status"] for r in read([tmp_path])} == {"kept"}


def test_a_page_of_another_school_and_a_damaged_page_are_refused_with_reason(tmp_path: Path) -> None:
    with serving(roster) as service:
        paths = fetched(service, "oneroster", tmp_path)
    (tmp_path / "collegiate.toml").write_text("[school]\nurn = 900999\n")
    readings = list(read([tmp_path]))
    assert {r.receipt["status"] for r in readings} == {"refused"}
    assert all("wrong school" in r.receipt["how"] and not r.facts for r in readings)
    (tmp_path / "collegiate.toml").unlink()
    paths[0].write_bytes(paths[0].read_bytes()[:-40])
    paths[1].write_text(json.dumps({"collegiate-page": "oneroster", "items": {}}))
    damaged = [r for r in read([tmp_path]) if r.original in paths[:2]]
    assert all("The page of a reply is damaged" in r.receipt["how"] for r in damaged)
    assert len(damaged) == 2
