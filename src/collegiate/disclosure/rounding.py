"""Rounding half away from zero, exactly. Python and R round half to even, and a float's 2.675 is not quite 2.675."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction


def exact(value: Number) -> Fraction:
    """Return the number that somebody reads: a float stands for the decimal that it is written as."""
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def half_away(value: Number, step: Number = 1) -> Decimal:
    """Return the multiple of a step that is nearest to a number; of two as near, the one further from zero.

    >>> half_away(2.5), half_away(-2.5), half_away(2.675, 0.01), half_away(12, 5), half_away(13, 5)
    (Decimal('3'), Decimal('-3'), Decimal('2.68'), Decimal('10'), Decimal('15'))
    """
    if exact(step) <= 0:
        raise ValueError("A step to round to is more than nothing.")
    steps = int(abs(exact(value)) / exact(step) + Fraction(1, 2))
    found = steps * Decimal(str(step))
    return -found if exact(value) < 0 and found else found


def share(part: int, whole: int, step: Number = 1) -> Decimal:
    """Return a part of a whole as a percentage, rounded to a step of percentage points, from the two counts themselves.

    Raises ZeroDivisionError for a part of nothing.

    >>> share(1, 8, 0.1)
    Decimal('12.5')
    """
    return half_away(Fraction(100 * part, whole), step)


def in_words(value: Decimal) -> str:
    """Write a rounded number as it is shown: with commas, and a true minus."""
    return f"{value:,}".replace("-", "−")
