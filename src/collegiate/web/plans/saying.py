"""Free text of plans and judgements: kept as written, and never with a child's number in it."""

from __future__ import annotations

import re

_PUPIL_NUMBER = re.compile(r"\b[A-Za-z]\d{11}[0-9A-Za-z]\b")
_SPACES = re.compile(r"[ \t\r\f\v]+")


class SaidError(ValueError):
    """Text that cannot be kept; the message says what to write instead."""


def said(text: str) -> str:
    """Return text as it is kept: without control characters and empty ends. Raises `SaidError` for what looks like a pupil number."""
    clean = "\n".join(_SPACES.sub(" ", line).strip() for line in text.replace("\x00", " ").split("\n")).strip()
    if _PUPIL_NUMBER.search(clean):
        raise SaidError("This holds what looks like a pupil number. Leave it out: trustees read this, and no child stands in it.")  # fmt: skip
    return clean
