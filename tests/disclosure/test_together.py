"""Counts rounded together add up, stay next to the truth, and could be the truth themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from collegiate.disclosure import Policy, round_together
from collegiate.disclosure.counts import ALL, CHILDREN, NOT_KNOWN, Counts, protect
from collegiate.disclosure.policy import POLICY
from collegiate.disclosure.together import UnroundableError, is_next_to, nearest

STEP = 5
tables = st.tuples(st.integers(1, 8), st.integers(1, 6)).flatmap(
    lambda shape: arrays.arrays(np.int64, shape, elements=st.integers(0, 60))
)


@given(tables)
@settings(deadline=None, max_examples=60)
def test_rows_have_their_sums_and_every_cell_is_next_to_its_count(counts) -> None:
    sums = nearest(counts.sum(axis=1), STEP)
    shown = round_together(counts, sums, STEP)
    assert (shown % STEP == 0).all()
    assert (shown.sum(axis=1) == sums).all()
    assert is_next_to(shown, counts, STEP)
    assert (round_together(counts, sums, STEP) == shown).all(), "the same counts give the same answer"


@given(tables)
@settings(deadline=None, max_examples=40)
def test_what_is_shown_rounds_to_itself_so_that_it_could_be_the_truth(counts) -> None:
    shown = round_together(counts, nearest(counts.sum(axis=1), STEP), STEP)
    assert (round_together(shown, shown.sum(axis=1), STEP) == shown).all()


@given(tables, st.data())
@settings(deadline=None, max_examples=40)
def test_another_truth_with_the_same_known_roll_gives_the_same_page(counts, data) -> None:
    """A reader who knows a roll to the child cannot rule out that all parts but one are what is shown."""
    shown = round_together(counts, nearest(counts.sum(axis=1), STEP), STEP)
    other = shown.copy()
    for row, off in enumerate(counts.sum(axis=1) - shown.sum(axis=1)):
        able = np.flatnonzero(shown[row] + off >= 0)
        if len(able):
            other[row, data.draw(st.sampled_from(able.tolist()))] += off
    assert (round_together(other, nearest(other.sum(axis=1), STEP), STEP) == shown).all()


def test_columns_come_as_near_as_they_can() -> None:
    counts = np.array([[2, 48], [2, 48], [2, 48], [2, 48]])
    shown = round_together(counts, np.array([50, 50, 50, 50]), STEP)
    assert shown.sum(axis=0).tolist() == [10, 190], "four times two is eight, shown as ten and not as nothing"


def test_a_sum_that_is_not_next_to_the_true_one_is_refused() -> None:
    with pytest.raises(UnroundableError):
        round_together(np.array([[12, 12]]), np.array([40]), STEP)


def test_a_policy_that_would_protect_nobody_is_refused() -> None:
    for wrong in ({"step": 4}, {"step": 1}, {"step": 7}):
        with pytest.raises(ValueError, match="step"):
            Policy(**wrong)


trusts = st.dictionaries(
    st.integers(1, 9),
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("FM"), st.integers(0, 2)), max_size=60),
    min_size=1,
    max_size=5,
)


def _counts(worlds) -> Counts:
    def parts(children) -> list[int]:
        return [sum(c[2] == p for c in children) for p in range(3)]

    groups = {
        name: {u: {v: parts([c for c in cs if c[i] == v]) for v in {c[i] for c in cs}} for u, cs in worlds.items()}
        for i, name in enumerate(("letter", "sex"))
    }
    return Counts("t", "now", ("x", "y", "z"), {u: parts(cs) for u, cs in worlds.items()}, groups)


@given(trusts)
@settings(deadline=None, max_examples=60)
def test_all_that_is_shown_of_a_trust_adds_up_everywhere_and_is_in_steps(worlds) -> None:
    counts = _counts(worlds)
    found = protect(counts, dict.fromkeys(worlds, 1), {}, POLICY)
    told = {(c.urn, c.grouping, c.group, c.part): c.cell for c in found.cells}
    number = {k: 0 if c.value is None else int(c.value) for k, c in told.items()}
    assert all(n % STEP == 0 for n in number.values())
    large = [u for u, cs in worlds.items() if len(cs) >= POLICY.least_roll]
    for urn, grouping, group, part in told:
        if part == CHILDREN:
            assert number[urn, grouping, group, part] == sum(number[urn, grouping, group, p] for p in "xyz")
        if urn is None:
            assert number[urn, grouping, group, part] == sum(number.get((u, grouping, group, part), 0) for u in large)
        if grouping != ALL:
            of = {g for u, gr, g, _ in told if (u, gr) == (urn, grouping)}
            assert number[urn, ALL, ALL, part] == sum(number[urn, grouping, g, part] for g in of)
    assert all(told[u, ALL, ALL, p].hidden for u in worlds if u not in large for p in (CHILDREN, "x"))


@given(trusts, st.integers(0, 10**6))
@settings(deadline=None, max_examples=40)
def test_what_was_shown_stays_while_it_may_stand_for_the_truth(worlds, seed) -> None:
    first = protect(_counts(worlds), dict.fromkeys(worlds, 1), {}, POLICY)
    draw = np.random.default_rng(seed)
    moved = {u: [(a, b, int(draw.integers(3)) if draw.random() < 0.03 else p) for a, b, p in cs] for u, cs in worlds.items()}  # fmt: skip
    second = protect(_counts(moved), dict.fromkeys(worlds, 1), first.blocks, POLICY)
    counts = _counts(moved)
    for urn, parts in counts.rows.items():
        name = counts.name(urn, ALL)
        if name in first.blocks and is_next_to(np.array(first.blocks[name]["parts"]), np.array(parts), STEP):
            assert second.blocks[name] == first.blocks[name]


def test_groups_that_exceed_their_whole_are_left_out_and_children_of_no_group_are_not_lost() -> None:
    counts = Counts("t", "now", ("x",), {1: [40], 2: [40]}, {"g": {1: {"a": [50]}, 2: {"a": [20]}}})
    found = protect(counts, {1: 9, 2: 9}, {}, POLICY)
    told = {(c.urn, c.group): c.cell.value for c in found.cells if c.grouping == "g" and c.part == "x"}
    assert (1, "a") not in told
    assert told[2, "a"] == 20
    assert told[2, NOT_KNOWN] == 20
