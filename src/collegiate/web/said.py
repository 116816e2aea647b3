"""What people write in their own words: kept as written, within bounds, and never with a pupil's number in it."""

from __future__ import annotations

from collegiate.packs.words import looks_like_a_pupil


class SaidError(ValueError):
    """Words that cannot be kept; the message says what to write instead."""


def plain(text: str, called: str, *, longest: int = 400, needed: bool = True) -> str:
    """Return words as they are kept: line by line, without double spaces. `called` says what they are, for messages: "the reason".

    Raises `SaidError` for none where some are needed, for too many letters, and for what looks like a pupil number.
    """
    said = "\n".join(" ".join(line.split()) for line in text.replace("\x00", " ").strip().splitlines())
    if needed and not said:
        raise SaidError(f"Write {called}.")
    if len(said) > longest:
        raise SaidError(f"Write {called} in at most {longest:,} letters; these are {len(said):,}.")
    if looks_like_a_pupil(said):
        raise SaidError(
            f"{called[:1].upper()}{called[1:]} holds what looks like a pupil number. Others read this: leave the number and the child's name out."
        )
    return said
