"""One school's similar schools at once, by other weights, another number of them, or other schools altogether.

The frozen sets stay what they are; this answers 'would it be otherwise if ...?' while a page is being looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from collegiate.compare.complete import quartiles, verdict
from collegiate.compare.definition import SimilarSchools, similar_schools
from collegiate.compare.neighbours import SAME, standardised, used_features
from collegiate.compare.odds import Threshold
from collegiate.measures import Measure, definitions
from collegiate.measures.facts import Floats

SIZES = (30, 50, 75)
"""Numbers of similar schools for which a school's standing is tried."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Against:
    """One figure beside some schools: how many of them have it, their quartiles, the place among them, and the verdict."""

    measure: str
    k: int
    low: float | None
    median: float | None
    high: float | None
    percentile: float | None
    verdict: str
    p_top_quarter: float | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The schools that a school would be compared with, nearest first, with distances (NaN where none can be told), and what would
    then be said of its figures."""

    urn: int
    neighbours: tuple[int, ...]
    distances: tuple[float, ...]
    features: tuple[str, ...]
    figures: tuple[Against, ...]


def what_if(
    intakes: pa.Table,
    urn: int,
    *,
    weights: Mapping[str, float] | None = None,
    members: Sequence[int] | None = None,
    schools: int | None = None,
    figures: Iterable[Row] = (),
    definition: SimilarSchools | None = None,
    measures: Sequence[Measure] | None = None,
) -> WhatIf:
    """Compare one school otherwise than its frozen set does.

    `intakes` are the Intake rows of one period and phase group. `weights` replaces features' weights (0 leaves one out), `members`
    names the schools outright, `schools` says how many. `figures` are FigureRow rows of that period, of the school and of whatever
    others. A LookupError says when the school has no intake there; a ValueError names a feature that there is none of.
    """
    rule = _weighted(definition or similar_schools(), weights or {})
    near, distances, features = _nearest(intakes, urn, rule)
    if members is not None:
        known = dict(zip(near, distances, strict=True))
        near = tuple(m for m in dict.fromkeys(members) if m != urn)
        distances = tuple(known.get(m, float("nan")) for m in near)
    count = len(near) if members is not None else schools or rule.schools
    near, distances = near[:count], distances[:count]
    return WhatIf(urn, near, distances, features, _against(urn, near, list(figures), rule, measures))


def sensitivity(
    intakes: pa.Table,
    urn: int,
    figures: Iterable[Row],
    *,
    sizes: Sequence[int] = SIZES,
    definition: SimilarSchools | None = None,
    measures: Sequence[Measure] | None = None,
) -> dict[int, WhatIf]:
    """Return what would be said of a school with each number of similar schools: firm where all say the same.

    Arguments as for `what_if`; `figures` should hold those of the `max(sizes)` nearest schools (see `similar_to`).
    """
    rule = definition or similar_schools()
    near, distances, features = _nearest(intakes, urn, rule)
    rows = list(figures)
    return {
        k: WhatIf(urn, near[:k], distances[:k], features, _against(urn, near[:k], rows, rule, measures)) for k in sizes
    }


def similar_to(intakes: pa.Table, urn: int, schools: int, definition: SimilarSchools | None = None) -> tuple[int, ...]:
    """Return the URNs of the `schools` nearest to one school, nearest first: the same that a frozen set would hold."""
    return _nearest(intakes, urn, definition or similar_schools())[0][:schools]


def _weighted(rule: SimilarSchools, weights: Mapping[str, float]) -> SimilarSchools:
    unknown = sorted(set(weights) - {f.id for f in rule.features})
    if unknown:
        raise ValueError(f"There is no feature {', '.join(unknown)}. Use {', '.join(f.id for f in rule.features)}.")
    wrong = sorted(name for name, w in weights.items() if not 0 <= w < float("inf"))
    if wrong:
        raise ValueError(f"The weight of {', '.join(wrong)} is not a number from 0 up. 1 counts once, 0 leaves it out.")
    return replace(rule, features=tuple(replace(f, weight=weights.get(f.id, f.weight)) for f in rule.features))


def _nearest(
    intakes: pa.Table, urn: int, rule: SimilarSchools
) -> tuple[tuple[int, ...], tuple[float, ...], tuple[str, ...]]:
    """Every school that can be compared with one, nearest first, equal distances by URN."""
    urns = intakes["urn"].to_numpy()
    own = np.flatnonzero(urns == urn)
    if not len(own):
        raise LookupError(f"School {urn} has no intake in that year, so no school is similar to it.")
    matrix, used = standardised(intakes, rule)
    weight = np.array([f.weight for f in used_features(rule, used)])
    matrix, used, weight = (
        matrix[:, weight > 0],
        tuple(u for u, w in zip(used, weight, strict=True) if w),
        weight[weight > 0],
    )
    away, shared = matrix - matrix[own[0]], np.isfinite(matrix) & np.isfinite(matrix[own[0]])
    total = shared @ weight
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = np.sqrt((np.where(shared, away, 0.0) ** 2) @ weight / total)
    least = max(min(rule.least_shared, matrix.shape[1]), 1)
    comparable = np.flatnonzero((shared.sum(axis=1) >= least) & (urns != urn))
    rounded = np.round(distance[comparable], SAME)
    order = np.lexsort((urns[comparable], rounded))
    has = tuple(name for name, there in zip(used, np.isfinite(matrix[own[0]]), strict=True) if there)
    return tuple(urns[comparable][order].tolist()), tuple(rounded[order].tolist()), has


def _against(
    urn: int, near: Sequence[int], rows: Sequence[Row], rule: SimilarSchools, measures: Sequence[Measure] | None
) -> tuple[Against, ...]:
    polarity = {m.id: m.polarity for m in (measures or definitions())}
    place = {n: i for i, n in enumerate(near)}
    mine = [r for r in rows if r["urn"] == urn and r["shown"] and r["value"] is not None]
    found = []
    for own in mine:
        others = [r for r in rows if r["urn"] in place and _same_kind(r, own)]
        found.append(_one(own, sorted(others, key=lambda r: place[r["urn"]]), polarity[own["measure"]], rule))
    return tuple(sorted(found, key=lambda a: a.measure))


def _same_kind(row: Row, own: Row) -> bool:
    return row["value"] is not None and all(row[c] == own[c] for c in ("measure", "era", "period", "release"))


def _one(own: Row, others: Sequence[Row], polarity: str, rule: SimilarSchools) -> Against:
    values = np.array([r["value"] for r in others], dtype=float)
    k = len(values)
    low, median, high = (float(q) if k else None for q in quartiles(values[None, :], np.array([k]))[0])
    if k < rule.enough:
        return Against(own["measure"], k, low, median, high, None, "", None)
    ahead = (values > own["value"]) if polarity == "lower" else (values < own["value"])
    percentile = 100 * (float(ahead.sum()) + float((values == own["value"]).sum()) / 2) / k
    said = ""
    if own["low"] is not None and own["high"] is not None:
        words, which = verdict(np.array([own["low"]]), np.array([own["high"]]), np.array([median]), polarity)
        said = words[int(which[0])]
    return Against(own["measure"], k, low, median, high, percentile, said, _chance(own, others, polarity, rule))


def _chance(own: Row, others: Sequence[Row], polarity: str, rule: SimilarSchools) -> float | None:
    known = [r for r in others if r["estimate"] is not None]
    if polarity == "none" or own["estimate"] is None or len(known) < rule.enough:
        return None
    sign = -1 if polarity == "lower" else 1
    estimate, sd = (_column(known, name) for name in ("estimate", "estimate_sd"))
    threshold = Threshold.of(sign * estimate[None, :], sd[None, :])
    return float(threshold.chance(np.array([sign * own["estimate"]]), np.array([own["estimate_sd"]]))[0])


def _column(rows: Sequence[Row], name: str) -> Floats:
    return np.array([r[name] for r in rows], dtype=float)
