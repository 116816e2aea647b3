"""What an alert says: compared with what, how sure, since when, and whether it could be chance. Written once, for pages, papers and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collegiate.vocabulary.years import AcademicYear
from collegiate.watch.slipping.looking import Kind

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """How a measure's numbers are written: its title, unit and decimal places. `better`: higher or lower."""

    title: str
    unit: str
    decimals: int
    better: str

    @classmethod
    def of(cls, measure: Row) -> Written:
        """Read it from a row of table MeasureRow."""
        decimals = 1 if measure["decimals"] is None else int(measure["decimals"])
        return cls(str(measure["title"]), str(measure["unit"] or ""), decimals, str(measure["polarity"]))

    def number(self, value: float, *, signed: bool = False) -> str:
        """Write a number with a true minus; a percentage carries its sign."""
        said = round(value, self.decimals) + 0.0
        sign = "−" if said < 0 else "+" if signed and said > 0 else ""
        return f"{sign}{abs(said):.{self.decimals}f}{'%' if self.percent and not signed else ''}"

    def apart(self, value: float) -> str:
        """Write a difference without its sign, with its unit: 0.48 grades, 3.1 percentage points."""
        unit = "percentage points" if self.percent else self.unit
        return f"{abs(round(value, self.decimals)):.{self.decimals}f}{f' {unit}' if unit else ''}"

    @property
    def percent(self) -> bool:
        """Whether the numbers are percentages."""
        return self.unit.startswith("%")


def published(row: Row, w: Written) -> str:
    """Say what was found of a school's published figure."""
    year, first = AcademicYear(row["period"]), AcademicYear(row["first_period"])
    last = AcademicYear(row["period"] - 1)
    gone = "fell" if w.better == "higher" else "rose"
    if row["kind"] == Kind.DECLINE:
        past = f"{w.title} {gone} from {w.number(row['before'])} in {first} to {w.number(row['value'])} in {year}"
    else:
        past = f"{w.title} {gone} to {w.number(row['value'])} in {year}, after {w.number(row['before'])} on average of {first} to {last}"
    if (row["value"] < row["before"]) != (w.better == "higher"):
        past = f"{w.title} was {w.number(row['value'])} in {year}, after {w.number(row['before'])}, and did not keep up"
    low, high = sorted((abs(row["low"]), abs(row["high"])))
    if row["low"] * row["high"] < 0:
        low = -low
    further = "further down" if w.better == "higher" else "further up"
    return (
        f"{past}. At similar schools it changed by {w.number(row['similar_change'], signed=True)}: this school went "
        f"{w.apart(row['difference'])} {further} than they (95% interval {w.number(low)} to {w.number(high)})."
    )


def compared(row: Row) -> str:
    """Say what a published figure was seen beside."""
    return (
        f"The change between the same years at {row['similar_k']} of the schools most like it, as they were chosen for {AcademicYear(row['period'])} "
        "and frozen with the picture; and its own earlier years, under whatever name it had."
    )


def odds(chance: float) -> str:
    """Say how often chance alone would raise as much, after allowing for all that was looked at."""
    if chance < 0.001:
        return "Were nothing slipping, fewer than 1 in 1,000 such trusts would be shown anything like it."
    return (
        f"Were nothing slipping, about 1 in {max(round(1 / chance), 2):,} such trusts would be shown anything like it."
    )


def sure(row: Row) -> str:
    """Say how sure an alert about a published figure is."""
    alone = row["alone"]
    once = "fewer than 1 in 10,000" if alone < 0.0001 else f"about 1 in {round(1 / alone):,}"
    return (
        f"Chance would put {once} schools as far behind. {row['looks']:,} looks were taken at this trust's academies, which is allowed for "
        f"(Holm). {odds(row['chance'])}"
    )
