"""What people write in their own words: kept as written, within bounds, and never with a pupil's number in it."""

from __future__ import annotations

from collegiate.vocabulary.pupil_numbers import looks_like_a_pupil


class SaidError(ValueError):
    """Words that cannot be kept; the message says what to write instead."""


def plain(text: str, called: str, *, longest: int = 400, needed: bool = True) -> str:
    """Return words as they are kept: line by line, without double spaces. `called` says what they are, for messages: "the reason".

    Raises `SaidError` for none where some are needed, for what looks like a pupil number, and for too many letters.
    """
    said = "\n".join(" ".join(line.split()) for line in text.replace("\x00", " ").strip().splitlines())
    starts = f"{called[:1].upper()}{called[1:]}"
    if needed and not said:
        raise SaidError(f"Write {called} in a few words.")
    if looks_like_a_pupil(said):
        raise SaidError(
            f"{starts} holds what looks like a pupil number. Others read it: say how many children, never who."
        )
    if len(said) > longest:
        raise SaidError(f"{starts} is longer than {longest:,} letters: it has {len(said):,} letters. Say it in fewer.")
    return said
