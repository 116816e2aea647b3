"""What the DfE's tool makes of published files before it compares: the same answers, its ways with missing numbers included.

These are here so that a prepared table can be checked against the files it came from. Where the tool writes 0 for a
number that is suppressed or missing, so do these; each says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

NEEDS = ("SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "OTH")
_SUPPRESSED_KS2 = {"SUPP", "LOWCOV"}
_SUPPRESSED_KS4 = {"NP", "NE", "SUPP", "LOWCOV"}
_BEFORE_1900 = 1880
_BAND = re.compile(r"(\d{4})-(\d{4})")


@dataclass(frozen=True, slots=True)
class Building:
    """Internal floor area in m2, age score in years weighted by area, mean year of the blocks whose age is known."""

    area: float
    age_score: float
    built: int | None


def building(blocks: Sequence[tuple[float, str | None]], year: int) -> Building:
    """A school's building from its blocks (area, band such as "1961-1970").

    A block of unknown age adds its area and no age, so that the age is understated.
    """
    area = sum(size for size, _ in blocks)
    known = [(size, _middle(band)) for size, band in blocks if band]
    score = sum(size / area * (year - built) for size, built in known) if area else 0.0
    return Building(area, score, int(np.mean([built for _, built in known])) if known else None)


def special_needs(
    *, plans: float, support: float, pupils: float, needs: Mapping[str, float | None]
) -> dict[str, float]:
    """Shares of pupils in percent: with a need, with and without a plan, and by primary need; a missing count is 0."""
    shares = {"SEN": plans + support, "with EHC": plans, "without EHC": support}
    by_need = {f"Primary Need {need}": needs.get(need) or 0.0 for need in NEEDS}
    return {f"Percentage {name}": count / pupils * 100 for name, count in (shares | by_need).items()}


def ks2_progress(reading: str, writing: str, maths: str) -> float | None:
    """The sum of the three progress scores. Suppressed scores count as 0; None when a score is missing otherwise."""
    scores = [_score(cell, _SUPPRESSED_KS2) for cell in (reading, writing, maths)]
    return None if any(score is None for score in scores) else sum(score or 0.0 for score in scores)


def ks4_score(cell: str) -> float | None:
    """Attainment 8 or Progress 8. A suppressed or unpublished score counts as 0; None when it is missing otherwise."""
    return _score(cell, _SUPPRESSED_KS4)


def slope(series: Sequence[float | None]) -> float:
    """The least-squares slope over the years; a missing year counts as 0, so that a trust without a past seems to rise."""
    values = np.array([value or 0.0 for value in series])
    x = np.arange(1, len(values) + 1) - (len(values) + 1) / 2
    return float(x @ values / (x @ x))


def _middle(band: str) -> int:
    years = _BAND.fullmatch(band.strip())
    return (int(years[1]) + int(years[2])) // 2 if years else _BEFORE_1900


def _score(cell: str, suppressed: set[str]) -> float | None:
    if cell.strip().upper() in suppressed:
        return 0.0
    try:
        return float(cell)
    except ValueError:
        return None
