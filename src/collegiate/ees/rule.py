"""What a rule of the screener is: a name, and a function that says what is wrong with a pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from collegiate.ees.pair import Pair

Look = Callable[[Pair], str]
MOST = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, by the screener's own name. `look` returns what is wrong, in words; empty for nothing."""

    id: str
    says: str
    look: Look


def rule(id_: str) -> Callable[[Look], Rule]:
    """Make a function a rule; its docstring is what the rule says."""
    return lambda look: Rule(id_, " ".join((look.__doc__ or "").split()), look)


def some(found: Iterable[object]) -> str:
    """Name what was found, the first few of many; empty for nothing."""
    named = [f"'{f}'" for f in dict.fromkeys(map(str, found))]
    more = f" and {len(named) - MOST} more" if len(named) > MOST else ""
    return ", ".join(named[:MOST]) + more


def told(words: str, found: Iterable[object]) -> str:
    """Say what is wrong of whom; empty where nobody is."""
    named = some(found)
    return f"{words}: {named}." if named else ""
