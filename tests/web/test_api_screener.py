"""Tidy files: every rule of the screener has a file that breaks it, nothing is lost on the way, and others read it without us."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pyarrow.csv as pacsv
import pytest
from made_up_store import DOVE, HIGH, MIDDLE, OLD_HIGH, SMALL_FIRST

from collegiate.ees import RULES, Meta, Pair, ScreenedOutError, count_pair, passed, school_pair, screen
from collegiate.ees.measured import column_of
from collegiate.ees.pair import FILTER, INDICATOR, META_COLUMNS, number, text
from collegiate.measures import definitions
from collegiate.measures.figure import Figure

COLUMNS = ("time_period", "time_identifier", "geographic_level", "country_code", "country_name", "school_urn", "school_name", "school_laestab", "topic", "group", "roll")  # fmt: skip
META = (
    Meta("group", FILTER, "Group", filter_group="topic", hint="which"),
    Meta("roll", INDICATOR, "Children", "Pupils", "", "0"),
)


def _row(**more: str) -> tuple[str, ...]:
    row = dict(
        zip(
            COLUMNS,
            (
                "202425",
                "Academic year",
                "School",
                "E92000001",
                "England",
                "900101",
                "Dove Bank",
                "8600101",
                "Total",
                "Total",
                "12",
            ),
            strict=True,
        )
    )
    return tuple((row | more).values())


GOOD = Pair("good-file_1", COLUMNS, (_row(), _row(topic="Sex", group="Girls", roll="c")), META)


def _cell(**cells: str) -> Pair:
    """The good file with a third row."""
    return replace(GOOD, rows=(*GOOD.rows, _row(**({"topic": "Sex", "group": "Boys"} | cells))))


def _meta(at: int, **more: str) -> Pair:
    metas = [*META]
    metas[at] = replace(metas[at], **more)
    return replace(GOOD, meta=tuple(metas))


def _renamed(old: str, new: str) -> Pair:
    """The good file with another name of a column, in both files."""
    return replace(
        GOOD, columns=tuple(new if c == old else c for c in COLUMNS), meta=tuple(replace(m, col_name=new) if m.col_name == old else m for m in META)
    )  # fmt: skip


def _only(*rows: tuple[str, ...]) -> Pair:
    return replace(GOOD, rows=rows)


def _without(column: str) -> Pair:
    at = COLUMNS.index(column)
    return replace(GOOD, columns=COLUMNS[:at] + COLUMNS[at + 1 :], rows=tuple(r[:at] + r[at + 1 :] for r in GOOD.rows))


def _with(column: str, *cells: str) -> Pair:
    return replace(GOOD, columns=(*COLUMNS, column), rows=tuple((*r, c) for r, c in zip(GOOD.rows, cells, strict=True)))


def _trusts(*rows: dict[str, str]) -> Pair:
    columns = (
        "time_period",
        "time_identifier",
        "geographic_level",
        "country_code",
        "country_name",
        "trust_id",
        "trust_name",
        "roll",
    )
    base = {
        "time_period": "202425",
        "time_identifier": "Academic year",
        "geographic_level": "MAT",
        "country_code": "E92000001",
        "country_name": "England",
        "roll": "5",
    }
    return Pair("trusts", columns, tuple(tuple((base | r)[c] for c in columns) for r in rows), META[1:])


BROKEN: dict[str, Pair] = {
    "check_filename_spaces": replace(GOOD, name="good file"),
    "check_filename_special": replace(GOOD, name="good+file"),
    "precheck_col_req_meta": replace(GOOD, meta_columns=META_COLUMNS[1:]),
    "precheck_col_invalid_meta": replace(GOOD, meta_columns=(*META_COLUMNS, "remark")),
    "precheck_col_req_data": _without("country_name"),
    "precheck_col_to_rows": replace(GOOD, rows=(GOOD.rows[0][:-1],)),
    "precheck_cross_meta_to_data": _without("roll"),
    "precheck_cross_data_to_meta": _with("spare", "1", "2"),
    "check_col_names_spaces": _renamed("roll", "the roll"),
    "check_col_snake_case": _renamed("roll", "Roll"),
    "check_col_var_start": _renamed("roll", "1roll"),
    "check_col_ind_smushed": _renamed("roll", "roll_female"),
    "precheck_meta_col_type": _meta(1, col_type="Measure"),
    "precheck_meta_ob_unit": replace(GOOD, meta=(*META, Meta("time_period", FILTER, "Time"))),
    "precheck_meta_col_name": _meta(1, col_name=""),
    "check_meta_col_name_dupe": replace(GOOD, meta=(*META, replace(META[1], label="Again"))),
    "check_meta_col_name_spaces": _meta(1, col_name="the roll"),
    "check_meta_label": _meta(1, label=" "),
    "check_meta_dupe_label": _meta(1, label="Group"),
    "check_meta_ind_unit_validation": _meta(1, unit="pupils"),
    "check_meta_ind_unit": _meta(0, unit="%"),
    "check_meta_ind_dp_set": _meta(1, decimals=""),
    "check_meta_ind_dp_values": _meta(1, decimals="one"),
    "check_meta_indicator_dp": _meta(0, decimals="0"),
    "check_meta_indicator_grouping": _meta(0, grouping="Pupils"),
    "check_meta_filter_hint": _meta(1, hint="which"),
    "check_meta_fil_grp": _meta(1, filter_group="topic"),
    "check_meta_fil_grp_match": _meta(0, filter_group="themes"),
    "check_meta_fil_grp_is_fil": replace(GOOD, meta=(*META, Meta("topic", FILTER, "Topic"))),
    "check_meta_fil_grp_dupe": replace(_with("more", "Total", "All of it"), meta=(*META, Meta("more", FILTER, "More", filter_group="topic"))),
    "check_api_char_col_name": _renamed("roll", "r" * 51),
    "check_api_char_col_label": _meta(1, label="R" * 81),
    "precheck_time_period_num": _cell(time_period="2024/25"),
    "precheck_time_id_valid": _cell(time_identifier="School year"),
    "precheck_time_id_mix": _cell(time_identifier="Calendar year", time_period="2025"),
    "check_time_period": _cell(time_period="2025"),
    "check_time_period_six": _cell(time_period="202426"),
    "check_general_null": _cell(school_name="NULL"),
    "precheck_filter_not_singular": _only(_row()),
    "check_filter_defaults": _only(_row(topic="Sex", group="Girls"), _row(topic="Sex", group="Boys")),
    "check_filter_group_level": _only(_row(), _row(topic="Sex", school_urn="900102", school_name="Other", school_laestab="8600102"), _row(topic="Meals", group="Yes")),
    "check_filter_item_limit": _only(_row(), *(_row(topic="Sex", group=f"G{i}") for i in range(25_001))),
    "check_filter_whitespace": _cell(group="Boys "),
    "check_filter_blanks": _cell(group=""),
    "check_filter_ob_total": _cell(school_name="Total"),
    "check_general_dupes": _only(*GOOD.rows, GOOD.rows[0]),
    "check_ind_invalid_entry": _cell(roll=""),
    "check_api_char_filter_items": _cell(group="B" * 121),
    "check_no_formula": _cell(group="=1+1"),
    "precheck_geog_level": _cell(geographic_level="Academy"),
    "precheck_geog_level_present": _without("school_laestab"),
    "check_geog_level_completed": _cell(school_laestab=""),
    "check_geog_overcompleted_cols": replace(_with("provider_ukprn", "1", ""), name="over"),
    "check_geog_ignored_rows": _cell(geographic_level="National", school_urn="", school_name="", school_laestab=""),
    "check_geog_country_combos": _cell(country_name="Wales"),
    "check_geog_other_dupes": _trusts({"trust_id": "1", "trust_name": "Dove"}, {"trust_id": "2", "trust_name": "Dove"}),
    "check_geog_other_code_dupes": _trusts({"trust_id": "1", "trust_name": "Dove"}, {"trust_id": "1", "trust_name": "Kiln"}),
    "check_geog_na": _cell(school_name="Not available"),
    "check_api_char_loc_code": _cell(school_urn="9" * 31),
}  # fmt: skip
"""For each rule, a file that breaks it."""


def test_the_good_file_breaks_no_rule() -> None:
    assert screen(GOOD) == []
    assert passed(GOOD) is GOOD
    assert screen(_trusts({"trust_id": "1", "trust_name": "Dove"})) == []


def test_every_rule_has_a_file_that_breaks_it_and_words() -> None:
    assert {r.id for r in RULES} == set(BROKEN) and len(RULES) == len(BROKEN)
    assert all(r.says.endswith(".") for r in RULES)


@pytest.mark.parametrize("rule", BROKEN)
def test_a_file_that_breaks_a_rule_is_refused_with_its_words(rule: str) -> None:
    found = {f.rule: f.words for f in screen(BROKEN[rule])}
    assert rule in found and found[rule].endswith(".")
    with pytest.raises(ScreenedOutError, match=rule):
        passed(BROKEN[rule])


@pytest.mark.parametrize("cell", ["~", ":", ".", "..", "*", "-", "", " ", "1,234", "12%", "NaN"])
def test_no_older_symbol_and_no_written_number_passes(cell: str) -> None:
    assert "check_ind_invalid_entry" in {f.rule for f in screen(_cell(roll=cell))}


@pytest.mark.parametrize("cell", ["z", "x", "c", "low", "k", "u", "0", "-0.39", "12.5"])
def test_numbers_and_symbols_pass(cell: str) -> None:
    assert screen(_cell(roll=cell)) == []


@pytest.mark.parametrize(("value", "written"), [(0, "0"), (-0.39, "-0.39"), (12, "12"), (1e-9, "low"), (-1e-9, "low"), (1234567.5, "1234567.5"), (-0.0, "0"), (20.0, "20"), (100, "100")])  # fmt: skip
def test_what_is_not_zero_never_becomes_zero(value: float, written: str) -> None:
    assert number(value) == written


def test_a_name_is_no_formula_and_has_no_edges() -> None:
    assert [text(n) for n in ("=1+1", " a  b\n", "-x", "@x")] == ["'=1+1", "a b", "'-x", "'@x"]


def test_every_measure_has_columns_that_the_screener_takes() -> None:
    measures = [
        {"measure": m.id, "title": m.title, "theme": m.theme, "unit": m.unit, "decimals": m.decimals, "definition": ""}
        for m in definitions()
    ]
    figures = [
        Figure(m.id, 2019, urn=900101, value=1.5, era=era)
        for m in definitions()
        for era in m.eras
        if m.kind == "number"
    ]
    school = {"urn": 900101, "school_name": "Dove", "la_code": 860, "establishment_number": 4001}
    pair = school_pair("every_measure", figures, {900101: school}, measures)
    assert screen(pair) == []
    assert len(pair.indicators) == 4 * len({(f.measure, f.era) for f in figures})
    assert column_of("ks4_english_maths_94") == "ks4_basics_94"


def _reading(content: bytes):
    return pacsv.read_csv(
        io.BytesIO(content),
        convert_options=pacsv.ConvertOptions(null_values=["z", "x", "c", "low", "u"], strings_can_be_null=False),
    )


@pytest.fixture
def tidy(browse) -> Callable[[str], bytes]:
    def got(path: str) -> bytes:
        response = browse.get(path)
        assert response.status_code == 200, response.content
        return response.content

    return got


def test_what_is_in_the_file_is_what_the_figures_are(tidy, browse) -> None:
    table = _reading(tidy(f"/api/v1/trusts/{DOVE}/ees/schools.csv")).to_pylist()
    rows = browse.get(f"/api/v1/trusts/{DOVE}/schools/figures?limit=1000").json()["rows"]
    by_place = {(r["school_urn"], r["time_period"]): r for r in table}
    assert len(table) == len(by_place) == len({(r["urn"], r["period"]) for r in rows})
    for r in rows:
        cells = by_place[r["urn"], (r["period"] - 1) * 100 + r["period"] % 100]
        column = next(c for c in (r["measure"], f"{r['measure']}_{r['era']}") if c in cells)
        for end, key in (("", "value"), ("_low", "low"), ("_high", "high"), ("_n", "n")):
            assert cells[column + end] == (None if r[key] is None else pytest.approx(r[key], abs=1e-6)), (
                r["measure"],
                key,
            )
    assert {r["school_urn"] for r in table} >= {HIGH, OLD_HIGH, MIDDLE, SMALL_FIRST}


def test_a_suppressed_figure_stays_suppressed_in_the_file(tidy) -> None:
    lines = tidy(f"/api/v1/schools/{SMALL_FIRST}/ees/figures.csv").decode().splitlines()
    cells = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert (cells["ks2_progress_reading_present"], cells["ks2_progress_reading_present_n"]) == ("c", "c")
    assert not tidy(f"/api/v1/schools/{SMALL_FIRST}/ees/figures.csv").startswith(b"\xef\xbb\xbf")


def test_the_meta_file_says_what_each_column_is(tidy) -> None:
    data, meta = (_reading(tidy(f"/api/v1/trusts/{DOVE}/ees/trust{end}.csv")) for end in ("", ".meta"))
    assert meta.column_names == list(META_COLUMNS)
    assert set(meta["col_name"].to_pylist()) == set(data.column_names[7:])
    assert data.column_names[:7] == [
        "time_period",
        "time_identifier",
        "geographic_level",
        "country_code",
        "country_name",
        "trust_id",
        "trust_name",
    ]
    assert set(data["geographic_level"].to_pylist()) == {"MAT"}


def test_pandas_reads_a_file_without_us(tidy) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(
        io.BytesIO(tidy(f"/api/v1/schools/{HIGH}/ees/figures.csv")), na_values=["z", "x", "c", "low", "u"]
    )
    found = frame[(frame.school_urn == HIGH) & (frame.time_period == 201819)].iloc[0]
    assert (found.ks4_progress8_present if "ks4_progress8_present" in frame else found.ks4_progress8) == pytest.approx(
        -0.39
    )
    assert frame["roll_present" if "roll_present" in frame else "roll"].dtype == float


@pytest.mark.parametrize("path", [f"/trusts/{DOVE}/ees.zip", f"/api/v1/trusts/{DOVE}/ees.zip"])
def test_the_pages_hand_out_both_pairs_together(tidy, path: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(tidy(path)))
    names = [f"figures_schools_of_trust_{DOVE}", f"figures_trust_{DOVE}"]
    assert archive.namelist() == [f"{n}{end}" for n in names for end in (".csv", ".meta.csv")]
    assert tidy(path) == tidy(path)
    assert archive.read(f"{names[1]}.csv") == tidy(f"/api/v1/trusts/{DOVE}/ees/trust.csv")


def test_there_is_no_file_of_nothing(browse) -> None:
    for path in (
        "/trusts/9003/ees.zip",
        "/trusts/5/ees.zip",
        "/schools/100000/ees.zip",
        "/api/v1/trusts/9003/ees.zip",
        "/api/v1/trusts/9003/ees/trust.csv",
    ):
        assert browse.get(path).status_code == 404


def test_a_file_that_breaks_a_rule_is_not_handed_out(browse, monkeypatch: pytest.MonkeyPatch) -> None:
    from collegiate.ees import measured
    from collegiate.web import kept

    monkeypatch.setattr(kept, "SHELF", kept.Shelf())
    monkeypatch.setitem(measured._NAMES, "roll", "roll female")
    for path in (f"/api/v1/trusts/{DOVE}/ees.zip", f"/api/v1/trusts/{DOVE}/ees/trust.csv"):
        response = browse.get(path)
        assert (response.status_code, response.json()["type"]) == (409, "/api/#screened-out")
        assert "check_col_names_spaces" in response.json()["detail"]
    page = browse.get(f"/trusts/{DOVE}/ees.zip")
    assert page.status_code == 409 and b"check_col_ind_smushed" in page.content


def _count(part: str, value: float | None, grouping: str = "all", group: str = "all", **more) -> dict:
    return {"table": "attendance", "trust": 9001, "urn": 900101, "period": "2025", "grouping": grouping, "group": group, "part": part, "value": value,
            "symbol": None if value is not None else "c", "exact": False} | more  # fmt: skip


SCHOOL = {
    900101: {
        "urn": 900101,
        "school_name": "Dove",
        "la_code": 860,
        "establishment_number": 4001,
        "trust_uid": 9001,
        "trust_name": "Dove Trust",
    }
}


def test_counts_become_filters_and_indicators() -> None:
    pair = count_pair(
        "counts",
        [
            _count("neither", 25),
            _count("severely_absent", None),
            _count("neither", 10, "sex", "F"),
            _count("neither", 15, "sex", "M"),
        ],
        SCHOOL,
    )
    assert screen(pair) == []
    assert [dict(zip(pair.columns, r, strict=True))["severely_absent"] for r in pair.rows] == ["c", "x", "x"]
    assert pair.column("breakdown") == ["Total", "F", "M"] and pair.column("breakdown_topic") == ["Total", "Sex", "Sex"]
    assert screen(count_pair("counts", [_count("neither", 25)], SCHOOL)) == []


def test_no_exact_count_is_written_into_a_file() -> None:
    with pytest.raises(ValueError, match="disclosure"):
        count_pair("counts", [_count("neither", 25, exact=True)], SCHOOL)


def test_a_file_of_counts_is_disclosed_also_for_who_sees_children(browse) -> None:
    from collegiate.web.accounts.acts import Post, add_user
    from collegiate.web.accounts.models import User

    browse.force_login(add_user(email="ees-head@example.org", post=Post("head", urn=MIDDLE)))
    response = browse.get("/api/v1/counts/attendance/ees/counts.csv")
    User.objects.filter(email="ees-head@example.org").delete()
    assert response.status_code == 200, response.content
    table = _reading(response.content).to_pylist()
    assert {r["school_urn"] for r in table} == {MIDDLE} and response["Cache-Control"] == "no-store"
    assert all(r["children"] is None or r["children"] % 5 == 0 for r in table)
