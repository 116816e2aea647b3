"""From observations to figures: value, people in it, interval, England and the authority, one row per school and period.

Comparison with similar schools comes after, in `compare`, which needs every figure first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from collegiate.measures.benchmarks import Benchmark, authority, england
from collegiate.measures.certainty import Certainty, certainty
from collegiate.measures.cohorts import Cohort, cohort
from collegiate.measures.definition import Measure, Variant, definitions
from collegiate.measures.facts import RELEASES, Facts, Floats, Ints, Rows, gather, with_values
from collegiate.measures.subjects import Schools
from collegiate.measures.words import Words
from collegiate.tables import FigureRow
from collegiate.vocabulary.symbols import Symbol

FEW_CHILDREN = 6
"""Below this many a figure says so. What a publisher suppresses stays suppressed; this is what it did publish."""

_RELEASE_WORDS = Words(tuple(RELEASES))


@dataclass(frozen=True, slots=True)
class Evaluated:
    """School figures without their similar schools, and the weight by which each goes into a pooled one.

    `figures` conforms to FigureRow. `weight` has one number a row: pupils, or the denominator of a ratio; NaN when unknown.
    """

    figures: pa.Table
    weight: Floats


def evaluate(
    observations: pa.Table, measures: Sequence[Measure] | None = None, schools: pa.Table | None = None
) -> Evaluated:
    """Evaluate every measure over the observations.

    With `schools` (the School table) numbers of pupils may come from an earlier period of the same institution, and figures
    for England and authorities that nobody published are pooled over state-funded schools only.
    """
    chosen = [m for m in (definitions() if measures is None else measures) if m.kind == "number"]
    facts = gather(observations, (v for m in chosen for v in m.variables))
    known = Schools.of(schools)
    parts = [part for m in chosen if (part := _evaluate(facts, m, known)) is not None]
    if not parts:
        return Evaluated(FigureRow.empty(), np.zeros(0))
    return Evaluated(pa.concat_tables([p.figures for p in parts]), np.concatenate([p.weight for p in parts]))


@dataclass(frozen=True, slots=True)
class _Block:
    """Figures of one measure on their way: the rows of the file, which variant each is of, and the weight for pooling."""

    rows: Rows
    variant: Ints
    denominator: Floats

    def take(self, which: NDArray) -> _Block:
        return _Block(self.rows.take(which), self.variant[which], self.denominator[which])


def _evaluate(facts: Facts, measure: Measure, schools: Schools) -> Evaluated | None:
    block = _one_row_a_figure(facts, measure, _join([_rows_of(facts, v, i) for i, v in enumerate(measure.variants)]))
    if not len(block.rows):
        return None
    people = cohort(facts, measure, block.rows, block.variant, schools)
    sure = certainty(facts, measure, block.rows, block.variant, people)
    weight = np.where(np.isfinite(block.denominator), block.denominator, people.n)
    places = [
        find(facts, measure, block.rows, block.variant, weight=weight, schools=schools) for find in (england, authority)
    ]
    return Evaluated(_table(facts, measure, block, people=people, sure=sure, places=places), weight)


def _rows_of(facts: Facts, variant: Variant, number: int) -> _Block:
    rows = facts.of(variant.base)
    rows = rows.take((rows.period >= variant.first) & (rows.period <= variant.last) & (rows.urn >= 0))
    below = np.full(len(rows), np.nan)
    if variant.denominator:
        below = _beside(facts, variant.denominator, rows)
        rows = _divide(facts, variant, rows, below)
    return _Block(rows, np.full(len(rows), number, dtype=np.int64), below)


def _beside(facts: Facts, variable: str, rows: Rows) -> Floats:
    """A variable's number from the same row of the file, else from the same release."""
    same_row = facts.by_row(variable).values(rows.row_key)
    return np.where(np.isfinite(same_row), same_row, facts.by_release(variable).values(rows.release_key))


def _divide(facts: Facts, variant: Variant, rows: Rows, below: Floats) -> Rows:
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(below > 0, variant.factor * rows.value / below, np.nan)
    lost = np.isfinite(rows.value) & ~np.isfinite(value)
    reason = np.where(below == 0, _symbol(facts, Symbol.NOT_APPLICABLE), _symbol(facts, Symbol.NOT_AVAILABLE))
    return with_values(rows, value=value, symbol=np.where(lost, reason, rows.symbol))


