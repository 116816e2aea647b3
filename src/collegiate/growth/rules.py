"""Who may join: the trust's own rules, each broken or not by a candidate. What cannot be known of a candidate breaks the rule in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from collegiate.growth.tables import entries


@dataclass(frozen=True, slots=True)
class Candidate:
    """A school that may join; `km` from the nearest academy of the trust, None where its place is not known."""

    urn: int
    name: str
    km: float | None


@dataclass(frozen=True, slots=True)
class Policy:
    """What the board has settled: the URNs of the partnership (None once others may join too), how far, and how many academies at most."""

    partnership: frozenset[int] | None
    most_km: float | None
    most_academies: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, with the words that it comes from."""

    id: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a candidate breaks, and how."""

    rule: Rule
    how: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule."""
    return tuple(Rule(**e) for e in entries("rule"))


def broken(candidate: Candidate, policy: Policy, academies: int) -> tuple[Broken, ...]:
    """Return the rules that a candidate breaks; `academies` are in the trust now or on their way."""
    found = ((rule, _CHECKS[rule.id](candidate, policy, academies)) for rule in rules())
    return tuple(Broken(rule, how) for rule, how in found if how)


def _partnership(candidate: Candidate, policy: Policy, academies: int) -> str:
    outside = policy.partnership is not None and candidate.urn not in policy.partnership
    return f"{candidate.name} is no school of the partnership." if outside else ""


def _near(candidate: Candidate, policy: Policy, academies: int) -> str:
    if policy.most_km is None:
        return ""
    if candidate.km is None:
        return f"Where {candidate.name} lies is not known, so that nobody can say whether it is near."
    far = candidate.km > policy.most_km
    return f"{candidate.name} lies {candidate.km:.0f} km from the nearest academy; the board settled {policy.most_km:g} at most." if far else ""  # fmt: skip


def _few(candidate: Candidate, policy: Policy, academies: int) -> str:
    full = policy.most_academies is not None and academies >= policy.most_academies
    return f"There are {academies} academies or schools on their way; the board settled {policy.most_academies} at most." if full else ""  # fmt: skip


_CHECKS: dict[str, Callable[[Candidate, Policy, int], str]] = {
    "partnership_first": _partnership, "near": _near, "most_academies": _few,
}  # fmt: skip
