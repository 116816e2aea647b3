"""How headers are compared: a publisher's spaces, capitals and byte-order marks are not differences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache

_FOOTNOTE = re.compile(r"(\s*\(\d\d?\))+$")


@lru_cache(maxsize=1 << 14)
def plain(header: str) -> str:
    """Return the header as it is compared: without a byte-order mark, with single spaces, in one case."""
    return " ".join(header.replace("\ufeff", "").split()).casefold()


@lru_cache(maxsize=1 << 14)
def bare(header: str) -> str:
    """Return the header as it is compared, without footnote marks such as '(7)' at its end."""
    return _FOOTNOTE.sub("", plain(header))


def tail(header: str) -> str:
    """Return the header as the last part of a variable's name: in lower case, with single spaces."""
    return " ".join(header.replace("\ufeff", "").split()).lower()


def matches_any(header: str, patterns: Iterable[str]) -> bool:
    """Whether the header fits one of the patterns (`PT*`), compared without case."""
    name = plain(header)
    return any(fnmatchcase(name, plain(pattern)) for pattern in patterns)


def joined(rows: list[list[str]]) -> list[str]:
    """Make one header of several lines: upper lines are filled to the right over merged cells, parts joined by ' / '."""
    width = max(map(len, rows), default=0)
    padded = [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    for upper in range(len(padded) - 1):
        lower = padded[upper + 1 :]
        for place in range(1, width):
            if not padded[upper][place] and any(row[place] for row in lower):
                padded[upper][place] = padded[upper][place - 1]
    return [" / ".join(part for part in column if part) for column in zip(*padded, strict=True)]
