"""A bundle's files become facts, each with its own receipt; a manifest that lies is told; changes wait for what they change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from adding_up import adds_up
from roster_files import FILES_12, HEAD, bundle
from shared import shared

from collegiate.intake import Reading, read
from collegiate.intake.oneroster.words import clock_of, kind_of, year_group_of

CHANGES = {
    "users": f"{HEAD},enabledUser,username,userIds,givenName,familyName,grades,primaryOrgSourcedId\n"
    "p-1,active,2026-02-01T09:30:00.000Z,true,,{UPN:A801200005001},Ada,Byrd,04,org-1\n"
    "p-2,tobedeleted,2026-02-01T09:31:00.000Z,,,,,,,\n",
    "enrollments": f"{HEAD},classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
    "e-2,tobedeleted,2026-02-01T09:31:00.000Z,,,,,,,\n",
}
DELTA = {"users": "delta", "enrollments": "delta"}


def taken(folder: Path) -> dict[str, Reading]:
    """Read a folder's bundles, by file."""
    found = {reading.receipt["file"]: reading for reading in read([folder])}
    for reading in found.values():
        adds_up(reading)
    return found


def rows(readings: dict[str, Reading], table: str) -> list[dict[str, Any]]:
    """The rows of a table, without what is empty."""
    found = [row for r in readings.values() if table in r.facts for row in r.facts[table].to_pylist()]
    return [{k: v for k, v in row.items() if v is not None} for row in found]


def test_a_bundle_is_read_file_by_file_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    bundle(tmp_path / "oneroster-1.2-bulk-2026-01-09.zip", FILES_12)
    found = taken(tmp_path)
    assert len(found) == len(FILES_12) + 1
    assert {r.receipt["status"] for r in found.values()} == {"kept"}
    assert {r.receipt["source"] for r in found.values()} == {"oneroster"}
    assert {r.receipt["sent_at"] for r in found.values()} == {"2026-01-09T00:00:00"}
    assert {r.receipt["people"] for r in found.values()} == {True}
    assert found["oneroster-1.2-bulk-2026-01-09.zip/users.csv"].receipt["rows_in"] == 4


def test_people_classes_and_results_of_a_bundle(tmp_path: Path) -> None:
    bundle(tmp_path / "oneroster-1.2-bulk-2026-01-09.zip", FILES_12)
    found = taken(tmp_path)
    ada, born = [p for p in rows(found, "pupil_record") if p["person"] == "900101/oneroster p-1"]
    assert (ada["upn"], ada["uln"], ada["surname"], ada["preferred_forename"], ada["middle_names"]) == (
        "A801200005001",
        "1000000043",
        "Bird",
        "Addie",
        "May",
    )
    assert (ada["year_group"], ada["urn"], ada["as_of"], ada["line"]) == ("4", 900101, date(2026, 1, 9), 2)
    assert (born["birth_date"], born["sex"]) == (date(2016, 2, 29), "F")
    spells = {(s["person"], s["entry_date"], s.get("leaving_date")) for s in rows(found, "enrolment")}
    assert spells == {
        ("900101/oneroster p-1", date(2021, 9, 3), None),
        ("900101/oneroster p-2", date(2025, 9, 3), date(2026, 2, 13)),
    }
    members = {(m["class_name"], m["kind"], m.get("subject"), m["start_date"]) for m in rows(found, "class_membership")}
    assert members == {
        ("4M", "teaching", "Mathematics", date(2025, 9, 3)),
        ("4B", "registration", None, date(2025, 9, 1)),
    }
    (teacher,) = rows(found, "class_teacher")
    assert (teacher["class_name"], teacher["staff"], teacher["role"]) == ("4M", "900101/oneroster t-1", "teacher")
    assert {(s["surname"], s.get("title"), s["role"]) for s in rows(found, "staff_member")} == {
        ("Teach", "Mr", "tutor"),
        ("Teach", None, "tutor"),
    }
    (mother,) = rows(found, "contact")
    assert (mother["person"], mother["forename"], mother["order"], mother["email"]) == (
        "900101/oneroster p-1",
        "Mary",
        1,
        "mary@example.org",
    )
    scored, excused = rows(found, "result")
    assert (scored["subject"], scored["component"], scored["value"], scored["period"]) == (
        "Mathematics",
        "Fractions",
        17.5,
        2026,
    )
    assert (excused.get("value"), excused["code"]) == (None, "exempt")


