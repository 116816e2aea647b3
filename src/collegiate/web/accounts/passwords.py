"""What a password may not be: easily guessed, or known from a breach. Nobody outside is ever asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError

from collegiate.web.accounts.models import User

HARD_ENOUGH = 3
"""zxcvbn's score from 0 to 4 that a password needs: 3 stands for more than 10^8 guesses."""

_LOOKED_AT = 72
_LINE = 128

LONGEST = 128
"""Characters that a new password may have."""


class NotTooLong:
    """A password that is longer than any password manager makes is refused: hashing it would cost more than it is worth."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password of too many characters."""
        if len(password) > LONGEST:
            raise ValidationError(
                f"This password has {len(password)} characters, and {LONGEST} is the most. Leave some out.",
                code="too_long",
            )

    def get_help_text(self) -> str:
        """Say the rule."""
        return f"Your password can’t have more than {LONGEST} characters."


class HardToGuess:
    """A password that takes few guesses for somebody who knows words, names, keyboards and the person is refused."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is easily guessed."""
        from zxcvbn import zxcvbn  # takes 50 ms to import: its lists of words

        about = [w for w in (*_words(user), "collegiate") if w]
        found = zxcvbn(password[:_LOOKED_AT], user_inputs=about)
        if found["score"] < HARD_ENOUGH:
            raise ValidationError(
                " ".join(("This password is too easily guessed.", found["feedback"]["warning"])).strip(),
                code="easily_guessed",
            )

    def get_help_text(self) -> str:
        """Say the rule."""
        return "Your password can’t be one that a machine guesses quickly: a known word, a name, a date, a row of keys."


class NotBreached:
    """A password that is in the installation's list of breached ones is refused. Without a list nothing is."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password of the list, and when the list that is named cannot be read."""
        named: Path | None = settings.COLLEGIATE_BREACHED_PASSWORDS
        if named is None:
            return
        try:
            times = times_breached(password, named)
        except (OSError, ValueError) as error:
            raise ValidationError(
                "No password can be chosen at present: the list of breached passwords of this installation cannot be read. "
                "Tell whoever looks after Collegiate at your trust.",
                code="no_list",
            ) from error
        if times:
            raise ValidationError(
                f"This password is known to attackers: it was found {times:,} times in breaches of other services.",
                code="breached",
            )

    def get_help_text(self) -> str:
        """Say the rule."""
        return "Your password can’t be one that is known from a breach of another service."


def times_breached(password: str, list_of_hashes: Path) -> int:
    """Return how often a password is in a list of SHA-1 hashes with counts, ordered by hash, as Have I Been Pwned publishes it.

    Reads some forty lines of a file of forty gigabytes. Raises OSError, and ValueError for a file that is no such list.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with list_of_hashes.open("rb") as file:
        first, last = 0, file.seek(0, 2)
        while first < last:
            middle = (first + last) // 2
            line = _line_from(file, middle)
            if line and line[:40].upper() < wanted:
                first = middle + 1
            else:
                last = middle
        line = _line_from(file, first)
    return _count(line) if line[:40].upper() == wanted else 0


def _line_from(file: BinaryIO, place: int) -> bytes:
    """Return the first whole line that begins at a place or after it; empty at the end. Raises ValueError for what is no line of the list."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline(_LINE)
    line = file.readline(_LINE).strip()
    if line and (len(line) < 42 or line[40:41] != b":"):
        raise ValueError("not a list of hashes")
    return line


def _count(line: bytes) -> int:
    return int(line[41:])


def _words(user: User | None) -> Iterator[str]:
    """What somebody else knows of a person."""
    if user is not None:
        yield user.email
        yield from user.email.replace("@", ".").split(".")
        yield from user.name.split()
