"""Whether a pack is what was frozen: its content whole, its bytes those that the content makes, its figures those of its picture.

No database is needed for the first two; the third takes the store whose picture the pack names.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collegiate.improve.series import points
from collegiate.packs.pack import Json, PackError, canonical, fingerprint, frozen, read
from collegiate.packs.setting import as_pdf, as_xlsx, tools
from collegiate.store import Reader, ScopedReader

if TYPE_CHECKING:
    from pypdf import PdfReader

_ATTACHED = "pack.json"
_SHOWN = 90


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was looked at, in words; `right` None where it could not be looked at."""

    words: str
    right: bool | None = True


def content_of(data: bytes) -> str:
    """Return the content of a pack from its PDF or its JSON. Raises `PackError` for a file that is neither."""
    if not data.startswith(b"%PDF"):
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise PackError(
                "This is neither the PDF nor the JSON of a pack. Give the PDF that Collegiate made."
            ) from None
        read(text)
        return text
    from pypdf.errors import PyPdfError

    try:
        found = _opened(data).attachments.get(_ATTACHED)
        text = bytes(found[0]).decode() if found else ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise PackError(f"The PDF cannot be read ({type(error).__name__}): it is damaged, or was changed.") from error
    if not text:
        raise PackError(
            "This PDF carries no content of a pack: Collegiate did not make it, or the attachment was taken out."
        )
    read(text)
    return text