def test_passwords_are_neither_kept_nor_repeated_and_other_columns_are_named(tmp_path: Path) -> None:
    broken = (
        FILES_12["users"].replace("p-2,,,true", ",,,true").replace("Ben,Crow,,p-2,,,KG,", "Ben,Crow,,p-2,,,KG,hunter3")
    )
    bundle(tmp_path / "b.zip", FILES_12 | {"users": broken})
    users = taken(tmp_path)["b.zip/users.csv"]
    assert users.receipt["columns_unused"] == "enabledUser | username | metadata.house"
    (refused,) = [r for r in users.refused.to_pylist() if r["whole_row"]]
    assert "Crow" in refused["row_text"]
    assert "hunter" not in str(users.refused.to_pylist()) + str({n: t.to_pylist() for n, t in users.facts.items()})


def test_version_one_point_one_has_roles_with_its_users(tmp_path: Path) -> None:
    files = {name: FILES_12[name] for name in ("orgs", "academicSessions", "classes", "courses")}
    files["users"] = (
        f'{HEAD},enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,identifier,grades\np-1,,,true,"org-1,trust",student,,,Ada,Bird,A801200005001,10\nt-1,,,true,org-1,aide,,,Tom,Teach,,\n'
    )
    bundle(tmp_path / "b.zip", files, version="1.1")
    found = taken(tmp_path)
    (ada,) = rows(found, "pupil_record")
    assert (ada["person"], ada["upn"], ada["year_group"]) == ("900101/oneroster p-1", "A801200005001", "10")
    assert rows(found, "staff_member")[0]["role"] == "aide"


def test_a_manifest_that_lies_is_told_line_by_line(tmp_path: Path) -> None:
    bundle(
        tmp_path / "b.zip",
        {n: t for n, t in FILES_12.items() if n != "results"},
        {"results": "bulk", "roles": "absent", "orgs": "perhaps"},
    )
    found = taken(tmp_path)
    told = {(r["row_text"], r["reason"].split(",")[0]) for r in found["b.zip/manifest.csv"].refused.to_pylist()}
    assert told == {
        ("file.results,bulk", "The manifest promises results.csv (bulk)"),
        ("file.roles,absent", "The manifest says that roles.csv is absent"),
        ("file.orgs,perhaps", "It is none of absent"),
    }
    assert "the manifest says absent of this file" in found["b.zip/roles.csv"].receipt["how"]
    assert found["b.zip/roles.csv"].receipt["rows_kept"] == 4


