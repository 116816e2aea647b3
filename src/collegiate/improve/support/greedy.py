"""The match that somebody with a list would make: the weightiest request first, the best person for it, and so on. What the optimiser is held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from collegiate.improve.support.matching import Pair, Problem, Sent, unfair


def greedy(problem: Problem, allowed: Sequence[Pair]) -> list[Sent]:
    """Return a match that keeps every rule. It takes pairs by their worth a day and never looks back."""
    people = [lender.halves for lender in problem.lenders]
    asks = [ask.halves for ask in problem.asks]
    sent: list[Sent] = []
    number: dict[int, int] = defaultdict(int)
    given: dict[int, int] = defaultdict(int)
    for pair in sorted(allowed, key=lambda p: (-p.worth, p.ask, p.lender)):
        halves = min(people[pair.lender], asks[pair.ask])
        if halves <= 0 or number[pair.ask] >= problem.weights.people:
            continue
        urn = problem.lenders[pair.lender].urn
        taken_off = 0.0 if urn is None else unfair(problem, urn, given[urn] + halves) - unfair(problem, urn, given[urn])
        if pair.worth * halves / 2 - problem.weights.person - taken_off <= 0:
            continue
        sent.append(Sent(pair.lender, pair.ask, halves))
        people[pair.lender] -= halves
        asks[pair.ask] -= halves
        number[pair.ask] += 1
        if urn is not None:
            given[urn] += halves
    return sent
