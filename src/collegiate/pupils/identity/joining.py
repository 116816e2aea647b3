"""Which senders' names are one child: by UPN where the descriptions agree, and by what people decided. A bare likeness joins nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import numpy as np

from collegiate.pupils.decisions import ONE_CHILD, Decision
from collegiate.pupils.identity.senders import Senders
from collegiate.pupils.identity.upns import Worth, worth
from collegiate.pupils.record_facts import Ints
from collegiate.vocabulary.persons import upn_of_person

UPN, FORMER_UPN, NUMBER, DECISION, ALONE = "upn", "former_upn", "number", "decision", "alone"

_EVERY_PAIR = 24
"""Names under one UPN up to which each is compared with each; where there are more, as with a number that a system fills in
for want of one, each is compared with the next."""

_SAME, _WHOLLY, _PARTLY = 3, 2, 1
"""How well two descriptions under one UPN agree; the better first."""


@dataclass(slots=True)
class Links:
    """Names that are joined, and names that must not be, whichever way round they were said."""

    parent: list[int]
    apart: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def root(self, name: int) -> int:
        """Return the name that stands for all that are joined with this one."""
        while self.parent[name] != name:
            self.parent[name] = self.parent[self.parent[name]]
            name = self.parent[name]
        return name

    def join(self, first: int, second: int) -> bool:
        """Join two names; False when they must stay apart."""
        a, b = sorted((self.root(first), self.root(second)))
        if a == b:
            return True
        if b in self.apart.get(a, ()):
            return False
        self.parent[b] = a
        for other in self.apart.pop(b, ()):
            self.apart[other].discard(b)
            self.apart[other].add(a)
            self.apart[a].add(other)
        return True

    def part(self, first: int, second: int) -> bool:
        """Keep two names apart from now on; False when they are joined already."""
        a, b = self.root(first), self.root(second)
        if a == b:
            return False
        self.apart[a].add(b)
        self.apart[b].add(a)
        return True


@dataclass(frozen=True, slots=True)
class Joined:
    """Which child each name is (`child`, numbered as they come, -1 for a name that leads to none), and how that is known.

    `disagreeing` are pairs of names with one UPN and two descriptions; `unapplied` are decisions that a later one, or a name
    that no file has any more, leaves without effect.
    """

    child: Ints
    how: tuple[str, ...]
    disagreeing: tuple[tuple[int, int], ...]
    unapplied: tuple[Decision, ...]


_SURE: tuple[Worth, ...] = ("good", "temporary")
"""What a UPN must be worth to be followed from where it is named without a description, or as a former one."""

Edge = tuple[int, int, int, str]


def join(senders: Senders, decisions: Sequence[Decision], mentions: Mapping[str, frozenset[int]]) -> Joined:
    """Join senders' names to children. `mentions`: for a name that only facts carry, the schools that they come from."""
    links = Links(list(range(len(senders.persons))))
    decided, unapplied = _apply(links, senders, decisions)
    groups = _groups(senders)
    edges, disagreeing = _by_upn(senders, groups["good"])
    for first, second in disagreeing:
        links.part(first, second)
    edges += [*_by_former_upn(senders, groups), *_by_number(senders, groups)]
    for _, first, second, _ in sorted(edges):
        links.join(first, second)
    holders = {upn: having for kind in _SURE for upn, having in groups[kind].items()}
    bare = [
        e for n in range(senders.described, len(links.parent)) if (e := _bare(senders, links, holders, n, mentions))
    ]
    for _, first, second, _ in bare:
        links.join(first, second)
    child = _numbered(links, senders.described)
    how = _how(senders, links, [*edges, *bare, *decided])
    return Joined(child, how, tuple(d for d in disagreeing if links.root(d[0]) != links.root(d[1])), unapplied)


def _apply(links: Links, senders: Senders, decisions: Sequence[Decision]) -> tuple[list[Edge], tuple[Decision, ...]]:
    decided: list[Edge] = []
    unapplied = []
    for decision in decisions:
        first, second = (senders.number.get(p) for p in decision.pair)
        if first is None or second is None:
            unapplied.append(decision)
        elif decision.kind == ONE_CHILD and links.join(first, second):
            decided.append((0, first, second, DECISION))
        elif decision.kind == ONE_CHILD or not links.part(first, second):
            unapplied.append(decision)
    return decided, tuple(unapplied)


Groups = Mapping[str, Mapping[str, list[int]]]


def _groups(senders: Senders) -> Groups:
    """Who carries each UPN, by what the UPN is worth."""
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, upn in enumerate(senders.upn[: senders.described]):
        groups[worth(upn)][upn or ""].append(number)
    return groups


