"""What a UPN as written is worth: only one with the right check letter says by itself that two records are one child."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from collegiate.vocabulary import UPN, IdentifierError

Worth = Literal["", "good", "temporary", "wrong_letter", "malformed"]


@lru_cache(1 << 18)
def worth(upn: str | None) -> Worth:
    """Say what a UPN is worth; empty for none.

    >>> worth("B801200005001"), worth("M80120000500A"), worth("Q207000016049"), worth("12345"), worth(None)
    ('good', 'temporary', 'wrong_letter', 'malformed', '')
    """
    if not upn or not upn.strip():
        return ""
    try:
        found = UPN.parse(upn)
    except IdentifierError:
        return "wrong_letter" if _shaped(upn) else "malformed"
    return "temporary" if found.temporary else "good"


def _shaped(upn: str) -> bool:
    """Whether all that is wrong is the letter in front."""
    rest = "".join(upn.split()).upper()[1:]
    try:
        UPN.parse(UPN.check_letter(rest) + rest)
    except (IdentifierError, ValueError):
        return False
    return len(rest) == 12


def plain_upn(upn: str) -> str:
    """Return a UPN without spaces, in capitals."""
    return "".join(upn.split()).upper()
