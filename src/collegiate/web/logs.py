"""What may stand in a log: what broke and where, never a child's number or key, nor who signed in."""

from __future__ import annotations

import logging
import re

_PEOPLE = (
    (re.compile(r"\b[A-Z]\d{11}[0-9A-Z]\b", re.IGNORECASE), "[a pupil number]"),
    (re.compile(r"\b(?=[A-Z]*\d)[0-9A-Z]{10}\b"), "[a child's key]"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[an address]"),
)


class Discreet(logging.Formatter):
    """Writes a line, and the trace under it, without what tells who a person is."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return discreet(super().format(record))


def discreet(text: str) -> str:
    """Put words in the place of pupil numbers, children's keys and e-mail addresses."""
    for shape, words in _PEOPLE:
        text = shape.sub(words, text)
    return text
