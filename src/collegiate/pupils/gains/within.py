"""A school's value added by the trust's own tests: the mean gain of its children over a year, with its interval."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.special import stdtrit

from collegiate.pupils.gains.steps import Floats, Ints, Steps
from collegiate.tables import SchoolValueAdded

LEAST_DAYS = 150
"""A step that is shorter is no year's teaching."""


def value_added(found: Steps) -> pa.Table:
    """Return table SchoolValueAdded: by school, subject and academic year, from children who took both tests there.

    The interval is that of a mean of independent children: where classes of one school differ, it is too narrow. A single child
    has an effect and no interval.
    """
    kept = found.where((found.urn == found.next_urn) & (found.next_day - found.day >= LEAST_DAYS))
    keys = np.stack([kept.urn, kept.subject, year_of(kept)], axis=1) if len(kept) else np.empty((0, 3), np.int64)
    groups, which = np.unique(keys, axis=0, return_inverse=True)
    n, mean, low, high = means(kept.gain, which.reshape(-1), len(groups))
    return SchoolValueAdded.conform(
        pa.table({
            "urn": groups[:, 0], "subject": [kept.subjects[i] for i in groups[:, 1]] if len(groups) else pa.array([], pa.string()), "period": groups[:, 2],
            "pupils": n, "effect": pa.array(mean, from_pandas=True), "low": pa.array(low, from_pandas=True), "high": pa.array(high, from_pandas=True),
        })
    )  # fmt: skip


def year_of(found: Steps) -> Ints:
    """Return the academic year in which most of a step lies: from one October to the next it is the year that began with it."""
    middle = ((found.day + found.next_day) // 2).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return 1970 + middle // 12 + (middle % 12 >= 8)


def means(values: Floats, which: npt.NDArray[np.intp], groups: int) -> tuple[Ints, Floats, Floats, Floats]:
    """Return each group's number, mean and 95 % interval by Student's t; a group of one has a mean and NaN for its interval."""
    n = np.bincount(which, minlength=groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(which, values, minlength=groups) / n
        squares = np.bincount(which, (values - mean[which]) ** 2, minlength=groups)
        half = stdtrit(np.maximum(n - 1, 1), 0.975) * np.sqrt(squares / (n - 1) / n)
    half = np.where(n > 1, half, np.nan)
    return n.astype(np.int64), mean, mean - half, mean + half
