"""The parts that a trust's figure lacks: which, and why, in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.compare.membership import Members
from collegiate.compare.pooling import Mask, Runs
from collegiate.measures import Measure
from collegiate.measures.facts import Ints
from collegiate.vocabulary.symbols import Quantity, Symbol, worst

NO_WEIGHT = "nobody published how many children are in it"
NO_FIGURE = "no file gives a figure"


@dataclass(frozen=True, slots=True)
class Absent:
    """For each trust's figure: whether parts are missing, which and why, and the symbol that stands where all are."""

    partial: Mask
    notes: list[str | None]
    symbol: pa.Array
    code: pa.Array


def absent(
    rows: pa.Table, trust: Ints, runs: Runs, *, members: Members, schools: pa.Table, measures: dict[str, Measure]
) -> Absent:
    """Find the parts that are missing: schools with a symbol or without a weight, and schools that no file speaks of.

    A school to which the measure does not apply is not missing.
    """
    said: dict[int, list[tuple[int, str]]] = defaultdict(list)
    reasons: dict[int, list[Quantity]] = defaultdict(list)
    run_of = runs.run_of
    left_out = np.flatnonzero(~runs.used)
    cells = rows.select(["urn", "value", "symbol", "code"]).take(pa.array(left_out)).to_pylist()
    for run, row in zip(run_of[left_out].tolist(), cells, strict=True):
        if row["value"] is not None:
            said[run].append((row["urn"], NO_WEIGHT))
            reasons[run].append(Quantity(None, Symbol.NOT_AVAILABLE))
            continue
        reason = Quantity(None, Symbol(row["symbol"] or Symbol.NOT_AVAILABLE), row["code"] or "")
        reasons[run].append(reason)
        if reason.symbol is not Symbol.NOT_APPLICABLE:
            said[run].append((row["urn"], reason.reason))
    for run, urn in _silent(rows, trust, runs, members=members, schools=schools, measures=measures):
        said[run].append((urn, NO_FIGURE))
    return _as_absent(said, reasons, runs, schools)


def _as_absent(
    said: dict[int, list[tuple[int, str]]], reasons: dict[int, list[Quantity]], runs: Runs, schools: pa.Table
) -> Absent:
    names = _names(schools, {urn for parts in said.values() for urn, _ in parts})
    count = len(runs.start)
    empty = np.flatnonzero(runs.parts == 0)
    symbols: list[str | None] = [None] * count
    codes: list[str | None] = [None] * count
    for run in empty.tolist():
        why = worst(reasons[run])
        symbols[run] = str(why.symbol) if why else str(Symbol.NOT_AVAILABLE)
        codes[run] = (why.code if why else "") or None
    notes: list[str | None] = [None] * count
    for run, parts in said.items():
        notes[run] = "; ".join(f"without {names.get(urn) or f'URN {urn}'}: {why}" for urn, why in parts)
    partial = np.array([n is not None for n in notes], dtype=bool)
    return Absent(partial, notes, pa.array(symbols, pa.string()), pa.array(codes, pa.string()))


def _names(schools: pa.Table, urns: set[int]) -> dict[int, str]:
    kept = schools.filter(pc.is_in(schools["urn"], value_set=pa.array(sorted(urns), pa.int64())))
    return dict(zip(kept["urn"].to_pylist(), kept["school_name"].to_pylist(), strict=True))


def _silent(
    rows: pa.Table, trust: Ints, runs: Runs, *, members: Members, schools: pa.Table, measures: dict[str, Measure]
) -> list[tuple[int, int]]:
    """(run, URN) of members to which a measure applies and of which no file says anything in its period and release."""
    heads = rows.take(pa.array(runs.start)).select(["measure", "period", "release"]).to_pylist()
    uid = trust[runs.start]
    urn = rows["urn"].to_numpy()
    ends = np.append(runs.start[1:], len(urn))
    together: dict[tuple[str, int, str | None], list[int]] = defaultdict(list)
    for run, head in enumerate(heads):
        together[head["measure"], head["period"], head["release"]].append(run)
    known = _Known.of(schools, members)
    found: list[tuple[int, int]] = []
    for (measure, period, _), of_kind in together.items():
        heard = np.concatenate([urn[runs.start[r] : ends[r]] for r in of_kind])
        school, theirs = members.in_period(period)
        quiet = ~np.isin(school, heard) & known.applies(measures[measure], school)
        first = {int(uid[r]): r for r in reversed(of_kind)}
        found += [(first[int(t)], int(s)) for s, t in zip(school[quiet], theirs[quiet], strict=True) if int(t) in first]
    return found


@dataclass(frozen=True)
class _Known:
    """Phase and ages of the members, and for each measure to which of them it applies."""

    urn: Ints
    facts: list[tuple[str | None, int | None, int | None]]

    @classmethod
    def of(cls, schools: pa.Table, members: Members) -> _Known:
        wanted = pa.array(np.unique(members.key // 10_000))
        kept = schools.filter(pc.is_in(schools["urn"], value_set=wanted)).sort_by("urn")
        columns = (kept[c].to_pylist() for c in ("phase", "low_age", "high_age"))
        return cls(kept["urn"].to_numpy(), list(zip(*columns, strict=True)))

    def applies(self, measure: Measure, urn: Ints) -> Mask:
        """Whether the measure applies to each school; not to one of which nothing is known."""
        if not len(self.urn):
            return np.zeros(len(urn), dtype=bool)
        kinds = {f: measure.applies_to(*f) for f in set(self.facts)}
        yes = np.array([kinds[f] for f in self.facts], dtype=bool)
        at = np.minimum(np.searchsorted(self.urn, urn), len(self.urn) - 1)
        return (self.urn[at] == urn) & yes[at]
