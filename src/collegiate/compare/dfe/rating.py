"""Ratings: where a school's spend per unit lies among the members of its set, and the colour that the tool gives it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collegiate.compare.dfe.definition import COLOURS, KEYS, Basis, Close, Mode, method
from collegiate.compare.dfe.nearest import NOBODY
from collegiate.compare.dfe.schools import Cost, Flags, Numbers, Places, Prepared

Codes = npt.NDArray[np.int8]

NOT_RATED = "not rated"
RATINGS = (*COLOURS.values(), NOT_RATED)
REASONS = ("", "spend is missing", "spend is not above zero", "no other member of the set has spend above zero")

_VALUES = 400_000
_LETTERS = list(COLOURS)
_LAST_DECILE = 9


@dataclass(frozen=True, slots=True)
class Ratings:
    """One entry for each cost and school (cost x school).

    Money is in pounds per unit, `percentile` in 0 to 100. `compared` counts the values that the school's stands among.
    `key`, `rating` and `reason` are places in KEYS, RATINGS and REASONS. NaN, and decile -1, where there is no figure.
    """

    value: Numbers
    median: Numbers
    difference: Numbers
    percent: Numbers
    percentile: Numbers
    compared: npt.NDArray[np.int16]
    decile: Codes
    key: Codes
    rating: Codes
    reason: Codes


def is_close(a: npt.ArrayLike, b: npt.ArrayLike, share: float, within: float) -> Flags:
    """|a - b| <= max(share x max(|a|, |b|), within): a share of the larger number, not percentage points."""
    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return np.asarray(np.abs(x - y) <= np.maximum(share * np.maximum(np.abs(x), np.abs(y)), within))


def close_members(features: Mapping[str, Numbers], lines: Sequence[Close], own: Places, members: Places) -> Flags:
    """Which members (schools x members) are close to their school on every line; a missing number is never close."""
    close = np.ones(members.shape, dtype=np.bool_)
    for line in lines:
        values = features[line.column]
        close &= is_close(values[own][:, None], values[members], line.share, line.within)
    return close


def percentile_rank(values: Numbers, kept: Flags, own: Numbers) -> Numbers:
    """100 x the share of the kept values (last axis) that are not above `own`; 0 when none is kept."""
    below = (kept & (values <= own[..., None])).sum(axis=-1)
    n = kept.sum(axis=-1)
    return np.asarray(np.divide(below, n, out=np.zeros(n.shape), where=n > 0) * 100)


def median_of(values: Numbers, kept: Flags) -> Numbers:
    """The median of the kept values along the last axis; NaN when none is kept."""
    ordered = np.sort(np.where(kept, values, np.inf), axis=-1)
    n = kept.sum(axis=-1)[..., None]
    low = np.take_along_axis(ordered, np.maximum(n - 1, 0) // 2, axis=-1)
    high = np.take_along_axis(ordered, np.minimum(n // 2, values.shape[-1] - 1), axis=-1)
    return np.asarray(np.where(n > 0, (low + high) / 2, np.nan)[..., 0])


def rate(prepared: Prepared, costs: Sequence[Cost], basis: Basis, own: Places, members: Places) -> Ratings:
    """Rate the costs of schools against the members of their sets.

    "same": the tool's rule. Missing spend is zero; the values compared are the positive ones of the members, and the
    school's own whatever it is. "corrected": the school is left out of its comparison, and is not rated when its spend
    is missing or not above zero.
    """
    step = max(1, _VALUES // (max(len(costs), 1) * members.shape[1]))
    rows = range(0, max(len(own), 1), step)
    parts = [_rate(prepared, costs, basis, own[i : i + step], members[i : i + step]) for i in rows]
    return Ratings(*(np.concatenate([getattr(p, f) for p in parts], axis=1) for f in Ratings.__dataclass_fields__))


def _rate(prepared: Prepared, costs: Sequence[Cost], basis: Basis, own: Places, members: Places) -> Ratings:
    members, counted = _distinct(members)
    itself = members == own[:, None]
    if prepared.mode == "corrected":
        counted &= ~itself
    places = np.array([cost.place for cost in costs], dtype=np.intp)
    values, value = prepared.spend[places[:, None, None], members], prepared.spend[places[:, None], own]
    kept = values > 0
    if prepared.mode == "same":
        kept |= itself
    near = (counted & close_members(prepared.features, method().close_on(basis), own, members)).sum(axis=1)
    key = _keys(prepared.schools.outstanding[own], near)
    return _figures(costs, value, values, kept & counted, key=key, mode=prepared.mode)


def _figures(costs: Sequence[Cost], value: Numbers, values: Numbers, kept: Flags, *, key: Codes, mode: Mode) -> Ratings:
    compared = kept.sum(axis=-1, dtype=np.int16)
    median = median_of(values, kept)
    reason = _reasons(value, compared) if mode == "corrected" else np.zeros(value.shape, dtype=np.int8)
    percentile = np.where(reason == 0, percentile_rank(values, kept, value), np.nan)
    decile = np.floor(np.nan_to_num(percentile, nan=-10.0) / 10).astype(np.int8)
    difference = value - median
    keys = np.broadcast_to(key, value.shape)
    return Ratings(
        value=value,
        median=median,
        difference=difference,
        percent=np.divide(difference, median, out=np.zeros(value.shape), where=median != 0) * 100,
        percentile=percentile,
        compared=compared,
        decile=decile,
        key=keys,
        rating=np.where(reason == 0, _colours(costs, keys, decile), np.int8(RATINGS.index(NOT_RATED))),
        reason=reason,
    )


def _distinct(members: Places) -> tuple[Places, Flags]:
    """Members in any order, and which of them to count: each once, and nobody never."""
    members = np.sort(members, axis=1)
    first = np.ones(members.shape, dtype=np.bool_)
    first[:, 1:] = members[:, 1:] != members[:, :-1]
    return members, first & (members != NOBODY)


def _keys(outstanding: Flags, near: Places) -> Codes:
    return (2 * outstanding + (near > method().many_close)).astype(np.int8)


def _reasons(value: Numbers, compared: npt.NDArray[np.int16]) -> Codes:
    cases = [np.isnan(value), value <= 0, compared == 0]
    return np.select(cases, [np.int8(1), np.int8(2), np.int8(3)], default=np.int8(0))


def _colours(costs: Sequence[Cost], key: Codes, decile: Codes) -> Codes:
    letters = [[_codes(cost.category.ratings[k]) for k in KEYS] for cost in costs]
    row = np.arange(len(costs))[:, None]
    return np.asarray(
        np.array(letters, dtype=np.int8).reshape(len(costs), len(KEYS), _LAST_DECILE + 1)[
            row, key, np.clip(decile, 0, _LAST_DECILE)
        ]
    )


@functools.cache
def _codes(letters: str) -> tuple[int, ...]:
    return tuple(_LETTERS.index(letter) for letter in letters)
