"""A trust's figures: its pupils pooled, not its schools averaged, and set beside the similar schools of each of them.

The value is the mean over pupils (schools' values weighted by their pupils, or by a ratio's denominator) or, for a count, the
sum. A school that has the measure and no number for it is left out, named in the note, and makes the figure partial. The
interval is of the pooled mean; the median of similar schools is pooled with the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from collegiate.compare.absent import Absent, absent
from collegiate.compare.complete import verdict
from collegiate.compare.definition import SimilarSchools, similar_schools
from collegiate.compare.membership import Members
from collegiate.compare.pooling import Coded, Mask, Runs
from collegiate.measures import Evaluated, Measure, definitions
from collegiate.measures.facts import RELEASES, Floats, Ints
from collegiate.measures.words import Texts, joined_words
from collegiate.statistics.intervals import PUBLISHED_Z, standard_error, wilson
from collegiate.tables import FigureRow

POOLED_INTERVAL = "pooled from its academies' intervals"
POOLED_SHARE = "derived: Wilson's interval for the share of all its academies' children"
WEIGHTED = "its academies' own, weighted by their pupils"
SEVERAL = "not all from one file: see each academy"
SIMILAR_NOTE = "compared with the similar schools of each academy, pooled by its pupils"


def trust_figures(
    evaluated: Evaluated,
    completed: pa.Table,
    memberships: pa.Table,
    schools: pa.Table,
    *,
    measures: Sequence[Measure] | None = None,
    definition: SimilarSchools | None = None,
) -> pa.Table:
    """Return the trusts' figures as FigureRow.

    `completed` is what `complete` made of `evaluated`: the same rows in the same order, whose weights are in `evaluated`.
    """
    chosen = {m.id: m for m in (definitions() if measures is None else measures)}
    periods = sorted(int(p) for p in np.unique(completed["period"].to_numpy()))
    members = Members.of(memberships, periods)
    parts = _Parts.of(evaluated, completed, members, chosen)
    if parts is None:
        return FigureRow.empty()
    missing = absent(parts.rows, parts.trust, parts.runs, members=members, schools=schools, measures=chosen)
    return _table(parts, missing, definition or similar_schools())


@dataclass(frozen=True, slots=True)
class _Parts:
    """The school figures that go into trusts' figures, sorted into runs, one run a trust's figure."""

    rows: pa.Table
    trust: Ints
    runs: Runs
    summed: Mask
    shares: Mask
    measures: tuple[Measure, ...]

    @classmethod
    def of(
        cls, evaluated: Evaluated, completed: pa.Table, members: Members, measures: dict[str, Measure]
    ) -> _Parts | None:
        trust = members.trust_of(completed["urn"].to_numpy(), completed["period"].to_numpy())
        inside = np.flatnonzero(trust >= 0)
        if not len(inside):
            return None
        rows, trust, weight = completed.take(pa.array(inside)), trust[inside], evaluated.weight[inside]
        order, start = _runs(rows, trust)
        rows, trust, weight = rows.take(pa.array(order)), trust[order], weight[order]
        name = Coded.of(rows["measure"])
        kinds = [measures[t] for t in name.texts]
        summed = np.array([m.pool == "sum" for m in kinds])[name.codes]
        shares = np.array([any("wilson" in v.interval for v in m.variants) for m in kinds])[name.codes]
        runs = _poolable(rows["value"].to_numpy(), weight, summed, start)
        return cls(rows, trust, runs, summed[start], shares[start], tuple(kinds[c] for c in name.codes[start]))

    def numbers(self, column: str) -> Floats:
        """A column of the parts as numbers, NaN for missing."""
        return self.rows[column].to_numpy().astype(float)


def _runs(rows: pa.Table, trust: Ints) -> tuple[Ints, Ints]:
    """Order by trust, measure, period, release, era, school; and where each trust's figure starts."""
    keys = [trust, *(_rank(rows[c]) for c in ("measure", "period", "release", "era"))]
    order = np.lexsort((rows["urn"].to_numpy(), *reversed(keys)))
    changes = np.zeros(len(order), dtype=bool)
    changes[0] = True
    for key in keys:
        changes[1:] |= key[order][1:] != key[order][:-1]
    return order, np.flatnonzero(changes)


def _rank(column: pa.ChunkedArray) -> Ints:
    if pa.types.is_integer(column.type):
        return column.to_numpy()
    coded = Coded.of(column)
    place = np.argsort(np.argsort(np.array(coded.texts or ("",))))
    return np.where(coded.codes >= 0, place[coded.codes], -1)


def _poolable(value: Floats, weight: Floats, summed: Mask, start: Ints) -> Runs:
    """A school is pooled when it has a number and a weight; a count, or a lone number, needs no weight."""
    there = np.isfinite(value)
    every = Runs(start, there, np.ones(len(value)))
    lone = (every.parts == 1)[every.run_of]
    free = there & (summed | lone)
    return Runs(start, free | (there & (weight > 0)), np.where(free, 1.0, np.nan_to_num(weight)))


