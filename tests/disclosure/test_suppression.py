"""Hidden cells stay hidden: no sum of shown ones leaves one bare. Checked by trying every possible truth, not by the defence's own solver."""

from __future__ import annotations

import itertools
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from collegiate.disclosure import Sum, derivable, suppress
from collegiate.disclosure.means import rate
from collegiate.disclosure.policy import POLICY

LEAST, WIDTH = 5, 3


def _table(rows: list[list[int]]) -> tuple[dict[tuple[int, int], int], list[Sum]]:
    """A table with its margins: row and column -1 are the totals."""
    height, width = len(rows), len(rows[0])
    counts = {(i, j): n for i, row in enumerate(rows) for j, n in enumerate(row)}
    counts |= {(i, -1): sum(rows[i]) for i in range(height)}
    counts |= {(-1, j): sum(r[j] for r in rows) for j in range(width)}
    counts[-1, -1] = sum(map(sum, rows))
    sums = [Sum((i, -1), tuple((i, j) for j in range(width))) for i in (*range(height), -1)]
    sums += [Sum((-1, j), tuple((i, j) for i in range(height))) for j in (*range(width), -1)]
    return counts, sums


def _possible(counts, sums, hidden):
    """Every way to fill the hidden cells with whole numbers near the true ones that all sums allow."""
    unknown = sorted(hidden)
    for moved in itertools.product(range(-WIDTH - 1, WIDTH + 2), repeat=len(unknown)):
        told = counts | {k: counts[k] + m for k, m in zip(unknown, moved, strict=True)}
        if min(told.values()) >= 0 and all(told[s.total] == sum(told[p] for p in s.parts) for s in sums):
            yield told


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=2), min_size=2, max_size=3))
@settings(deadline=None, max_examples=25)
def test_no_small_cell_can_be_worked_out(rows) -> None:
    counts, sums = _table(rows)
    hidden = suppress(counts, sums, least=LEAST, width=WIDTH)
    assert {k for k, n in counts.items() if n < LEAST} <= hidden
    if len(hidden) > 4:
        return
    truths = list(_possible(counts, sums, hidden))
    for key in (k for k in hidden if counts[k] < LEAST):
        assert len({t[key] for t in truths}) > WIDTH, f"{key} is one of {sorted({t[key] for t in truths})}"


def test_hiding_the_few_alone_would_leave_them_bare() -> None:
    counts, sums = _table([[3, 40], [30, 20]])
    assert derivable(counts, sums, {(0, 0)})[0, 0] == (3.0, 3.0)
    hidden = suppress(counts, sums, least=LEAST, width=WIDTH)
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}
    low, high = derivable(counts, sums, hidden)[0, 0]
    assert (low, high) == (0.0, 33.0)


def test_the_cheapest_goes_with_it() -> None:
    sums = [Sum("all", ("F", "M", "X"))]
    assert suppress({"all": 70, "F": 40, "M": 28, "X": 2}, sums, least=LEAST, width=WIDTH) == {"X", "M"}


def test_groups_of_the_same_children_are_kept_together() -> None:
    """With free school meals and without, girls and boys: two ways to take one academy apart."""
    sums = [Sum("all", ("fsm", "not fsm")), Sum("all", ("F", "M"))]
    hidden = suppress({"all": 30, "fsm": 3, "not fsm": 27, "F": 14, "M": 16}, sums, least=LEAST, width=WIDTH)
    assert hidden == {"fsm", "not fsm"}


def test_what_is_in_no_sum_is_hidden_by_itself_and_nothing_small_hides_nothing() -> None:
    assert suppress({"a": 2, "b": 9}, [], least=LEAST, width=WIDTH) == {"a"}
    assert suppress({"a": 9}, [], least=LEAST, width=WIDTH) == frozenset()


def test_where_every_part_is_few_the_whole_is_hidden_too_if_it_would_tell() -> None:
    hidden = suppress({"all": 2, "a": 1, "b": 1}, [Sum("all", ("a", "b"))], least=LEAST, width=WIDTH)
    assert hidden == {"all", "a", "b"}


@given(st.integers(0, 1200), st.integers(1, 1200))
@settings(max_examples=60)
def test_a_percentage_may_stand_for_more_than_a_few_sessions(part: int, whole: int) -> None:
    part = min(part, whole)
    cell = rate(part, whole, POLICY)
    if cell.value is None:
        return
    alike = [p for p in range(whole + 1) if rate(p, whole, POLICY).shown == cell.shown]
    assert len(alike) >= POLICY.least_sessions
    assert 0 < Decimal(str(cell.value)) < 100
