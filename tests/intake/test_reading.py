"""What a good file becomes: facts with their lines, missing values with their codes, a receipt that adds up."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from shared import shared

from collegiate.intake import identify, read
from collegiate.intake.sources import SourceError, load_source

GOOD = "100001,Ash Primary,school,2018/19,1.5,40%,C"


def observed(reading, variable):
    rows = [r for r in reading.facts["observation"].to_pylist() if r["variable"] == variable]
    return {r["urn"]: r for r in rows}


def test_a_row_becomes_one_observation_for_each_number(desk, chess):
    reading = desk.one("chess_final.csv", chess(GOOD))
    score = observed(reading, "chess.chessscore")[100001]
    assert (score["value"], score["period"], score["release"], score["level"], score["line"]) == (
        1.5,
        2019,
        "final",
        "school",
        2,
    )
    assert observed(reading, "chess.ptwon")[100001]["value"] == 40.0
    assert reading.receipt["status"] == "kept"


def test_a_code_for_a_missing_number_is_kept_beside_its_symbol(desk, chess):
    reading = desk.one("a.csv", chess("100001,Ash,school,2018/19,SUPP,NE,", "100002,Elm,school,2018/19,,1%,B"))
    supp, blank = (observed(reading, "chess.chessscore")[urn] for urn in (100001, 100002))
    assert (supp["value"], supp["symbol"], supp["code"]) == (None, "c", "SUPP")
    assert (blank["value"], blank["symbol"], blank["code"]) == (None, "x", "")


def test_a_grade_of_one_letter_is_a_word_and_not_a_code_for_missing(desk, chess):
    reading = desk.one("a.csv", chess(GOOD, "100002,Elm,school,2018/19,1,1%,NE"))
    grades = observed(reading, "chess.grade")
    assert (grades[100001]["symbol"], grades[100001]["code"]) == (None, "C")
    assert (grades[100002]["symbol"], grades[100002]["code"]) == ("z", "NE")


def test_a_row_of_the_nation_carries_its_population_and_no_urn(desk, chess):
    reading = desk.one("a.csv", chess(GOOD, ",England,nation,2018/19,0.1,50%,B"))
    nation = observed(reading, "chess.chessscore")[None]
    assert (nation["level"], nation["population"], nation["value"]) == ("england", "all", 0.1)
    assert reading.facts["establishment"]["urn"].to_pylist() == [100001]


def test_a_column_that_is_blank_throughout_gives_nothing(desk, chess):
    reading = desk.one("a.csv", chess("100001,Ash,school,2018/19,1,,"))
    assert set(reading.facts["observation"]["variable"].to_pylist()) == {"chess.chessscore"}


def test_a_column_of_words_that_nobody_named_is_reported_and_not_taken(desk):
    text = "URN,SCHNAME,CHESSLEVEL,CHESSYEAR,CHESSSCORE,MOTTO,TEACHER\n100001,Ash,school,2018/19,1,Onwards,Ms A\n"
    reading = desk.one("a.csv", text)
    assert reading.receipt["columns_unused"] == "MOTTO"


def test_line_numbers_are_those_of_the_file_even_after_a_cell_of_two_lines(desk, chess):
    text = chess(GOOD) + '100002,"Elm\nPrimary",school,2018/19,2,1%,B\n\n100003,Oak,school,2018/19,3,1%,A\n'
    reading = desk.one("a.csv", text)
    assert {urn: r["line"] for urn, r in observed(reading, "chess.chessscore").items()} == {
        100001: 2,
        100002: 3,
        100003: 6,
    }
    assert "1 blank line" in reading.receipt["how"]


def test_the_careful_and_the_fast_way_read_the_same(desk, chess):
    rows = [f"{100000 + n},School {n},school,2018/19,{n / 7},{n}%,B" for n in range(1, 90)]
    fast = desk.one("fast.csv", chess(*rows))
    slow = desk.one("slow.csv", chess(*rows) + "\n\n")
    careful = desk.one("careful.csv", HEAD_WITH_BLANK + chess(*rows).split("\n", 1)[1])
    columns = ["urn", "variable", "value", "symbol", "code", "period"]
    tables = [r.facts["observation"].select(columns).to_pylist() for r in (fast, slow, careful)]
    assert tables[0] == tables[1] == tables[2]


HEAD_WITH_BLANK = "\n" + "URN,SCHNAME,CHESSLEVEL,CHESSYEAR,CHESSSCORE,PTWON,GRADE\n"


def test_the_receipt_names_the_bytes_and_the_file(desk, chess):
    path = desk.write("north/chess.csv", chess(GOOD))
    receipt = desk.read()[0].receipt
    assert receipt["file"] == "north/chess.csv"
    assert receipt["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (receipt["source"], receipt["period"], receipt["period_how"]) == ("club_results", 2019, "column CHESSYEAR")


def test_every_file_of_a_folder_gives_a_reading_but_hidden_files_manifests_and_mappings(desk, chess):
    for name in ("a.csv", "deep/er/b.csv", "notes.md", "empty.csv"):
        desk.write(name, chess(GOOD) if name.endswith("csv") and name != "empty.csv" else "")
    for name in (".hidden.csv", "~$lock.xlsx", "collegiate.toml"):
        desk.write(name, "")
    names = [r.receipt["file"] for r in desk.read()]
    assert sorted(names) == ["a.csv", "deep/er/b.csv", "empty.csv", "notes.md"]


def test_numbers_of_files_are_counted_through(desk, chess):
    desk.write("a.csv", chess(GOOD))
    desk.write("b.csv", chess(GOOD))
    assert [r.receipt["file_id"] for r in desk.read()] == [1, 2]


def test_progress_hears_of_every_file_before_it_is_read(desk, chess):
    desk.write("a.csv", chess(GOOD))
    desk.write("b.csv", "")
    heard = []
    list(read([desk.files], extra=desk.sources, progress=lambda *told: heard.append(told)))
    assert heard == [("a.csv", 0, 2), ("b.csv", 1, 2)]


def test_a_folder_that_leads_back_to_itself_is_read_once_and_named(desk, chess):
    desk.write("in/a.csv", chess(GOOD))
    (desk.files / "in" / "again").symlink_to(desk.files)
    found = {r.receipt["file"]: r.receipt["status"] for r in desk.read()}
    assert found["in/a.csv"] == "kept"
    assert found["in/again"] == "refused"


def test_a_link_to_nothing_and_a_path_to_nothing_are_named(desk):
    (desk.files / "gone.csv").symlink_to(desk.files / "nowhere")
    gone = desk.read()[0]
    missing = desk.read(desk.files / "absent.csv")[0]
    assert gone.receipt["status"] == missing.receipt["status"] == "refused"
    assert not gone.readable
    assert not missing.readable
    assert "no such file" in missing.receipt["how"]


def test_a_file_that_may_not_be_opened_is_named_and_the_rest_is_read(desk, chess, monkeypatch):
    desk.write("locked.csv", chess(GOOD))
    desk.write("open.csv", chess(GOOD))
    honest = Path.read_bytes

    def guarded(path):
        if path.name == "locked.csv":
            raise PermissionError(13, "Permission denied")
        return honest(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    locked, open_ = desk.read()
    assert locked.receipt["how"] == "The file cannot be opened: Permission denied."
    assert open_.receipt["status"] == "kept"


def workbook(rows, *, name="Data", extra_sheet=False):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        if extra_sheet:
            book.add_worksheet("Empty")
        sheet = book.add_worksheet(name)
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(
                        r, c, dt.datetime(cell.year, cell.month, cell.day, tzinfo=dt.UTC).replace(tzinfo=None), date
                    )
                else:
                    sheet.write(r, c, cell)
    return out.getvalue()


SHEET = [
    ["URN", "SCHNAME", "CHESSLEVEL", "CHESSYEAR", "CHESSSCORE", "OPENED", "SEATS"],
    [100001, "Ash", "school", "2018/19", 1.5, dt.date(2001, 9, 1), 210],
    [],
    [100002, "Elm", "school", "2018/19", 2, "", ""],
]


def test_a_sheet_keeps_whole_numbers_whole_and_dates_as_days(desk):
    reading = desk.one("chess.xlsx", workbook(SHEET))
    school = reading.facts["establishment"].to_pylist()
    assert [(s["urn"], s["open_date"], s["capacity"], s["line"]) for s in school] == [
        (100001, dt.date(2001, 9, 1), 210, 2),
        (100002, None, None, 4),
    ]


def test_every_sheet_of_a_workbook_is_read_for_itself_and_an_empty_one_is_nothing(desk):
    readings = desk.read(desk.write("chess.xlsx", workbook(SHEET, extra_sheet=True)))
    assert [(r.member, r.receipt["file"], r.receipt["status"]) for r in readings] == [
        ("Data", "chess.xlsx/Data", "kept")
    ]


def test_a_workbook_is_known_by_its_content_and_not_by_its_name(desk, chess):
    assert desk.one("chess.csv", workbook(SHEET)).receipt["rows_kept"] == 2
    renamed = desk.one("chess.xlsx", chess(GOOD))
    assert renamed.receipt["rows_kept"] == 1
    assert "the name says .xlsx" in renamed.receipt["how"]


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/") + ".csv", data)
    return out.getvalue()


def test_every_member_of_a_zip_is_read_and_named(desk, chess):
    readings = desk.read(desk.write("all.zip", zipped(north=chess(GOOD), south="nothing here")))
    assert [(r.member, r.receipt["status"]) for r in readings] == [("north.csv", "kept"), ("south.csv", "unrecognised")]
    assert {r.receipt["sha256"] for r in readings} == {
        hashlib.sha256((desk.files / "all.zip").read_bytes()).hexdigest()
    }


def test_identify_says_what_a_file_is_and_what_would_be_refused(desk, chess):
    path = desk.write("chess.csv", chess(GOOD, "9,Oak,school,2018/19,1,1%,A", "8,Oak,school,2018/19,1,1%,A"))
    (found,) = identify(path, extra=desk.sources)
    assert (found.source, found.rows_in, found.rows_kept, found.tables["observation"]) == ("club_results", 3, 1, 3)
    assert [(r.count, r.line, r.column, r.value) for r in found.refusals] == [(2, 3, "URN", "9")]
    assert "3 rows in = 1 kept + 2 refused" in str(found)
    assert "(first: line 3, URN '9')" in str(found)


def test_a_source_that_does_not_say_what_it_must_is_named(tmp_path):
    path = tmp_path / "broken" / "source.toml"
    path.parent.mkdir()
    path.write_text('id = "broken"\n')
    with pytest.raises(SourceError, match=r"broken/source\.toml"):
        load_source(path)


@pytest.mark.shared
def test_the_whole_public_folder_is_read_without_a_traceback_and_adds_up():
    from collections import Counter

    statuses, facts = Counter(), 0
    for reading in read([shared("dfe")]):
        receipt = reading.receipt
        assert receipt["rows_in"] == receipt["rows_kept"] + receipt["rows_refused"]
        assert reading.refused["whole_row"].to_pylist().count(True) == receipt["rows_refused"]
        assert "fault of Collegiate" not in receipt["how"]
        statuses[receipt["status"]] += 1
        facts += sum(table.num_rows for table in reading.facts.values())
    assert statuses["unrecognised"] == 0
    assert facts > 4_000_000


@pytest.mark.shared
def test_a_row_that_was_cut_off_is_refused_with_its_line_and_remedy():
    path = shared("dfe", "census", "england_swf_partial.csv")
    (reading,) = read([path], answers={path.name: "2018/19"})
    (row,) = reading.refused.to_pylist()
    assert row["line"] == 8179
    assert "10 cells where the header has 12" in row["reason"]
    assert row["row_text"].startswith("825,2132,110261")
    assert reading.receipt["rows_kept"] == 8177


@pytest.mark.shared
def test_a_column_that_no_row_has_is_read_as_empty_and_said_so():
    (reading,) = read([shared("dfe", "register", "grouplinks_edubaseallacademiesandfree20190601.csv")])
    assert reading.receipt["rows_kept"] == 14621
    assert "HasSharedHT" in reading.receipt["how"]
