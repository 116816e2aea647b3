"""How many people are in a figure: from the same row, another release of the year, or the nearest earlier year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from collegiate.measures.definition import Count, Measure, Variant
from collegiate.measures.facts import RELEASES, Facts, Floats, Ints, Lookup, Rows, pick
from collegiate.measures.subjects import Schools
from collegiate.measures.words import Texts, Words
from collegiate.vocabulary.years import AcademicYear

_YEARS = 10_000


@dataclass(frozen=True, slots=True)
class Cohort:
    """Numbers of people, NaN when unknown, and in words where each is from when it is not from the figure's own row."""

    n: Floats
    how: Ints
    words: Words


def cohort(facts: Facts, measure: Measure, rows: Rows, variant: Ints, schools: Schools) -> Cohort:
    """Find how many people are in each figure."""
    texts = Texts()
    n = np.full(len(rows), np.nan)
    how = np.full(len(rows), -1, dtype=np.int64)
    for i, definition in enumerate(measure.variants):
        mine = np.flatnonzero(variant == i)
        if len(mine):
            n[mine], how[mine] = _of_variant(facts, definition, rows.take(mine), schools, texts)
    return Cohort(n, how, texts.words())


def _of_variant(facts: Facts, variant: Variant, rows: Rows, schools: Schools, texts: Texts) -> tuple[Floats, Ints]:
    n = np.full(len(rows), np.nan)
    how = np.full(len(rows), -1, dtype=np.int64)
    for search in (_same_row, _same_year, _earlier):
        for count in variant.n:
            need = np.flatnonzero(~np.isfinite(n))
            if not len(need):
                return n, how
            found, words = search(_Search(facts, variant, count, schools, texts), rows.take(need))
            good = np.isfinite(found) & (found > 0)
            n[need[good]], how[need[good]] = found[good], words[good]
    return n, how


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked for, where, and where the words about it are kept."""

    facts: Facts
    variant: Variant
    count: Count
    schools: Schools
    texts: Texts


def _same_row(search: _Search, rows: Rows) -> tuple[Floats, Ints]:
    found = search.facts.by_row(search.count.variable).values(rows.row_key)
    return found, np.full(len(rows), _own_words(search), dtype=np.int64)


def _own_words(search: _Search) -> int:
    first = search.variant.n[0]
    if search.count is first:
        return -1
    return search.texts.code(f"{search.count.counts}: this file does not give {first.counts}")


def _same_year(search: _Search, rows: Rows) -> tuple[Floats, Ints]:
    lookup = search.facts.by_year(search.count.variable)
    at = lookup.find(rows.year_key)
    if not len(lookup.keys):
        return pick(lookup.rows.value, at), at
    pair = lookup.rows.release[at] * len(RELEASES) + rows.release
    words = _coded(pair, rows.period, lambda p, year: search.texts.code(_other(search.count, p, year)))
    return pick(lookup.rows.value, at), words


def _other(count: Count, pair: int, year: int) -> str:
    theirs, ours = RELEASES[pair // len(RELEASES)], RELEASES[pair % len(RELEASES)]
    source = f"the {theirs} release of" if theirs and theirs != ours else "another file of"
    return f"{count.counts}, from {source} {AcademicYear(year)}"


def _earlier(search: _Search, rows: Rows) -> tuple[Floats, Ints]:
    years = search.facts.by_year(search.count.variable)
    if not len(years.keys):
        return np.full(len(rows), np.nan), np.full(len(rows), -1, dtype=np.int64)
    history = _by_institution(years, search.schools)
    wanted = search.schools.institution_of(rows.urn) * _YEARS + rows.period
    at = np.searchsorted(history.keys, wanted, side="right") - 1
    key = history.keys[np.maximum(at, 0)]
    gap = wanted - key
    at = np.where((at >= 0) & (wanted // _YEARS == key // _YEARS) & (gap <= search.variant.n_reach), at, -1)
    words = _coded(gap, rows.period, lambda g, year: search.texts.code(_long_ago(search.count, g, year)))
    return pick(history.rows.value, at), words


def _by_institution(years: Lookup, schools: Schools) -> Lookup:
    """One row an institution and period, so that a school's own past runs through its conversion."""
    return Lookup.of(years.rows, lambda r: schools.institution_of(r.urn) * _YEARS + r.period)


def _long_ago(count: Count, gap: int, year: int) -> str:
    if not gap:
        return f"{count.counts}, under the school's other number in {AcademicYear(year)}"
    return f"{count.counts} in {AcademicYear(year - gap)}: no file for {AcademicYear(year)} gives a number"


def _coded(what: Ints, period: Ints, code: Callable[[int, int], int]) -> Ints:
    """Give each pair of `what` and period the code of its text, asking once a pair."""
    pairs = what * _YEARS + period
    distinct, inverse = np.unique(pairs, return_inverse=True)
    limit = _YEARS * max(len(RELEASES) ** 2, 16)
    codes = [code(int(p // _YEARS), int(p % _YEARS)) if 0 <= p < limit else -1 for p in distinct]
    return np.array(codes, dtype=np.int64)[inverse]
