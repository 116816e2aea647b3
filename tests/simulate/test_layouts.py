"""The made-up files have the headers of the real ones, name by name and in their order."""

from __future__ import annotations

import csv
import io

import pytest
from shared import shared

from collegiate.simulate.writing import layout

_REAL = {
    "edubasealldata20190715.csv": ("interop", "dfe_finance_and_census_raw", "gias.csv"),
    "edubasealldata_open_201707.csv": ("dfe", "register", "edubasealldata_open_202207.csv"),
    "groups_201907.csv": ("dfe", "register", "groups_202206.csv"),
    "grouplinks_201907.csv": ("dfe", "register", "grouplinks_202206.csv"),
    "grouplinks_edubaseallacademiesandfree20180601.csv": (
        "dfe",
        "register",
        "grouplinks_edubaseallacademiesandfree20190601.csv",
    ),
    "links_edubasealldata20190715.csv": ("dfe", "register", "links_edubasealldata20250422.csv"),
    "edubasealldata20190715-establishment-types.csv": (
        "dfe",
        "register",
        "edubasealldata20250422-establishment-types.csv",
    ),
    "england_ks2final_2019.csv": ("dfe", "performance", "2018-850-ks2.csv"),
    "england_ks4provisional_2019.csv": ("dfe", "performance", "england_ks4provisional_2019.csv"),
    "england_ks5final_2017.csv": ("dfe", "performance", "england_ks5final_2017.csv"),
    "201819_information_about_schools_final.csv": ("dfe", "performance", "202324_information_about_schools_final.csv"),
    "england_census_2019.csv": ("dfe", "census", "england_census_2019.csv"),
    "england_abs_2019.csv": ("dfe", "census", "england_abs_2019.csv"),
    "england_abs_2013.csv": ("dfe", "census", "england_abs_2013.csv"),
    "school_fsm_2019.csv": ("dfe", "census", "school_fsm_2023.csv"),
    "pupil-premium-2018-2019.csv": ("dfe", "census", "pupil-premium-2019-2020.csv"),
    "england_swf_2019.csv": ("dfe", "census", "england_swf_partial.csv"),
    "ofsted_ratings_2005-2019.csv": ("dfe", "inspection", "ofsted_ratings_2005-2020.csv"),
    "school_ofsted_rating_2024-04.csv": ("dfe", "inspection", "school_ofsted_rating_2024-04.csv"),
    "financials_2018.csv": ("dfe", "finance", "financials_2018.csv"),
    "la_and_region_codes_meta.csv": ("dfe", "performance", "la_and_region_codes_meta.csv"),
    "postcodes.csv": ("dfe", "reference", "postcodes.csv"),
}
_COLUMNS = {
    "edubasealldata20190715.csv": 140,
    "edubasealldata_open_201707.csv": 45,
    "england_ks2final_2019.csv": 318,
    "england_ks4final_2019.csv": 505,
    "england_ks5final_2019.csv": 212,
    "england_ks4-pupdest_2019.csv": 82,
}


def _header(raw: bytes) -> list[str]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    return next(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.shared
@pytest.mark.parametrize("made", sorted(_REAL))
def test_the_header_is_the_real_one(nation, made):
    assert nation.header(made) == _header(shared(*_REAL[made]).read_bytes())


@pytest.mark.parametrize("made", sorted(_COLUMNS))
def test_a_whole_layout_has_all_its_columns(nation, made):
    assert len(nation.header(made)) == _COLUMNS[made]


def test_every_row_has_as_many_cells_as_the_header(nation):
    for name in (n for n in nation.truth.files if n.endswith(".csv")):
        widths = {len(row) for row in csv.reader(io.StringIO(nation.text(name), newline=""))}
        assert widths == {len(nation.header(name))}, name


def test_columns_of_earlier_years_are_named_after_those_years(nation):
    assert "READPROG_17" in nation.header("england_ks2final_2018.csv")
    assert "READPROG_16" in nation.header("england_ks2final_2018.csv")
    assert not [h for h in nation.header("england_ks2final_2016.csv") if h.endswith(("_14", "_15", "_18"))]


def test_the_register_is_cp1252_and_the_tables_begin_with_a_byte_order_mark(nation):
    assert "ë".encode("cp1252") in (nation.folder / "edubasealldata20190715.csv").read_bytes()
    assert (nation.folder / "england_ks2final_2019.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_layouts_name_no_header_twice():
    for name in ("establishments", "ks2", "ks4_final", "ks5", "ks4_destinations", "group_links"):
        assert len(set(layout(name))) == len(layout(name)), name
