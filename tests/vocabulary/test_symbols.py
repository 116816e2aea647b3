from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collegiate.vocabulary import CODES, Quantity, Symbol, parse_number, total, worst

numbers = st.floats(-1e6, 1e6).map(Quantity)
missing = st.sampled_from([Quantity(None, CODES[code].symbol, code) for code in ("SUPP", "NE", "LOWCOV", "NP", "")])
quantities = st.one_of(numbers, missing)
SUPPRESSED = Quantity(None, Symbol.SUPPRESSED, "SUPP")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,234", 1234),
        ("£47,900", 47900),
        ("-£3.50", -3.5),
        ("£-3.50", -3.5),
        ("93%", 93),
        ("−0.39", -0.39),
        (" 0 ", 0),
        ("1e3", 1000),
    ],
)
def test_a_number_is_read_as_files_write_it(cell, value):
    assert parse_number(cell) == Quantity(value)


@pytest.mark.parametrize(
    ("cell", "symbol"),
    [
        ("SUPP", "c"),
        ("c", "c"),
        ("NE", "z"),
        ("z", "z"),
        ("", "x"),
        ("NULL", "x"),
        ("LOWCOV", "u"),
        ("low", "low"),
        ("..", "x"),
    ],
)
def test_a_code_keeps_its_reason(cell, symbol):
    found = parse_number(cell)
    assert found is not None
    assert (found.symbol, found.code, found.value) == (symbol, cell, None)


@pytest.mark.parametrize("cell", ["1,23", "=1+1", "12 pupils", "1.2.3", "nan", "inf", "1e999", "C+", "£", "%", "--1"])
def test_what_is_neither_a_number_nor_a_code_is_not_guessed(cell):
    assert parse_number(cell) is None


def test_missing_is_never_zero():
    assert (Quantity(3) + SUPPRESSED).missing
    assert (Quantity(0) * SUPPRESSED).missing
    assert total([SUPPRESSED, SUPPRESSED]).missing


def test_a_total_with_a_missing_part_says_so():
    found = total([Quantity(3), SUPPRESSED, Quantity(4)])
    assert (found.value, found.partial) == (7, True)
    assert not total([Quantity(3), Quantity(4)]).partial


def test_suppression_binds_a_whole_before_any_other_reason():
    parts = [Quantity(None, Symbol.NOT_APPLICABLE), SUPPRESSED, Quantity(None, Symbol.NOT_AVAILABLE)]
    assert worst(parts) == SUPPRESSED
    assert "suppressed" in total(parts).reason


def test_nothing_over_nothing_is_not_applicable():
    assert (Quantity(3) / Quantity(0)).symbol is Symbol.NOT_APPLICABLE


def test_a_quantity_has_a_value_or_a_reason_and_never_both():
    for value, symbol in ((None, None), (1.0, Symbol.LOW)):
        with pytest.raises(ValueError, match="either a value or a symbol"):
            Quantity(value, symbol)


@given(quantities, quantities)
def test_a_sum_is_missing_exactly_when_a_part_is(left, right):
    assert (left + right).missing == (left.missing or right.missing)
    assert (left + right).symbol == (right + left).symbol


@given(st.lists(quantities))
def test_a_total_counts_what_is_there_and_is_partial_when_something_is_not(parts):
    found = total(parts)
    present = [p for p in parts if not p.missing]
    assert found.missing == (not present)
    if present:
        assert found.partial == (len(present) < len(parts))
        assert found.value == pytest.approx(sum(p.value for p in present), abs=1e-6)


@given(quantities, quantities)
def test_the_partial_mark_is_never_lost(left, right):
    marked = total([left, Quantity(1), SUPPRESSED])
    assert (marked + right).partial
