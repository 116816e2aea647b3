"""Each child as its records describe it, for a comparison with another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from collegiate.pupils.identity.history import Spell
from collegiate.pupils.identity.names import first_of, plain
from collegiate.pupils.identity.upns import worth
from collegiate.pupils.record_facts import Ints
from collegiate.vocabulary import ULN, IdentifierError

_READ = (
    "surname", "forename", "preferred_surname", "preferred_forename", "former_surname", "birth_date", "sex",
    "outward_code", "uln",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Child:
    """What is compared of a child. Names are plain; the first entry of each is the latest."""

    surnames: tuple[str, ...]
    forenames: tuple[str, ...]
    births: tuple[date, ...]
    sexes: frozenset[str]
    outward_codes: frozenset[str]
    ulns: frozenset[str]
    upns: frozenset[str]
    spells: tuple[Spell, ...]
    contacts: frozenset[str]


@dataclass(frozen=True)
class Children:
    """All children: their latest description column by column, and the rows behind it for those who are compared."""

    latest: pa.Table
    rows: pa.Table
    start: Ints
    upns: Mapping[int, frozenset[str]]
    spells: Mapping[int, tuple[Spell, ...]]
    contacts: Mapping[int, frozenset[str]]

    def __len__(self) -> int:
        return self.latest.num_rows

    def gather(self, numbers: Sequence[int]) -> dict[int, Child]:
        """Return those children who are to be compared, from all their rows."""
        wanted = np.unique(np.array(numbers, dtype=np.int64))
        start, end = self.start[wanted], self.start[wanted + 1]
        offset = np.cumsum(end - start) - (end - start)
        at = np.repeat(start - offset, end - start) + np.arange(int((end - start).sum()))
        said = self.rows.select(_READ).take(pa.array(at)).to_pydict()
        spans = zip(wanted.tolist(), offset.tolist(), (offset + end - start).tolist(), strict=True)
        return {n: self._child(n, {c: said[c][first:last][::-1] for c in _READ}) for n, first, last in spans}

    def _child(self, number: int, said: Mapping[str, list[Any]]) -> Child:
        return Child(
            _each_once(plain(n) for c in ("surname", "preferred_surname", "former_surname") for n in said[c]),
            _each_once(first_of(n) for c in ("forename", "preferred_forename") for n in said[c]),
            _each_once(said["birth_date"]),
            frozenset(s for s in said["sex"] if s in ("M", "F")),
            frozenset("".join(o.split()).upper() for o in said["outward_code"] if o),
            frozenset(u for u in said["uln"] if u and sure_uln(u)),
            self.upns.get(number, frozenset()),
            self.spells.get(number, ()),
            self.contacts.get(number, frozenset()),
        )

    @cached_property
    def columns(self) -> dict[str, list[Any]]:
        """The latest description, comparable: plain surname and first forename, birth date, outward code."""
        return {
            "surname": [plain(n) for n in self.latest["surname"].to_pylist()],
            "forename": [first_of(n) for n in self.latest["forename"].to_pylist()],
            "birth_date": self.latest["birth_date"].to_pylist(),
            "outward_code": self.latest["outward_code"].to_pylist(),
            "uln": [u if u and sure_uln(u) else None for u in self.latest["uln"].to_pylist()],
        }

    @cached_property
    def shares(self) -> Mapping[str, Mapping[Any, float]]:
        """How large a share of the children has each surname, forename and outward code."""
        return {c: _shares(self.columns[c]) for c in ("surname", "forename", "outward_code")}

    @cached_property
    def birth_share(self) -> float:
        """The chance that two children have one birth date: children are born on a few thousand days."""
        counts = np.array(list(Counter(b for b in self.columns["birth_date"] if b).values()), dtype=float)
        return max(float((counts**2).sum() / counts.sum() ** 2), 1 / 6000) if len(counts) else 1.0


def _shares(words: Sequence[Any]) -> dict[Any, float]:
    counts = Counter(w for w in words if w)
    return {word: count / counts.total() for word, count in counts.items()}


def _each_once(words: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(w for w in words if w))


@lru_cache(1 << 17)
def sure_uln(uln: str) -> bool:
    """Whether a ULN is a whole and a real one."""
    try:
        return not ULN.parse(uln).temporary
    except IdentifierError:
        return False


def comparable_upns(upns: Sequence[str | None]) -> frozenset[str]:
    """Return the UPNs that are worth comparing."""
    return frozenset(u for u in upns if u and worth(u) not in ("", "malformed"))


def contacts_of(contacts: pa.Table) -> dict[int, frozenset[str]]:
    """Return how each child's parents and carers can be known again: an e-mail address, or a name with a telephone number."""
    found: dict[int, set[str]] = defaultdict(set)
    columns = (contacts[c].to_pylist() for c in ("pupil", "surname", "forename", "phone", "email"))
    for child, surname, forename, phone, email in zip(*columns, strict=True):
        number = "".join(c for c in phone or "" if c.isdigit())
        found[child] |= {email.strip().casefold()} if email else set()
        found[child] |= {f"{plain(surname)} {plain(forename)} {number}"} if number else set()
    return {child: frozenset(known) for child, known in found.items() if known}
