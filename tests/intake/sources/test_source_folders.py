"""What every source folder must say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import collegiate

FOLDERS = sorted((Path(collegiate.__file__).parent / "intake").glob("*/source.toml"))
MAPPINGS = sorted((Path(collegiate.__file__).parent / "intake" / "mappings").glob("*.toml"))


@pytest.mark.parametrize("path", FOLDERS, ids=lambda p: p.parent.name)
def test_a_source_says_what_it_is_whose_it_is_and_on_what_terms(path: Path) -> None:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    assert said["id"] == path.parent.name
    for name in ("title", "publisher", "licence"):
        assert said[name].strip()
    assert len(said["about"].split()) >= 12
    assert said["about"].strip().endswith(".")


@pytest.mark.parametrize("path", FOLDERS, ids=lambda p: p.parent.name)
def test_every_observation_has_its_own_prefix(path: Path) -> None:
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    prefixes = {table["prefix"] for table in said["tables"] if table["table"] == "observation"}
    assert len(prefixes) <= 1
    others = {
        table["prefix"]
        for other in FOLDERS
        if other != path
        for table in tomllib.loads(other.read_text(encoding="utf-8"))["tables"]
        if table["table"] == "observation"
    }
    assert not prefixes & others


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda p: p.stem)
def test_a_mapping_says_what_was_checked(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = tomllib.loads(text)
    assert said["mapping"]["id"] == path.stem
    assert said["mapping"]["source"] in {folder.parent.name for folder in FOLDERS}
    assert text.startswith("#")
    targets = list(said["columns"].values())
    assert len(targets) == len(set(targets))
