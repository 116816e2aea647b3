"""A trust's figures: its pupils pooled, not its schools averaged, and set beside the similar schools of each of them.

The value is the mean over pupils (schools' values weighted by their pupils, or by a ratio's denominator) or, for a count, the
sum. A school that has the measure and no number for it is left out, named in the note, and makes the figure partial. The
interval is of the pooled mean; the median of similar schools is pooled with the same weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from collegiate.compare.complete import verdict
from collegiate.compare.definition import SimilarSchools, similar_schools
from collegiate.compare.membership import Members
from collegiate.measures import Evaluated, Measure, definitions
from collegiate.measures.facts import RELEASES, Floats
from collegiate.statistics.intervals import standard_error, wilson
from collegiate.tables import FigureRow
from collegiate.vocabulary.symbols import Quantity, Symbol, worst

POOLED_INTERVAL = "pooled from its academies' intervals"
POOLED_SHARE = "derived: Wilson's interval for the share of all its academies' children"
WEIGHTED = "its academies' own, weighted by their pupils"
SIMILAR_NOTE = "compared with the similar schools of each academy, pooled by its pupils"


def trust_figures(
    evaluated: Evaluated,
    completed: pa.Table,
    memberships: pa.Table,
    schools: pa.Table,
    measures: Sequence[Measure] | None = None,
    definition: SimilarSchools | None = None,
) -> pa.Table:
    """Return the trusts' figures as FigureRow.

    `completed` is what `complete` made of `evaluated`: the same rows in the same order, whose weights are in `evaluated`.
    """
    chosen = {m.id: m for m in (definitions() if measures is None else measures)}
    members = Members.of(memberships, sorted({int(p) for p in np.unique(completed["period"].to_numpy())}))
    directory = _Directory.of(schools, members)
    rows = [
        _figure(group, chosen[group.measure], directory, definition or similar_schools())
        for group in _groups(evaluated, completed, members)
    ]
    return pa.Table.from_pylist(_shown(rows), schema=FigureRow.schema()) if rows else FigureRow.empty()


@dataclass(frozen=True, slots=True)
class _Group:
    """The school figures of one trust in one measure, period, release and era, with the weight of each."""

    trust: int
    measure: str
    period: int
    release: str
    era: str
    parts: list[dict]
    weights: list[float]


def _groups(evaluated: Evaluated, completed: pa.Table, members: Members) -> Iterator[_Group]:
    trust = members.trust_of(completed["urn"].to_numpy(), completed["period"].to_numpy())
    chosen = np.flatnonzero(trust >= 0)
    weights = evaluated.weight[chosen]
    gathered: dict[tuple, list[int]] = {}
    rows = completed.take(pa.array(chosen)).to_pylist()
    for place, row in enumerate(rows):
        key = (int(trust[chosen[place]]), row["measure"], row["period"], row["release"] or "", row["era"] or "")
        gathered.setdefault(key, []).append(place)
    for key in sorted(gathered):
        places = sorted(gathered[key], key=lambda p: rows[p]["urn"])
        yield _Group(*key, [rows[p] for p in places], [float(weights[p]) for p in places])


@dataclass(frozen=True, slots=True)
class _Directory:
    """Names, phases and ages of schools, and who was in which trust when."""

    schools: dict[int, dict]
    members: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, schools: pa.Table, members: Members) -> _Directory:
        by_trust: dict[tuple[int, int], list[int]] = {}
        for key, trust in zip(members.key.tolist(), members.trust.tolist(), strict=True):
            by_trust.setdefault((trust, key % 10_000), []).append(key // 10_000)
        wanted = {urn for urns in by_trust.values() for urn in urns}
        columns = schools.select(["urn", "school_name", "phase", "low_age", "high_age", "open_date", "close_date"])
        mask = pa.array(np.isin(columns["urn"].to_numpy(), np.array(sorted(wanted), dtype=np.int64)))
        return cls({row["urn"]: row for row in columns.filter(mask).to_pylist()}, by_trust)

    def name(self, urn: int) -> str:
        """The school's name, or its URN."""
        return (self.schools.get(urn) or {}).get("school_name") or f"URN {urn}"

    def silent(self, group: _Group, measure: Measure) -> list[int]:
        """Members to which the measure applies and of which no file says anything in that period and release."""
        heard = {part["urn"] for part in group.parts}
        return [
            urn
            for urn in self.members.get((group.trust, group.period), [])
            if urn not in heard and (s := self.schools.get(urn)) is not None
            and measure.applies_to(s["phase"], s["low_age"], s["high_age"])
        ]  # fmt: skip


def _figure(group: _Group, measure: Measure, directory: _Directory, rule: SimilarSchools) -> dict:
    used = _usable(group, measure)
    missing = [
        (p["urn"], _reason(p))
        for i, p in enumerate(group.parts)
        if i not in used and p["symbol"] != Symbol.NOT_APPLICABLE
    ]
    missing += [(urn, "no file gives a figure") for urn in directory.silent(group, measure)]
    row = {
        "subject": "trust", "trust_uid": group.trust, "measure": group.measure, "period": group.period,
        "release": group.release, "era": group.era, "shown": True, "rule_version": measure.version,
        "partial": bool(missing and used), "parts": [group.parts[i]["urn"] for i in used],
        "file_ids": [f for p in group.parts for f in p["file_ids"]],
        "lines": [line for p in group.parts for line in p["lines"]],
    }  # fmt: skip
    notes = [f"without {directory.name(urn)}: {why}" for urn, why in missing] if used else []
    if not used:
        return row | _nothing(group)
    parts, weights = [group.parts[i] for i in used], np.array([group.weights[i] for i in used])
    row |= _total(parts) if measure.pool == "sum" else _mean(parts, weights, measure, group.era, rule)
    if row.get("similar_median") is not None:
        notes.append(SIMILAR_NOTE)
    return row | {"note": "; ".join(notes)}


