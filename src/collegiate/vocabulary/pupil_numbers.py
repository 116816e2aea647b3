"""Pupil numbers in words: finding what looks like one, so that no child stands where others read.

What only looks like one counts: a wrong check letter, and blanks or hyphens between, are how people mistype and copy them.
"""

from __future__ import annotations

import re

_SHAPE = re.compile(r"(?<![0-9A-Za-z])[A-Za-z][\s-]?(?:\d[\s-]?){11}[0-9A-Za-z](?![0-9A-Za-z])")


def looks_like_a_pupil(words: str) -> bool:
    """Whether words hold what looks like a unique pupil number.

    >>> looks_like_a_pupil("Ask about H86040011900."), looks_like_a_pupil("Ask about a860 400 119 001.")
    (False, True)
    """
    return bool(_SHAPE.search(words))


def without_pupil_numbers(words: str, instead: str) -> str:
    """Return words with `instead` wherever something looks like a unique pupil number.

    >>> without_pupil_numbers("A860400119001 came late", "[UPN]")
    '[UPN] came late'
    """
    return _SHAPE.sub(instead, words)
