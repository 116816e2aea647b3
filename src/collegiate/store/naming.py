"""Children's full names in words that others read: found without telling whose they are, where, or of how many."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Self

from collegiate.store.audit import Look
from collegiate.store.scoped import ScopedReader

Words = tuple[str, ...]

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "sir",
        "dame",
        "lady",
        "lord",
        "rev",
        "revd",
        "reverend",
        "fr",
        "father",
        "canon",
        "bishop",
        "prof",
        "professor",
        "cllr",
        "councillor",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_LONGEST = 6
"""Words of the longest name that is looked for."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text, and where it stands; `plain` is how names are compared."""

    plain: str
    start: int
    end: int
    capital: bool


@dataclass(frozen=True)
class ChildrensNames:
    """The full names of a picture's children, by which academies they are of: `full` in words, `short` as surname and initial."""

    full: Mapping[Words, frozenset[int]]
    short: Mapping[Words, frozenset[int]]
    schools: tuple[str, ...]

    @classmethod
    def of(cls, children: Iterable[Mapping[str, Any]], schools: Iterable[str]) -> Self:
        """Read them. children: rows of Pupil; schools: names of schools, which are no child's."""
        full: dict[Words, set[int]] = defaultdict(set)
        short: dict[Words, set[int]] = defaultdict(set)
        for row in children:
            surnames = {w for c in ("surname", "legal_surname") if (w := _words(row[c]))}
            forenames = {w for c in ("forename", "legal_forename") if (w := _words(row[c]))}
            forenames |= {w[:1] for w in forenames}
            for first, last in product(forenames, surnames):
                for name in (first + last, last + first):
                    full[name[:_LONGEST]].add(row["urn"])
                short[(*last, first[0][0])].add(row["urn"])
        whole, initials = ({k: frozenset(v) for k, v in held.items()} for held in (full, short))
        return cls(whole, initials, tuple(sorted(schools, key=len, reverse=True)))

    def found_in(self, text: str, holds: Callable[[int], bool]) -> list[str]:
        """Return the words of a text that are the full name of a child of an academy that `holds`, as they were written.

        Takes time in proportion to the text, whatever the number of children.
        """
        for school in self.schools:
            text = re.sub(re.escape(school), lambda m: "\n" * len(m[0]), text, flags=re.IGNORECASE)
        words, small = list(_read(text)), text == text.lower()
        found = []
        for place, first in enumerate(words):
            if place and words[place - 1].plain in _TITLES:
                continue
            for last, held in self._at(words, place, text, small=small):
                if any(map(holds, held)):
                    found.append(text[first.start : last.end])
                    break
        return found

    def _at(self, words: list[_Word], place: int, text: str, *, small: bool) -> Iterator[tuple[_Word, frozenset[int]]]:
        for size in range(2, _LONGEST + 2):
            window = words[place : place + size]
            if len(window) < size or not _together(text, window):
                return
            name = tuple(w.plain for w in window)
            if small or (window[0].capital and window[-1].capital):
                between = name[:1] + name[2:] if size > 2 and (small or window[1].capital) else ()
                for said in (name, between):
                    if said in self.full:
                        yield window[-1], self.full[said]
            if name in self.short and window[0].capital and "," in text[window[-2].end : window[-1].start]:
                yield window[-1], self.short[name]


class WordsReader(ScopedReader):
    """A scoped reader that says of words whether a child of its scope is named in them. It tells of no child, and needs no right to."""

    @classmethod
    def of(cls, people: ScopedReader) -> Self:
        """Return it with the scope and the audit of another reader."""
        return cls(people._database, people._layout, people._snapshot, people.scope, people._audit)

    def names_in(self, text: str) -> list[str]:
        """Return the words of a text that are a child's full name. That a name was found is written down; whose is not told."""
        found = self._database.once("names of children", self._names).found_in(text, self.scope.holds_school)
        if found:
            what = "looked through words for children's names, and found one"
            self._audit(Look(self.scope.who, what, self.scope.why, (), self._snapshot))
        return found

    def _names(self) -> ChildrensNames:
        columns = ["urn", "forename", "surname", "legal_forename", "legal_surname"]
        children = self._database.select("pupil", columns=columns) if "pupil" in self._database.tables else []
        urns = sorted({c["urn"] for c in children})
        schools = self._database.select("school", where={"urn": urns}, columns=["school_name"]) if urns else []
        return ChildrensNames.of(children, [s["school_name"] for s in schools if s["school_name"]])


def _read(text: str) -> Iterator[_Word]:
    for m in _WORD.finditer(text):
        for n, plain in enumerate(_words(_POSSESSIVE.sub("", m[0]))):
            yield _Word(plain, m.start() if n == 0 else m.end(), m.end(), m[0][0].isupper())


def _together(text: str, window: list[_Word]) -> bool:
    """Whether words follow each other as a name's do: nothing but blanks, hyphens, a comma or the dot of an initial between."""
    a, b = window[-2], window[-1]
    return b.start < a.end or bool(re.fullmatch(r"[ \t\xa0]*[-‐-–.,]?[ \t\xa0]*", text[a.end : b.start]))


def _words(name: str | None) -> Words:
    """Return a name's words as they are compared: small letters without accents, apostrophes and hyphens."""
    letters = unicodedata.normalize("NFKD", name or "")
    kept = "".join(c for c in letters if not unicodedata.combining(c) and c not in "'’")
    return tuple(re.findall(r"[^\W\d_]+", kept.casefold()))
