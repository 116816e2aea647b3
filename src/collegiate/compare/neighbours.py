"""Similar schools: for each school the nearest of its phase by standardised intake, exactly and in a fixed order."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collegiate.compare.definition import Feature, SimilarSchools, similar_schools
from collegiate.measures.facts import Floats, Ints
from collegiate.tables import SimilarSet

_SPARE = 8
"""Neighbours asked for beyond those wanted, so that ties at the edge are seen."""
SAME = 9
"""Decimal places to which two distances are the same."""
_SHOWN = 4
"""Decimal places that are kept with a set: enough to read, and small in a snapshot."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each school of a pool, where its similar schools stand in that pool, nearest first, -1 beyond the last."""

    at: Ints
    distance: Floats


def similar_sets(intakes: pa.Table, definition: SimilarSchools | None = None) -> pa.Table:
    """Return the SimilarSet table: for each period and phase group the similar schools of every school.

    Two periods whose schools and intakes are the same share one computation. A school that has too few features gets no set.
    """
    rule = definition or similar_schools()
    tables, done = [], {}
    for (period, group), part in _parts(intakes, rule):
        urn = part["urn"].to_numpy()
        matrix, used = standardised(part, rule)
        key = hashlib.sha256(urn.tobytes() + matrix.tobytes()).hexdigest()
        if key not in done:
            done[key] = nearest(matrix, urn, np.array([f.weight for f in used_features(rule, used)]), rule)
        tables.append(_table(part, f"{group}-{period}-{_name(rule, key)}", matrix, used, done[key]))
    return pa.concat_tables(tables) if tables else SimilarSet.empty()


def used_features(rule: SimilarSchools, used: tuple[str, ...]) -> list[Feature]:
    """The definition's features that are in use, in its order."""
    return [f for f in rule.features if f.id in used]


def _parts(intakes: pa.Table, rule: SimilarSchools):  # type: ignore[no-untyped-def]
    for period in sorted(pc.unique(intakes["period"]).to_pylist()):
        year = intakes.filter(pc.equal(intakes["period"], period))
        for group in rule.phase_groups:
            part = year.filter(pc.equal(year["phase_group"], group)).sort_by("urn")
            if part.num_rows > 1:
                yield (period, group), part


def _name(rule: SimilarSchools, inputs: str) -> str:
    whole = json.dumps(asdict(rule), sort_keys=True, default=str) + inputs
    return hashlib.sha256(whole.encode()).hexdigest()[:8]


def standardised(part: pa.Table, rule: SimilarSchools) -> tuple[Floats, tuple[str, ...]]:
    """Return (schools × features in use) in standard deviations, NaN where missing, and the names of those features."""
    columns, used = [], []
    for feature in rule.features:
        raw = part[feature.id].to_numpy().astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(raw > 0, np.log(raw), np.nan) if feature.scale == "log" else raw
        there = values[np.isfinite(values)]
        if len(there) < rule.least_present * len(values) or not len(there) or there.std() <= 1e-9:
            continue
        columns.append((values - there.mean()) / there.std())
        used.append(feature.id)
    return np.column_stack(columns) if columns else np.zeros((part.num_rows, 0)), tuple(used)


def nearest(matrix: Floats, urn: Ints, weight: Floats, rule: SimilarSchools) -> Neighbours:
    """Find each school's nearest others; schools are gathered by which features they have, and each pair of gatherings
    is searched with a tree over the features that both have."""
    count = len(urn)
    at = np.full((count, rule.schools), -1, dtype=np.int64)
    distance = np.full((count, rule.schools), np.nan)
    patterns, member = np.unique(np.isfinite(matrix), axis=0, return_inverse=True)
    member = member.ravel()
    for a, mine in enumerate(patterns):
        rows = np.flatnonzero(member == a)
        found = [
            _search(_scaled(matrix, weight, mine & theirs), rows, np.flatnonzero(member == b), rule.schools)
            for b, theirs in enumerate(patterns)
            if (mine & theirs).sum() >= min(rule.least_shared, matrix.shape[1]) and (mine & theirs).any()
        ]
        if found:
            at[rows], distance[rows] = _best(urn, rows, found, rule.schools)
    return Neighbours(at, distance)


def _scaled(matrix: Floats, weight: Floats, shared: NDArray[np.bool_]) -> Floats:
    """The shared features, scaled so that the plain distance between two rows is the weighted root mean square."""
    return matrix[:, shared] * np.sqrt(weight[shared] / weight[shared].sum())


