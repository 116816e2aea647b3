"""The transition room: who moves, what of the pack is there, how far it has come, and the file that carries it."""

import datetime as dt

import pyarrow as pa
import pytest
from lxml import etree

from collegiate.pupils.transition import Leaver, School, latest_steps, moves, packs, transfer_file, transfer_file_name
from collegiate.tables import RECORD

TODAY = dt.date(2026, 11, 20)
FIRST, HIGH = 900001, 900002


def record(**given):
    tables = {t.name: t.empty() for t in RECORD}
    for name, rows in given.items():
        table = next(t for t in RECORD if t.name == name)
        tables[name] = pa.Table.from_pylist(rows, schema=table.schema())
    return tables


def child(number, urn, year_group, **more):
    return {
        "pupil": number,
        "pupil_key": f"KEY{number}",
        "urn": urn,
        "on_roll": True,
        "year_group": year_group,
        "search_text": "",
        **more,
    }


WHOLE = {
    "legal_surname": "Ash", "legal_forename": "Amy", "birth_date": dt.date(2018, 1, 1), "upn": "A801200005001", "ethnicity": "WBRI", "language": "ENG",
    "sen_provision": "N",
}  # fmt: skip


def whole_record():
    result = {"pupil": 1, "urn": FIRST, "period": 2027, "status": "R", "component": "mark", "day": None, "value": 1.0}
    return record(
        pupil=[child(1, FIRST, "4", **WHOLE), child(2, FIRST, "4"), child(3, FIRST, "3"), child(4, HIGH, "11"), child(5, HIGH, "9"),
               child(6, FIRST, "N1", entry_date=dt.date(2026, 9, 3)), child(7, FIRST, "N2", entry_date=dt.date(2025, 9, 3)),
               child(8, FIRST, "4") | {"on_roll": False}],
        pupil_contact=[{"pupil": 1, "urn": FIRST, "order": 1, "surname": "Ash"}],
        pupil_attendance=[{"pupil": 1, "urn": FIRST, "period": 2027}],
        pupil_result=[result | {"stage": "TEST", "subject": "READ"}, result | {"stage": "TEST", "subject": "MAT"},
                      result | {"stage": "MTC", "subject": "MAT", "period": 2026}],
        pupil_effort=[{"pupil": 1, "urn": FIRST, "period": 2027, "term": "autumn", "subject": "MAT", "grade": 3}],
        known_now=[{"pupil": 1, "urn": FIRST, "adult": "Ms Oak", "days_without_action": 1}],
        pupil_childs_word=[{"pupil": 1, "urn": FIRST, "day": TODAY, "kind": "aspiration", "words": "a vet"}],
    )  # fmt: skip


def found(tables, **more):
    return {(r["pupil"], r["move"]): r for r in moves(tables, {FIRST: "4", HIGH: "13"}, TODAY, **more).to_pylist()}


def test_those_move_who_are_in_the_last_year_of_their_school_or_come_into_nursery():
    rows = found(whole_record())
    assert set(rows) == {(1, "4_to_5"), (2, "4_to_5"), (4, "11_to_12"), (6, "nursery")}
    assert rows[6, "nursery"]["next_urn"] == FIRST and rows[1, "4_to_5"]["next_urn"] is None


def test_a_pack_is_complete_or_says_what_is_missing():
    rows = found(whole_record())
    assert rows[1, "4_to_5"]["complete"] and rows[1, "4_to_5"]["missing"] == ""
    agreed = next(p for p in packs() if p.move == "4_to_5")
    assert rows[2, "4_to_5"]["missing"].split(" | ") == [i.title for i in agreed.items]
    assert (rows[2, "4_to_5"]["items"], rows[2, "4_to_5"]["items_there"]) == (len(agreed.items), 0)


@pytest.mark.parametrize(
    "table", ["pupil_contact", "pupil_attendance", "pupil_effort", "known_now", "pupil_childs_word"]
)
def test_each_item_that_is_taken_away_is_missed(table):
    tables = whole_record()
    tables[table] = tables[table].slice(0, 0)
    row = found(tables)[1, "4_to_5"]
    assert not row["complete"] and row["items_there"] == row["items"] - 1


def test_last_years_test_is_not_this_years():
    tables = whole_record()
    tables["pupil_result"] = tables["pupil_result"].set_column(
        tables["pupil_result"].schema.get_field_index("period"), "period", pa.array([2026] * 3)
    )
    assert found(tables)[1, "4_to_5"]["missing"].count("test this year") == 2


