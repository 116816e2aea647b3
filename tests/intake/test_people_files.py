"""Files that name children: every row is kept or refused with its reason, and nothing in them is ever carried out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from adding_up import adds_up
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collegiate.intake import Reading, read

MANIFEST = '[school]\nurn = 900123\nsystem = "oneroster"\n[files."pupils.csv"]\nas_of = "2026-11-20"\n'
HEADER = "Pupil ID,Day,Session,Code,Minutes late\n"
UPN = "A801200005001"


def reading(root: Path, name: str, text: str | bytes) -> Reading:
    root.mkdir(exist_ok=True)
    (root / "collegiate.toml").write_text(MANIFEST, encoding="utf-8")
    (root / name).write_bytes(text.encode() if isinstance(text, str) else text)
    (found,) = read([root])
    adds_up(found)
    return found


def marks(root: Path, *rows: str) -> Reading:
    return reading(root, "marks.csv", HEADER + "".join(f"{row}\n" for row in rows))


def rows(found: Reading, table: str) -> list[dict[str, Any]]:
    return found.facts[table].to_pylist() if table in found.facts else []


@pytest.mark.parametrize(
    ("code", "day", "stands"),
    [("H", "2024-08-18", True), ("H", "2024-08-19", False), ("J1", "2024-08-19", True), ("J1", "2024-08-18", False),
     ("Q", "2024-01-08", False), ("Y", "2026-11-09", False), ("Y3", "2026-11-09", True), ("/", "2019-01-08", True)],
)  # fmt: skip
def test_a_code_stands_only_on_the_days_on_which_it_held(tmp_path: Path, code: str, day: str, stands: bool) -> None:
    found = marks(tmp_path, f"p1,{day},AM,{code},")
    assert bool(rows(found, "session_mark")) is stands
    if not stands:
        (refused,) = found.refused.to_pylist()
        assert (refused["column_name"], refused["value"], refused["line"]) == ("Code", code, 2)
        assert code in refused["reason"]
        assert "August 2024" in refused["reason"]


def test_a_code_that_no_list_has_and_a_session_without_a_mark_are_refused_and_never_absence(tmp_path: Path) -> None:
    found = marks(tmp_path, "p1,2025-09-05,AM,@,", "p1,2025-09-05,PM,,", "p1,2025-09-08,AM,-,", "p1,2025-09-08,PM,/,")
    assert found.facts["session_mark"]["line"].to_pylist() == [5]
    assert found.refused["line"].to_pylist() == [2, 3, 4]


def test_late_minutes_that_cannot_be_read_cost_the_cell_and_not_the_mark(tmp_path: Path) -> None:
    found = marks(tmp_path, "p1,2025-09-05,AM,L,soon", "p1,2025-09-05,PM,L,12")
    assert found.facts["session_mark"]["minutes_late"].to_pylist() == [None, 12]
    assert found.refused["column_name"].to_pylist() == ["Minutes late"]


def test_a_row_that_names_nobody_is_refused_so_that_no_child_is_made_of_nothing(tmp_path: Path) -> None:
    found = marks(tmp_path, ",2025-09-05,AM,/,", "NULL,2025-09-05,AM,/,", "p1,2025-09-05,AM,/,")
    assert found.facts["session_mark"]["person"].to_pylist() == ["900123/oneroster p1"]
    assert found.receipt["rows_refused"] == 2


def test_a_row_without_a_number_goes_by_its_upn(tmp_path: Path) -> None:
    text = f"Pupil ID,UPN,Forename,Surname,Birth date\np1,{UPN},Ann,Ash,2015-01-02\n,a801200005002,Bea,Elm,2015-01-03\n"
    found = rows(reading(tmp_path, "pupils.csv", text), "pupil_record")
    assert [row["person"] for row in found] == ["900123/oneroster p1", "upn A801200005002"]


def test_two_marks_of_one_session_are_not_both_kept(tmp_path: Path) -> None:
    found = marks(tmp_path, "p1,2025-09-05,AM,/,", "p1,2025-09-05,AM,I,", "p1,2025-09-05,AM,/,")
    assert found.facts["session_mark"]["code"].to_pylist() == ["/"]
    assert ["contradicts" in r for r in found.refused["reason"].to_pylist()] == [True, False]


PUPILS = "Pupil ID,Forename,Surname,UPN,Birth date,Year group,Entry date,Sen provision\n"


def test_one_row_gives_the_record_and_the_spell_and_a_bad_admission_date_still_gives_the_record(tmp_path: Path) -> None:
    text = PUPILS + f"p1,Ann,Ash,{UPN},2015-01-02,5,2020-09-03,K\np2,Bea,Elm,,2015-01-03,5,2020-19-03,\n"
    found = reading(tmp_path, "pupils.csv", text)
    assert [(r["person"], r["entry_date"] is None) for r in rows(found, "pupil_record")] == [
        ("900123/oneroster p1", False),
        ("900123/oneroster p2", True),
    ]
    assert [r["person"] for r in rows(found, "enrolment")] == ["900123/oneroster p1"]
    assert (found.receipt["status"], found.receipt["rows_kept"], found.receipt["cells_refused"]) == ("partly", 2, 1)
    assert str(found.receipt["as_of"]) == "2026-11-20"


def test_a_birth_date_that_is_no_day_costs_the_cell_and_not_the_child(tmp_path: Path) -> None:
    found = reading(tmp_path, "pupils.csv", PUPILS + "p1,Ann,Ash,,30/02/2015,5,2020-09-03,\n")
    (row,) = rows(found, "pupil_record")
    assert row["birth_date"] is None
    assert found.refused["column_name"].to_pylist() == ["Birth date"]


def test_a_wrong_upn_is_kept_for_a_finding_and_is_no_refusal(tmp_path: Path) -> None:
    found = reading(tmp_path, "pupils.csv", PUPILS + "p1,Ann,Ash,B801200005001,2015-01-02,5,2020-09-03,\n")
    assert rows(found, "pupil_record")[0]["upn"] == "B801200005001"
    assert found.refused.num_rows == 0


def test_no_upn_stands_in_receipts_reasons_or_the_rows_that_were_refused(tmp_path: Path) -> None:
    text = PUPILS + f"p1,Ann,Ash,{UPN},30/02/2015,77,x,?\n,Bea,{UPN},,2015-01-02,5,2020-09-03,\np3,Cy,{UPN}\n"
    found = reading(tmp_path, "pupils.csv", text)
    assert found.refused.num_rows >= 4
    assert UPN not in str(found.refused.to_pylist())
    assert UPN not in str(found.receipt)
    assert "[UPN]" in str(found.refused.to_pylist())


def test_no_upn_reaches_the_log_even_in_a_fault_of_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from collegiate.intake import reading as module

    def failing(*_: Any) -> None:
        raise RuntimeError(f"cannot convert {UPN}")

    monkeypatch.setattr(module, "facts_of", failing)
    found = reading(tmp_path, "pupils.csv", PUPILS + f"p1,Ann,Ash,{UPN},2015-01-02,5,2020-09-03,\n")
    assert found.receipt["status"] == "refused"
    assert "cannot convert [UPN]" in caplog.text
    assert UPN not in caplog.text + str(found.refused.to_pylist())


FORMULAS = ["=1+1", '=HYPERLINK(""http://x"")', "@SUM(A1)", "+44", "-2+3", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_name_is_a_text_like_any_other(tmp_path: Path, formula: str) -> None:
    found = reading(tmp_path, "pupils.csv", PUPILS + f'p1,Ann,"{formula}",,2015-01-02,5,2020-09-03,\n')
    assert rows(found, "pupil_record")[0]["surname"] == formula.replace('""', '"')


def test_ten_thousand_malformed_rows_are_refused_each_with_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = ["p1,2025-09-05", "p1,x,AM,/,", 'p1,"2025-09-05,AM,/,', ",,,,x", "p1,2025-09-05,AM,/,,,,7"]
    text = HEADER + "".join(f"{bad[n % 5]}\n" for n in range(10_000)) + "p9,2025-09-05,AM,/,\n"
    found = reading(tmp_path, "marks.csv", text)
    assert found.receipt["rows_in"] == 10_001
    assert found.receipt["rows_refused"] == 10_000
    assert found.facts["session_mark"]["line"].to_pylist() == [10_002]
    assert found.refused["line"].to_pylist() == list(range(2, 10_002))


CELL = st.sampled_from(["p1", "p2 ", "", "NULL", "=1", "é"])
DAY = st.sampled_from(["2025-09-05", "05/09/2025", "2024-01-08", "2024-09-31", "", "8 Jan 2024"])
SESSION = st.sampled_from(["AM", "pm", "PM ", "", "noon"])
CODE = st.sampled_from(["/", "\\", "H", "J1", "i", "", "-", "#", "ZZ", "/ "])
LATE = st.sampled_from(["", "12", "1e3", "-1", "soon"])
ROW = st.tuples(CELL, DAY, SESSION, CODE, LATE).filter(lambda row: any(cell.strip() for cell in row)).map(",".join)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=30))
def test_the_quick_way_the_way_beside_broken_rows_and_the_careful_way_read_the_same(
    tmp_path: Path, many: list[str]
) -> None:
    """A row too short, and a quotation mark that never closes, each send the file another way: all else must come out alike."""
    ways = [
        marks(tmp_path / f"way{n}", *many[:1], *more, *many[1:])
        for n, more in enumerate([(), ("p1,2025",), ('p1,"x',)])
    ]
    lines = [[line if line < 3 or not n else line - 1 for line in lines_of(way)] for n, way in enumerate(ways)]
    assert lines[0] == lines[1] == lines[2]
    plain, *others = ([{**row, "line": 0} for row in rows(way, "session_mark")] for way in ways)
    assert all(other == plain for other in others)
    for way in ways[1:]:
        refused = [r for r in way.refused.to_pylist() if r["line"] != 3]
        known = [{**r, "line": 0} for r in ways[0].refused.to_pylist() if "line" not in r["reason"]]
        assert [{**r, "line": 0} for r in refused if "line" not in r["reason"]] == known


def lines_of(found: Reading) -> list[int]:
    return [row["line"] for row in rows(found, "session_mark")]


def test_a_file_with_one_broken_row_in_many_is_still_read_at_speed_and_line_by_line(tmp_path: Path) -> None:
    many = [f"p{n},2025-09-05,{'AM' if n % 2 else 'PM'},/," for n in range(2000)]
    found = marks(tmp_path, *many[:1000], "p1,2025", "", " , ", *many[1000:])
    assert found.receipt["rows_in"] == 2001
    assert found.refused["line"].to_pylist() == [1002]
    assert found.refused["row_text"].to_pylist() == ["p1,2025"]
    assert found.facts["session_mark"]["line"].to_pylist() == [*range(2, 1002), *range(1005, 2005)]
    assert "2 blank line(s) left out" in found.receipt["how"]


def test_a_workbook_s_whole_numbers_name_the_same_child_as_its_text(tmp_path: Path) -> None:
    root = tmp_path / "book"
    root.mkdir()
    with xlsxwriter.Workbook(root / "marks.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["StudentId", "AttendanceDate", "Session", "AttendanceMark", "MinutesLate"])
        sheet.write_row(1, 0, [4711.0, "5/9/2025", "AM ", "/ "])
        sheet.write_row(2, 0, ["4711", "5/9/2025", "PM ", "L ", 4])
    (root / "collegiate.toml").write_text("[school]\nurn = 900123\n")
    (found,) = read([root])
    assert found.facts["session_mark"]["person"].to_pylist() == ["900123/bromcom 4711"] * 2
    assert found.facts["session_mark"]["code"].to_pylist() == ["/", "L"]


def test_a_member_of_staff_is_named_as_the_school_names_them(tmp_path: Path) -> None:
    text = (
        "Pupil ID,Day,Kind,Staff ID,About,Words\np1,2025-09-05,looked_at,NA,progress,Fine\np1,2025-09-06,waved,NA,x,y\n"
    )
    found = reading(tmp_path, "adult-notes.csv", text)
    assert [row["staff"] for row in rows(found, "adult_note")] == ["900123/oneroster NA"]
    assert "acted_on" in found.refused["reason"].to_pylist()[0]
