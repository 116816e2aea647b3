"""What may not stand in a paper that trustees read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collegiate.vocabulary.pupil_numbers import looks_like_a_pupil


def where_a_pupil_stands(value: Any, place: str = "") -> Iterator[str]:
    """Return the places in JSON at which something looks like a pupil number: 'sections 3 blocks 2 words'."""
    return (where for where, words in texts_in(value, place) if looks_like_a_pupil(words))


def texts_in(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in JSON with its place."""
    if isinstance(value, str):
        yield place.strip(), value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_in(inner, f"{place} {key}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, start=1):
            yield from texts_in(inner, f"{place} {number}")
