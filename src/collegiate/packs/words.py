"""What may not stand in a paper that trustees read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collegiate.vocabulary.pupil_numbers import looks_like_a_pupil


def where_a_pupil_stands(value: Any, place: str = "") -> Iterator[str]:
    """Yield the places in JSON at which something looks like a pupil number: 'sections 3 blocks 2 words'."""
    if isinstance(value, str):
        if looks_like_a_pupil(value):
            yield place.strip()
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from where_a_pupil_stands(inner, f"{place} {key}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, start=1):
            yield from where_a_pupil_stands(inner, f"{place} {number}")
