"""Whatever a file holds, people are told what, where and what to do; the rest is still built, and no row is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_files import HOSTILE, Spoiled

from collegiate import intake

_GOOD = ("england_census_2019.csv", "la_and_region_codes_meta.csv", "groups_201907.csv")


def _spoil(name: str, good: Path, folder: Path) -> Spoiled:
    spoiled = folder / "spoiled"
    spoiled.mkdir()
    for file in _GOOD:
        shutil.copyfile(good / file, folder / file)
    return HOSTILE[name](good, spoiled)


def _of(readings: list[intake.Reading], path: Path) -> list[intake.Reading]:
    return [r for r in readings if r.original.name == path.name]


@pytest.fixture(scope="module", params=sorted(HOSTILE))
def case(request, good, tmp_path_factory):
    """A spoiled file among good ones, with all that intake says of the folder: read once, asked many questions."""
    folder = tmp_path_factory.mktemp("case")
    spoiled = _spoil(request.param, good, folder)
    return spoiled, list(intake.read([folder]))


def test_the_rest_is_still_read(case):
    spoiled, readings = case
    others = [r for r in readings if r.original.name != spoiled.path.name]
    assert [r.receipt["status"] for r in others] == ["kept"] * len(_GOOD)


def test_rows_in_are_rows_kept_and_rows_refused(case):
    spoiled, readings = case
    found = _of(readings, spoiled.path)
    assert found
    for reading in found:
        receipt = reading.receipt
        assert receipt["rows_in"] == receipt["rows_kept"] + receipt["rows_refused"], receipt
        assert sum(r["whole_row"] for r in reading.refused.to_pylist() if r["line"] > 1) <= receipt["rows_refused"]
    if spoiled.rows is not None:
        assert sum(r.receipt["rows_in"] for r in found) == spoiled.rows


def test_each_refusal_says_place_reason_and_remedy(case):
    spoiled, readings = case
    for reading in _of(readings, spoiled.path):
        for refusal in reading.refused.to_pylist():
            assert refusal["line"] >= 1
            assert len(refusal["reason"]) > 10, refusal
            assert len(refusal["remedy"]) > 10, refusal
            assert "Traceback" not in refusal["reason"]
            assert not re.search(
                r"\b(ArrowInvalid|UnicodeDecodeError|KeyError|ValueError|BadZipFile)\b", refusal["reason"]
            )


def test_the_spoiled_places_are_the_refused_ones(case):
    spoiled, readings = case
    refused = {
        (r["line"], r["column_name"]) for reading in _of(readings, spoiled.path) for r in reading.refused.to_pylist()
    }
    assert set(spoiled.lines.items()) <= refused, refused
    if spoiled.lines:
        assert {line for line, _ in refused} == set(spoiled.lines)


def test_what_is_told_names_the_trouble(case):
    spoiled, readings = case
    told = " ".join(
        f"{r.receipt['how']} {r.receipt['question']} "
        + " ".join(f"{x['reason']} {x['remedy']} {x['value']}" for x in r.refused.to_pylist())
        for r in _of(readings, spoiled.path)
    )
    if all(r.receipt["status"] == "kept" for r in _of(readings, spoiled.path)):
        assert spoiled.harmless
    else:
        assert any(word in told for word in spoiled.words), told


def test_of_a_file_that_cannot_be_used_nothing_is_kept(case):
    spoiled, readings = case
    if spoiled.whole:
        statuses = {r.receipt["status"] for r in _of(readings, spoiled.path)}
        assert statuses <= {"refused", "unrecognised", "waiting"}
        assert all(t.num_rows == 0 for r in _of(readings, spoiled.path) for t in r.facts.values())
    else:
        assert sum(r.receipt["rows_kept"] for r in _of(readings, spoiled.path)) > 0


def test_a_formula_in_words_is_kept_as_words_or_refused_and_never_changed(good, tmp_path):
    name = "school_fsm_2019.csv"
    raw = (good / name).read_bytes().split(b"\r\n")
    urn, school, *rest = raw[1].split(b",")
    raw[1] = b",".join([urn, b"=1+2", *rest])
    (tmp_path / name).write_bytes(b"\r\n".join(raw))
    (reading,) = intake.read([tmp_path])
    assert reading.receipt["rows_in"] == reading.receipt["rows_kept"] + reading.receipt["rows_refused"]
    assert school
    names = {
        n
        for t in reading.facts.values()
        if "establishment_name" in t.column_names
        for n in t["establishment_name"].to_pylist()
    }
    assert "3" not in names


def _build(folder: Path, store: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "collegiate", "build", str(folder), "--store", str(store)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_a_build_among_hostile_files_still_publishes(good, tmp_path):
    folder = tmp_path / "files"
    shutil.copytree(good, folder)
    for name, spoil in HOSTILE.items():
        (folder / name).mkdir()
        spoil(good, folder / name)
    done = _build(folder, tmp_path / "store")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    totals = re.search(r"([\d,]+) rows in = ([\d,]+) kept \+ ([\d,]+) refused", done.stdout)
    assert totals is not None, done.stdout
    rows_in, kept, refused = (int(n.replace(",", "")) for n in totals.groups())
    assert rows_in == kept + refused
    assert refused > 0
    for name in HOSTILE:
        assert name in done.stdout


def test_a_build_of_nothing_usable_ends_with_2_and_says_what_to_do(good, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("empty_file", "a_zip_that_was_cut_off", "a_file_of_another_country"):
        HOSTILE[name](good, folder)
    done = _build(folder, tmp_path / "store")
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    assert "collegiate" in done.stderr
    assert not (tmp_path / "store" / "CURRENT").exists()
