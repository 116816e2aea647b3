"""What the board settled of its own numbers, in words: what is not settled is said not to be, and nothing is called met by it."""

from __future__ import annotations

from collections.abc import Sequence

from collegiate.store import Reader
from collegiate.strategy import board_numbers, words_of
from collegiate.web.board.models import settled
from collegiate.web.words import listed

NONE = "No threshold is set: the board has not said how much is meant, so nothing here is called on track."


def trusts_of(reader: Reader, urns: Sequence[int]) -> list[int]:
    """Return the trusts that academies are in now."""
    schools = reader.schools(list(urns), columns=["urn", "trust_uid"])
    return sorted({s["trust_uid"] for s in schools if s["trust_uid"]})


def thresholds(trusts: Sequence[int], numbers: Sequence[str]) -> str:
    """Say what of these numbers the boards of some trusts settled; no threshold where they settled none."""
    called = {n.id: n.words for n in board_numbers()}
    found = [
        f"“{called[number]}” as {words_of(number, held[number])}"
        for held in (settled(uid) for uid in trusts)
        for number in numbers
        if number in held
    ]
    if not found:
        return NONE
    return f"The board settled {listed(found)}. Whether that is reached is for the board to read off the counts: nothing here is called on track by itself."
