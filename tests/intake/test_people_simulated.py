"""What the schools of a made-up trust send, each in its own system's layout, is read back as it was."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from adding_up import adds_up

from collegiate.intake import Reading, read
from collegiate.simulate.children import make_trust
from collegiate.simulate.children_files import write_children

LAYOUTS = ("sims", "arbor", "bromcom")


class Sent:
    """A small trust, its files, and what was read of them."""

    def __init__(self, folder: Path, *, faults: bool) -> None:
        self.trust = make_trust(seed=11, pupils=300 if faults else 200, years=1, running=faults)
        self.truth = write_children(folder, self.trust, faults=faults)
        self.readings = list(read([folder]))
        self.system = {school.urn: school.system for school in self.trust.schools}

    @property
    def clean(self) -> dict[str, pa.Table]:
        """The facts as they were made, of the schools whose systems write the files that are read here."""
        marks = pa.concat_tables([table for _, _, table in self.trust.marks()]).unify_dictionaries()
        found = {**self.trust.facts, "session_mark": marks}
        here = {
            name: [self.system[urn] in LAYOUTS for urn in table["urn"].to_pylist()] for name, table in found.items()
        }
        return {name: table.filter(pa.array(here[name], pa.bool_())) for name, table in found.items()}

    @property
    def exports(self) -> list[Reading]:
        """The readings of what schools' systems exported."""
        others = ("ctf", "oneroster", "giap_")
        return [reading for reading in self.readings if not reading.receipt["source"].startswith(others)]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return Sent(tmp_path_factory.mktemp("clean"), faults=False)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return Sent(tmp_path_factory.mktemp("faulty"), faults=True)


def rows(table: pa.Table, without: tuple[str, ...]) -> set[tuple[Any, ...]]:
    names = [name for name in table.column_names if name not in ("file_id", "line", *without)]
    return set(zip(*(table[name].to_pylist() for name in names), strict=True))


def test_every_file_is_known_and_adds_up(faulty: Sent) -> None:
    for reading in faulty.readings:
        adds_up(reading)
        assert reading.receipt["status"] in ("kept", "partly"), reading.receipt
        assert reading.receipt["people"] is True
        assert reading.receipt["sent_at"]


def test_what_the_systems_export_is_read_back_to_the_cell(clean: Sent) -> None:
    """Statutory results are not among the schools' own files, and a leaver's record stands for the file's day."""
    found: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    without = {"pupil_record": ("as_of",)}
    for reading in clean.exports:
        assert reading.refused.num_rows == 0, reading.receipt["file"]
        for name, table in reading.facts.items():
            here = pa.array([clean.system.get(urn) in LAYOUTS for urn in table["urn"].to_pylist()])
            found[name] |= rows(table.filter(here), without.get(name, ()))
    made = {name: rows(table, without.get(name, ())) for name, table in clean.clean.items()}
    assert len(made["session_mark"]) > 10_000
    for name in sorted(set(made) - {"result"}):
        assert found[name] == made[name], name
    assert found["result"] <= made["result"]
    assert found["result"]


def test_every_fault_of_a_cell_is_refused_where_it_stands_and_nothing_else_is(faulty: Sent) -> None:
    planted = {
        (fault["file"], fault["detail"]["line"])
        for fault in faulty.truth["faults"]
        if fault["kind"] in ("impossible_date", "code_not_valid_on_date")
    }
    refused = {(r.receipt["file"], line) for r in faulty.exports for line in r.refused["line"].to_pylist()}
    assert planted
    assert refused == planted
