"""Keys that people see: opaque, made of a sender's name and the store's secret, and the same in every build."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

LENGTH = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, so that a key can be read out."""


def opaque(secret: bytes, words: str, length: int = LENGTH) -> str:
    """Return `length` characters that say nothing of the words and cannot be guessed without the secret."""
    number = int.from_bytes(hmac.digest(secret, words.encode(), "sha256"), "big")
    return "".join(_LETTERS[number >> (256 - 5 * place) & 31] for place in range(1, length + 1))


def person_keys(secret: bytes, persons: Iterable[str]) -> list[str]:
    """Return the key of each sender's name.

    Should two names have one key, which chance brings once in thousands of stores, the second gets another: a key never
    leads to somebody else.
    """
    taken: set[str] = set()
    keys = []
    for person in persons:
        words, key = person, opaque(secret, person)
        while key in taken:
            words += "\n"
            key = opaque(secret, words)
        taken.add(key)
        keys.append(key)
    return keys
