"""Names as they are read, from names as they are registered: most trusts are registered in capitals."""

from __future__ import annotations

import re

_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "upon", "with"])
_KEPT = frozenset(
    [
        "AAT",
        "AET",
        "BDAT",
        "C",
        "CE",
        "CIO",
        "CTC",
        "DCAT",
        "E",
        "EACT",
        "GDST",
        "GEMS",
        "II",
        "III",
        "IV",
        "JCAT",
        "JFS",
        "MAT",
        "NCEA",
        "NPCAT",
        "OAT",
        "PDET",
        "QE",
        "R",
        "RC",
        "SAT",
        "SEN",
        "SFAET",
        "SS",
        "STEM",
        "TBAP",
        "UCAT",
        "UK",
        "ULT",
        "UTC",
        "UTCN",
        "VA",
        "VC",
        "VI",
        "VII",
        "VIII",
        "XII",
        "YMCA",
    ]
)
_WRITTEN = {"cofe": "CofE", "ltd": "Ltd", "limited": "Limited", "plc": "plc"}
_WORD = re.compile(r"(?:CO-)?[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:ST|ND|RD|TH)\b")
_LOST_APOSTROPHE = "\x92"
"""A Windows apostrophe that went through the wrong encoding: the register's groups have some."""
_VOWEL = re.compile(r"[AEIOUY]", re.IGNORECASE)


def reading_case(registered: str) -> str:
    """Write a name registered in capitals as it is read; a name that has words in small letters is left as it is.

    Small words, abbreviations, apostrophes and Mc/O' names are written as English writes them. An abbreviation that is not
    known and has a vowel cannot be told from a word, and is written as a word.

    >>> reading_case("UTTOXETER LEARNING TRUST")
    'Uttoxeter Learning Trust'
    >>> reading_case("THE ST PETER'S CE MULTI-ACADEMY TRUST")
    "The St Peter's CE Multi-Academy Trust"
    """
    name = " ".join(registered.replace(_LOST_APOSTROPHE, "’").split())
    if any(word[-1].islower() for word in re.findall(r"[^\W\d_]{3,}", name)):
        return name
    return _WORD.sub(_written, name)


def _written(found: re.Match[str]) -> str:
    if len(found[0]) == 1 and found.string.startswith(".", found.end()):
        return found[0]
    return _word(found[0], first=found.start() == 0)


def _word(word: str, *, first: bool) -> str:
    plain = word.casefold()
    if plain in _SMALL:
        return plain.capitalize() if first else plain
    if plain in _WRITTEN:
        return _WRITTEN[plain]
    if word in _KEPT or _is_abbreviation(word):
        return word
    if word[0].isdigit():
        return plain
    return _capital(plain)


def _is_abbreviation(word: str) -> bool:
    """A word of two letters or more without a vowel, such as NPTT; but not St, Mr, Dr, Ss."""
    return (
        word.isalpha()
        and len(word) > 1
        and not _VOWEL.search(word)
        and word not in {"ST", "MR", "MRS", "DR", "SS", "JR", "SR"}
    )


def _capital(plain: str) -> str:
    if plain.startswith("mc") and len(plain) > 4:
        return "Mc" + plain[2:].capitalize()
    head, mark, tail = plain.partition("'") if "'" in plain else plain.partition("’")
    if mark and len(head) == 1 and len(tail) > 1:
        return head.upper() + mark + tail.capitalize()
    return plain.capitalize()
