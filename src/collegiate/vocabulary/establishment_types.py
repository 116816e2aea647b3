"""Types of establishment: the register's codes, and the words by which the performance tables call the same things.

Source: Get Information About Schools, list of establishment types, 22 April 2025; the performance tables' school types and
abbreviations. The sector of a type is ours: who pays for the places. Non-maintained special schools and city technology
colleges count as state-funded, because the authority or the state pays for their pupils; a type without a sector (such as
a Welsh establishment) belongs to neither side of an English comparison.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from collegiate.vocabulary.phases import Phase

_LIST = files("collegiate.vocabulary") / "lists" / "establishment_types.csv"


@dataclass(frozen=True, slots=True)
class EstablishmentKind:
    """A type of establishment: the register's code, name and group, its sector, and the phase that the type itself implies."""

    code: int
    name: str
    group: str
    sector: str | None
    phase: Phase | None


def establishment_kind(code: int | None = None, words: str | None = None) -> EstablishmentKind | None:
    """Return the type that a register code, or any publisher's words, stand for; None when neither is known.

    >>> establishment_kind(words="Academy - Converter mainstream").name
    'Academy converter'
    >>> establishment_kind(words="NMSS").sector
    'state_funded'
    """
    by_code, by_words = _kinds()
    return by_code.get(code or 0) or by_words.get(_plain(words or ""))


@cache
def _kinds() -> tuple[Mapping[int, EstablishmentKind], Mapping[str, EstablishmentKind]]:
    by_code: dict[int, EstablishmentKind] = {}
    by_words: dict[str, EstablishmentKind] = {}
    for row in csv.DictReader(_LIST.read_text(encoding="utf-8").splitlines()):
        kind = _kind(row)
        by_code[kind.code] = kind
        by_words |= {_plain(name): kind for name in (kind.name, *row["other_names"].split("|")) if name}
    return MappingProxyType(by_code), MappingProxyType(by_words)


def _kind(row: Mapping[str, str]) -> EstablishmentKind:
    phase = Phase(row["phase"]) if row["phase"] else None
    return EstablishmentKind(int(row["code"]), row["name"], row["group"], row["sector"] or None, phase)


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", words.casefold().replace("'", "").replace("’", "")).strip()
