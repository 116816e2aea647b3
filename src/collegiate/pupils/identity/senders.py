"""Everybody whom a sender names, with what the sender's files said of them: what is to be joined to children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.pupils import record_facts
from collegiate.pupils.identity.names import likeness, plain
from collegiate.pupils.record_facts import Ints
from collegiate.tables import PEOPLE, OfPerson, PupilRecord
from collegiate.vocabulary.persons import upn_of_person

_SAID = ("upn", "former_upn", "surname", "forename", "birth_date", "urn")


@dataclass(frozen=True, slots=True)
class Said:
    """One way in which a sender described somebody. Names are plain; an empty one was not given."""

    surname: str
    forename: str
    birth_date: date | None


@dataclass(frozen=True)
class Senders:
    """All senders' names for somebody, in order, those first whom a file describes.

    `rows` are the rows of PupilRecord that stand, by name and in order of files; `start[n]:start[n + 1]` are those of name `n`,
    and `order` is each row's place in the order of files.
    """

    persons: tuple[str, ...]
    rows: pa.Table
    start: Ints
    upn: tuple[str | None, ...]
    former_upn: tuple[str | None, ...]
    urn: Ints
    latest: tuple[Said, ...]
    first_day: Ints
    order: Ints

    @property
    def described(self) -> int:
        """How many of the names a file describes: they come first."""
        return len(self.latest)

    def ever(self, number: int) -> tuple[Said, ...]:
        """Return the different ways in which somebody was ever described."""
        rows = self.rows.slice(int(self.start[number]), int(self.start[number + 1] - self.start[number]))
        said = set()
        for row in rows.select(_EVER).to_pylist():
            surnames = {plain(row[c]) for c in ("surname", "preferred_surname", "former_surname")} - {""}
            forenames = {plain(row[c]) for c in ("forename", "preferred_forename")} - {""}
            said |= {Said(s, f, row["birth_date"]) for s in surnames or {""} for f in forenames or {""}}
        return tuple(sorted(said, key=repr))

    def agree(self, first: int, second: int) -> bool:
        """Whether two descriptions can be of one child: the whole name or the birth date agrees, or nothing can be compared."""
        one, other = self.latest[first], self.latest[second]
        if one == other:
            return True
        return any(_agree(a, b) for a in self.ever(first) for b in self.ever(second))

    def agree_wholly(self, first: int, second: int) -> bool:
        """Whether both the name and the birth date agree."""
        one, other = self.latest[first], self.latest[second]
        if one == other:
            return bool(one.surname and one.forename and one.birth_date)
        return any(_names_agree(a, b) and _dates_agree(a, b) for a in self.ever(first) for b in self.ever(second))

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number of each name."""
        return {person: n for n, person in enumerate(self.persons)}


_EVER = ["surname", "forename", "preferred_surname", "preferred_forename", "former_surname", "birth_date"]


def read_senders(facts: Mapping[str, pa.Table], places: dict[int, int], named: Sequence[str]) -> Senders:
    """Gather the names of everybody from the facts; `named` are names that occur in facts that are kept elsewhere."""
    rows = record_facts.described(record_facts.of(facts, PupilRecord), places)
    who = rows["person"].cast(pa.string()).combine_chunks().dictionary_encode()
    order = np.argsort(np.array(who.dictionary.to_pylist(), dtype=object), kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    node = rank[who.indices.to_numpy()] if len(order) else np.zeros(0, np.int64)
    by_node = np.argsort(node, kind="stable")
    rows = rows.take(pa.array(by_node)).append_column("node", pa.array(node[by_node]))
    described = [who.dictionary[int(n)].as_py() for n in order]
    last = record_facts.last_words(rows, "node", _SAID).to_pydict()
    persons = (*described, *_undescribed(facts, described, named))
    upns = [_tidy(u) for u in last["upn"]] + [None] * (len(persons) - len(described))
    start = np.searchsorted(node[by_node], np.arange(len(described) + 1))
    return Senders(
        persons,
        rows,
        start,
        tuple(u or upn_of_person(p) for u, p in zip(upns, persons, strict=True)),
        tuple(_tidy(u) for u in last["former_upn"]),
        np.array(last["urn"], dtype=np.int64),
        tuple(
            Said(plain(s), plain(f), b)
            for s, f, b in zip(last["surname"], last["forename"], last["birth_date"], strict=True)
        ),
        record_facts.integers(rows["as_of"])[start[:-1]],
        by_node,
    )


def _tidy(upn: str | None) -> str | None:
    return "".join(upn.split()).upper() or None if upn else None


def _undescribed(facts: Mapping[str, pa.Table], described: Sequence[str], named: Sequence[str]) -> list[str]:
    """Names by UPN that only facts carry, sorted. A number of a system that nobody describes leads to no child."""
    found = set(named)
    for table in PEOPLE:
        if issubclass(table, OfPerson) and table is not PupilRecord and table.name in facts:
            found |= set(pc.unique(facts[table.name]["person"].cast(pa.string())).to_pylist())
    return sorted(p for p in found - set(described) if p and upn_of_person(p))


def _agree(a: Said, b: Said) -> bool:
    if _dates_agree(a, b) or _names_agree(a, b):
        return True
    part = _surnames_agree(a, b) or _forenames_agree(a, b)
    if a.birth_date and b.birth_date and one_digit_off(a.birth_date, b.birth_date):
        return part
    return not (a.birth_date and b.birth_date) and (part or not _comparable(a, b))


def _comparable(a: Said, b: Said) -> bool:
    return bool((a.surname and b.surname) or (a.forename and b.forename))


def _surnames_agree(a: Said, b: Said) -> bool:
    return bool(a.surname and b.surname) and likeness(a.surname, b.surname) in ("same", "misspelt")


def _forenames_agree(a: Said, b: Said) -> bool:
    return bool(a.forename and b.forename) and likeness(a.forename, b.forename) != "different"


def _names_agree(a: Said, b: Said) -> bool:
    return _surnames_agree(a, b) and _forenames_agree(a, b)


def _dates_agree(a: Said, b: Said) -> bool:
    one, other = a.birth_date, b.birth_date
    return one is not None and other is not None and (one == other or swapped(one, other))


def swapped(first: date, second: date) -> bool:
    """Whether two dates differ by day and month having changed places."""
    return first.year == second.year and first.day == second.month and first.month == second.day and first != second


def one_digit_off(first: date, second: date) -> bool:
    """Whether two dates, written as digits, differ in one place."""
    return sum(a != b for a, b in zip(first.isoformat(), second.isoformat(), strict=True)) == 1