def _pairs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(numbers) <= _EVERY_PAIR:
        return combinations(numbers, 2)
    return pairwise(numbers)


def _by_upn(senders: Senders, holders: Mapping[str, list[int]]) -> tuple[list[Edge], list[tuple[int, int]]]:
    edges: list[Edge] = []
    disagreeing = []
    for numbers in holders.values():
        for a, b in _pairs(numbers):
            strength = _strength(senders, a, b)
            if strength:
                edges.append((-strength, a, b, UPN))
            elif not (upn_of_person(senders.persons[a]) or upn_of_person(senders.persons[b])):
                disagreeing.append((a, b))
    return edges, disagreeing


def _strength(senders: Senders, a: int, b: int) -> int:
    """Two numbers of one system are two children unless both name and birth date agree: twins may share a UPN by mistake."""
    if senders.latest[a] == senders.latest[b]:
        return _SAME
    if senders.agree_wholly(a, b):
        return _WHOLLY
    return _PARTLY if not _one_system(senders, a, b) and senders.agree(a, b) else 0


def _one_system(senders: Senders, a: int, b: int) -> bool:
    first, second = senders.persons[a], senders.persons[b]
    return not upn_of_person(first) and _system(first) == _system(second)


def _system(person: str) -> str:
    return person.partition(" ")[0]


def _by_former_upn(senders: Senders, groups: Groups) -> list[Edge]:
    """Follow the earlier UPN that a file names, and an earlier UPN of the same name; a temporary one asks for more."""
    edges: list[Edge] = []
    for number, former in _formers(senders):
        for other in groups[worth(former)].get(former, [])[:_EVERY_PAIR] if worth(former) in _SURE else ():
            named = senders.former_upn[number] == former
            lenient = named and worth(former) == "good"
            agree = senders.agree(number, other) if lenient else senders.agree_wholly(number, other)
            if other != number and agree:
                edges.append((-_PARTLY, min(number, other), max(number, other), FORMER_UPN))
    return edges


def _formers(senders: Senders) -> Iterator[tuple[int, str]]:
    for number, former in enumerate(senders.former_upn):
        if former and former != senders.upn[number]:
            yield number, former
    written = senders.rows.select(["node", "upn"]).group_by(["node", "upn"]).aggregate([]).to_pydict()
    for number, upn in sorted((n, u) for n, u in zip(written["node"], written["upn"], strict=True) if u):
        tidy = "".join(upn.split()).upper()
        if tidy != senders.upn[number]:
            yield number, tidy


def _by_number(senders: Senders, groups: Groups) -> list[Edge]:
    """Join names of one school that carry the same temporary or wrong UPN and the same description."""
    pairs = (p for kind in ("temporary", "wrong_letter") for n in groups[kind].values() for p in _pairs(n))
    return [
        (-_WHOLLY, a, b, NUMBER)
        for a, b in pairs
        if senders.urn[a] == senders.urn[b] and _of_one_sender(senders, a, b) and senders.agree_wholly(a, b)
    ]


def _of_one_sender(senders: Senders, a: int, b: int) -> bool:
    """Whether two names of one school come from one system, or one is the UPN itself."""
    return _one_system(senders, a, b) or any(upn_of_person(senders.persons[n]) for n in (a, b))


def _bare(
    senders: Senders,
    links: Links,
    holders: Mapping[str, list[int]],
    number: int,
    mentions: Mapping[str, frozenset[int]],
) -> Edge | None:
    """Join a UPN without a description to the one child who has it; of several, to the one whom the facts' school describes."""
    having = holders.get(senders.upn[number] or "", [])
    if len({links.root(n) for n in having}) > 1:
        having = [n for n in having if int(senders.urn[n]) in mentions.get(senders.persons[number], ())]
    return (0, having[0], number, UPN) if len({links.root(n) for n in having}) == 1 else None


def _numbered(links: Links, described: int) -> Ints:
    roots = np.array([links.root(n) for n in range(len(links.parent))], dtype=np.int64)
    with_words = np.unique(roots[:described])
    place = np.searchsorted(with_words, roots)
    place[place == len(with_words)] = 0
    return np.where(with_words[place] == roots, place, -1) if len(with_words) else np.full(len(roots), -1)


def _how(senders: Senders, links: Links, edges: Sequence[Edge]) -> tuple[str, ...]:
    order = {UPN: 0, FORMER_UPN: 1, NUMBER: 2, DECISION: 3}
    best: dict[int, str] = {}
    for _, a, b, how in edges:
        if links.root(a) == links.root(b):
            for n in (a, b):
                if n not in best or order[how] < order[best[n]]:
                    best[n] = how
    return tuple(best.get(n) or (ALONE if upn_of_person(p) else NUMBER) for n, p in enumerate(senders.persons))
