"""A school's figure beside those of its similar schools: their quartiles, its place among them, and the verdict in words.

A verdict needs an interval: the figure is better (or higher) when the whole interval lies beyond the similar schools' median,
and cannot be told apart when the median lies in it. A figure without an interval, such as a count of every pupil, is
described by its place alone. Fewer than ten similar schools with a figure are too few for a place or a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from collegiate.compare.books import Book, groups, position
from collegiate.compare.definition import SimilarSchools, similar_schools
from collegiate.measures import Evaluated, Measure, definitions
from collegiate.measures.facts import Floats, Ints
from collegiate.measures.words import Texts, joined_words
from collegiate.tables import FigureRow

BETTER, WORSE, HIGHER, LOWER, ALIKE = "better", "worse", "higher", "lower", "cannot be told apart"
NO_INTERVAL = "no interval, so its place among similar schools is given and no verdict"
_CHUNK = 20_000


def complete(
    evaluated: Evaluated,
    sets: pa.Table,
    measures: Sequence[Measure] | None = None,
    definition: SimilarSchools | None = None,
) -> pa.Table:
    """Return the school figures, in the same order, with set, quartiles, percentile, verdict and what a reader must be told.

    `sets` is the SimilarSet table. A figure is compared with the similar schools' figures of the same measure, era, period
    and release.
    """
    rule = definition or similar_schools()
    figures = evaluated.figures
    if not figures.num_rows:
        return figures
    chosen = {m.id: m for m in (definitions() if measures is None else measures)}
    numbers = _Numbers.of(figures)
    found = _Found.empty(figures.num_rows, rule)
    books = {int(p): Book.of(sets, int(p)) for p in np.unique(numbers.period)}
    for rows, measure in groups(figures, chosen):
        _compare(numbers, rows, measure, books[int(numbers.period[rows[0]])], found)
    return _with(figures, found)


@dataclass(frozen=True, slots=True)
class _Numbers:
    urn: Ints
    period: Ints
    value: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, figures: pa.Table) -> _Numbers:
        return cls(*(figures[c].to_numpy() for c in ("urn", "period", "value", "low", "high")))


class _Found:
    """What comparison adds to each figure, filled in place."""

    def __init__(self, count: int, rule: SimilarSchools) -> None:
        self.rule = rule
        self.k = np.full(count, -1, dtype=np.int64)
        self.quartiles = np.full((count, 3), np.nan)
        self.percentile = np.full(count, np.nan)
        self.verdict = np.full(count, -1, dtype=np.int64)
        self.set_code = np.full(count, -1, dtype=np.int64)
        self.note = np.full(count, -1, dtype=np.int64)
        self.verdicts, self.sets, self.notes = Texts(), Texts(), Texts()

    @classmethod
    def empty(cls, count: int, rule: SimilarSchools) -> _Found:
        return cls(count, rule)


def _compare(numbers: _Numbers, rows: Ints, measure: Measure, book: Book, found: _Found) -> None:
    place = position(book.urn, numbers.urn[rows])
    values = np.full(len(book.urn) + 1, np.nan)  # the last one stands for a similar school without a figure
    values[place[place >= 0]] = numbers.value[rows[place >= 0]]
    compared = (place >= 0) & np.isfinite(numbers.value[rows])
    rows, place = rows[compared], place[compared]
    for start in range(0, len(rows), _CHUNK):
        part, at = rows[start : start + _CHUNK], place[start : start + _CHUNK]
        _fill(numbers, part, values[book.neighbours[at]], measure, found)
        _say_few(part, (book.neighbours[at] >= 0).sum(axis=1), found)
        found.set_code[part] = np.array([found.sets.code(s) for s in book.sets], dtype=np.int64)[book.set_code[at]]


def _fill(numbers: _Numbers, rows: Ints, others: Floats, measure: Measure, found: _Found) -> None:
    """Compare the figures in `rows` with their similar schools' values, one row of `others` each."""
    value = numbers.value[rows]
    k = np.isfinite(others).sum(axis=1)
    below, same = (others < value[:, None]).sum(axis=1), (others == value[:, None]).sum(axis=1)
    ahead = k - below - same if measure.polarity == "lower" else below
    enough = k >= found.rule.enough
    found.k[rows] = k
    found.quartiles[rows] = quartiles(others, k)
    with np.errstate(invalid="ignore", divide="ignore"):
        found.percentile[rows] = np.where(enough, 100 * (ahead + same / 2) / k, np.nan)
    low, high = numbers.low[rows], numbers.high[rows]
    sure = np.isfinite(low) & np.isfinite(high)
    words = verdict(low, high, found.quartiles[rows, 1], measure.polarity)
    codes = np.array([found.verdicts.code(w) for w in words[0]], dtype=np.int64)
    found.verdict[rows] = np.where(enough & sure, codes[words[1]], -1)
    found.note[rows] = _notes(k, sure, enough, found)


