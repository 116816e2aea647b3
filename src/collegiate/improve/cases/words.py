"""Words that people write into a case: plain, not too long, and without what would tell of one child."""

from __future__ import annotations

import re

_PUPIL_NUMBER = re.compile(r"(?<![0-9A-Za-z])[A-Za-z][\s-]?(?:\d[\s-]?){11}[0-9A-Za-z](?![0-9A-Za-z])")


class WordsError(ValueError):
    """Words that cannot be kept; the message says what to do."""


def plain_words(text: str, *, most: int, needed: str = "") -> str:
    """Return words as they are kept: lines stay, other white space is made one blank. Raises `WordsError`.

    `needed` is what to say where nothing was written; `most` counts letters.

    >>> plain_words(" Attendance  falls. ", most=40)
    'Attendance falls.'
    """
    lines = [" ".join(line.split()) for line in text.replace("\x00", " ").splitlines()]
    said = "\n".join(lines).strip()
    if needed and not said:
        raise WordsError(needed)
    if len(said) > most:
        raise WordsError(f"This is {len(said):,} letters long; {most:,} are kept. Say it in fewer.")
    if _PUPIL_NUMBER.search(said):
        raise WordsError(
            "This holds what looks like a pupil number. Papers are read by trustees: say how many children, never who."
        )
    return said