def _symbol(facts: Facts, symbol: Symbol) -> int:
    """The code of a symbol, below -1 where the facts do not hold it."""
    return facts.symbols.index(symbol) if symbol in facts.symbols else _OWN_SYMBOLS[symbol]


_OWN_SYMBOLS = {Symbol.NOT_APPLICABLE: -2, Symbol.NOT_AVAILABLE: -3}


def _join(blocks: Sequence[_Block]) -> _Block:
    rows = Rows(*(np.concatenate([getattr(b.rows, f.name) for b in blocks]) for f in fields(Rows)))
    return _Block(rows, np.concatenate([b.variant for b in blocks]), np.concatenate([b.denominator for b in blocks]))


def _one_row_a_figure(facts: Facts, measure: Measure, block: _Block) -> _Block:
    """Where two files or variants give the same school, period and release: a number before none, with its interval
    before without, then the definition's first variant, then the earlier file."""
    rows = block.rows
    lows = np.zeros(len(rows), dtype=bool)
    for i, variant in enumerate(measure.variants):
        mine = block.variant == i
        if variant.low:
            lows[mine] = np.isfinite(facts.by_row(variant.low).values(rows.take(mine).row_key))
    key = rows.release_key
    order = np.lexsort((rows.line, rows.file_id, block.variant, ~lows, ~np.isfinite(rows.value), key))
    first = np.append(True, key[order][1:] != key[order][:-1]) if len(order) else np.zeros(0, dtype=bool)
    return block.take(order[first])


def _shown(rows: Rows) -> NDArray[np.bool_]:
    """Whether each row's release is the last word on its school and period. Rows are sorted by school, period, release."""
    key = rows.year_key
    return np.append(key[1:] != key[:-1], True) if len(key) else np.zeros(0, dtype=bool)


def _table(
    facts: Facts, measure: Measure, block: _Block, *, people: Cohort, sure: Certainty, places: Sequence[Benchmark]
) -> pa.Table:
    rows, count = block.rows, len(block.rows)
    there = np.isfinite(rows.value)
    nation, local = places
    eras = Words(tuple(v.era for v in measure.variants))
    columns = {
        "subject": Words(("school",)).column(np.zeros(count, dtype=np.int64)),
        "urn": pa.array(rows.urn),
        "measure": Words((measure.id,)).column(np.zeros(count, dtype=np.int64)),
        "period": pa.array(rows.period),
        "release": _RELEASE_WORDS.column(rows.release),
        "shown": pa.array(_shown(rows)),
        "era": eras.column(block.variant),
        "value": _numbers(rows.value),
        "low": _numbers(np.where(there, sure.low, np.nan)),
        "high": _numbers(np.where(there, sure.high, np.nan)),
        "interval": sure.words.column(np.where(there, sure.how, -1)),
        "n": _whole(people.n),
        "n_from": people.words.column(people.how),
        "symbol": _symbols(facts, rows, there),
        "code": Words(facts.codes).column(np.where(there, -1, rows.code)),
        "partial": pa.array(np.zeros(count, dtype=bool)),
        "england": _numbers(nation.value),
        "england_how": nation.words.column(nation.how),
        "local_authority": _numbers(local.value),
        "local_authority_how": local.words.column(local.how),
        "note": Words(("few children",)).column(np.where(there & (people.n < FEW_CHILDREN), 0, -1)),
        "rule_version": Words((measure.version,)).column(np.zeros(count, dtype=np.int64)),
        "file_ids": _singles(rows.file_id),
        "lines": _singles(rows.line),
    }
    return FigureRow.conform(pa.table(columns))


def _symbols(facts: Facts, rows: Rows, there: NDArray[np.bool_]) -> pa.Array:
    known = [s or str(Symbol.NOT_AVAILABLE) for s in facts.symbols]
    words = Words((*known, str(Symbol.NOT_APPLICABLE), str(Symbol.NOT_AVAILABLE)))
    own = len(known) - 2 - rows.symbol
    return words.column(np.where(there, -1, np.where(rows.symbol < -1, own, rows.symbol)))


def _numbers(values: Floats) -> pa.Array:
    return pa.array(values, mask=~np.isfinite(values))


def _whole(values: Floats) -> pa.Array:
    missing = ~np.isfinite(values)
    return pa.array(np.where(missing, 0, np.rint(np.where(missing, 0, values))).astype(np.int64), mask=missing)


def _singles(values: Ints) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(np.arange(len(values) + 1, dtype=np.int32)), pa.array(values))