def test_a_pack_is_sent_received_and_confirmed_and_a_step_may_be_taken_back():
    step = {"key": "KEY1", "move": "4_to_5", "period": 2027}
    journal = [
        step | {"kind": "pack_sent", "on": "2026-11-01", "next_urn": HIGH},
        step | {"kind": "pack_received", "on": "2026-11-02"},
        step | {"kind": "pack_received", "on": None},
        step | {"kind": "pack_sent", "on": "2026-11-05", "key": "KEY2"},
        {"kind": "one_child"},
    ]
    rows = found(whole_record(), decisions=journal)
    assert (rows[1, "4_to_5"]["sent"], rows[1, "4_to_5"]["received"], rows[1, "4_to_5"]["next_urn"]) == (
        dt.date(2026, 11, 1),
        None,
        HIGH,
    )
    assert rows[2, "4_to_5"]["sent"] == dt.date(2026, 11, 5)
    assert rows[4, "11_to_12"]["sent"] is None
    assert set(latest_steps(journal)) == {("KEY1", "4_to_5", 2027), ("KEY2", "4_to_5", 2027)}


def transfer(**facts):
    pupil = {
        "upn": "A801200005001", "legal_surname": "O'Ash & Sons", "legal_forename": "Amy\x00", "surname": "Ash", "forename": "Amy", "birth_date": dt.date(2018, 1, 1),
        "sex": "F", "year_group": "4", "language": "POL", "looked_after": True, "ethnicity": None,
    }  # fmt: skip
    source, destination = School(FIRST, "Dove First", 860, 2001), School(HIGH, "Moor Middle", 860, 4002)
    xml = transfer_file(
        [Leaver(pupil, facts)], source, destination, academic_year=2026, made_at=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), schools={FIRST: source}
    )  # fmt: skip
    return etree.fromstring(xml)


def test_a_transfer_file_says_who_sends_what_to_whom():
    root = transfer()
    assert root.tag == "CTfile"
    text = {e.getroottree().getpath(e): e.text for e in root.iter() if e.text and e.text.strip()}
    assert text["/CTfile/Header/CTFversion"] == "26.0"
    assert text["/CTfile/Header/SourceSchool/LEA"] == "860" and text["/CTfile/Header/DestSchool/Estab"] == "4002"
    assert text["/CTfile/Header/SourceSchool/AcademicYear"] == "2026"
    assert "Experimental" in text["/CTfile/Header/DataDescriptor"]
    pupil = "/CTfile/CTFpupilData/Pupil"
    assert text[f"{pupil}/Surname"] == "O'Ash & Sons" and text[f"{pupil}/Forename"] == "Amy"
    assert text[f"{pupil}/BasicDetails/PreferredSurname"] == "Ash"
    assert text[f"{pupil}/DOB"] == "2018-01-01" and text[f"{pupil}/LookedAfter/InCare"] == "true"
    assert not root.findall(".//Ethnicity") and not root.findall(".//Contacts")


def test_a_transfer_file_carries_the_record():
    root = transfer(
        pupil_enrolment=[{"urn": FIRST, "entry_date": dt.date(2022, 9, 1), "leaving_date": None}],
        pupil_attendance=[{"urn": FIRST, "period": 2026, "possible": 380, "attended": 361, "authorised": 9, "unauthorised": 10}],
        pupil_result=[{"stage": "MTC", "period": 2026, "subject": "MAT", "component": "mark", "status": "R", "value": 25.0, "code": None, "day": None}],
        pupil_need=[{"kind": "sen_provision", "code": "K", "start_date": dt.date(2024, 1, 8)}, {"kind": "sen_need", "code": "SLCN"}],
        pupil_contact=[{"order": 1, "surname": "Ash", "relationship": "PAM", "responsibility": True, "phone": "01889 500000"}],
    )  # fmt: skip
    assert root.findtext(".//YearData/SessionsPossible") == "380" and root.findtext(".//YearData/Year") == "2025"
    assert root.findtext(".//StageAssessment/Result") == "25"
    assert root.findtext(".//SEN/SENprovision") == "K" and root.findtext(".//SENneed/SENtype") == "SLCN"
    assert root.findtext(".//Contact/Responsibility") == "true" and root.findtext(".//PhoneNo") == "01889 500000"
    assert root.findtext(".//SchoolHistory/School/LEA") == "860"


def test_a_transfer_files_name_holds_no_child():
    assert transfer_file_name(School(1, "a", 860, 2001), School(), 7) == "8602001_CTF_XXXXXXX_007.xml"
    with pytest.raises(ValueError, match="between 1 and 999"):
        transfer_file_name(School(), School(), 1000)
