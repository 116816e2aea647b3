"""What people write in their own words: kept as written, within bounds, and never with a pupil's number or a child's full name in it."""

from __future__ import annotations

from django.apps import apps

from collegiate.vocabulary.pupil_numbers import looks_like_a_pupil


class SaidError(ValueError):
    """Words that cannot be kept; the message says what to write instead."""


def plain(text: str, called: str, *, longest: int = 400, needed: bool = True, named: bool = False) -> str:
    """Return words as they are kept: line by line, without double spaces. `called` says what they are, for messages: "the reason".

    `named`: a child may be named, for nobody reads it who does not see children. Raises `SaidError` for none where some are needed,
    for what looks like a pupil number, for a child's full name, and for too many letters.
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
    if not named and said and (whom := _children_named_in(said)):
        raise SaidError(
            f"{starts} holds the full name of a child of the academies: “{whom[0]}”. Others read it: say how many children, never who. "
            "An adult of that name is written with a title, such as Mrs or Dr."
        )
    return said


def _children_named_in(words: str) -> list[str]:
    """Look words through for children's names; where the application does not run there is nobody to look for."""
    if not apps.ready:
        return []
    from collegiate.web.speaking import (
        children_named_in,  # it reads accounts, which are there when the application runs
    )

    return children_named_in(words)
