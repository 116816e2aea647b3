"""What an aim of a board's own may be measured by: each rule with what it can be given, in words to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collegiate.strategy import Rule, known_rules

SERIES = "series"
ENDED = frozenset({"share_graded", "count_graded", "count_below"})
"""Rules whose measure has ended: what rests on them is kept, and nothing new is given to them."""
_CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "family": (("progress", "progress"), ("attainment", "attainment"), ("destinations", "destinations"), ("results", "all results")),
    "least": (("Expected standard", "expected standard"), ("Strong standard", "strong standard")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A measure to choose: its key in a form, the rule, what the rule is given, and how it is called."""

    key: str
    rule: Rule
    given: Mapping[str, Any]
    words: str


def offers() -> tuple[Offer, ...]:
    """Return every measure that an aim may be given, by its words; a series asks for more and stands last."""
    open_ = [rule for id_, rule in sorted(known_rules().items()) if id_ not in ENDED and id_ != SERIES]
    found = [o for rule in open_ for o in _of(rule)]
    return (
        *sorted(found, key=lambda o: o.words),
        Offer(SERIES, known_rules()[SERIES], {}, known_rules()[SERIES].title),
    )


def _of(rule: Rule) -> list[Offer]:
    name = next((n for n in rule.takes if n in _CHOICES), "")
    if not name:
        return [Offer(rule.id, rule, {}, rule.title)]
    return [Offer(f"{rule.id}:{value}", rule, {name: value}, f"{rule.title}: {words}") for value, words in _CHOICES[name]]  # fmt: skip
