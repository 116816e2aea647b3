"""From bytes to text: which encoding, which lines are in another one, and what is not text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8 with BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database (SQLite)"),
)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as UTF-8 bytes, with the encoding it came in, and the lines (from 1) that could not be read as text."""

    utf8: bytes
    encoding: str
    notes: tuple[str, ...] = ()
    unreadable: frozenset[int] = frozenset()


def not_text(data: bytes) -> str:
    """Say what the bytes are when they are plainly not text; empty when they may be."""
    for signature, words in _SIGNATURES:
        if data.startswith(signature):
            return words
    head = data[:8192]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ""
    if len(head) > 1 and head.count(0) > len(head) // 5:
        return "binary, or UTF-16 text without its byte-order mark"
    return "binary" if len(_CONTROL.findall(head)) > max(4, len(head) // 20) else ""


def decode(data: bytes) -> Decoded:
    """Decode by byte-order mark, else as UTF-8, else as Windows-1252; line by line where a file mixes the two."""
    for mark, codec, words in _BOMS:
        if data.startswith(mark):
            return _with_mark(data, mark, codec, words)
    return _without_mark(data, "utf-8")


def _with_mark(data: bytes, mark: bytes, codec: str, words: str) -> Decoded:
    if codec == "utf-8-sig":
        return _without_mark(data[len(mark) :], words)
    try:
        return Decoded(data.decode(codec).encode(), words)
    except UnicodeError:
        text = data.decode(codec, "replace")
        lines = _lines_with_replacement(text)
        return Decoded(text.encode("utf-8", "replace"), words, (), lines)


def _lines_with_replacement(text: str) -> frozenset[int]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return frozenset(n for n, line in enumerate(lines, 1) if "\ufffd" in line)


def _without_mark(data: bytes, words: str) -> Decoded:
    try:
        data.decode("utf-8")
        return Decoded(data, words)
    except UnicodeDecodeError:
        return _by_line(data, words)


def _by_line(data: bytes, words: str) -> Decoded:
    """Decode a file that is not all UTF-8. Bytes that neither encoding knows mark their line as unreadable."""
    lines = re.split(rb"(\r\n|\n|\r)", data)
    texts, foreign, unreadable, multibyte = [], [], set(), False
    for place in range(0, len(lines), 2):
        text, known = _decode_line(lines[place])
        multibyte = multibyte or (known == "utf-8" and bool(_MULTIBYTE.search(lines[place])))
        if known != "utf-8":
            foreign.append(place // 2 + 1)
        if known == "":
            unreadable.add(place // 2 + 1)
        texts.append(text + lines[place + 1].decode() if place + 1 < len(lines) else text)
    mixed = multibyte or words != "utf-8"
    return Decoded("".join(texts).encode(), *_named(words, foreign, mixed=mixed), frozenset(unreadable))


def _named(words: str, foreign: list[int], *, mixed: bool) -> tuple[str, tuple[str, ...]]:
    if not mixed:
        return "cp1252", ()
    some = ", ".join(map(str, foreign[:5])) + (" …" if len(foreign) > 5 else "")
    return f"{words} and cp1252", (
        f"{len(foreign)} line(s) are in Windows-1252 in a UTF-8 file and were read so: {some}",
    )


def _decode_line(line: bytes) -> tuple[str, str]:
    try:
        return line.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace"), ""
