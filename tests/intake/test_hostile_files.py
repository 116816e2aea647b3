"""What a bad file becomes: a clear refusal with place and remedy, the rest read, nothing lost, no traceback."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from adding_up import adds_up
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collegiate.intake import read, reading

GOOD = "100001,Ash,school,2018/19,1.5,40%,C"
HEADER = "URN,SCHNAME,CHESSLEVEL,CHESSYEAR,CHESSSCORE,PTWON,GRADE\n"


def refusals(found):
    return [(r["line"], r["column_name"], r["value"], r["reason"]) for r in found.refused.to_pylist()]


def test_an_empty_file_says_so(desk):
    assert desk.one("a.csv", b"").receipt["how"] == "The file is empty."
    assert desk.one("b.csv", b"  \r\n \n").receipt["status"] == "refused"


def test_a_header_without_rows_says_so(desk, chess):
    found = desk.one("a.csv", chess())
    assert (found.receipt["source"], found.receipt["status"]) == ("club_results", "refused")
    assert "header and no rows" in found.receipt["how"]


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright bars")])
def test_another_delimiter_is_read_and_said_when_the_header_then_fits(desk, chess, mark, name):
    found = desk.one("a.csv", chess(GOOD).replace(",", mark))
    assert found.receipt["rows_kept"] == 1
    assert f"separated by {name}" in found.receipt["how"]


def test_semicolons_with_decimal_commas_are_refused_for_1_234_could_be_either(desk, chess):
    found = desk.one("a.csv", chess(GOOD).replace(",", ";").replace("1.5", "1,5"))
    assert found.receipt["status"] == "refused"
    assert "decimal comma" in found.receipt["how"]


def test_a_file_of_another_country_is_not_ours_and_is_told_why(desk):
    found = desk.one("scuole.csv", "codice;denominazione;punteggio\nRM1;Scuola Dante;7,5\nRM2;Scuola Verdi;6,25\n")
    assert found.receipt["status"] == "unrecognised"
    assert "semicolons and writes numbers with a decimal comma" in found.receipt["how"]


def test_a_ragged_row_is_refused_with_its_line_and_the_rest_is_kept(desk, chess):
    found = desk.one(
        "a.csv",
        chess(GOOD, "100002,Elm,school", "100003,Oak,school,2018/19,3,1%,A", "100004,a,b,school,2018/19,3,1%,A"),
    )
    assert [line for line, *_ in refusals(found)] == [3, 5]
    assert "3 cells where the header has 7" in refusals(found)[0][3]
    assert "8 cells where the header has 7" in refusals(found)[1][3]
    assert found.refused["row_text"].to_pylist()[0] == "100002,Elm,school"
    assert found.receipt["rows_kept"] == 2


def test_empty_cells_too_many_are_no_loss(desk, chess):
    found = desk.one("a.csv", chess(GOOD + ",,", "100002,Elm,school,2018/19,1,1%,A"))
    assert found.receipt["rows_kept"] == 2


def test_a_row_with_a_nul_byte_is_refused_and_its_neighbours_are_not(desk, chess):
    found = desk.one("a.csv", chess(GOOD, "100002,El\0m,school,2018/19,1,1%,A", "100003,Oak,school,2018/19,1,1%,A"))
    assert [(line, "NUL" in reason) for line, _, _, reason in refusals(found)] == [(3, True)]
    assert found.receipt["rows_kept"] == 2


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8 with BOM"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_the_encodings_of_the_field_are_sniffed(desk, chess, encoding, said):
    found = desk.one("a.csv", chess("100001,St Zoë’s,school,2018/19,1,1%,A").encode(encoding))
    assert found.facts["establishment"]["establishment_name"].to_pylist() == ["St Zoë’s"]
    assert found.receipt["encoding"] == said


def test_a_file_that_mixes_encodings_is_read_line_by_line_and_says_so(desk, chess):
    rows = ["100001,St Zoë,school,2018/19,1,1%,A".encode(), "100002,St Chloë,school,2018/19,1,1%,A".encode("cp1252")]
    found = desk.one("a.csv", chess().encode() + b"\n".join(rows))
    assert found.facts["establishment"]["establishment_name"].to_pylist() == ["St Zoë", "St Chloë"]
    assert "1 line(s) are in Windows-1252 in a UTF-8 file and were read so: 3" in found.receipt["how"]


def test_bytes_that_no_encoding_knows_cost_their_row_only(desk, chess):
    found = desk.one("a.csv", chess(GOOD).encode() + b"100002,\x81\x8d,school,2018/19,1,1%,A\n")
    assert [line for line, *_ in refusals(found)] == [3]
    assert "neither UTF-8 nor Windows-1252" in refusals(found)[0][3]


def test_a_quotation_mark_that_never_closes_costs_its_row_only(desk, chess):
    found = desk.one("a.csv", chess(GOOD, '100002,"Elm,school,2018/19,1,1%,A', "100003,Oak,school,2018/19,1,1%,A"))
    assert [line for line, *_ in refusals(found)] == [3]
    assert "does not close" in refusals(found)[0][3]
    assert found.receipt["rows_kept"] == 2


def test_a_header_that_stands_twice_with_different_content_refuses_the_file(desk):
    text = HEADER.replace("GRADE", "CHESSSCORE") + "100001,Ash,school,2018/19,1,1%,2\n"
    found = desk.one("a.csv", text)
    assert found.receipt["status"] == "refused"
    assert "stands over columns 5 and 7" in found.receipt["how"]


def test_a_header_that_stands_twice_with_the_same_content_is_no_trouble(desk):
    found = desk.one("a.csv", HEADER.replace("GRADE", "CHESSSCORE") + "100001,Ash,school,2018/19,1,1%,1\n")
    assert found.receipt["status"] == "kept"


def test_a_formula_in_a_number_is_refused_and_in_a_name_is_text(desk, chess):
    found = desk.one("a.csv", chess("100001,=Ash,school,2018/19,=1+1,1%,A", "100002,@Elm,school,2018/19,+2,1%,A"))
    assert refusals(found) == [
        (2, "CHESSSCORE", "=1+1", "The cell holds a formula, not a number, and a formula is never computed here.")
    ]
    assert found.facts["establishment"]["establishment_name"].to_pylist() == ["=Ash", "@Elm"]
    assert (found.receipt["rows_kept"], found.receipt["cells_refused"], found.receipt["status"]) == (2, 1, "partly")


def test_a_school_that_stands_twice_stands_once(desk, chess):
    found = desk.one("a.csv", chess(GOOD, GOOD, GOOD.replace("1.5", "1.6")))
    assert [(line, reason.split(":")[0]) for line, _, _, reason in refusals(found)] == [
        (3, "The row repeats line 2"),
        (4, "The row contradicts line 2, which is about the same and stands"),
    ]
    assert found.facts["observation"].num_rows == 3


def test_a_percentage_beyond_a_hundred_is_refused_and_its_row_kept(desk, chess):
    rows = [f"{100001 + n},S,school,2018/19,1,{p},A" for n, p in enumerate(["101%", "-1%", "100%", "0%"])]
    found = desk.one("a.csv", chess(*rows))
    assert [(line, column, value) for line, column, value, _ in refusals(found)] == [
        (2, "PTWON", "101%"),
        (3, "PTWON", "-1%"),
    ]
    assert found.receipt["rows_kept"] == 4


@pytest.mark.parametrize("day", ["31-02-2019", "2019-13-01", "12/31/2019", "30022019", "yesterday"])
def test_an_impossible_day_is_a_refused_cell(desk, day):
    text = HEADER.replace("GRADE", "OPENED") + f"100001,Ash,school,2018/19,1,1%,{day}\n"
    found = desk.one("a.csv", text)
    assert [(line, column, value) for line, column, value, _ in refusals(found)] == [(2, "OPENED", day)]
    assert found.facts["establishment"]["open_date"].to_pylist() == [None]


@pytest.mark.parametrize("day", ["01-09-2019", "2019-09-01", "20190901", "01/09/2019"])
def test_the_days_of_the_field_are_read_day_first(desk, day):
    found = desk.one("a.csv", HEADER.replace("GRADE", "OPENED") + f"100001,Ash,school,2018/19,1,1%,{day}\n")
    assert [str(d) for d in found.facts["establishment"]["open_date"].to_pylist()] == ["2019-09-01"]


@pytest.mark.parametrize("urn", ["99999", "1000000", "10000l", "", "NA", "=100001", "100001.5", "1e5", "٣٣٣٣٣٣"])
def test_a_row_without_a_urn_belongs_to_no_school_and_is_refused(desk, chess, urn):
    found = desk.one("a.csv", chess(GOOD, f"{urn},Elm,school,2018/19,1,1%,A"))
    assert [(line, column, value) for line, column, value, _ in refusals(found)] == [(3, "URN", urn)]


def test_a_row_whose_kind_is_unknown_is_refused_and_one_left_out_on_purpose_says_why(desk, chess):
    found = desk.one("a.csv", chess(GOOD, "100002,Elm,galaxy,2018/19,1,1%,A", ",North,region,2018/19,1,1%,A"))
    assert "does not say what the row is about" in refusals(found)[0][3]
    assert refusals(found)[1][3] == "Regions have no club."


def test_a_missing_key_column_is_named(desk, chess):
    found = desk.one("chess.csv", chess(GOOD).replace("URN", "NUMBER"))
    assert found.receipt["status"] == "unrecognised"
    assert "looks most like Club results (by its name too): URN is missing" in found.receipt["how"]


def test_a_missing_level_column_refuses_the_file(desk, chess):
    found = desk.one("a.csv", chess(GOOD).replace("CHESSLEVEL", "KIND"))
    assert found.receipt["status"] == "refused"
    assert "no column CHESSLEVEL" in found.receipt["how"]


def test_a_damaged_workbook_or_zip_is_refused_in_words(desk):
    cut = desk.one("cut.xlsx", b"PK\x03\x04" + b"\x00" * 400)
    old = desk.one("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 900)
    for found in (cut, old):
        assert found.receipt["status"] == "refused"
        assert "damaged" in found.receipt["how"]


def zipped(members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def test_a_member_that_is_damaged_does_not_cost_its_neighbour(desk, chess):
    data = zipped([("bad.csv", chess(GOOD) * 3), ("good.csv", chess(GOOD))], zipfile.ZIP_STORED)
    at = data.index(b"URN,SCHNAME")
    found = desk.read(desk.write("all.zip", data[:at] + b"XXX" + data[at + 3 :]))
    assert [(r.member, r.receipt["status"]) for r in found] == [("bad.csv", "refused"), ("good.csv", "kept")]
    assert "damaged" in found[0].receipt["how"]


def test_a_zip_that_swells_is_not_opened(desk):
    found = desk.one("bomb.zip", zipped([("a.csv", b"0" * (40 << 20))]))
    assert "more than is safe to open" in found.receipt["how"]


def test_a_zip_of_too_many_members_is_not_opened(desk):
    assert "holds 501 members" in desk.one("many.zip", zipped([(f"{n}.csv", "a") for n in range(501)])).receipt["how"]


def test_a_member_that_climbs_out_and_a_zip_within_a_zip_are_refused(desk, chess):
    inner = zipped([("a.csv", chess(GOOD))])
    found = desk.read(
        desk.write("odd.zip", zipped([("../../etc/a.csv", chess(GOOD)), ("in.zip", inner), ("ok.csv", chess(GOOD))]))
    )
    assert [r.receipt["status"] for r in found] == ["refused", "refused", "kept"]
    assert "points outside" in found[0].receipt["how"]
    assert "ZIP within a ZIP" in found[1].receipt["how"]


@pytest.mark.parametrize(
    ("data", "words"), [(b"%PDF-1.7 ...", "PDF"), (b"\x89PNG\r\n\x1a\n", "picture"), (bytes(range(256)) * 40, "binary")]
)
def test_what_is_no_table_is_named_for_what_it_is(desk, data, words):
    assert words in desk.one("a.csv", data).receipt["how"]


def test_a_fault_of_our_own_is_a_refusal_that_asks_for_a_report_and_the_rest_goes_on(desk, chess, monkeypatch, caplog):
    desk.write("a.csv", chess(GOOD))
    desk.write("b.csv", chess(GOOD))
    honest = reading.facts_of

    def failing(grid, source, dated, file_id, *rest):
        if file_id == 1:
            raise RuntimeError("not foreseen")
        return honest(grid, source, dated, file_id, *rest)

    monkeypatch.setattr(reading, "facts_of", failing)
    first, second = desk.read()
    assert "fault of Collegiate itself (RuntimeError)" in first.receipt["how"]
    assert "report it" in first.refused["remedy"].to_pylist()[0]
    assert second.receipt["status"] == "kept"
    assert "not foreseen" in caplog.text


CELLS = st.one_of(
    st.sampled_from(
        [
            "100001",
            "100002",
            "school",
            "nation",
            "2018/19",
            "SUPP",
            "40%",
            "=1",
            '"',
            '"a',
            "1,5",
            "\0",
            "",
            "é",
            "\r",
            "nan",
            "1e999",
        ]
    ),
    st.text(max_size=8),
)
ROWS = st.lists(st.lists(CELLS, max_size=9), max_size=12)
JUNK = st.binary(max_size=300)


@st.composite
def files(draw):
    """Bytes that are nearly one of our files: a header, rows of likely and unlikely cells, joined and encoded in some way."""
    mark = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    header = HEADER.strip().replace(",", mark) if draw(st.booleans()) else mark.join(draw(st.lists(CELLS, max_size=9)))
    text = end.join([header, *(mark.join(row) for row in draw(ROWS))])
    data = text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])), "replace")
    place = draw(st.integers(0, len(data)))
    return data[:place] + draw(st.sampled_from([b"", b"\xff\x81", b"\0", b'"'])) + data[place:]


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    data=st.one_of(
        files(), JUNK, JUNK.map(lambda b: b"PK\x03\x04" + b), files().map(lambda b: zipped([("chess_2019.csv", b)]))
    )
)
def test_whatever_the_bytes_there_is_a_reading_that_adds_up_and_no_fault_of_ours(desk, data):
    with TemporaryDirectory() as folder:
        path = Path(folder, "chess_2019.csv")
        path.write_bytes(data)
        found = list(read([path], extra=desk.sources))
    assert found
    for one in found:
        adds_up(one)
        assert "fault of Collegiate" not in one.receipt["how"], one.receipt["how"]
