"""Rounding is half away from zero, of the decimal that somebody reads."""

from __future__ import annotations

import doctest
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collegiate.disclosure import Cell, half_away, rounding, share
from collegiate.vocabulary.symbols import Symbol


def test_the_examples_are_right() -> None:
    assert doctest.testmod(rounding).failed == 0


@pytest.mark.parametrize(
    ("value", "step", "shown"),
    [
        (0.5, 1, "1"), (1.5, 1, "2"), (2.5, 1, "3"), (-0.5, 1, "-1"), (-2.5, 1, "-3"),
        (2.675, 0.01, "2.68"), (1.005, 0.01, "1.01"), (0.285, 0.01, "0.29"), (1.45, 0.1, "1.5"), (-1.45, 0.1, "-1.5"),
        (2, 5, "0"), (3, 5, "5"), (7, 5, "5"), (8, 5, "10"), (-8, 5, "-10"), (92.25, 0.5, "92.5"), (Fraction(1, 3), 0.1, "0.3"), (-0.04, 0.1, "0"),
    ],
)  # fmt: skip
def test_a_half_goes_away_from_zero(value, step, shown) -> None:
    assert half_away(value, step) == Decimal(shown)


def test_python_itself_would_round_otherwise() -> None:
    assert (round(0.5), round(2.5), round(2.675, 2)) == (0, 2, 2.67)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6))
def test_it_agrees_with_decimal_arithmetic_to_every_place(value: Decimal) -> None:
    for places in range(4):
        assert half_away(value, Decimal(1).scaleb(-places)) == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_worked_out_of_the_counts_and_not_of_a_float(part: int, whole: int) -> None:
    found = share(part, whole, 0.1)
    assert abs(Fraction(found) - Fraction(100 * part, whole)) <= Fraction(1, 20)


def test_a_share_of_nothing_and_a_step_of_nothing_are_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        share(1, 0)
    with pytest.raises(ValueError, match="step"):
        half_away(1, 0)


def test_a_cell_has_a_value_or_a_symbol_and_shows_it() -> None:
    assert Cell.count(1205).shown == "1,205"
    assert Cell.count(0) == Cell(None, Symbol.SUPPRESSED, "c")
    assert Cell.of(Decimal("-0.5")).shown == "−0.5"
    for value, symbol in ((None, None), (1.0, Symbol.LOW)):
        with pytest.raises(ValueError, match="either"):
            Cell(value, symbol, "")
