"""The published band methods: a pupil's result less the estimate for pupils of the same band, and a school's mean.

Every table is passed in, read from the publisher's own file; nothing here is estimated. The intervals are the
publisher's: the national spread over the square root of the pupils, 1.96 of it to either side, no shrinkage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from collegiate.statistics.errors import FitError

Array = np.ndarray

__all__ = [
    "ELEMENTS",
    "BandMean",
    "Bands",
    "combined_standard_error",
    "progress8",
    "school_mean",
    "subject_standard_error",
    "value_added",
]

Z = 1.96

# What each published score is divided by: the number of slots it fills.
ELEMENTS: Mapping[str, int] = {"progress8": 10, "english": 2, "maths": 2, "ebacc": 3, "open": 3}


@dataclass(frozen=True, slots=True)
class Bands:
    """Prior-attainment bands: `edges` are the lowest prior of each band, ascending; the last band ends at `top`.

    labels: what the publisher calls each band. Priors between two published ranges belong to the lower one.
    """

    edges: Array
    top: float
    labels: tuple[str, ...]

    @classmethod
    def parse(cls, ranges: Sequence[str]) -> Bands:
        """Read ranges as published: "59 to 82", "82.5 to 86"; the first may be a single value."""
        pairs = [[float(part) for part in text.replace("–", "to").split("to")] for text in ranges]
        edges = np.array([p[0] for p in pairs])
        if (np.diff(edges) <= 0).any():
            raise FitError(f"The bands are not in ascending order: {', '.join(ranges)}.")
        return cls(edges, pairs[-1][-1], tuple(ranges))

    def of(self, prior: Array) -> Array:
        """Return the band (from 0) of each prior; -1 where it is missing or outside all bands."""
        prior = np.asarray(prior, float)
        band = np.searchsorted(self.edges, prior, side="right") - 1
        return np.where(np.isnan(prior) | (prior > self.top), -1, band)


@dataclass(frozen=True, slots=True)
class BandMean:
    """A school's published-style score: its mean over `n` pupils and the interval; `verdict` as the DfE words it."""

    value: float
    n: int
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Return "above", "below" or "in line": whether the whole interval lies to one side of 0."""
        return "above" if self.low > 0 else "below" if self.high < 0 else "in line"


def value_added(outcome: Array, prior: Array, bands: Bands, estimates: Array, *, divisor: float = 1.0) -> Array:
    """Return each pupil's outcome less the estimate of its band, over `divisor`; nan where either is missing."""
    band = bands.of(prior)
    expected = np.where(band >= 0, np.asarray(estimates, float)[band], np.nan)
    return (np.asarray(outcome, float) - expected) / divisor


def progress8(
    outcome: Array,
    prior: Array,
    bands: Bands,
    estimates: Array,
    *,
    element: str = "progress8",
    lowest: Array | None = None,
) -> Array:
    """Return pupil-level Progress 8, or one of its elements, in grades per slot.

    outcome: the pupil's Attainment 8, or the element's points. estimates: per band, from the ready reckoner. lowest:
    per band, the score that replaces a more extreme negative one, where it is known.
    """
    if element not in ELEMENTS:
        raise FitError(f"'{element}' is not an element of Progress 8. Choose from: {', '.join(ELEMENTS)}.")
    score = value_added(outcome, prior, bands, estimates, divisor=ELEMENTS[element])
    if lowest is None:
        return score
    band = bands.of(prior)
    return np.where(band >= 0, np.maximum(score, np.asarray(lowest, float)[band]), np.nan)


def school_mean(scores: Array, national_sd: float) -> BandMean | None:
    """Return the mean of the pupils that have a score and its 95 % interval; None when none has."""
    known = np.asarray(scores, float)
    known = known[~np.isnan(known)]
    if not len(known):
        return None
    mean, half = float(np.mean(known)), Z * national_sd / float(np.sqrt(len(known)))
    return BandMean(mean, len(known), mean - half, mean + half)


def subject_standard_error(national_sd: float, n: int) -> float:
    """Return the standard error of a subject's 16-18 value added: sd / sqrt(n)."""
    if n < 1:
        raise FitError("A subject needs at least one student to have a standard error.")
    return national_sd / float(np.sqrt(n))


def combined_standard_error(errors: Sequence[float], students: Sequence[int]) -> float:
    """Return the standard error of a qualification's or cohort's 16-18 value added over its subjects.

    The square root of the sum of (subject error x its share of the students) squared.
    """
    shares = np.asarray(students, float) / np.sum(students)
    return float(np.sqrt(np.sum((np.asarray(errors, float) * shares) ** 2)))
