"""Other people's headers: a mapping file beside the data says which is which."""

from __future__ import annotations

import pytest

MAPPING = """
[mapping]
source = "club_results"
title = "Club results, as the county sends them"
[recognise]
headers = ["School number", "Score out of ten"]
[columns]
"School number" = "URN"
"School" = "SCHNAME"
"Score out of ten" = "CHESSSCORE"
[constants]
CHESSLEVEL = "school"
[period]
from = ["name"]
[release]
from = ["fixed:revised"]
"""
THEIRS = "School number,School,Score out of ten,Mood\n100001,Ash,7.5,merry\n100002,Elm,SUPP,sad\n"


def test_a_mapping_beside_the_data_lets_other_headers_be_read(desk):
    desk.write("county.mapping.toml", MAPPING)
    found = desk.read(desk.write("county_2019.csv", THEIRS))[0]
    rows = {r["urn"]: r for r in found.facts["observation"].to_pylist()}
    assert (rows[100001]["variable"], rows[100001]["value"], rows[100001]["release"]) == (
        "chess.chessscore",
        7.5,
        "revised",
    )
    assert rows[100002]["code"] == "SUPP"
    assert found.receipt["title"] == "Club results, as the county sends them"
    assert "mapping county.mapping.toml" in found.receipt["how"]


def test_headers_that_the_mapping_does_not_name_are_reported_and_not_taken(desk):
    desk.write("county.mapping.toml", MAPPING)
    found = desk.read(desk.write("county_2019.csv", THEIRS))[0]
    assert found.receipt["columns_unused"] == "Mood"


def test_without_the_mapping_the_file_is_not_known(desk):
    assert desk.one("county_2019.csv", THEIRS).receipt["status"] == "unrecognised"


def test_a_mapping_in_the_given_folder_serves_the_folders_below(desk):
    desk.write("county.mapping.toml", MAPPING)
    desk.write("deep/county_2019.csv", THEIRS)
    assert [r.receipt["status"] for r in desk.read()] == ["kept"]


def test_a_refused_cell_is_named_by_the_file_s_own_header(desk):
    desk.write("county.mapping.toml", MAPPING)
    found = desk.read(desk.write("county_2019.csv", THEIRS.replace("SUPP", "=1")))[0]
    assert found.refused["column_name"].to_pylist() == ["Score out of ten"]


def test_somebody_elses_file_feeds_only_the_tables_that_it_can(desk):
    desk.write(
        "county.mapping.toml",
        MAPPING.replace('"School number" = "URN"', '"School number" = "URN"').replace('"School" = "SCHNAME"\n', ""),
    )
    found = desk.read(desk.write("county_2019.csv", THEIRS))[0]
    assert found.receipt["rows_kept"] == 2
    assert found.facts["observation"].num_rows == 2


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("[mapping\n", "cannot be read"),
        ("[mapping]\ntitle = 'x'\n", "needs [mapping] source"),
        (MAPPING.replace("club_results", "no_such_source"), "'no_such_source', which is not known. The sources are:"),
        (MAPPING.replace('["name"]', '["moon"]'), "'moon' is no place to look"),
    ],
)
def test_a_broken_mapping_is_named_and_the_rest_goes_on(desk, chess, broken, words):
    desk.write("county.mapping.toml", broken)
    desk.write("chess.csv", chess("100001,Ash,school,2018/19,1.5,40%,C"))
    found = {r.receipt["file"]: r.receipt for r in desk.read()}
    assert found["chess.csv"]["status"] == "kept"
    assert found["county.mapping.toml"]["status"] == "refused"
    assert words in found["county.mapping.toml"]["how"]


def test_every_shipped_mapping_is_loaded():
    from collegiate.intake.mapping import shipped_mappings
    from collegiate.intake.sources import HERE, sources

    assert len(shipped_mappings(sources())) == len(list((HERE / "mappings").glob("*.toml"))) > 0