def _search(scaled: Floats, rows: Ints, others: Ints, k: int) -> tuple[Ints, Floats]:
    """Candidates for each of `rows` among `others`: at least the k nearest, ties with the last of them by URN."""
    from scipy.spatial import cKDTree

    tree = cKDTree(scaled[others])
    wanted = min(k + 1 + _SPARE, len(others))
    found, place = tree.query(scaled[rows], k=np.arange(1, wanted + 1), workers=-1)
    distance = np.asarray(found, dtype=float)
    at = np.where(np.isfinite(distance), others[np.minimum(place, len(others) - 1)], -1)
    if wanted < len(others):
        _settle_ties(scaled, rows, others, found=(at, distance), k=k)
    return at, distance


def _settle_ties(scaled: Floats, rows: Ints, others: Ints, *, found: tuple[Ints, Floats], k: int) -> None:
    """Where the spare neighbours are as near as the last wanted one, more may be: look at every other school."""
    at, distance = found
    tied = np.flatnonzero(np.round(distance[:, k], SAME) == np.round(distance[:, -1], SAME))
    for i in tied:
        all_of_them = np.sqrt(((scaled[others] - scaled[rows[i]]) ** 2).sum(axis=1))
        # others are sorted by URN, as the pool is: a stable sort keeps ties in that order
        order = np.argsort(np.where(others == rows[i], -1.0, np.round(all_of_them, SAME)), kind="stable")[: at.shape[1]]
        at[i], distance[i] = others[order], all_of_them[order]


def _best(urn: Ints, rows: Ints, found: list[tuple[Ints, Floats]], k: int) -> tuple[Ints, Floats]:
    """Join the candidates, leave out the school itself, order by distance and then URN, keep k."""
    at = np.concatenate([a for a, _ in found], axis=1)
    distance = np.concatenate([d for _, d in found], axis=1)
    distance = np.where((at < 0) | (at == rows[:, None]), np.inf, np.round(distance, SAME))
    order = _order(urn[at], distance)[:, :k]
    at, distance = np.take_along_axis(at, order, axis=1), np.take_along_axis(distance, order, axis=1)
    none = ~np.isfinite(distance)
    at, distance = np.where(none, -1, at), np.where(none, np.nan, distance)
    short = k - at.shape[1]
    if short <= 0:
        return at, distance
    return np.pad(at, ((0, 0), (0, short)), constant_values=-1), np.pad(
        distance, ((0, 0), (0, short)), constant_values=np.nan
    )


def _order(urn: Ints, distance: Floats) -> Ints:
    """Columns of each row by distance and then URN; only rows that hold a tie pay for the second key."""
    order = np.argsort(distance, axis=1, kind="stable")
    ordered = np.take_along_axis(distance, order, axis=1)
    tied = np.flatnonzero((np.isfinite(ordered[:, 1:]) & (ordered[:, 1:] == ordered[:, :-1])).any(axis=1))
    if len(tied):
        order[tied] = np.lexsort((urn[tied], distance[tied]), axis=1)
    return order


def _table(part: pa.Table, set_id: str, matrix: Floats, used: tuple[str, ...], found: Neighbours) -> pa.Table:
    urn = part["urn"].to_numpy()
    have = (found.at >= 0).any(axis=1)
    at, distance = found.at[have], found.distance[have]
    there = at >= 0
    offsets = np.append(0, np.cumsum(there.sum(axis=1))).astype(np.int32)
    count = int(have.sum())
    return SimilarSet.conform(
        pa.table(
            {
                "set_id": pa.array([set_id] * count, pa.string()),
                "period": part["period"].filter(pa.array(have)),
                "phase_group": part["phase_group"].filter(pa.array(have)),
                "urn": pa.array(urn[have]),
                "neighbours": pa.ListArray.from_arrays(pa.array(offsets), pa.array(urn[at[there]])),
                "distances": pa.ListArray.from_arrays(pa.array(offsets), pa.array(np.round(distance[there], _SHOWN))),
                "features": _feature_names(np.isfinite(matrix[have]), used),
                "pool": pa.array(np.full(count, len(urn) - 1, dtype=np.int64)),
            }
        )
    )


def _feature_names(has: NDArray[np.bool_], used: tuple[str, ...]) -> pa.Array:
    patterns, member = np.unique(has, axis=0, return_inverse=True)
    texts = [", ".join(name for name, there in zip(used, p, strict=True) if there) for p in patterns]
    return pa.array([texts[m] for m in member.ravel()], pa.string())
