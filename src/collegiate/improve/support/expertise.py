"""What colleagues can be asked for, held as data in `expertise.toml`, and the kinds of partner outside the trust."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

PARTNERS: Mapping[str, str] = MappingProxyType(
    {
        "teaching_school_hub": "Teaching School Hub",
        "rise_adviser": "RISE adviser",
        "other_trust": "another trust",
        "subject_hub": "subject hub",
        "local_authority": "local authority",
        "diocese": "diocese",
        "university": "university",
        "other": "another partner",
    }
)
"""Kinds of partner outside the trust, by id."""


@dataclass(frozen=True, slots=True)
class Expertise:
    """Something that somebody is good at. `kind` is subject, leading, care or running."""

    id: str
    words: str
    kind: str


@cache
def all_expertise() -> tuple[Expertise, ...]:
    """Return every entry, in the order of the file."""
    held = tomllib.loads(files(__package__).joinpath("expertise.toml").read_text(encoding="utf-8"))
    return tuple(Expertise(e["id"], e["words"], e["kind"]) for e in held["expertise"])


def words_of(ids: Iterable[str]) -> list[str]:
    """Return expertise in words; an id that the file no longer has is said as it is."""
    known = {e.id: e.words for e in all_expertise()}
    return [known.get(i, i.replace("_", " ")) for i in ids]


def expertise_of(text: str) -> str | None:
    """Return the id of an entry written by its id or its words, in any case; None for none."""
    said = " ".join(text.replace("_", " ").casefold().split())
    return next((e.id for e in all_expertise() if said in (e.id.replace("_", " "), e.words.casefold())), None)
