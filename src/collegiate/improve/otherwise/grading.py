"""How far to trust an effect: written rules, each of which takes steps away. Nobody was drawn by lot here, so it starts at high."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GRADES = ("very low", "low", "moderate", "high")

OWN_WAY = 0.10
"""A drift before the start that chance would show less often than this counts as the school having gone its own way."""

_MANY, _SOME = 10, 5
_CHANGED = 0.2


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the rules look at. `agrees`: the second opinion, None where there is none; span: what one is called; children: at the helped school, before and after."""

    late: bool
    others: int
    lost: int
    spans: int
    drift_chance: float | None
    cut: bool
    agrees: bool | None
    children: tuple[float, float] | None
    span: str = "half term"


def grade(weighed: Weighed) -> tuple[str, tuple[str, ...]]:
    """Return the grade and its reasons: every rule that took steps away, and what speaks for it."""
    found = list(_rules(weighed))
    return level(found), tuple(words for _, words in found)


def level(rules: Iterable[tuple[int, str]]) -> str:
    """Return the grade that is left of `high` when each rule has taken its steps."""
    return GRADES[max(len(GRADES) - 1 - sum(steps for steps, _ in rules), 0)]


def _rules(w: Weighed) -> Iterator[tuple[int, str]]:
    if w.late:
        yield 2, "It was locked late: figures from after the start were known by then."
    else:
        yield 0, "It was locked before any figure from after the start was known."
    yield from _how_many(w)
    yield from _before(w)
    if w.lost * 5 > w.others + w.lost:
        yield 1, f"{w.lost} of the {w.others + w.lost} schools that were locked can no longer be compared."
    if w.children and abs(w.children[1] - w.children[0]) > _CHANGED * max(w.children):
        yield 1, "The number of children at the school changed by more than a fifth: they are not the same children."
    if w.agrees is None:
        yield 0, "There is no second opinion: only one figure before the start."
    elif w.agrees:
        yield (
            0,
            "The second opinion, a mixture of the others that went as the school did before, agrees: it lies within the interval.",
        )
    else:
        yield (
            1,
            "The second opinion, a mixture of the others that went as the school did before, lies outside the interval.",
        )


def _how_many(w: Weighed) -> Iterator[tuple[int, str]]:
    if w.others < _SOME:
        yield 2, f"Only {w.others} schools are compared with: how far schools differ by themselves is little known."
    elif w.others < _MANY:
        yield (
            1,
            f"{w.others} schools are compared with; {_MANY} or more would tell better how far schools differ by themselves.",
        )
    else:
        yield 0, f"{w.others} schools are compared with."


def _before(w: Weighed) -> Iterator[tuple[int, str]]:
    if w.drift_chance is None:
        yield (
            1,
            f"Whether it went with the others before cannot be checked: only {w.spans} {w.span}{' is' if w.spans == 1 else 's are'} compared.",
        )
    elif w.drift_chance < OWN_WAY:
        yield 2, "Before the start it was already drifting from the others."
    else:
        yield 0, f"Through the {w.spans} {w.span}s before the start it went with the others."
    if w.cut:
        yield 0, f"Earlier {w.span}s, when it stood elsewhere beside the others, were left out on the day of locking."
