"""Somebody who subtracts everything from everything, over groups, academies, weeks and snapshots, proves nothing of one to four children."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from attacker import Attacker, Seen
from few_worlds import TRUSTS, CountingReader, World, later, make, shown, undefended

from collegiate.disclosure import Released, publish


def rolls(world) -> dict[int, int]:
    return dict(Counter(c.urn for c in world.children))


def small():
    """A trust of two small academies and two weeks: an undefended one gives much to find."""
    world = make(1, {103: 23, 104: 11})
    return World(world.children, world.weeks[:2])


def released(world, snapshot: str, memory: Released):
    return publish(CountingReader(world), snapshot, TRUSTS, memory)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_proven_over_two_snapshots_and_six_weeks(seed: int, tmp_path: Path) -> None:
    before, after = make(seed), later(make(seed), seed)
    memory = tmp_path / "released.jsonl"
    seen = shown(released(before, "one", Released(memory)), 1) + shown(released(after, "two", Released(memory)), 2)
    assert Attacker(seen).proves() == []


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_proven_by_whoever_knows_every_roll_to_the_child(seed: int) -> None:
    world = make(seed)
    seen = shown(released(world, "one", Released()), 1)
    assert Attacker(seen, public_rolls=rolls(world)).proves() == []


def test_the_attacker_finds_what_is_not_defended() -> None:
    found = Attacker(undefended(small(), 1, few_hidden=False)).proves()
    assert any("104 all all: acted_on" in f for f in found)
    assert any("without yes" in f or "not no_data" in f for f in found)
    assert any("changed by" in f for f in found)


def test_the_attacker_undoes_hiding_without_a_second_cell() -> None:
    found = Attacker(undefended(small(), 1, few_hidden=True)).proves()
    assert any("no_data" in f or "acted_on" in f for f in found)


def test_the_attacker_subtracts_one_academy_from_its_trust() -> None:
    def line(urn: int | None, *numbers: str) -> list[Seen]:
        return [Seen(1, "moving", 1, urn, "2027", "all", "all", p, n) for p, n in zip(("children", "complete", "not_complete"), numbers, strict=True)]  # fmt: skip

    cells = [*line(101, "70", "57", "13"), *line(102, "c", "c", "c"), *line(None, "75", "60", "15")]
    assert any("102 all all: complete: 3 to 3" in f for f in Attacker(cells).proves())


def test_the_attacker_knows_a_number_that_was_rounded_twice_in_two_ways_with_the_roll() -> None:
    """Why what was shown is remembered: 10 and then 5 for one truth is 6 to 9; with the roll of 12, one to four... of the rest."""

    def line(when: int, *numbers: str) -> list[Seen]:
        return [Seen(when, "nobody_missed", 1, 101, "2026-09-07", "all", "all", p, n) for p, n in zip(("children", "acted_on", "looked_at", "no_data"), numbers, strict=True)]  # fmt: skip

    both = [*line(1, "10", "c", "10", "c"), *line(2, "10", "c", "5", "5")]
    assert Attacker(line(1, "10", "c", "10", "c"), {101: 11}).proves() == []
    assert Attacker(both, {101: 11}).proves() != []


def test_a_percentage_hidden_alone_and_a_mean_that_moves_are_found() -> None:
    def rate(urn: int | None, grouping: str, group: str, value: str) -> Seen:
        return Seen(1, "attendance", 1, urn, "2026", grouping, group, "attendance", value)

    cells = [rate(101, "all", "all", "95.1"), rate(101, "sex", "F", "95.0"), rate(101, "sex", "M", "c")]
    assert any("what is left" in f for f in Attacker(cells).proves())
    means = [Seen(w, "progress", 1, 101, "2026", "subject", "MAT", p, v) for w, g in ((1, "0.5"), (2, "0.7")) for p, v in (("children", "20"), ("gain", g))]  # fmt: skip
    assert any("the mean moved" in f for f in Attacker(means).proves())


def test_a_trust_of_twenty_academies_is_protected_in_time() -> None:
    world = make(3, {u: 30 + 25 * (u % 20) for u in range(300, 320)})
    reader, trusts = CountingReader(world), dict.fromkeys(range(300, 320), 1)
    publish(reader, "warm", trusts)  # type: ignore[arg-type]
    counted = time.process_time()
    found = publish(reader, "one", trusts)  # type: ignore[arg-type]
    assert len(found.cells) > 1000
    assert time.process_time() - counted < 5
