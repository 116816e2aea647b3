"""What a transfer file says of children becomes facts; what no table takes is kept; what cannot be is refused with its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from adding_up import adds_up
from hypothesis import given, settings
from hypothesis import strategies as st
from transfer_files import BIRD, pupil, transfer

from collegiate.intake import Reading, read
from collegiate.intake.ctf.marks import read_marks
from collegiate.intake.ctf.pupil import outward_code

OWN = "[school]\nurn = 900401\n"
Ctf = Callable[..., Reading]


@pytest.fixture
def ctf(tmp_path: Path) -> Ctf:
    """Read a transfer file of the given text, or of the given pupils, in a folder whose manifest may name a school."""

    def one(text: str | bytes, *, manifest: str = "", name: str = "8012001_CTF_8014001_001.xml") -> Reading:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        if manifest:
            (tmp_path / "collegiate.toml").write_text(manifest)
        (found,) = read([tmp_path])
        adds_up(found)
        return found

    return one


def rows(reading: Reading, table: str) -> list[dict[str, Any]]:
    """The rows of a table, without what is empty."""
    found = reading.facts[table].to_pylist() if table in reading.facts else []
    return [{k: v for k, v in row.items() if v is not None} for row in found]


def test_a_child_is_read_with_its_line_and_the_receipt_says_who_sent_it_and_when(ctf: Ctf) -> None:
    found = ctf(transfer())
    receipt = found.receipt
    assert (receipt["source"], receipt["title"], receipt["status"]) == ("ctf", "Common Transfer File", "kept")
    assert (receipt["period"], receipt["sent_at"], receipt["as_of"]) == (2026, "2026-01-09T14:05:00", date(2026, 1, 9))
    assert receipt["people"] is True
    assert "Hillside First URN 900101" in receipt["how"]
    (bird,) = rows(found, "pupil_record")
    assert bird["person"] == "upn A801200005001"
    assert (bird["urn"], bird["surname"], bird["birth_date"], bird["sex"], bird["year_group"]) == (
        900101,
        "Bird",
        date(2016, 2, 29),
        "F",
        "4",
    )
    text = transfer().splitlines()
    assert text[bird["line"] - 1].startswith("<Pupil>")


@pytest.mark.parametrize("tag", ["Sex", "Gender"])
def test_sex_was_once_called_gender(ctf: Ctf, tag: str) -> None:
    found = ctf(transfer([BIRD.replace("<Sex>F</Sex>", f"<{tag}>M</{tag}>")]))
    assert rows(found, "pupil_record")[0]["sex"] == "M"


def test_a_namespace_before_the_root_and_an_admissions_file_change_nothing(ctf: Ctf) -> None:
    spaced = (
        transfer()
        .replace("<CTfile>", '<x:CTfile xmlns:x="urn:made-up" xmlns="urn:made-up">')
        .replace("</CTfile>", "</x:CTfile>")
    )
    assert ctf(spaced).receipt["rows_kept"] == 1
    admissions = transfer(
        ["<Pupil><ApplicationReference>77</ApplicationReference><Surname>Bird</Surname></Pupil>"], root="ATfile"
    )
    found = ctf(admissions)
    assert found.receipt["title"] == "Admissions Transfer File"
    assert rows(found, "pupil_record")[0]["person"] == "900101/atf 77"


@pytest.mark.parametrize(
    ("version", "odd"), [("25.0", False), ("24.0", False), ("26.0", True), ("19.0", True), ("seven", True), ("", True)]
)
def test_the_version_of_the_year_and_the_one_before_are_taken_and_another_is_told(
    ctf: Ctf, version: str, odd: bool
) -> None:
    found = ctf(transfer(version=version))
    assert found.receipt["rows_kept"] == 1
    assert ("version" in found.receipt["how"]) is odd


def test_history_needs_contacts_and_results(ctf: Ctf) -> None:
    inner = """<FSMhistory><FSMinstance><FSMstartDate>2022-09-01</FSMstartDate><UKcountry>ENG</UKcountry></FSMinstance></FSMhistory>
    <SENhistory><SEN><StartDate>2022-09-05</StartDate><SENprovision>K</SENprovision></SEN><SEN><StartDate>2024-01-08</StartDate><SENprovision>E</SENprovision></SEN>
    <SENneeds><SENneed><SENtypeRank>2</SENtypeRank><SENtype>MLD</SENtype></SENneed><SENneed><SENtypeRank>1</SENtypeRank><SENtype>SLCN</SENtype></SENneed></SENneeds></SENhistory>
    <LookedAfter><InCare>true</InCare></LookedAfter><Address><AddressLines><AddressLine1>1 Low Road</AddressLine1></AddressLines><PostCode>AB12 3CD</PostCode></Address>
    <Contacts><Contact><Order>1</Order><Surname>Bird</Surname><Forename>Mary</Forename><Relationship>PAM</Relationship><Responsibility>true</Responsibility><Phones><Phone><PhoneNo>01000 000000</PhoneNo></Phone></Phones></Contact></Contacts>
    <StageAssessments><KeyStage><Stage>KS1</Stage><StageAssessment><Year>2023</Year><Subject>READ</Subject><Method>TA</Method><Component>outcome</Component><ResultStatus>R</ResultStatus><Result>EXS</Result></StageAssessment>
    <StageAssessment><Year>2023</Year><Subject>MAT</Subject><Component>mark</Component><Result>31</Result><ResultDate>2022-11-03</ResultDate></StageAssessment>
    <StageAssessment><Year>2023</Year><Subject>READ</Subject><Method>TT</Method><Component>outcome</Component><ResultStatus>R</ResultStatus><Result>WTS</Result></StageAssessment></KeyStage></StageAssessments>
    <SchoolHistory><School><LEA>801</LEA><Estab>2001</Estab><SchoolName>Hillside First</SchoolName><EntryDate>2021-09-03</EntryDate><LeavingDate>2026-01-07</LeavingDate><LeavingReason>moved</LeavingReason></School>
    <School><LEA>702</LEA><Estab>3003</Estab><SchoolName>Elsewhere</SchoolName><EntryDate>2020-09-01</EntryDate></School></SchoolHistory>"""
    found = ctf(transfer([pupil(inner)]))
    (bird,) = rows(found, "pupil_record")
    assert (bird["sen_provision"], bird["sen_need"], bird["free_school_meals"], bird["looked_after"]) == (
        "E",
        "SLCN",
        True,
        True,
    )
    assert (bird["outward_code"], bird["entry_date"], bird["leaving_date"]) == (
        "AB12",
        date(2021, 9, 3),
        date(2026, 1, 7),
    )
    (spell,) = rows(found, "enrolment")
    assert (spell["urn"], spell["entry_date"], spell["leaving_reason"]) == (900101, date(2021, 9, 3), "moved")
    (elsewhere,) = rows(found, "unknown_block")
    assert elsewhere["element"] == "SchoolHistory/School"
    assert "<Estab>3003</Estab>" in elsewhere["content"]
    provision = [
        (n["code"], n["start_date"], n.get("end_date")) for n in rows(found, "need") if n["kind"] == "sen_provision"
    ]
    assert provision == [("K", date(2022, 9, 5), date(2024, 1, 7)), ("E", date(2024, 1, 8), None)]
    (mother,) = rows(found, "contact")
    assert (mother["surname"], mother["relationship"], mother["responsibility"], mother["phone"]) == (
        "Bird",
        "PAM",
        True,
        "01000 000000",
    )
    results = {
        (r["subject"], r["component"], r["period"], r.get("value"), r.get("code")) for r in rows(found, "result")
    }
    assert results == {
        ("READ", "outcome", 2023, None, "EXS"),
        ("READ", "outcome (TT)", 2023, None, "WTS"),
        ("MAT", "mark", 2023, 31.0, None),
    }
    kept = str({name: table.to_pylist() for name, table in found.facts.items()})
    assert "Low Road" not in kept
    assert "3CD" not in kept
    assert found.receipt["columns_unused"] == "Address"


def test_marks_run_from_monday_to_friday_and_a_code_that_did_not_hold_is_refused(ctf: Ctf) -> None:
    sessions = "<AttendSessions><AttendanceStartDate>2025-09-01</AttendanceStartDate><AttendanceMarks>{}</AttendanceMarks></AttendSessions>"
    year = f"<Attendance><YearData><Year>2025</Year>{sessions.format('/' + chr(92) + 'I-' + 'HH' + 'C1L' + '##' + 'BB')}</YearData></Attendance>"
    found = ctf(transfer([pupil(year)]))
    marks = [(m["day"].day, m["session"], m["code"]) for m in rows(found, "session_mark")]
    assert marks == [
        (1, "AM", "/"),
        (1, "PM", "\\"),
        (2, "AM", "I"),
        (4, "AM", "C1"),
        (4, "PM", "L"),
        (5, "AM", "#"),
        (5, "PM", "#"),
        (8, "AM", "B"),
        (8, "PM", "B"),
    ]
    (refused,) = found.refused.to_pylist()
    assert (refused["column_name"], refused["value"], refused["whole_row"]) == ("AttendanceMarks", "H", False)
    assert "2 session(s), the first on 2025-09-03" in refused["reason"]
    assert [b["element"] for b in rows(found, "unknown_block")] == ["Attendance/YearData/AttendSessions"]
    assert "no public document confirms" in found.receipt["how"]


def test_a_string_of_marks_over_weekends_is_told_by_its_empty_weekends() -> None:
    week = "/\\" * 5
    seven = read_marks(date(2025, 9, 1), (week + "####") * 3)
    five = read_marks(date(2025, 9, 1), week * 3)
    days = {day for day, _, code in seven.sessions if code != "#"}
    assert days == {day for day, _, _ in five.sessions}
    assert len(days) == 15
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}


def test_a_string_of_marks_that_cannot_be_read_is_kept_as_it_stands(ctf: Ctf) -> None:
    year = "<Attendance><YearData><AttendSessions><AttendanceStartDate>2025-09-01</AttendanceStartDate><AttendanceMarks>/1?!</AttendanceMarks></AttendSessions></YearData></Attendance>"
    found = ctf(transfer([pupil(year)]))
    assert rows(found, "session_mark") == []
    assert "/1?!" in rows(found, "unknown_block")[0]["content"]


CODES = st.sampled_from(["/", "\\", "I", "C1", "Y3", "#", "-", "B", "L", "J1"])


@given(st.lists(CODES, max_size=120), st.dates(date(2024, 9, 2), date(2030, 1, 1)).filter(lambda d: d.weekday() == 0))
@settings(max_examples=60)
def test_every_mark_of_a_string_is_read_in_its_order_and_none_is_made_up(codes: list[str], monday: date) -> None:
    found = read_marks(monday, "".join(codes))
    assert [code for _, _, code in found.sessions] == [code for code in codes if code != "-"]
    assert found.wrong == {}
    places = [(day, session) for day, session, _ in found.sessions]
    assert places == sorted(set(places))


def test_unknown_blocks_are_kept_as_they_stand_and_two_children_on_one_line_are_kept_apart(ctf: Ctf) -> None:
    flag = "<MedicalFlag>true</MedicalFlag><NAWdetails><SpeakWelsh>Y</SpeakWelsh></NAWdetails>"
    one_line = transfer([pupil(flag) + pupil(flag, surname="Crow", upn="B801200005002")]).replace("\n", "")
    blocks = rows(ctf(one_line), "unknown_block")
    assert len({(b["file_id"], b["line"], b["person"], b["element"]) for b in blocks}) == 4
    assert {b["content"] for b in blocks if b["element"] == "NAWdetails"} == {
        "<NAWdetails><SpeakWelsh>Y</SpeakWelsh></NAWdetails>"
    }


def test_one_upn_with_two_children_loses_neither_and_the_same_child_twice_is_refused(ctf: Ctf) -> None:
    found = ctf(transfer([BIRD, pupil("", surname="Crow"), BIRD]))
    children = rows(found, "pupil_record")
    assert len({c["person"] for c in children}) == 2
    assert [c["upn"] for c in children] == ["A801200005001"] * 2
    assert "1 UPN(s) stand with two different children" in found.receipt["how"]
    (again,) = found.refused.to_pylist()
    assert again["whole_row"]
    assert "stands on line" in again["reason"]


def test_a_child_without_a_upn_has_a_name_that_stays_and_one_with_neither_is_refused(ctf: Ctf, tmp_path: Path) -> None:
    nameless = [
        "<Pupil><Surname>Bird</Surname><Forename>Ada</Forename><DOB>2016-02-29</DOB></Pupil>",
        "<Pupil><Sex>F</Sex></Pupil>",
    ]
    found = ctf(transfer(nameless))
    (child,) = rows(found, "pupil_record")
    assert child["person"].startswith("900101/ctf unnumbered ")
    assert "Bird" not in child["person"]
    assert rows(ctf(transfer(nameless, sent="2026-02-01T08:00:00")), "pupil_record")[0]["person"] == child["person"]
    assert "neither a UPN nor a name" in found.refused["reason"][0].as_py()


def test_what_is_no_upn_day_code_or_flag_is_a_refused_cell_and_the_child_is_kept(ctf: Ctf) -> None:
    bad = "<Pupil><UPN>none yet</UPN><Surname>Bird</Surname><DOB>2016-02-30</DOB><Sex>Q</Sex><BasicDetails><NCyearActual>44</NCyearActual></BasicDetails><LookedAfter><InCare>maybe</InCare></LookedAfter></Pupil>"
    unborn = "<Pupil><Surname>Crow</Surname><DOB>2031-01-01</DOB></Pupil>"
    found = ctf(transfer([bad, unborn]))
    assert found.receipt["rows_kept"] == 2
    columns = sorted(r["column_name"] for r in found.refused.to_pylist())
    assert columns == ["DOB", "DOB", "InCare", "NCyearActual", "Sex", "UPN"]
    assert all("none yet" not in r["reason"] + r["remedy"] for r in found.refused.to_pylist())


def test_a_file_for_another_school_is_refused_whole_and_one_from_or_to_this_school_is_not(ctf: Ctf) -> None:
    found = ctf(transfer(), manifest="[school]\nurn = 900777\n")
    assert (found.receipt["status"], found.receipt["rows_refused"], found.facts) == ("refused", 1, {})
    assert "for the wrong school" in found.refused["reason"][0].as_py()
    for urn in (900101, 900401):
        assert ctf(transfer(), manifest=f"[school]\nurn = {urn}\n").receipt["status"] == "kept"


def test_a_sender_without_a_urn_is_asked_for_and_the_manifest_answers(ctf: Ctf) -> None:
    waiting = ctf(transfer(source="", destination=""))
    assert (waiting.receipt["status"], waiting.receipt["rows_kept"], waiting.facts) == ("waiting", 0, {})
    assert "urn = 123456" in waiting.receipt["question"]
    found = ctf(transfer(source="", destination=""), manifest=OWN)
    assert rows(found, "pupil_record")[0]["urn"] == 900401
    assert "gives no URN" in found.receipt["how"]


def test_dfe_numbers_become_urns_where_the_manifest_lists_the_schools(ctf: Ctf) -> None:
    listed = '[schools."801/2001"]\nurn = 900101\n[schools."702/3003"]\nurn = 900303\n'
    elsewhere = "<SchoolHistory><School><LEA>702</LEA><Estab>3003</Estab><EntryDate>2020-09-01</EntryDate></School></SchoolHistory>"
    found = ctf(transfer([pupil(elsewhere)], source=""), manifest=listed)
    assert rows(found, "pupil_record")[0]["urn"] == 900101
    assert [(s["urn"], s["entry_date"]) for s in rows(found, "enrolment")] == [(900303, date(2020, 9, 1))]


def test_a_file_that_breaks_off_keeps_the_children_before_the_break(ctf: Ctf) -> None:
    text = transfer([BIRD, pupil("", surname="Crow", upn="B801200005002")])
    found = ctf(text[: text.index("Crow")])
    assert (found.receipt["status"], found.receipt["rows_in"], found.receipt["rows_kept"]) == ("partly", 2, 1)
    assert "breaks off" in found.refused["reason"][0].as_py()


def test_names_in_another_encoding_than_the_declared_one_are_read(ctf: Ctf) -> None:
    text = transfer([BIRD.replace("Bird", "Bïrd")])
    assert rows(ctf(text.encode("cp1252")), "pupil_record")[0]["surname"] == "Bïrd"
    assert rows(ctf(text.replace("UTF-8", "UTF-16").encode("utf-16")), "pupil_record")[0]["surname"] == "Bïrd"


def test_lines_are_right_beyond_the_sixty_five_thousandth(ctf: Ctf) -> None:
    text = transfer([BIRD, "\n" * 70_000, pupil("\n", surname="Crow", upn="B801200005002")])
    line = rows(ctf(text), "pupil_record")[1]["line"]
    assert "Crow" in text.splitlines()[line - 1]


def test_a_clock_that_goes_backwards_is_told(tmp_path: Path) -> None:
    (tmp_path / "8012001_CTF_8014001_001.xml").write_text(transfer(sent="2026-02-01T08:00:00"))
    (tmp_path / "8012001_CTF_8014001_002.xml").write_text(transfer(sent="2026-01-01T08:00:00"))
    first, second = read([tmp_path])
    assert "backwards" not in first.receipt["how"]
    assert "clock goes backwards" in second.receipt["how"]
    assert first.receipt["sent_at"] > second.receipt["sent_at"]


@pytest.mark.parametrize(("postcode", "outward"), [("AB12 3CD", "AB12"), ("w1a1aa", "W1A"), ("AB12", "AB12"), ("Low Road", None), (None, None)])  # fmt: skip
def test_of_a_postcode_the_outward_part_alone_is_kept(postcode: str | None, outward: str | None) -> None:
    assert outward_code(postcode) == outward
