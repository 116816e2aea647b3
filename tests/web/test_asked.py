"""Numbers that come with an address or a form: read, or nothing; never an error."""

from __future__ import annotations

import pytest

from collegiate.web.asked import number_in


@pytest.mark.parametrize(("text", "number"), [("12", 12), (" 7 ", 7), ("000", 0), ("999999999", 999_999_999)])
def test_a_whole_number_is_read(text: str, number: int) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1e3", "²", "1²", "٣", "x", "9" * 10, "9" * 5000])
def test_what_is_none_is_nothing(text: str) -> None:
    assert number_in(text) is None


def test_how_long_it_may_be_is_for_whoever_asks() -> None:
    assert number_in("123", 2) is None and number_in("1" * 12, 12) == 111_111_111_111
