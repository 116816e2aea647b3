"""How sure a figure is: the published interval where there is one, otherwise a derived one, and which is said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collegiate.measures.cohorts import Cohort
from collegiate.measures.definition import Measure, Variant
from collegiate.measures.facts import Facts, Floats, Ints, Rows
from collegiate.measures.words import Texts, Words
from collegiate.statistics.intervals import mean_interval, wilson

PUBLISHED = "published"
PUBLISHED_ELSEWHERE = "published beside the same number in another file of the year"
WILSON = "derived: Wilson's interval for a share of n children"
NO_NUMBER = "none: nobody published how many children are in it"


@dataclass(frozen=True, slots=True)
class Certainty:
    """Ends of the 95 % intervals, NaN where there is none, and in words where each is from or why there is none."""

    low: Floats
    high: Floats
    how: Ints
    words: Words


def certainty(facts: Facts, measure: Measure, rows: Rows, variant: Ints, people: Cohort) -> Certainty:
    """Find the interval of each figure by its definition's ways, in order of trust."""
    texts = Texts()
    low, high = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    how = np.full(len(rows), -1, dtype=np.int64)
    for i, definition in enumerate(measure.variants):
        mine = np.flatnonzero(variant == i)
        if len(mine):
            low[mine], high[mine], how[mine] = _of_variant(facts, definition, rows.take(mine), people.n[mine], texts)
    return Certainty(low, high, how, texts.words())


def _of_variant(facts: Facts, variant: Variant, rows: Rows, n: Floats, texts: Texts) -> tuple[Floats, Floats, Ints]:
    low, high = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    how = np.full(len(rows), texts.code(_why_none(variant)), dtype=np.int64)
    for way in variant.interval:
        a, b, code = _WAYS[way](facts, variant, rows, n, texts)
        new = np.isfinite(a) & np.isfinite(b) & ~np.isfinite(low)
        low[new], high[new], how[new] = a[new], b[new], code[new]
    return low, high, how


def _why_none(variant: Variant) -> str:
    return NO_NUMBER if variant.interval else f"none: {variant.no_interval}"


def _published(facts: Facts, variant: Variant, rows: Rows, _n: Floats, texts: Texts) -> tuple[Floats, Floats, Ints]:
    """The interval of the figure's own row; else the one that another file of the year gives for the very same number."""
    own = tuple(facts.by_row(end).values(rows.row_key) for end in (variant.low, variant.high))
    other = _elsewhere(facts, variant, rows)
    mine = np.isfinite(own[0]) & np.isfinite(own[1])
    low, high = (np.where(mine, a, b) for a, b in zip(own, other, strict=True))
    ordered = low <= high
    code = np.where(mine, texts.code(PUBLISHED), texts.code(PUBLISHED_ELSEWHERE))
    return np.where(ordered, low, np.nan), np.where(ordered, high, np.nan), code


def _elsewhere(facts: Facts, variant: Variant, rows: Rows) -> tuple[Floats, Floats]:
    lows = facts.by_year(variant.low)
    at = lows.find(rows.year_key)
    if not len(lows.keys):
        return np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    place = lows.rows.row_key[at]
    same = (at >= 0) & (facts.by_row(variant.base).values(place) == rows.value)
    high = facts.by_row(variant.high).values(place)
    return np.where(same, lows.rows.value[at], np.nan), np.where(same, high, np.nan)


def _wilson(_f: Facts, _v: Variant, rows: Rows, n: Floats, texts: Texts) -> tuple[Floats, Floats, Ints]:
    low, high = wilson(rows.value / 100, n)
    return 100 * low, 100 * high, np.full(len(rows), texts.code(WILSON), dtype=np.int64)


def _pupil_sd(_f: Facts, variant: Variant, rows: Rows, n: Floats, texts: Texts) -> tuple[Floats, Floats, Ints]:
    years, inverse = np.unique(rows.period, return_inverse=True)
    sds = np.array([variant.sd_in(int(year)) for year in years])
    codes = np.array([texts.code(_sd_words(variant, float(sd))) for sd in sds], dtype=np.int64)
    low, high = mean_interval(rows.value, sds[inverse] if len(years) else np.zeros(0), n)
    return low, high, codes[inverse] if len(years) else np.zeros(0, dtype=np.int64)


def _sd_words(variant: Variant, sd: float) -> str:
    return f"derived: 1.96 × {sd:g} / √n, the spread between pupils {variant.sd_source}"


_WAYS = {"published": _published, "wilson": _wilson, "pupil_sd": _pupil_sd}
