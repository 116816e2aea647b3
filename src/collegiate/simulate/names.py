"""Invented names: places that are on no map, and schools and trusts that are called after them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_STEMS = (
    "Averl", "Brindle", "Cawdel", "Corvel", "Dunmer", "Eldrin", "Fennar", "Garrel", "Hesper", "Ivern", "Jessam", "Keldor",
    "Lorrin", "Mossen", "Narrow", "Orrin", "Pellar", "Quill", "Ravel", "Skarrow", "Tamber", "Ulvar", "Varrel", "Wyndle",
    "Yarrel", "Zephan", "Ambrel", "Brackle", "Candel", "Drovel", "Ember", "Farrel", "Gossam", "Harrel", "Inkle", "Jorvel",
)  # fmt: skip
_ENDS = ("mere", "combe", "wick", "holt", "garth", "stead", "moor", "thwaite", "bourne", "haven", "low", "marsh")
_KINDS = ("", "Upper ", "Nether ", "Great ", "Little ", "Old ", "New ", "Long ")
_TREES = ("Oak", "Beech", "Elm", "Rowan", "Alder", "Hazel", "Maple", "Willow", "Cherry", "Hawthorn", "Larch", "Ash")
_SAINTS = (
    "St Aldric's",
    "St Brenna's",
    "St Corvin's",
    "St Zoë's",
    "St Isolde's",
    "St Merrin's",
    "St Osric's",
    "St Tamsin's",
)
_STREETS = (
    "Mill Lane",
    "Church Road",
    "Station Road",
    "School Lane",
    "The Green",
    "Park Avenue",
    "Bridge Street",
    "Hill Rise",
)
_TRUST_ENDS = ("LEARNING TRUST", "ACADEMIES TRUST", "SCHOOLS TRUST", "EDUCATION PARTNERSHIP", "MULTI ACADEMY TRUST")


def places(count: int, rng: np.random.Generator) -> list[str]:
    """Return `count` place names, each once."""
    every = [f"{kind}{stem}{end}" for kind in _KINDS for stem in _STEMS for end in _ENDS]
    plain = len(_STEMS) * len(_ENDS)
    order = np.concatenate([rng.permutation(plain), plain + rng.permutation(len(every) - plain)])
    if count > len(every):
        raise ValueError(f"There are {len(every)} invented place names and {count} are wanted.")
    return [every[i] for i in order[:count]]


def school_names(
    towns: Sequence[str], churches: np.ndarray, words: Sequence[str], rng: np.random.Generator
) -> list[str]:
    """Name each school after its town. `churches` is 0 none, 1 Church of England, 2 Roman Catholic; `words` says what it is."""
    trees, saints, own = (rng.integers(0, n, len(towns)).tolist() for n in (len(_TREES), len(_SAINTS), 3))
    return [
        _school_name(town, int(church), word, _TREES[tree] if plain else "", _SAINTS[saint])
        for town, church, word, tree, saint, plain in zip(towns, churches, words, trees, saints, own, strict=True)
    ]


def _school_name(town: str, church: int, words: str, tree: str, saint: str) -> str:
    if church == 1:
        return f"{saint} CofE {words}, {town}"
    if church == 2:
        return f"{saint} Catholic {words}, {town}"
    return f"{town} {tree} {words}" if tree else f"{town} {words}"


def streets(count: int, rng: np.random.Generator) -> list[str]:
    """Return a street for each of `count` schools."""
    return [_STREETS[i] for i in rng.integers(0, len(_STREETS), count)]


def trust_name(place: str, number: int) -> str:
    """Name a multi-academy trust as the register does, in capitals."""
    return f"{place.upper()} {_TRUST_ENDS[number % len(_TRUST_ENDS)]}"
