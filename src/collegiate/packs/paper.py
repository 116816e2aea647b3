"""A paper: a title, a sentence, sections of words, facts and tables; set by Typst as a tagged PDF that a screen reader can read (PDF/UA-1).

What is set is data, never markup: nothing that a file or a person wrote can become an instruction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

_TEMPLATE = Path(__file__).with_name("paper.typ")


class PaperError(Exception):
    """A paper could not be set; the message says why."""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; a quiet one is set small."""

    words: str
    quiet: bool = False
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so: names and what they are; `head` says what the two columns are."""

    facts: tuple[tuple[str, str], ...]
    head: tuple[str, str] = ("What", "As it is held")
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a head. `widths` are shares of the width; a column in `fixed` is set in letters of one width."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    about: str
    widths: tuple[float, ...] = ()
    fixed: tuple[int, ...] = ()
    kind: str = "grid"


Block: TypeAlias = Words | Facts | Grid


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper under a heading; `level` 2 is part of the one before."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paper:
    """What is set: `foot` stands at the foot of every page, beside its number."""

    title: str
    lead: str
    sections: tuple[Section, ...]
    foot: str = ""
    contents: bool = True


def as_pdf(paper: Paper) -> bytes:
    """Set a paper as a tagged PDF. Raises `PaperError`, which does not repeat what the paper says."""
    import typst

    given = json.dumps(asdict(paper), ensure_ascii=False, default=_writable)
    try:
        pdf = typst.compile(
            str(_TEMPLATE),
            root=str(_TEMPLATE.parent),
            format="pdf",
            pdf_standards="ua-1",
            sys_inputs={"paper": given},
        )
    except (typst.TypstError, RuntimeError) as error:
        raise PaperError(
            f"The PDF could not be made ({str(error).partition(chr(10))[0][:200]}). Take the JSON instead."
        ) from error
    if not isinstance(pdf, bytes):
        raise PaperError("The PDF could not be made: nothing came back. Take the JSON instead.")
    return pdf


def shares(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Return the share of the width that each column wants, by how long its words are: none so narrow that it cannot be read."""
    longest = [max([len(c), *(len(r[n]) for r in rows)]) + 2 for n, c in enumerate(columns)]
    return tuple(float(max(9, min(w, 32))) for w in longest)


def _writable(value: object) -> str:
    return str(value)
