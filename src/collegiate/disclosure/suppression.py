"""Cells hidden so that none can be worked out from the others: the few first, then the cheapest that keep them hidden.

For what cannot be shown in steps: means and percentages, which a reader turns back with the number of children behind them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Key = Any
"""Whatever names a cell: it can be hashed."""

Counts = Mapping[Key, int]
Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell that is the sum of others: all = those with free school meals + those without."""

    total: Hashable
    parts: tuple[Hashable, ...]

    @property
    def cells(self) -> tuple[Hashable, ...]:
        """The whole and its parts."""
        return (self.total, *self.parts)


def derivable(
    counts: Counts, sums: Sequence[Sum], hidden: Collection[Key], of: Collection[Key] | None = None
) -> dict[Key, Ends]:
    """Return the least and the most that hidden cells (all, or some) may be, by all sums and all cells that are shown."""
    wanted = set(hidden if of is None else of)
    found: dict[Key, Ends] = {}
    for unknown, equations in _apart(sums, set(hidden)):
        if wanted & set(unknown):
            found |= _ends_of(unknown, equations, counts, wanted)
    return found | {key: (0.0, float("inf")) for key in wanted - set(found)}


def suppress(counts: Counts, sums: Sequence[Sum], *, least: int, width: int) -> frozenset[Key]:
    """Return the cells to hide: all below `least`, none at all included, and as many more as leave each of them open by `width`.

    Counts of what a cell is made of are its price: the cheapest goes first, parts before wholes.
    """
    few = {key for key, count in counts.items() if count < least}
    hidden = _never_alone(counts, sums, few)
    while True:
        open_by = derivable(counts, sums, hidden, few)
        bare = [key for key, (low, high) in open_by.items() if high - low < width]
        more = {c for key in bare if (c := _cheapest(key, counts, sums, hidden)) is not None}
        if not more:
            return frozenset(hidden)
        hidden = _never_alone(counts, sums, hidden | more)


def _never_alone(counts: Counts, sums: Sequence[Sum], hidden: set[Key]) -> set[Key]:
    """Hide a second cell in every sum with but one hidden, for that one is what is left; again, until no sum is so."""
    found = set(hidden)
    while alone := [s for s in sums if len(found.intersection(s.cells)) == 1]:
        for s in alone:
            if len(found.intersection(s.cells)) == 1 and (more := _cheapest_of(s, counts, found)) is not None:
                found.add(more)
        if all(_cheapest_of(s, counts, found) is None for s in alone):
            return found
    return found


def _apart(sums: Sequence[Sum], hidden: set[Key]) -> Iterable[tuple[list[Key], list[Sum]]]:
    """Yield hidden cells that sums tie together, with those sums: each such set is worked out by itself."""
    home = {key: key for key in hidden}

    def root(key: Key) -> Key:
        while home[key] != key:
            home[key] = home[home[key]]
            key = home[key]
        return key

    tied = [(s, mine) for s in sums if (mine := [c for c in s.cells if c in hidden])]
    for _, mine in tied:
        for other in mine[1:]:
            home[root(other)] = root(mine[0])
    cells: dict[Key, list[Key]] = defaultdict(list)
    equations: dict[Key, list[Sum]] = defaultdict(list)
    for key in sorted(hidden, key=repr):
        cells[root(key)].append(key)
    for s, mine in tied:
        equations[root(mine[0])].append(s)
    return [(cells[r], equations[r]) for r in cells if equations[r]]


def _ends_of(unknown: Sequence[Key], sums: Sequence[Sum], counts: Counts, wanted: set[Key]) -> dict[Key, Ends]:
    place = {key: i for i, key in enumerate(unknown)}
    matrix, right = np.zeros((len(sums), len(unknown))), np.zeros(len(sums))
    for row, s in enumerate(sums):
        for key in s.cells:
            sign = -1 if key == s.total else 1
            if key in place:
                matrix[row, place[key]] += sign
            else:
                right[row] -= sign * counts[key]
    return {key: (_end(i, 1, matrix, right), _end(i, -1, matrix, right)) for key, i in place.items() if key in wanted}


def _end(i: int, sign: int, matrix: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    from scipy.optimize import linprog  # takes half a second to import

    aim = np.zeros(matrix.shape[1])
    aim[i] = sign
    found = linprog(aim, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs-ds", options={"presolve": False})
    return round(float(found.x[i]), 6) if found.status == 0 and found.x is not None else float("inf")


def _cheapest(bare: Key, counts: Counts, sums: Sequence[Sum], hidden: set[Key]) -> Key | None:
    near = [c for s in sums if bare in s.cells and (c := _cheapest_of(s, counts, hidden)) is not None]
    return min(near, key=lambda c: (counts[c], repr(c)), default=None)


def _cheapest_of(s: Sum, counts: Counts, hidden: set[Key]) -> Key | None:
    """Return the cheapest shown cell of a sum; a part before the whole, for the whole is read first."""
    return min((c for c in s.cells if c not in hidden), key=lambda c: (c == s.total, counts[c], repr(c)), default=None)