def quartiles(others: Floats, k: Ints) -> Floats:
    """Lower quartile, median and upper quartile of each row's numbers, between which it interpolates; NaN for no number."""
    ordered = np.sort(others, axis=1)
    result = np.full((len(others), 3), np.nan)
    some = np.flatnonzero(k > 0)
    for column, share in enumerate((0.25, 0.5, 0.75)):
        at = share * (k[some] - 1)
        below = np.floor(at).astype(np.int64)
        above = np.minimum(below + 1, k[some] - 1)
        a, b = ordered[some, below], ordered[some, above]
        result[some, column] = a + (b - a) * (at - below)
    return result


def verdict(low: Floats, high: Floats, median: Floats, polarity: str) -> tuple[tuple[str, str, str], Ints]:
    """Return the three words that a polarity allows and which of them each interval earns against the median."""
    up, down = {"higher": (BETTER, WORSE), "lower": (WORSE, BETTER)}.get(polarity, (HIGHER, LOWER))
    which = np.where(low > median, 0, np.where(high < median, 1, 2))
    return (up, down, ALIKE), which


def _notes(k: Ints, sure: NDArray[np.bool_], enough: NDArray[np.bool_], found: _Found) -> Ints:
    notes = np.where(enough & ~sure, found.notes.code(NO_INTERVAL), -1)
    few = np.flatnonzero(k < found.rule.enough)
    notes[few] = [found.notes.code(_too_few(int(n), found.rule)) for n in k[few]]
    return notes


def _say_few(rows: Ints, members: Ints, found: _Found) -> None:
    """Where a set is smaller than wanted, for there are no more schools of the phase, say so."""
    for size in np.unique(members[members < found.rule.schools]):
        small = rows[members == size]
        told = f"only {size} schools of this kind can be compared with; {found.rule.schools} are wanted"
        for note in np.unique(found.note[small]):
            before = "" if note < 0 else f"{found.notes.words().texts[note]}; "
            found.note[small[found.note[small] == note]] = found.notes.code(before + told)


def _too_few(k: int, rule: SimilarSchools) -> str:
    have = (
        "no similar school has"
        if k == 0
        else f"only {k} similar school{'s' if k > 1 else ''} ha{'ve' if k > 1 else 's'}"
    )
    return f"{have} this figure, fewer than the {rule.enough} that a verdict needs"


def _with(figures: pa.Table, found: _Found) -> pa.Table:
    missing = found.k < 0
    columns = {
        "set_id": found.sets.words().column(found.set_code),
        "similar_k": pa.array(np.where(missing, 0, found.k), mask=missing),
        "similar_low": _numbers(found.quartiles[:, 0]),
        "similar_median": _numbers(found.quartiles[:, 1]),
        "similar_high": _numbers(found.quartiles[:, 2]),
        "percentile": _numbers(found.percentile),
        "verdict": found.verdicts.words().column(found.verdict),
        "note": joined_words(figures["note"], found.notes.words().column(found.note)),
    }
    for name, column in columns.items():
        figures = figures.set_column(figures.schema.get_field_index(name), FigureRow.schema().field(name), column)
    return figures


def _numbers(values: Floats) -> pa.Array:
    return pa.array(values, mask=~np.isfinite(values))
