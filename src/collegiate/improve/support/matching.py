"""The question that the optimiser is asked: who is free, who asks, which pairs may be, and what each is worth a day."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from collegiate.register.distances import kilometres


@dataclass(frozen=True, slots=True)
class Lender:
    """Somebody who can be lent. `halves`: half days still free in the term; `rate`: pounds a day, None not known; `urn` None: a partner."""

    key: int
    called: str
    urn: int | None
    school: str
    expertise: frozenset[str]
    phases: frozenset[str]
    halves: int
    rate: Decimal | None = None
    latitude: float | None = None
    longitude: float | None = None
    apart: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. `halves`: half days still asked for; `kind`: case, plan or other; all of `needed` must be had, `wished` is better."""

    key: int
    reference: str
    urn: int
    school: str
    needed: frozenset[str]
    halves: int
    kind: str = "other"
    belongs: str = ""
    wished: frozenset[str] = frozenset()
    phase: str = ""
    phase_must: bool = False
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts for how much, in points a day; see `weights.toml`. `people`: most who are sent for one request."""

    need: Mapping[str, float]
    wished: float
    phase: float
    km: float
    pound: float
    person: float
    steps: tuple[tuple[float, float], ...]
    people: int
    seconds: float


@cache
def weights() -> Weights:
    """Return the weights of `weights.toml`."""
    held = tomllib.loads(files(__package__).joinpath("weights.toml").read_text(encoding="utf-8"))
    steps = tuple((float(to), float(points)) for to, points in held["fairness"]["steps"])
    return Weights(held["need"], **held["fit"], **held["cost"], steps=steps, **held["limits"])


@dataclass(frozen=True, slots=True)
class Problem:
    """Everybody and everything of one term. `offered` and `lent`: half days by academy, offered in all and lent already."""

    lenders: Sequence[Lender]
    asks: Sequence[Ask]
    offered: Mapping[int, int] = field(default_factory=dict)
    lent: Mapping[int, int] = field(default_factory=dict)
    weights: Weights = field(default_factory=weights)


@dataclass(frozen=True, slots=True)
class Pair:
    """A lender who may be sent for a request: places in the problem, most half days, points a day, the way, and what was assumed."""

    lender: int
    ask: int
    most: int
    worth: float
    km: float | None


def fits(lender: Lender, ask: Ask) -> bool:
    """Whether somebody has all that is needed: expertise, and the phase where it is a must."""
    return ask.needed <= lender.expertise and not (ask.phase_must and ask.phase not in lender.phases)


def may(lender: Lender, ask: Ask) -> bool:
    """Whether somebody may be sent at all: not to their own school, not where they are set apart."""
    return lender.urn != ask.urn and ask.urn not in lender.apart


def way(lender: Lender, ask: Ask) -> float | None:
    """Return km one way as the crow flies; None where a place is not known."""
    return kilometres(_place(lender), _place(ask))


def _place(of: Lender | Ask) -> dict[str, Any]:
    return {"latitude": of.latitude, "longitude": of.longitude}


@dataclass(frozen=True, slots=True)
class Assumed:
    """What stands in where something is not known: the longest way and the dearest day of the problem, so that ignorance is never an advantage."""

    km: float
    rate: float


def assumed(problem: Problem) -> Assumed:
    """Return what is assumed for what is not known."""
    homes = {(lender.latitude, lender.longitude): lender for lender in problem.lenders}.values()
    schools = {(ask.latitude, ask.longitude): ask for ask in problem.asks}.values()
    ways = [w for ask in schools for lender in homes if (w := way(lender, ask)) is not None]
    rates = [float(lender.rate) for lender in problem.lenders if lender.rate is not None]
    return Assumed(max(ways, default=0.0), max(rates, default=0.0))


def worth(lender: Lender, ask: Ask, km: float | None, instead: Assumed, by: Weights) -> float:
    """Return what a day of somebody for a request is worth in points, before fairness to the academy that lends."""
    wished = len(ask.wished & lender.expertise) / len(ask.wished) if ask.wished else 0.0
    phase = by.phase if ask.phase and ask.phase in lender.phases else 0.0
    rate = instead.rate if lender.rate is None else float(lender.rate)
    return by.need[ask.kind] + by.wished * wished + phase - by.km * (instead.km if km is None else km) - by.pound * rate


def pairs(problem: Problem) -> list[Pair]:
    """Return every pair that may be: expertise, phase, not one's own school, not set apart, days on both sides, worth more than nothing."""
    by_school: dict[tuple[Any, ...], float | None] = {}
    instead, found = assumed(problem), []
    for i, lender in enumerate(problem.lenders):
        for j, ask in enumerate(problem.asks):
            most = min(lender.halves, ask.halves)
            if most <= 0 or not fits(lender, ask) or not may(lender, ask):
                continue
            place = (lender.latitude, lender.longitude, ask.latitude, ask.longitude)
            if place not in by_school:
                by_school[place] = way(lender, ask)
            points = worth(lender, ask, by_school[place], instead, problem.weights)
            if points > 0:
                found.append(Pair(i, j, most, points, by_school[place]))
    return found


@dataclass(frozen=True, slots=True)
class Sent:
    """Half days of one lender for one request, by their places in the problem."""

    lender: int
    ask: int
    halves: int


def unfairness(problem: Problem, sent: Sequence[Sent]) -> float:
    """Return the points that fairness takes off: each further day of an academy costs more, by the share that it has lent already."""
    given: dict[int, int] = {}
    for line in sent:
        urn = problem.lenders[line.lender].urn
        if urn is not None:
            given[urn] = given.get(urn, 0) + line.halves
    return sum(unfair(problem, urn, halves) for urn, halves in given.items())


def unfair(problem: Problem, urn: int, halves: int) -> float:
    """Return the points that an academy's giving of so many half days takes off, beside what it has lent already."""
    lent = problem.lent.get(urn, 0)
    return sum(
        points / 2 * max(min(lent + halves, to) - max(lent, since), 0) for since, to, points in segments(problem, urn)
    )


def segments(problem: Problem, urn: int) -> list[tuple[float, float, float]]:
    """Return an academy's steps of fairness: from and to how many half days lent, and points a day between them. The last has no end.

    Steps are whole half days: once it is settled who goes where, the programme is a flow, and its days come out whole.
    """
    offered = problem.offered.get(urn, 0)
    steps = problem.weights.steps
    ends = [float(round(to * offered)) for to, _ in steps[:-1]] + [float("inf")]
    return [(since, to, points) for since, to, (_, points) in zip([0.0, *ends[:-1]], ends, steps, strict=True)]


def points_of(problem: Problem, allowed: Sequence[Pair], sent: Sequence[Sent]) -> float:
    """Return what an answer is worth in all: the days by their worth, less people to brief, less unfairness."""
    by = {(p.lender, p.ask): p.worth for p in allowed}
    days = sum(by[s.lender, s.ask] * s.halves / 2 for s in sent)
    return days - problem.weights.person * len(sent) - unfairness(problem, sent)
