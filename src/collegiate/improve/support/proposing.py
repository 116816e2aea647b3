"""A proposal in words: why each match, what was not met and why, and the nearest way out. A person accepts, changes or refuses each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from collegiate.improve.support.expertise import words_of
from collegiate.improve.support.matching import Ask, Lender, Pair, Problem, assumed, fits, may, way
from collegiate.improve.support.solver import Solved, solve


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody for a request: whole or half days, and the reasons in words."""

    lender: Lender
    ask: Ask
    days: Decimal
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmet:
    """Days of a request for which nobody is proposed: why, and the nearest way out."""

    ask: Ask
    days: Decimal
    why: str
    way_out: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the optimiser answers: the matches, what is not met, points reached, the most that could be, the gap, seconds, how it ended."""

    matches: tuple[Proposed, ...]
    unmet: tuple[Unmet, ...]
    objective: float
    bound: float
    gap: float
    seconds: float
    ended: str

    @property
    def words(self) -> str:
        """How good the answer is, in a sentence."""
        if not self.matches and self.bound == 0:
            return "Nobody can be proposed for any request."
        sure = (
            "No match is worth noticeably more"
            if self.gap < 0.0005
            else f"The best match could be worth {self.gap:.1%} more"
        )
        return f"{sure}: {self.objective:.1f} points of at most {self.bound:.1f}, {self.ended}, after {self.seconds:.1f} seconds."

    def as_dict(self) -> dict[str, Any]:
        """The answer as JSON carries it."""
        return {
            "objective": round(self.objective, 4), "bound": round(self.bound, 4), "gap": round(self.gap, 6),
            "seconds": round(self.seconds, 3), "ended": self.ended, "words": self.words,
            "matches": [
                {"request": m.ask.reference, "urn": m.ask.urn, "school": m.ask.school, "person": m.lender.called,
                 "from": m.lender.school, "days": float(m.days), "reasons": list(m.reasons)}
                for m in self.matches
            ],
            "unmet": [
                {"request": u.ask.reference, "urn": u.ask.urn, "school": u.ask.school, "days": float(u.days), "why": u.why, "way_out": u.way_out}
                for u in self.unmet
            ],
        }  # fmt: skip


def propose(problem: Problem, *, seconds: float | None = None) -> Answer:
    """Return who is best sent where, with every reason in words; see `solver.solve` for `seconds`."""
    solved = solve(problem, seconds=seconds)
    reasons = _Reasons(problem, solved)
    order = {
        k: i
        for i, k in enumerate(
            sorted(range(len(problem.asks)), key=lambda j: -problem.weights.need[problem.asks[j].kind])
        )
    }
    sent = sorted(solved.sent, key=lambda s: (order[s.ask], s.lender))
    matches = tuple(
        Proposed(
            problem.lenders[s.lender], problem.asks[s.ask], Decimal(s.halves) / 2, tuple(reasons.of(s.lender, s.ask))
        )
        for s in sent
    )
    return Answer(
        matches,
        tuple(_unmet(problem, solved)),
        solved.objective,
        solved.bound,
        solved.gap,
        solved.seconds,
        solved.ended,
    )


class _Reasons:
    """Says why a pair was matched."""

    def __init__(self, problem: Problem, solved: Solved) -> None:
        self._problem, self._instead = problem, assumed(problem)
        self._by: Mapping[tuple[int, int], Pair] = {(p.lender, p.ask): p for p in solved.allowed}
        self._given = Counter[int]()
        for line in solved.sent:
            urn = problem.lenders[line.lender].urn
            if urn is not None:
                self._given[urn] += line.halves

    def of(self, lender: int, ask: int) -> list[str]:
        """Return the reasons in the order of their weight."""
        who, what, pair = self._problem.lenders[lender], self._problem.asks[ask], self._by[lender, ask]
        return [*_need(what), f"{who.called} has {_and(words_of(sorted(what.needed)))}, which is what is needed.", *_wished(who, what), *_phase(who, what), self._way(pair), self._cover(who), *self._fair(who)]  # fmt: skip

    def _way(self, pair: Pair) -> str:
        if pair.km is None:
            return f"How far it is is not known: it was weighed as the longest way here, {self._instead.km:.0f} km."
        return f"It is {pair.km:.0f} km one way as the crow flies."

    def _cover(self, who: Lender) -> str:
        if who.rate is None:
            if not self._instead.rate:
                return "What a day costs is not known of anybody, so that it made no difference."
            return f"What a day costs is not known: it was weighed as the dearest here, £{self._instead.rate:,.0f}."
        return f"A day costs £{who.rate:,.0f} of {'cover' if who.urn is not None else 'fee'}."

    def _fair(self, who: Lender) -> list[str]:
        if who.urn is None:
            return ["A partner from outside: no academy of the trust gives days."]
        offered = self._problem.offered.get(who.urn, 0)
        if not offered:
            return []
        share = (self._problem.lent.get(who.urn, 0) + self._given[who.urn]) / offered
        return [f"With all that is proposed {who.school} would lend {share:.0%} of the days that it offers this term."]


def _need(what: Ask) -> list[str]:
    of = f" {what.belongs}" if what.belongs else ""
    if what.kind == "case":
        return [f"The request belongs to a case{of}: cases come first."]
    return (
        [f"The request belongs to a plan{of}: plans come after cases, before all else."] if what.kind == "plan" else []
    )


def _wished(who: Lender, what: Ask) -> list[str]:
    had = sorted(what.wished & who.expertise)
    if had:
        return [f"Has also {_and(words_of(had))}, which was wished for."]
    return (
        [f"Has not {_and(words_of(sorted(what.wished)))}, which was wished for but is no must."] if what.wished else []
    )


def _phase(who: Lender, what: Ask) -> list[str]:
    if not what.phase:
        return []
    asked = what.phase.replace("_", " ")
    if what.phase in who.phases:
        return [f"Knows the phase: {asked}."]
    return [f"Asked was for {asked}; {'known is ' + _and(sorted(p.replace('_', ' ') for p in who.phases)) if who.phases else 'what phase they know is not written down'}."]  # fmt: skip


def _unmet(problem: Problem, solved: Solved) -> list[Unmet]:
    given, taken = Counter[int](), Counter[int]()
    people = Counter[int]()
    for line in solved.sent:
        given[line.ask] += line.halves
        taken[line.lender] += line.halves
        people[line.ask] += 1
    found = []
    for j, ask in enumerate(problem.asks):
        left = ask.halves - given[j]
        if left > 0:
            why, out = _why(problem, ask, taken, people[j])
            found.append(Unmet(ask, Decimal(left) / 2, why, out))
    return found


def _why(problem: Problem, ask: Ask, taken: Counter[int], people: int) -> tuple[str, str]:
    allowed = [(i, lender) for i, lender in enumerate(problem.lenders) if may(lender, ask)]
    fit = [(i, lender) for i, lender in allowed if fits(lender, ask)]
    if not fit:
        return _nobody(ask, [lender for _, lender in allowed])
    free = [(i, lender) for i, lender in fit if lender.halves - taken[i] > 0]
    if not free:
        return _no_days(ask, [lender for _, lender in fit])
    if people >= problem.weights.people:
        return (
            f"{_people(people)} are proposed already, and more than that are not sent for one request.",
            f"{_names([lender for _, lender in free])} still {'has' if len(free) == 1 else 'have'} days: choose by hand, or ask for less.",
        )
    nearest = min(free, key=lambda pair: _far(pair[1], ask))[1]
    return (
        "By the weights in use, what there is costs more than it is worth for this request: the way, the cover, or one more person to brief.",
        f"{nearest.called} of {nearest.school} is the nearest who can: choose by hand if you weigh it otherwise.",
    )


def _nobody(ask: Ask, allowed: Sequence[Lender]) -> tuple[str, str]:
    wanted = _and(words_of(sorted(ask.needed)))
    other_phase = [lender for lender in allowed if ask.needed <= lender.expertise]
    if other_phase:
        return (
            f"Nobody who can be lent has {wanted} for {ask.phase.replace('_', ' ')}.",
            f"{_names(other_phase)} {'has' if len(other_phase) == 1 else 'have'} it for another phase: let the phase be no must, or ask a partner outside.",
        )
    near = max(allowed, key=lambda lender: (len(ask.needed & lender.expertise), lender.halves), default=None)
    why = f"Nobody who can be lent to this school has {wanted}{' together' if len(ask.needed) > 1 else ''}."
    if near is None or not ask.needed & near.expertise:
        return why, "Look outside: a Teaching School Hub, another trust; enter it as a partner with its days."
    has, lacks = ask.needed & near.expertise, ask.needed - near.expertise
    return why, (
        f"{near.called} of {near.school} has {_and(words_of(sorted(has)))} and lacks {_and(words_of(sorted(lacks)))}: "
        "ask for the two apart, or look outside for one."
    )


def _no_days(ask: Ask, fit: Sequence[Lender]) -> tuple[str, str]:
    nearest = min(fit, key=lambda lender: _far(lender, ask))
    spent = any(lender.halves > 0 for lender in fit)
    why = (
        f"{_people(len(fit))} could help; their days went to requests that weigh more, or for which they are needed more."
        if spent
        else f"{_people(len(fit))} could help, and none has a day free in this term."
    )
    return (
        why,
        f"Ask the head of {nearest.school} to release {nearest.called} for more days; they are the nearest. Or ask for a later term.",
    )


def _far(lender: Lender, ask: Ask) -> float:
    km = way(lender, ask)
    return float("inf") if km is None else km


def _people(number: int) -> str:
    return "One person" if number == 1 else f"{number} people"


def _names(people: Sequence[Lender]) -> str:
    first = [p.called for p in people[:3]]
    return _and(first) if len(people) <= 3 else f"{', '.join(first)} and {len(people) - 3} more"


def _and(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
