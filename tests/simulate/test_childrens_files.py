"""What each school sends, read back by plain readers, is what is true of its children."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pyarrow.compute as pc
import pytest
from delivered import PERSON, Delivery, csv_rows, six_academies, transfer_file, zip_rows

SIX = ("sims", "arbor", "bromcom", "oneroster", "ctf")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    return Delivery.write(tmp_path_factory.mktemp("clean"), six_academies(), faults=False)


def of_school(sent: Delivery, table: str, urn: int) -> list[dict]:
    facts = sent.trust.facts[table]
    return facts.filter(pc.equal(facts["urn"], urn)).to_pylist()


def test_every_school_says_who_it_is_and_when_each_file_was_sent(sent: Delivery) -> None:
    for school in sent.trust.schools:
        folder = sent.folders[school.urn]
        manifest = sent.manifest(folder)
        assert manifest["school"] == {"urn": school.urn, "system": school.system}
        there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and "ctf" not in p.parts}
        assert set(manifest["files"]) == there - {"collegiate.toml"}
        assert all(
            re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d", said["sent"]) for said in manifest["files"].values()
        )


@pytest.mark.parametrize("system", SIX)
def test_marks_read_back_are_the_marks(sent: Delivery, system: str) -> None:
    urn = sent.urn(system)
    upns = {row["person"]: row["upn"] for row in of_school(sent, "pupil_record", urn)}
    period, table = next((p, t) for u, p, t in sent.trust.marks() if u == urn and p == 2026)
    name = f"marks-{period - 1}-{period % 100}.csv"
    person, day, session, code, late = csv_rows((sent.folders[urn] / name).read_bytes())[0]
    assert person == PERSON[system]
    found = [
        (sent.name(urn, row[person]), sent.day(urn, row[day]), row[session].strip(), row[code].strip(), row[late])
        for row in csv_rows((sent.folders[urn] / name).read_bytes())
    ]
    wanted = [
        (
            f"upn {upns[m['person']]}" if system == "ctf" else m["person"],
            m["day"],
            m["session"],
            m["code"],
            "" if m["minutes_late"] is None else str(m["minutes_late"]),
        )
        for m in table.to_pylist()
    ]
    assert found == wanted


@pytest.mark.parametrize("system", SIX)
def test_pupils_read_back_are_the_pupils(sent: Delivery, system: str) -> None:
    urn = sent.urn(system)
    names = {
        "sims": ("Forename", "Surname", "UPN", "DOB", "Year", "Date of Leaving"),
        "arbor": ("First name", "Last name", "UPN", "Date of birth", "Year group", "Enrolled until"),
        "bromcom": ("FirstName", "LastName", "Upn", "DateOfBirth", "YearGroup", "LeavingDate"),
    }.get(system, ("Forename", "Surname", "UPN", "Birth date", "Year group", "Leaving date"))
    words = {"N2": "Nursery 2", "R": "Reception"}
    spoken = system in ("arbor", "bromcom")
    found = {
        (*(row[n].strip() for n in names[:3]), sent.day(urn, row[names[3]]), row[names[4]].strip(), sent.day(urn, row[names[5]]))
        for row in sent.rows(urn, "pupils")
    }  # fmt: skip
    wanted = {
        (
            r["forename"],
            r["surname"],
            r["upn"],
            r["birth_date"],
            words.get(r["year_group"], f"Year {r['year_group']}") if spoken else r["year_group"],
            r["leaving_date"],
        )
        for r in of_school(sent, "pupil_record", urn)
    }
    assert found == wanted


def test_a_system_with_trailing_spaces_and_numbers_writes_them(sent: Delivery) -> None:
    row = next(iter(sent.rows(sent.urn("bromcom"), "pupils")))
    assert row["FirstName"].endswith(" ")
    assert row["StudentId"].isdigit()
    assert re.fullmatch(r"[1-9]\d?/[1-9]\d?/\d{4}", row["DateOfBirth"])


def test_a_childs_number_keeps_its_leading_zeros(sent: Delivery) -> None:
    assert all(re.fullmatch(r"0\d{5}", row["Adno"]) for row in sent.rows(sent.urn("sims"), "pupils"))


def test_every_fact_is_told_once(sent: Delivery) -> None:
    in_downloads = Counter()
    for path in (sent.folder / "giap").glob("*.tab"):
        for row in csv_rows(path.read_bytes(), "\t"):
            urn = next((int(cell) for header, cell in row.items() if header.endswith("URN") and cell), 0)
            in_downloads[urn] += results_in(path.name, row)
    for school in sent.trust.schools:
        found = sent.rows_in_files(school.urn)
        if school.system == "oneroster":
            in_zips = {"class_membership", "class_teacher", "staff_member"}
            assert all(found[name] == 0 for name in in_zips)
        else:
            in_zips = set()
        found["result"] += in_downloads[school.urn]
        for table, facts in sent.trust.facts.items():
            wanted = pc.sum(pc.equal(facts["urn"], school.urn)).as_py() or 0
            assert table in in_zips or found[table] == wanted, (school.system, table)


def results_in(name: str, row: dict[str, str]) -> int:
    """How many results a row of a download holds."""
    kinds = {
        "Phonics": ["Phonics_PHONICS_MARK"],
        "MTC": ["FormMark"],
        "KS2": ["READSCORE", "MATSCORE", "GPSSCORE", "WRITTAOUTCOME"],
        "KS4": ["KS4_ATT8", *(f"KS4_AP{s}_91" for s in ("ENG", "MAT", "COMBSCI", "ART", "PE"))],
        "EYFSP": ["FSP_GLD", *(header for header in row if re.fullmatch(r"FSP_[A-Z]{3}_E\d\d", header))],
    }
    return sum(bool(row[header]) for header in kinds.get(name.split("_")[0], []))


@pytest.mark.parametrize(("number", "version"), [(0, "1.2"), (1, "1.1")])
def test_a_bulk_and_its_delta_are_the_school(sent: Delivery, number: int, version: str) -> None:
    urn = [s.urn for s in sent.trust.schools if s.system == "oneroster"][number]
    bulk, delta = (zip_rows(p) for p in sorted(sent.folders[urn].glob("oneroster-*.zip")))
    said = {row["propertyName"]: row["value"] for row in bulk.pop("manifest")}
    assert said["oneroster.version"] == version
    assert set(bulk) == {key.removeprefix("file.") for key, how in said.items() if how == "bulk"}
    delta.pop("manifest")
    assert all(not row["status"] and not row["dateLastModified"] for rows in bulk.values() for row in rows)
    assert all(row["status"] and row["dateLastModified"] for rows in delta.values() for row in rows)
    now = {name: {row["sourcedId"]: row for row in rows} for name, rows in bulk.items()}
    for name, rows in delta.items():
        for row in rows:
            if row["status"] == "tobedeleted":
                del now[name][row["sourcedId"]]
            else:
                now[name][row["sourcedId"]] = row
    records, staff = of_school(sent, "pupil_record", urn), of_school(sent, "staff_member", urn)
    assert len(now["users"]) == len(records) + len(staff)
    for record in records:
        user = now["users"][record["person"].partition(" ")[2]]
        assert (user["givenName"], user["familyName"], user["middleName"]) == (
            record["forename"], record["surname"], record["middle_names"] or "",
        )  # fmt: skip
        assert f"{{UPN:{record['upn']}}}" in user["userIds"]
        assert now["demographics"][user["sourcedId"]]["birthDate"] == record["birth_date"].isoformat()
    titles = {row["sourcedId"]: row["title"] for row in now["classes"].values()}
    enrolled = Counter(
        (titles[row["classSourcedId"]], row["userSourcedId"], row["beginDate"])
        for row in now["enrollments"].values()
        if row["role"] == "student"
    )
    assert enrolled == Counter(
        (row["class_name"], row["person"].partition(" ")[2], row["start_date"].isoformat())
        for row in of_school(sent, "class_membership", urn)
    )
    taught = sum(row["role"] != "student" for row in now["enrollments"].values())
    assert taught == len(of_school(sent, "class_teacher", urn))
    assert all(row["schoolYear"] == row["endDate"][:4] for row in now["academicSessions"].values())
    assert ("roles" in now) is (version == "1.2")


def test_a_transfer_file_follows_each_child_who_moved(sent: Delivery) -> None:
    laestabs = {school.urn: f"{school.laestab:07d}" for school in sent.trust.schools}
    seen = 0
    for urn, folder in sent.folders.items():
        for path in (folder / "ctf").glob("*.xml"):
            root = transfer_file(path)
            source = int(root.findtext("Header/SourceSchool/URN"))
            name = rf"{laestabs[source]}_CTF_{laestabs[urn]}_\d{{3}}\.xml"
            assert re.fullmatch(name, path.name)
            sent_at = root.findtext("Header/DateTime")
            assert sent.manifest(folder / "ctf")["files"][path.name]["sent"] == sent_at
            start = int(root.findtext("Header/SourceSchool/AcademicYear"))
            assert root.findtext("Header/CTFversion") == f"{start - 2000}.0"
            upns = {r["upn"]: r for r in of_school(sent, "pupil_record", source)}
            for pupil in root.iter("Pupil"):
                record = upns[pupil.findtext("UPN")]
                assert pupil.findtext("DOB") == record["birth_date"].isoformat()
                assert record["leaving_date"].isoformat() < sent_at
                seen += 1
    assert seen >= 10


def test_a_transfer_file_holds_the_marks_of_the_school_that_was_left(sent: Delivery) -> None:
    path = next(iter(sorted(sent.folder.glob("schools/*/ctf/*.xml"))))
    root = transfer_file(path)
    source = int(root.findtext("Header/SourceSchool/URN"))
    people = {r["upn"]: r["person"] for r in of_school(sent, "pupil_record", source)}
    for pupil in root.iter("Pupil"):
        year = pupil.find("Attendance/YearData")
        marks = re.findall(r"[A-Z/\\#-]\d?", year.findtext("AttendSessions/AttendanceMarks"))
        period = int(year.findtext("Year")) + 1
        table = next(t for u, p, t in sent.trust.marks() if (u, p) == (source, period))
        own = table.filter(pc.equal(table["person"], people[pupil.findtext("UPN")])).to_pylist()
        assert [m for m in marks if m not in "#-"] == [m["code"] for m in own if m["code"] != "#"]
        counted = sum(int(year.findtext(f"Sessions{kind}")) for kind in ("Attended", "Authorised", "Unauthorised"))
        assert counted == int(year.findtext("SessionsPossible")) <= len(own)


def test_downloads_have_the_publishers_columns_and_the_childrens_results(sent: Delivery) -> None:
    scores = {}
    for path in sorted((sent.folder / "giap").glob("KS2_*.tab")):
        rows = csv_rows(path.read_bytes(), "\t")
        assert len(rows[0]) == 151
        scores |= {(row["UPN"], int(row["URN"])): row["READSCORE"] for row in rows}
    records = {r["person"]: r["upn"] for r in sent.trust.facts["pupil_record"].to_pylist()}
    wanted = {
        (records[r["person"]], r["urn"]): f"{r['value']:g}"
        for r in sent.trust.facts["result"].to_pylist()
        if (r["stage"], r["subject"], r["component"]) == ("KS2", "READ", "scaled_score")
    }
    assert scores == wanted
    assert wanted


def test_a_comma_in_a_name_shifts_the_row_of_the_comma_file_alone(sent: Delivery) -> None:
    said = {(entry["file"], entry["line"]) for entry in sent.truth["unquoted_commas"]}
    long = set()
    for path in (sent.folder / "giap").glob("*.csv"):
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        cells = lines[0].count(",")
        long |= {(f"giap/{path.name}", n) for n, line in enumerate(lines, start=1) if line.count(",") != cells}
    assert long == said
    assert said


def test_no_file_is_called_after_a_child(sent: Delivery) -> None:
    records = sent.trust.facts["pupil_record"]
    names = " ".join(p.name for p in sent.folder.rglob("*"))
    assert not re.search(r"[A-HJ-NP-RT-Z]\d{11}[\dA-Z]", names)
    parts = set(re.findall(r"[a-z]+", names.casefold()))
    children = {name.casefold() for name in records["surname"].unique().to_pylist()}
    assert not parts & children


def test_the_same_trust_is_written_with_the_same_bytes(tmp_path: Path) -> None:
    one, two = (Delivery.write(tmp_path / name, six_academies(), faults=True) for name in ("one", "two"))
    assert digest(one.folder) == digest(two.folder)
    assert one.truth == two.truth


def digest(folder: Path) -> dict[str, str]:
    """The digest of each file."""
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }
