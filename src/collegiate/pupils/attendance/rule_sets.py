"""Rule sets: how somebody else counts the same marks, as data. A set is added by adding a file to `rules/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

KINDS = ("marks", "leavers", "year_groups", "ages", "until", "code", "persistence")
"""What a rule may be about, in the order in which differences are explained.

marks: "on_roll" or "all" in the register. leavers: "to_last_day", or "left_out" when not on roll at the end. year_groups:
lowest and highest. ages: lowest and highest on 31 August before the year. until: the last day, MM-DD. code: code → attended,
authorised, unauthorised or not_possible. persistence: by "sessions", or by a "rounded" percentage.
"""
_FOLDER = files("collegiate.pupils.attendance") / "rules"


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a count differs from ours, in words, with its source; unverified ones are said to be."""

    kind: str
    value: Any
    words: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Somebody's way of counting."""

    id: str
    title: str
    about: str
    place: int
    rules: tuple[Rule, ...]

    @property
    def verified(self) -> bool:
        """Whether every rule of it is."""
        return all(rule.verified for rule in self.rules)


@cache
def rule_sets() -> Mapping[str, RuleSet]:
    """Return the rule sets by id, ours first. A rule of an unknown kind is an error that names the file."""
    found = [
        _read(file.name.removesuffix(".toml"), file.read_text(encoding="utf-8"))
        for file in _FOLDER.iterdir()
        if file.name.endswith(".toml")
    ]
    return {s.id: s for s in sorted(found, key=lambda s: s.place)}


def _read(id_: str, text: str) -> RuleSet:
    given = tomllib.loads(text)
    rules = tuple(Rule(**rule) for rule in given.get("rule", ()))
    unknown = {rule.kind for rule in rules} - set(KINDS)
    if unknown:
        raise ValueError(
            f"rules/{id_}.toml has a rule of kind {', '.join(sorted(unknown))}. There are {', '.join(KINDS)}."
        )
    return RuleSet(id_, given["title"], given["about"], given["place"], rules)
