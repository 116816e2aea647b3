"""The nearest candidates of each school, without the table of all pairs: a tree where there is one, chunks elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from collegiate.compare.dfe.distances import Space
from collegiate.compare.dfe.schools import Numbers, Places

NOBODY = -1
_MARGIN = 6
_TREE_FROM = 500
_ROWS = 1024
_PAIRS = 400_000
_ROUNDING = 1e-9


def nearest(space: Space, own: Places, candidates: Places, k: int) -> tuple[Places, Numbers]:
    """The `k` candidates nearest to each school, itself left out, and their distances.

    Ties go to the candidate that comes first in `candidates`. Rows shorter than `k` end in NOBODY and NaN. Memory grows
    with the schools, not with their square.
    """
    found = np.full((len(own), k), NOBODY, dtype=np.intp)
    distances = np.full((len(own), k), np.nan)
    if not len(candidates):
        return found, distances
    for rows, places, far in _answers(space, own, candidates, k):
        found[rows], distances[rows] = places, far
    return found, distances


def _answers(space: Space, own: Places, candidates: Places, k: int) -> Iterator[tuple[Places, Places, Numbers]]:
    if min(len(own), len(candidates)) >= _TREE_FROM:
        points = space.coordinates(np.concatenate([own, candidates]))
        if points is not None:
            yield from _by_tree(space, own, candidates, points, k)
            return
    yield from _by_all(space, own, candidates, np.arange(len(own)), k)


def _by_all(
    space: Space, own: Places, candidates: Places, rows: Places, k: int
) -> Iterator[tuple[Places, Places, Numbers]]:
    """Measure every candidate, as many rows at a time as memory should hold."""
    step = max(1, _PAIRS // len(candidates))
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        far = space.between(own[some, None], candidates[None, :])
        order = np.argsort(far, axis=1, kind="stable")[:, : k + 1]
        yield some, *_without_self(own[some], candidates[order], np.take_along_axis(far, order, axis=1), k)


def _by_tree(
    space: Space, own: Places, candidates: Places, points: Numbers, k: int
) -> Iterator[tuple[Places, Places, Numbers]]:
    """Ask a tree for a few more than wanted, measure those exactly, and measure all where a tie could hide one."""
    from scipy.spatial import cKDTree

    tree = cKDTree(points[len(own) :])
    reach = min(k + 1 + _MARGIN, len(candidates))
    for start in range(0, len(own), _ROWS):
        rows = np.arange(start, min(start + _ROWS, len(own)))
        radius, found = tree.query(points[rows], k=reach)
        places, far = _in_order(space, own[rows], candidates[np.sort(found, axis=1)], k)
        sure = far[:, -1] < np.asarray(radius)[:, -1] - _ROUNDING
        yield rows[sure], places[sure], far[sure]
        yield from _by_all(space, own, candidates, rows[~sure], k)


def _in_order(space: Space, own: Places, found: Places, k: int) -> tuple[Places, Numbers]:
    far = space.between(own[:, None], found)
    order = np.argsort(far, axis=1, kind="stable")[:, : k + 1]
    return _without_self(own, np.take_along_axis(found, order, axis=1), np.take_along_axis(far, order, axis=1), k)


def _without_self(own: Places, places: Places, far: Numbers, k: int) -> tuple[Places, Numbers]:
    """The first `k` of each row when the school itself is taken out; a short row ends in NOBODY."""
    short = k + 1 - places.shape[1]
    places = np.pad(places, ((0, 0), (0, short)), constant_values=NOBODY)
    far = np.pad(far, ((0, 0), (0, short)), constant_values=np.nan)
    out = places == own[:, None]
    out[:, -1] |= ~out.any(axis=1)
    return places[~out].reshape(-1, k), far[~out].reshape(-1, k)
