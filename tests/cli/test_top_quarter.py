"""collegiate top-quarter: who is likely to be truly in the top quarter, as a table and as JSON."""

from __future__ import annotations

import json
import math

import pytest
from typer.testing import CliRunner

from collegiate.cli.app import app
from collegiate.cli.errors import PlainError
from collegiate.cli.top_quarter import COLUMNS
from collegiate.store import Store


def ask(built, *arguments: object) -> str:
    words = ["top-quarter", "--store", str(built.store), *map(str, arguments)]
    return CliRunner().invoke(app, words, catch_exceptions=False).output


def test_every_school_with_the_figure_is_listed_the_likeliest_first(simulated_store) -> None:
    found = json.loads(ask(simulated_store, "--measure", "ks2_progress_maths", "--period", "2018/19", "--json"))
    reader = Store(simulated_store.store).reader()
    assert len(found) == len(reader.standings("ks2_progress_maths", 2019)) > 20
    assert all(tuple(row) == COLUMNS for row in found)
    chances = [r["p_top_quarter"] for r in found if r["p_top_quarter"] is not None]
    assert len(chances) > 20
    assert chances == sorted(chances, reverse=True)
    assert 0 <= chances[-1] < 0.1
    assert 0.5 < chances[0] <= 1
    for row in found[: len(chances)]:
        assert 1 <= row["rank_low"] <= row["rank"] <= row["rank_high"] <= row["rank_of"]
        assert 0 <= row["indistinguishable"] < row["rank_of"]
        assert (row["points_to_target"] == 0) == (row["p_top_quarter"] >= 0.5)
        assert row["children_to_target"] is None


def test_a_trusts_list_is_its_academies_of_that_year(simulated_store) -> None:
    reader = Store(simulated_store.store).reader()
    trust = int(reader.about["trust"])
    found = json.loads(
        ask(simulated_store, "--measure", "ks2_expected_standard", "--period", "2017/18", "--trust", trust, "--json")
    )
    assert found
    assert {r["urn"] for r in found} <= {m["urn"] for m in reader.memberships(trust=trust)}
    assert all(r["name"] for r in found)


def test_shares_are_said_in_children(simulated_store) -> None:
    said = ask(simulated_store, "--measure", "ks2_expected_standard", "--period", "2017/18")
    head, *lines = said.splitlines()
    assert head.split()[:2] == ["urn", "school"]
    assert any(" more of " in line and line.endswith("children") for line in lines)
    assert any(line.endswith("nothing: as likely as not already") for line in lines)
    absent = ask(simulated_store, "--measure", "persistent_absence", "--period", "2017/18")
    assert " fewer of " in absent


def test_the_figure_of_a_school_carries_the_same_numbers(simulated_store) -> None:
    (row, *_) = json.loads(ask(simulated_store, "--measure", "ks4_progress8", "--period", "2018/19", "--json"))
    command = [
        "figures",
        "--store",
        str(simulated_store.store),
        "--urn",
        str(row["urn"]),
        "--measure",
        "ks4_progress8",
        "--json",
    ]
    figures = json.loads(CliRunner().invoke(app, command, catch_exceptions=False).output)
    (figure,) = [f for f in figures if f["period"] == "2018/19" and f["shown"]]
    assert math.isclose(figure["p_top_quarter"], row["p_top_quarter"])
    assert figure["rank"] == {
        "place": row["rank"],
        "low": row["rank_low"],
        "high": row["rank_high"],
        "of": row["rank_of"],
    }


def test_a_trusts_own_figure_has_no_place(simulated_store) -> None:
    reader = Store(simulated_store.store).reader()
    rows = reader.figures(trust=int(reader.about["trust"]))
    assert rows
    assert {r["p_top_quarter"] for r in rows} == {r["rank"] for r in rows} == {None}


def test_a_measure_without_a_good_direction_says_so(simulated_store) -> None:
    assert "has no good direction" in ask(simulated_store, "--measure", "ks4_ebacc_entry", "--period", "2018/19")


def test_what_cannot_be_found_is_said_in_words(simulated_store) -> None:
    with pytest.raises(PlainError, match=r"There is no measure 'p8'\. Use one of "):
        ask(simulated_store, "--measure", "p8", "--period", "2018/19")
    with pytest.raises(PlainError, match="There is no trust 5 in this store"):
        ask(simulated_store, "--measure", "ks4_progress8", "--period", "2018/19", "--trust", 5)
    with pytest.raises(PlainError):
        ask(simulated_store, "--measure", "ks4_progress8", "--period", "last year")
    assert ask(simulated_store, "--measure", "ks4_progress8", "--period", "1999/00").startswith(
        "No school here has that figure"
    )


def test_a_store_of_an_earlier_version_is_to_be_built_again(simulated_store, monkeypatch) -> None:
    from collegiate.store import reader

    monkeypatch.setattr(reader, "_STANDING", ("urn", "a_column_that_it_lacks"))
    with pytest.raises(PlainError, match="built before figures had their places"):
        ask(simulated_store, "--measure", "ks4_progress8", "--period", "2018/19")
