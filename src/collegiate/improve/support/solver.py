"""The optimiser: a mixed-integer programme for HiGHS, by way of SciPy. It says how far from the best its answer can be at most."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from collegiate.improve.support.greedy import greedy
from collegiate.improve.support.matching import Pair, Problem, Sent, pairs, points_of, segments

_WHOLE = 1e-4
"""How far from whole the solver may leave a number of half days, and how near to the best it may stop, as a share."""


@dataclass(frozen=True, slots=True)
class Solved:
    """An answer: points reached, the most that any answer could reach, `gap` between them as a share of the latter, and how it ended."""

    sent: tuple[Sent, ...]
    allowed: tuple[Pair, ...]
    objective: float
    bound: float
    gap: float
    seconds: float
    ended: str


def solve(problem: Problem, *, seconds: float | None = None) -> Solved:
    """Return who is best sent where. Ends after `seconds` (those of the weights if None) with the best that it has by then.

    Where the solver has nothing by then, it is the match of a list: never worse than by hand, and its gap says so.
    """
    began = time.perf_counter()
    allowed = pairs(problem)
    if not allowed:
        return Solved((), (), 0.0, 0.0, 0.0, time.perf_counter() - began, "nobody can be sent for any request")
    by_hand = greedy(problem, allowed)
    programme = _Programme(problem, allowed)
    found = programme.run(problem.weights.seconds if seconds is None else seconds)
    sent = programme.read(found.x) if found.x is not None else by_hand
    if points_of(problem, allowed, sent) < points_of(problem, allowed, by_hand) - _WHOLE:
        sent = by_hand
    reached = points_of(problem, allowed, sent)
    known = found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound)
    bound = max(-float(found.mip_dual_bound) if known else _most(problem, allowed), reached)
    gap = (bound - reached) / bound if bound > _WHOLE else 0.0
    ended = {0: "the best there is", 1: "stopped at its time limit"}.get(found.status, str(found.message))
    return Solved(tuple(sent), tuple(allowed), reached, bound, gap, time.perf_counter() - began, ended)


def limited(problem: Problem, people: int) -> Problem:
    """Return the problem with another limit of people for one request."""
    return replace(problem, weights=replace(problem.weights, people=people))


def _most(problem: Problem, allowed: Sequence[Pair]) -> float:
    """Return what could be reached at most if every request had its best person: a bound that needs no solver."""
    best: dict[int, float] = {}
    for pair in allowed:
        best[pair.ask] = max(best.get(pair.ask, 0.0), pair.worth)
    return sum(points * problem.asks[ask].halves / 2 for ask, points in best.items())


class _Programme:
    """Columns: half days of each pair, whether the pair is used at all, half days of each academy by step of fairness.

    Only whether a pair is used is asked to be whole: with that settled the rest is a flow of whole amounts, which is whole of itself.
    """

    def __init__(self, problem: Problem, allowed: Sequence[Pair]) -> None:
        self._problem, self._allowed = problem, allowed
        urns = {problem.lenders[p.lender].urn for p in allowed}
        self._steps = [
            (urn, low, high, points)
            for urn in sorted(u for u in urns if u is not None)
            for low, high, points in segments(problem, urn)
        ]
        self._entries: tuple[list[int], list[int], list[float]] = ([], [], [])
        self._tops: list[float] = []

    def run(self, seconds: float):  # type: ignore[no-untyped-def]  # SciPy's answer has no type of its own
        """Hand the programme to the solver."""
        n, by = len(self._allowed), self._problem.weights
        worth = [-p.worth / 2 for p in self._allowed]
        cost = np.array(worth + [by.person] * n + [points / 2 for *_, points in self._steps])
        top = [float(p.most) for p in self._allowed] + [1.0] * n + [self._room(*step) for step in self._steps]
        whole = np.array([0] * n + [1] * n + [0] * len(self._steps))
        self._rules()
        rows, columns, values = self._entries
        matrix = coo_array((values, (rows, columns)), shape=(len(self._tops), len(cost))).tocsr()
        return milp(
            cost, integrality=whole, bounds=Bounds(0, np.array(top)),
            constraints=LinearConstraint(matrix, -np.inf, np.array(self._tops)),
            options={"time_limit": max(seconds, 0.05), "mip_rel_gap": _WHOLE},
        )  # fmt: skip

    def read(self, values: np.ndarray) -> list[Sent]:
        """Return the solver's answer as half days."""
        found = ((p, int(float(v) + _WHOLE)) for p, v in zip(self._allowed, values, strict=False))
        return [Sent(p.lender, p.ask, halves) for p, halves in found if halves > 0]

    def _room(self, urn: int, low: float, high: float, points: float) -> float:
        lent = self._problem.lent.get(urn, 0)
        return max(high - max(low, lent), 0.0) if np.isfinite(high) else float(len(self._allowed) * 400)

    def _rules(self) -> None:
        n, by = len(self._allowed), self._problem.weights
        for k, pair in enumerate(self._allowed):
            self._rule([(k, 1.0), (n + k, -float(pair.most))], 0.0)
        for places, top in (
            (self._of("ask"), [float(a.halves) for a in self._problem.asks]),
            (self._of("lender"), [float(lender.halves) for lender in self._problem.lenders]),
        ):
            for who, ks in places.items():
                self._rule([(k, 1.0) for k in ks], top[who])
        for ks in self._of("ask").values():
            self._rule([(n + k, 1.0) for k in ks], float(by.people))
        self._fairness(n)

    def _fairness(self, n: int) -> None:
        by_urn: dict[int, list[tuple[int, float]]] = {}
        for k, pair in enumerate(self._allowed):
            urn = self._problem.lenders[pair.lender].urn
            if urn is not None:
                by_urn.setdefault(urn, []).append((k, 1.0))
        for k, (urn, *_) in enumerate(self._steps):
            by_urn[urn].append((2 * n + k, -1.0))
        for terms in by_urn.values():
            self._rule(terms, 0.0)

    def _of(self, side: str) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for k, pair in enumerate(self._allowed):
            found.setdefault(getattr(pair, side), []).append(k)
        return found

    def _rule(self, terms: Sequence[tuple[int, float]], top: float) -> None:
        row = len(self._tops)
        self._tops.append(top)
        for column, value in terms:
            self._entries[0].append(row)
            self._entries[1].append(column)
            self._entries[2].append(value)