def _usable(group: _Group, measure: Measure) -> list[int]:
    """Which parts can be pooled: those with a number and a weight; a lone number needs no weight."""
    there = [i for i, p in enumerate(group.parts) if p["value"] is not None]
    if measure.pool == "sum":
        return there
    weighed = [i for i in there if group.weights[i] > 0]
    return there if len(there) == 1 else weighed


def _reason(part: dict) -> str:
    if part["value"] is not None:
        return "nobody published how many children are in it"
    return Quantity(None, Symbol(part["symbol"]), part["code"] or "").reason


def _nothing(group: _Group) -> dict:
    reasons = [Quantity(None, Symbol(p["symbol"] or Symbol.NOT_AVAILABLE), p["code"] or "") for p in group.parts]
    why = worst(reasons)
    return {"symbol": str(why.symbol) if why else str(Symbol.NOT_AVAILABLE), "code": (why.code if why else "") or None}


def _total(parts: list[dict]) -> dict:
    counts = [p["n"] for p in parts]
    return {
        "value": float(sum(p["value"] for p in parts)),
        "n": sum(counts) if None not in counts else None,
        "interval": parts[0]["interval"],
        "note": "",
    }


def _mean(parts: list[dict], weights: Floats, measure: Measure, era: str, rule: SimilarSchools) -> dict:
    weights = weights if len(parts) > 1 else np.ones(1)
    counts = [p["n"] for p in parts]
    n = sum(counts) if None not in counts else None
    value = _weighted([p["value"] for p in parts], weights)
    low, high, how = _interval(parts, weights, value, n, measure, era)
    return {
        "value": value, "low": low, "high": high, "interval": how, "n": n,
        "n_from": "; ".join(sorted({p["n_from"] for p in parts if p["n_from"]})) or None,
        **_beside(parts, weights, "england"),
        **_beside(parts, weights, "local_authority"),
        **_similar(parts, weights, low, high, measure, rule),
    }  # fmt: skip


def _weighted(values: list[float | None], weights: Floats) -> float | None:
    if any(v is None for v in values):
        return None
    return float(np.dot(np.array(values, dtype=float), weights) / weights.sum())


def _interval(
    parts: list[dict], weights: Floats, value: float | None, n: int | None, measure: Measure, era: str
) -> tuple[float | None, float | None, str]:
    """A share's interval is Wilson's over all the children; a mean's is from the standard errors of its parts."""
    if len(parts) == 1:
        return parts[0]["low"], parts[0]["high"], parts[0]["interval"]
    if any(p["low"] is None or p["high"] is None for p in parts):
        without = next(p for p in parts if p["low"] is None or p["high"] is None)
        return None, None, without["interval"]
    if value is not None and n and _is_share(measure, era):
        low, high = wilson(value / 100, n)
        return 100 * float(low), 100 * float(high), POOLED_SHARE
    errors = standard_error([p["low"] for p in parts], [p["high"] for p in parts])
    half = 1.96 * float(np.sqrt(((weights * errors) ** 2).sum()) / weights.sum())
    assert value is not None  # noqa: S101 - every part has a number
    return value - half, value + half, POOLED_INTERVAL


def _is_share(measure: Measure, era: str) -> bool:
    return any("wilson" in v.interval for v in measure.variants if v.era == era)


def _beside(parts: list[dict], weights: Floats, place: str) -> dict:
    value = _weighted([p[place] for p in parts], weights)
    how = {p[f"{place}_how"] for p in parts}
    if value is None:
        return {}
    return {place: value, f"{place}_how": how.pop() if len(how) == 1 else WEIGHTED}


def _similar(
    parts: list[dict], weights: Floats, low: float | None, high: float | None, measure: Measure, rule: SimilarSchools
) -> dict:
    median = _weighted([p["similar_median"] for p in parts], weights)
    if median is None or any((p["similar_k"] or 0) < rule.enough for p in parts):
        return {}
    found = {"similar_median": median, "similar_k": sum(p["similar_k"] for p in parts)}
    if low is None or high is None:
        return found
    words, which = verdict(np.array([low]), np.array([high]), np.array([median]), measure.polarity)
    return found | {"verdict": words[int(which[0])]}


def _shown(rows: list[dict]) -> list[dict]:
    """One row a trust, measure, period and release (the era with most academies); the last release is the one shown."""
    best: dict[tuple, dict] = {}
    for row in rows:
        key = (row["trust_uid"], row["measure"], row["period"], row["release"])
        if key not in best or len(row["parts"]) > len(best[key]["parts"]):
            best[key] = row
    last: dict[tuple, str] = {}
    for trust, measure, period, release in best:
        held = last.get((trust, measure, period))
        if held is None or RELEASES.index(release) > RELEASES.index(held):
            last[trust, measure, period] = release
    return [row | {"shown": last[key[:3]] == key[3]} for key, row in best.items()]