def _table(parts: _Parts, missing: Absent, rule: SimilarSchools) -> pa.Table:
    rows, runs, start = parts.rows, parts.runs, parts.runs.start
    n = runs.total(parts.numbers("n"))
    value = np.where(parts.summed, runs.total(parts.numbers("value")), runs.mean(parts.numbers("value")))
    low, high, interval = _interval(parts, value, n)
    empty = runs.parts == 0
    similar = _similar(parts, low, high, rule)
    columns = {
        "subject": pa.array(["trust"] * len(start)),
        "trust_uid": pa.array(parts.trust[start]),
        **{c: rows[c].take(pa.array(start)) for c in ("measure", "period", "release", "era", "rule_version")},
        "value": _numbers(value),
        "low": _numbers(low),
        "high": _numbers(high),
        "interval": interval,
        "n": _whole(n),
        "n_from": _words(parts, "n_from", ~empty, SEVERAL),
        "symbol": missing.symbol,
        "code": missing.code,
        "partial": pa.array(missing.partial & ~empty),
        "parts": _urns(rows, runs),
        **_beside(parts, "england"),
        **_beside(parts, "local_authority"),
        **similar,
        "note": _notes(missing, ~empty, np.asarray(similar["similar_median"].is_valid())),
        "file_ids": runs.lists(rows["file_ids"]),
        "lines": runs.lists(rows["lines"]),
    }
    return _one_each(FigureRow.conform(pa.table(columns)), runs.parts)


def _interval(parts: _Parts, value: Floats, n: Floats) -> tuple[Floats, Floats, pa.Array]:
    """A lone academy's own; for a share Wilson's over all the children; for a mean from the standard errors of its parts."""
    runs, text = parts.runs, Coded.of(parts.rows["interval"])
    ends = parts.numbers("low"), parts.numbers("high")
    half = PUBLISHED_Z * runs.pooled_error(standard_error(*ends))
    bounds = wilson(value / 100, n)
    sure, alone, share = np.isfinite(half), runs.parts == 1, parts.shares & np.isfinite(n)
    only = runs.first(runs.used)
    low, high = (
        np.where(alone, own[only], np.where(sure, np.where(share, 100 * bound, value + sign * half), np.nan))
        for own, bound, sign in zip(ends, bounds, (-1, 1), strict=True)
    )
    unsure = runs.first(runs.used & ~np.isfinite(ends[0]))
    many = np.where(sure, np.where(share, len(text.texts) + 1, len(text.texts)), text.at(unsure))
    codes = np.where(runs.parts == 0, -1, np.where(alone, text.at(only), many))
    unsummed = ~parts.summed
    return (
        np.where(unsummed, low, np.nan),
        np.where(unsummed, high, np.nan),
        text.written(codes, POOLED_INTERVAL, POOLED_SHARE),
    )


def _words(parts: _Parts, column: str, which: Mask, several: str) -> pa.Array:
    """The words that all pooled parts share; where they differ, `several`."""
    text = Coded.of(parts.rows[column])
    shared = text.at(parts.runs.first(parts.runs.used))
    codes = np.where(parts.runs.same(text.codes), shared, len(text.texts))
    return text.written(np.where(which, codes, -1), several)


def _beside(parts: _Parts, place: str) -> dict[str, pa.Array]:
    """England or the authorities with the academies' own weights; nothing beside a sum."""
    value = np.where(parts.summed, np.nan, parts.runs.mean(parts.numbers(place)))
    return {place: _numbers(value), f"{place}_how": _words(parts, f"{place}_how", np.isfinite(value), WEIGHTED)}


def _similar(parts: _Parts, low: Floats, high: Floats, rule: SimilarSchools) -> dict[str, pa.Array]:
    runs, k = parts.runs, parts.numbers("similar_k")
    few = runs.count(runs.used & ~(k >= rule.enough)) > 0
    median = np.where(few | parts.summed, np.nan, runs.mean(parts.numbers("similar_median")))
    told = np.isfinite(median) & np.isfinite(low) & np.isfinite(high)
    verdicts = Texts()
    codes = np.full(len(median), -1, dtype=np.int64)
    polarity = np.array([m.polarity for m in parts.measures])
    for kind in np.unique(polarity):
        words, which = verdict(low, high, median, str(kind))
        codes = np.where(told & (polarity == kind), np.array([verdicts.code(w) for w in words])[which], codes)
    return {
        "similar_median": _numbers(median),
        "similar_k": _whole(np.where(np.isfinite(median), runs.total(k), np.nan)),
        "verdict": verdicts.words().column(codes),
    }


def _urns(rows: pa.Table, runs: Runs) -> pa.Array:
    ends = np.append(0, np.cumsum(runs.parts)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(rows["urn"].to_numpy()[runs.used]))


def _notes(missing: Absent, some: Mask, compared: Mask) -> pa.Array:
    said = pa.array([None if not s else n for s, n in zip(some, missing.notes, strict=True)], pa.string())
    tail = pa.array([SIMILAR_NOTE if c else None for c in compared], pa.string())
    return joined_words(said, tail)


def _one_each(table: pa.Table, parts: Ints) -> pa.Table:
    """One row a trust, measure, period and release, the era with most academies; the last release is the one shown."""
    release = np.array([RELEASES.index(r or "") for r in table["release"].to_pylist()], dtype=np.int64)
    subject = [table["trust_uid"].to_numpy(), _rank(table["measure"]), table["period"].to_numpy()]
    order = np.lexsort((-parts, release, *reversed(subject)))
    new = np.zeros(len(order), dtype=bool)
    new[0] = True
    for key in subject:
        new[1:] |= key[order][1:] != key[order][:-1]
    first = new.copy()
    first[1:] |= release[order][1:] != release[order][:-1]
    kept, subject_of = order[first], np.cumsum(new)[first]
    last = np.append(subject_of[1:] != subject_of[:-1], True)
    chosen = table.take(pa.array(kept))
    place = chosen.schema.get_field_index("shown")
    return chosen.set_column(place, chosen.schema.field(place), pa.array(last))


def _numbers(values: Floats) -> pa.Array:
    return pa.array(values, mask=~np.isfinite(values))


def _whole(values: Floats) -> pa.Array:
    missing = ~np.isfinite(values)
    return pa.array(np.rint(np.where(missing, 0, values)).astype(np.int64), mask=missing)
