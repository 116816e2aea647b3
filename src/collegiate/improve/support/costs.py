"""What support costs: cover for a colleague's days, mileage for the way. What is not known stays not known, in sums too."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

MILES_PER_KM = Decimal("0.621371")
_PENNY, _HUNDREDTH = Decimal("0.01"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MileageRate:
    """Pounds a mile from a day on, with where that is written and the last tax year for which it was found there."""

    first_day: dt.date
    pounds: Decimal
    source: str
    confirmed_for: str


@dataclass(frozen=True, slots=True)
class Known:
    """A sum of money: what is known of it in pounds, and how many parts of it are not. `whole` is None where any is not."""

    pounds: Decimal
    missing: int

    @property
    def whole(self) -> Decimal | None:
        """The sum, or None where a part of it is not known."""
        return None if self.missing else self.pounds


def sum_of(parts: Iterable[Decimal | None]) -> Known:
    """Add amounts; one that is not known is counted as missing, never as nothing."""
    found = list(parts)
    return Known(sum((p for p in found if p is not None), Decimal(0)), sum(p is None for p in found))


@cache
def mileage_rates() -> tuple[MileageRate, ...]:
    """Return the rates of `rates.toml`, the latest first."""
    held = tomllib.loads(files(__package__).joinpath("rates.toml").read_text(encoding="utf-8"))
    rates = (
        MileageRate(r["first_day"], Decimal(r["pounds_a_mile"]), r["source"], r["confirmed_for"])
        for r in held["mileage"]
    )
    return tuple(sorted(rates, key=lambda r: r.first_day, reverse=True))


def mileage_rate(day: dt.date) -> MileageRate | None:
    """Return the rate of a day; None before the first that is known."""
    return next((r for r in mileage_rates() if r.first_day <= day), None)


def hours_of_a_day() -> Decimal:
    """Return how many hours a day of school work is counted as: directed time by the teachers' pay and conditions."""
    held = tomllib.loads(files(__package__).joinpath("rates.toml").read_text(encoding="utf-8"))
    return Decimal(held["day"]["hours"])


def days_of_hours(hours: Decimal) -> Decimal:
    """Return hours as days, to a hundredth.

    >>> days_of_hours(Decimal("3.25"))
    Decimal('0.50')
    """
    return (hours / hours_of_a_day()).quantize(_HUNDREDTH, ROUND_HALF_UP)


def cover_cost(days: Decimal, rate: Decimal | None) -> Decimal | None:
    """Return pounds for cover of `days` at a rate a day; None without a rate."""
    return None if rate is None else (days * rate).quantize(_PENNY, ROUND_HALF_UP)


def mileage_cost(km: float | None, trips: int, day: dt.date) -> Decimal | None:
    """Return pounds for `trips` there and back over `km` one way, at the rate of the day; None where way or rate is not known."""
    rate = mileage_rate(day)
    if km is None or rate is None:
        return None
    miles = Decimal(str(round(km, 3))) * MILES_PER_KM * 2 * trips
    return (miles * rate.pounds).quantize(_PENNY, ROUND_HALF_UP)
