"""A pack as data: the whole of it as canonical JSON, from which PDF and XLSX are made, and nothing else.

Two packs with the same JSON have the same bytes. The JSON names the template that sets it, the one picture that its figures
come from, and for every figure where it is from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from collegiate.charts import Chart

FORM = "collegiate-pack/1"
TEMPLATES: Mapping[str, str] = {"pdf": "pack-1", "xlsx": "sheets-1"}
"""What a pack that is made today is set by. A template that packs were frozen with is never changed: a new one gets a new name."""

Json: TypeAlias = dict[str, Any]


class PackError(Exception):
    """A pack cannot be made or read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words in a table: `to` is the appendix entry that says how they are known, `path` a page, `mind` what needs a person."""

    words: str
    to: str = ""
    path: str = ""
    mind: bool = False

    def as_json(self) -> Json:
        """The cell as JSON; what is empty is left out."""
        rest = {k: v for k, v in (("to", self.to), ("path", self.path), ("mind", self.mind)) if v}
        return {"words": self.words, **rest}


Said: TypeAlias = "str | Cell"


def paragraph(words: str, *, quiet: bool = False) -> Json:
    """A paragraph; a quiet one is set small."""
    return {"kind": "words", "words": words, "quiet": quiet}


def heading(words: str) -> Json:
    """A heading within a section."""
    return {"kind": "heading", "words": words}


def grid(
    about: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Said]],
    widths: Sequence[float] = (),
    *,
    numbers: Sequence[int] = (),
    small: bool = False,
    quiet: bool = False,
) -> Json:
    """A table; `about` is its caption and the name of its sheet, `widths` are shares of the page's width.

    `numbers` are the columns that are set to the right; a `small` table is set close; a `quiet` one without its caption, where the
    title of its section says it already.
    """
    cells = [[_cell(c) for c in row] for row in rows]
    looks = {k: v for k, v in (("numbers", list(numbers)), ("small", small), ("quiet", quiet)) if v}
    return {"kind": "grid", "about": about, "columns": list(columns), "rows": cells, "widths": list(widths), **looks}


def counts(*counted: tuple[int, str]) -> Json:
    """Numbers in a row, each over what it counts."""
    return {"kind": "counts", "counted": [[f"{n:,}", words] for n, words in counted]}


def together(*blocks: Json) -> Json:
    """Blocks that stay on one page where they fit on one."""
    return {"kind": "together", "blocks": list(blocks)}


def chart(drawn: Chart, about: str) -> Json:
    """A drawing with the sentence that reads it, which is its text alternative, and the numbers under it for the workbook."""
    svg = str(drawn.svg)
    svg = svg if " xmlns=" in svg[:300] else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    table = {"columns": list(drawn.columns), "rows": [[_cell(c) for c in row] for row in drawn.rows]}
    return {"kind": "chart", "about": about, "svg": svg, "alt": drawn.sentence, **table}


def beside(*charts: Json) -> Json:
    """Drawings side by side, two in a row."""
    return {"kind": "beside", "charts": list(charts)}


def page_break() -> Json:
    """What follows begins on a new page."""
    return {"kind": "break"}


def section(
    key: str, title: str, lead: str, blocks: Sequence[Json], *, own_page: bool = False, at_the_end: Sequence[Json] = ()
) -> Json:
    """A part of a pack: `lead` is the one sentence that says what it comes to, also on the first page.

    One with its `own_page` begins a page and shares it with nothing; `at_the_end` is what of it stands in the appendix.
    """
    rest = {k: v for k, v in (("own_page", own_page), ("at_the_end", list(at_the_end))) if v}
    return {"key": key, "title": title, "lead": lead, "blocks": list(blocks), **rest}


@dataclass(slots=True)
class Known:
    """The figures of a pack as they are collected: each gets a number, under which the appendix says how it is known."""

    entries: list[Json] = field(default_factory=list)

    def add(
        self,
        label: str,
        value: str,
        answers: Sequence[tuple[str, str]],
        *,
        path: str = "",
        source: Json | None = None,
        mind: bool = False,
    ) -> Cell:
        """Take a figure in, and return it as a cell that leads to its entry.

        answers: the questions, compared with what, how sure, where from, who is in it, what was done, each with its answer.
        source: what finds the figure again in its picture, with its number; None for what no picture holds.
        """
        id_ = f"f{len(self.entries) + 1}"
        entry = {"id": id_, "label": label, "value": value, "answers": [list(a) for a in answers], "path": path}
        self.entries.append(entry | ({"source": source} if source else {}))
        return Cell(value, to=id_, mind=mind)


def content(
    *, meeting: Json, picture: Json, made: Json, address: str, chart_style: str, sections: Sequence[Json], known: Known,
    versions: Mapping[str, str],
) -> Json:  # fmt: skip
    """Put a pack together. `made` says when and by whom, and of a frozen one its number and what it corrects."""
    return {
        "form": FORM, "templates": dict(TEMPLATES), "versions": dict(versions), "meeting": meeting, "picture": picture, "made": made,
        "address": address, "chart_style": chart_style, "sections": list(sections), "figures": known.entries,
    }  # fmt: skip


def canonical(pack: Json) -> str:
    """Write a pack as the one JSON text that it has: keys in order, no spaces, UTF-8 letters as they are."""
    return json.dumps(pack, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a pack's JSON."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> Json:
    """Read a pack's JSON. Raises `PackError` for what is none, or of a form that this version does not know."""
    try:
        pack = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PackError(f"This is not the content of a pack: {str(error)[:200]}.") from error
    if not isinstance(pack, dict) or pack.get("form") != FORM:
        found = pack.get("form") if isinstance(pack, dict) else None
        raise PackError(
            f"This is not the content of a pack of the form {FORM}{f', but of {found}' if found else ''}. A later version of Collegiate may read it."
        )
    return pack


def frozen(pack: Json) -> bool:
    """Whether a pack was frozen."""
    return bool(pack["made"].get("number"))


def tables(pack: Json) -> list[tuple[str, Json]]:
    """Return every table of a pack with the title of its section, those of drawings too, in order."""
    return [
        (part["title"], block)
        for part in pack["sections"]
        for block in _each([*part["blocks"], *part.get("at_the_end", ())])
        if block["kind"] in ("grid", "chart") and block["columns"]
    ]


def _each(blocks: Sequence[Json]) -> Iterator[Json]:
    """Yield blocks and those within them."""
    for block in blocks:
        inner = {"beside": "charts", "together": "blocks"}.get(block["kind"])
        yield from _each(block[inner]) if inner else (block,)


def _cell(said: Said) -> Json:
    return (said if isinstance(said, Cell) else Cell(str(said))).as_json()
