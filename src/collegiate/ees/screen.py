"""The screener: every rule over a pair before it is handed out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from collegiate.ees import rules_of_data, rules_of_meta, rules_of_places
from collegiate.ees.pair import Pair
from collegiate.ees.rule import Rule

RULES: tuple[Rule, ...] = (*rules_of_meta.RULES, *rules_of_data.RULES, *rules_of_places.RULES)
"""Every rule, in the order in which they are looked at."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a rule found wrong, in words."""

    rule: str
    words: str


class ScreenedOutError(ValueError):
    """A pair that may not be handed out; the message has every rule that it breaks."""

    def __init__(self, pair: Pair, failures: Iterable[Failure]) -> None:
        self.failures = tuple(failures)
        told = " ".join(f"{f.words} ({f.rule})" for f in self.failures)
        super().__init__(
            f"The file {pair.file} was not handed out, because it breaks the rules of Explore Education Statistics: {told}"
        )


def screen(pair: Pair) -> list[Failure]:
    """Return every rule that a pair breaks. Where its columns are not what they must be, nothing further is looked at."""
    first = [Failure(r.id, words) for r in RULES if r.id.startswith("precheck_col") and (words := r.look(pair))]
    return first or [Failure(r.id, words) for r in RULES if (words := r.look(pair))]


def passed(pair: Pair) -> Pair:
    """Return a pair that breaks no rule. Raises `ScreenedOutError`."""
    failures = screen(pair)
    if failures:
        raise ScreenedOutError(pair, failures)
    return pair