def _opened(data: bytes) -> PdfReader:
    """Open a PDF. What pypdf thinks of a damaged one is not printed: what is wrong is said in the findings."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return PdfReader(io.BytesIO(data))


def of_itself(data: bytes, *, beside: bytes | None = None) -> list[Finding]:
    """Look at a pack without a store: is its content whole, and do its bytes come out of it again? `beside` is its workbook.

    Raises `PackError` for a file that is no pack.
    """
    text = content_of(data)
    try:
        return _of_itself(data, text, beside)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        raise PackError(
            f"This calls itself a pack, and is not made as one ({type(error).__name__}): it is damaged, or was changed."
        ) from error


def _of_itself(data: bytes, text: str, beside: bytes | None) -> list[Finding]:
    pack = read(text)
    whole = canonical(pack) == text
    found = [
        Finding(f"The content is whole; its fingerprint is {fingerprint(text)}.")
        if whole else Finding("The content is not written as Collegiate writes it: it was changed by other means.", False),
        _said(pack),
    ]  # fmt: skip
    others = [
        f"{n} {v} here, {pack['versions'].get(n)} then" for n, v in tools().items() if pack["versions"].get(n) != v
    ]
    if data.startswith(b"%PDF"):
        found += _same("PDF", data, as_pdf(text), others)
    if beside is not None:
        found += _same("workbook", beside, as_xlsx(text), others)
    return found


def with_store(text: str, reader: Reader | None, people: ScopedReader | None, journal: Sequence[Json]) -> list[Finding]:
    """Look at a pack beside its store: is its freezing in the journal, is its picture kept, do its figures agree with it?

    reader: of the pack's own picture, None where it is no longer kept; journal: the acts of freezing that the store has written down.
    """
    try:
        return _beside_store(text, reader, people, journal)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise PackError(
            f"What this says of its figures cannot be looked up ({type(error).__name__}): it is damaged, or was changed."
        ) from error


def _beside_store(
    text: str, reader: Reader | None, people: ScopedReader | None, journal: Sequence[Json]
) -> list[Finding]:
    pack, sha256 = read(text), fingerprint(text)
    found: list[Finding] = []
    if frozen(pack):
        line = next((e for e in journal if e.get("sha256") == sha256), None)
        found.append(
            Finding(f"The store's journal says that {line['who']} froze it, with this fingerprint.")
            if line else Finding("The store's journal knows no pack with this fingerprint: it was not frozen here, or was changed since.", False)
        )  # fmt: skip
    if reader is None:
        return [*found, Finding(f"The picture {pack['picture']['id']} is no longer kept: its figures cannot be looked up again.", None)]  # fmt: skip
    every = [f for f in pack["figures"] if f.get("source")]
    asked = [f for f in every if people is not None or not _of_children(f)]
    unread = len(every) - len(asked)
    if unread:
        found.append(Finding(f"{unread} of its figures are of the trust's own children, whose counts cannot be read here: they were not looked up.", None))  # fmt: skip
    wrong = [w for f in asked if (w := _disagrees(f, reader, people))]
    if wrong:
        return [*found, *(Finding(w, False) for w in wrong)]
    which = f"the other {len(asked)}" if unread else f"all {len(asked)}"
    return [*found, Finding(f"What is kept of the picture {pack['picture']['id']} agrees with {which} figures that come from it.")]  # fmt: skip


def _said(pack: Json) -> Finding:
    meeting, made = pack["meeting"], pack["made"]
    called = f"{meeting['reference']}, {meeting['title']} of {meeting['trust']}, {meeting['day_words']}"
    state = f"frozen pack {made['number']} by {made['by']}" if frozen(pack) else "not frozen"
    return Finding(f"It says of itself: {called}; {state}; picture {pack['picture']['id']}.")


def _same(called: str, had: bytes, made: bytes, others: list[str]) -> list[Finding]:
    if had == made:
        return [Finding(f"The {called} was made again from its content: the same {len(had):,} bytes.")]
    at = next((n for n, (a, b) in enumerate(zip(had, made, strict=False)) if a != b), min(len(had), len(made)))
    why = f" It was made with other tools ({'; '.join(others)}), which may be why." if others else ""
    where = _pages(had, made) if called == "PDF" else _cells(had, made)
    return [
        Finding(f"The {called} is not what its content makes: {len(had):,} bytes, made again {len(made):,}; the first that differs is byte {at + 1:,}.{why}", False),
        *(Finding(w, False) for w in where),
    ]  # fmt: skip


def _pages(had: bytes, made: bytes) -> list[str]:
    try:
        texts = [[p.extract_text() for p in _opened(d).pages] for d in (had, made)]
    except Exception:  # whatever a changed file does to a reader of PDF
        return ["What stands on its pages can no longer be read."]
    if len(texts[0]) != len(texts[1]):
        return [f"It has {len(texts[0])} pages, and should have {len(texts[1])}."]
    found = [f"Page {n}: {_differs(a, b)}" for n, (a, b) in enumerate(zip(*texts, strict=True), start=1) if a != b]
    return found or ["The words on its pages are the same: what differs cannot be read as words."]


def _cells(had: bytes, made: bytes) -> list[str]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        books = [CalamineWorkbook.from_filelike(io.BytesIO(d)) for d in (had, made)]
        sheets = [{n: b.get_sheet_by_name(n).to_python() for n in b.sheet_names} for b in books]
    except (CalamineError, OSError, ValueError):
        return ["The workbook can no longer be read."]
    return [
        f"Sheet '{name}': {_differs(_text(sheets[0].get(name)), _text(rows))}"
        for name, rows in sheets[1].items() if sheets[0].get(name) != rows
    ]  # fmt: skip


def _text(rows: Any) -> str:
    return "\n".join("\t".join(map(str, row)) for row in rows or ())


def _differs(had: str, made: str) -> str:
    lines = [(a, b) for a, b in zip(had.splitlines(), made.splitlines(), strict=False) if a != b]
    if not lines:
        return "something is missing or was added at its end."
    a, b = lines[0]
    return f"it says '{a[:_SHOWN]}', its content says '{b[:_SHOWN]}'."


def _of_children(figure: Json) -> bool:
    """Whether a figure is of the trust's own children, so that it takes a reader of counts."""
    return str(figure["source"].get("series", "")).startswith("own.")


def _disagrees(figure: Json, reader: Reader, people: ScopedReader | None) -> str:
    """Return in words how a figure of a pack disagrees with the picture; empty where it agrees."""
    source = figure["source"]
    if source["kind"] == "figure":
        where = {"urns": [source["urn"]]} if source.get("urn") else {"trust": source["trust"]}
        rows = reader.figures(**where, measure=source["measure"], period=source["period"], shown=True)
        values = [r["value"] for r in rows]
    else:
        found = [p for p in points(source["series"], [source["urn"]], reader, people) if p.last.isoformat() == source["last"]]  # fmt: skip
        values = [p.value for p in found]
    if source["value"] in values:
        return ""
    there = ", ".join(map(str, values)) or "nothing"
    return f"{figure['label']}: the pack has {source['value']}, the picture {there}."