def test_a_bundle_without_a_manifest_is_known_by_its_files_and_read_as_whole(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for name, content in FILES_12.items():
            archive.writestr(f"export/{name}.csv", content)
    found = taken(tmp_path)
    assert {r.receipt["source"] for r in found.values()} == {"oneroster"}
    assert all("no manifest.csv" in r.receipt["how"] for r in found.values())


def test_changes_wait_until_the_bulk_they_change_is_in_the_build(tmp_path: Path) -> None:
    bundle(tmp_path / "delta.zip", CHANGES, DELTA)
    waiting = taken(tmp_path)
    users = waiting["delta.zip/users.csv"]
    assert (users.receipt["status"], users.receipt["rows_kept"], users.facts) == ("waiting", 0, {})
    assert "bulk" in users.receipt["question"]
    bundle(tmp_path / "oneroster-1.2-bulk-2026-01-09.zip", FILES_12)
    found = taken(tmp_path)
    assert {r.receipt["status"] for r in found.values()} == {"kept"}
    changed = found["delta.zip/users.csv"]
    assert (
        changed.receipt["sent_at"]
        == "2026-02-01T09:31:00"
        > found["oneroster-1.2-bulk-2026-01-09.zip/users.csv"].receipt["sent_at"]
    )
    corrected, gone = changed.facts["pupil_record"].to_pylist()
    assert (corrected["person"], corrected["surname"], corrected["deleted"]) == ("900101/oneroster p-1", "Byrd", None)
    assert (gone["person"], gone["surname"], gone["deleted"]) == ("900101/oneroster p-2", "Crow", True)
    (membership,) = found["delta.zip/enrollments.csv"].facts["class_membership"].to_pylist()
    assert (membership["class_name"], membership["start_date"], membership["deleted"]) == ("4B", date(2025, 9, 1), True)


def test_a_bulk_of_another_school_is_not_the_one_that_changes_change(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    bundle(tmp_path / "one" / "bulk.zip", FILES_12)
    bundle(tmp_path / "two" / "delta.zip", CHANGES | {"orgs": FILES_12["orgs"].replace("900101", "900102")}, DELTA)
    assert taken(tmp_path)["two/delta.zip/users.csv"].receipt["status"] == "waiting"


def test_a_clock_that_goes_backwards_is_told(tmp_path: Path) -> None:
    bundle(tmp_path / "oneroster-1.2-bulk-2026-06-09.zip", FILES_12)
    bundle(tmp_path / "delta.zip", CHANGES, DELTA)
    users = taken(tmp_path)["delta.zip/users.csv"]
    assert users.receipt["status"] == "kept"
    assert "clock goes backwards" in users.receipt["how"]


def test_a_bundle_of_another_school_than_the_folders_is_refused(tmp_path: Path) -> None:
    bundle(tmp_path / "b.zip", FILES_12)
    (tmp_path / "collegiate.toml").write_text("[school]\nurn = 900777\n")
    users = taken(tmp_path)["b.zip/users.csv"]
    assert (users.receipt["status"], users.receipt["rows_refused"]) == ("refused", 4)
    assert "wrong school" in users.refused["reason"][0].as_py()


def test_rows_that_refer_to_nobody_and_ids_that_stand_twice_are_refused(tmp_path: Path) -> None:
    lines = (
        FILES_12["enrollments"]
        + "e-9,,,cls-1,org-1,nobody,student,,2025-09-03,\ne-8,,,no-class,org-1,p-1,student,,2025-09-03,\ne-1,,,cls-2,org-1,p-1,student,,2025-09-03,\n"
    )
    bundle(
        tmp_path / "b.zip",
        FILES_12 | {"enrollments": lines, "userProfiles": f"{HEAD},userSourcedId,password\nup,,,p-1,hunter4\n"},
    )
    found = taken(tmp_path)
    reasons = [r["reason"] for r in found["b.zip/enrollments.csv"].refused.to_pylist()]
    assert ["users.csv" in reasons[0], "classes.csv" in reasons[1], "line 2" in reasons[2]] == [True] * 3
    profiles = found["b.zip/userProfiles.csv"]
    assert profiles.receipt["status"] == "refused"
    assert "hunter" not in str(profiles.refused.to_pylist())


@pytest.mark.parametrize("name", ["Test_full_data_set.zip", "Test_minimal_data_set.zip"])
def test_the_public_samples_are_read_once_the_manifest_says_whose_they_are(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(shared("interop", "oneroster_moodle", name).read_bytes())
    assert {r.receipt["status"] for f, r in taken(tmp_path).items() if "manifest" not in f} == {"waiting"}
    (tmp_path / "collegiate.toml").write_text("[school]\nurn = 900101\n")
    found = taken(tmp_path)
    assert sum(r.receipt["rows_in"] for r in found.values()) == 37
    assert len(rows(found, "pupil_record")) == 3
    assert len(rows(found, "class_membership")) == 4
    assert {c["class_name"] for c in rows(found, "class_teacher")} == {"Introduction to Physics", "History - 2"}


def test_the_words_of_the_format() -> None:
    assert [year_group_of(g) for g in ("04", "13", "KG", "R", "N2", "PK", "04,05", "", "Other")] == [
        "4",
        "13",
        "R",
        "R",
        "N2",
        None,
        None,
        None,
        None,
    ]
    assert [kind_of(r) for r in ("student", "ext:pupil", "guardian", "teacher", "ext:mentor")] == [
        "pupil",
        "pupil",
        "family",
        "staff",
        "staff",
    ]
    assert [clock_of(c) for c in ("2023-05-01T18:25:43.511Z", "2023-05-01", "", "soon", "2023-02-31")] == [
        "2023-05-01T18:25:43",
        "2023-05-01T00:00:00",
        "",
        "",
        "",
    ]
