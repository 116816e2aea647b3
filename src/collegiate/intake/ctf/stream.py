"""XML read as it streams: element by element, with nothing fetched, nothing expanded, and nothing kept that is done with."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from collegiate.intake.frame import FileError

MOST_BYTES = 128 << 20
"""An XML file of more bytes than this is not read: the largest that a school sends holds a few thousand children."""

MOST_ELEMENTS = 20_000
"""A child, or a header, of more elements than this is no child and no header."""

MOST_BETWEEN = 2 << 20
"""A child of more bytes than this is none, and a file that goes on so long without one is not read to its end."""

_HEAD = _CHUNK = 1 << 16
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", re.I)
_COMMENT = re.compile(rb"<!--.*?(-->|\Z)", re.S)
_BIG_LINE = 65535
_AGAIN = "Ask the sender for the file again."


@dataclass(frozen=True, slots=True)
class Broke:
    """The line at which the XML stops being XML, and what the parser says of it."""

    line: int
    words: str


def root_of(data: bytes) -> str:
    """Return the name of the root element without its namespace, read from the first bytes alone; empty when there is none."""
    head = _head(data)
    if not head.startswith(b"<"):
        return ""
    found = _ROOT.search(_COMMENT.sub(b"", head))
    return found[1].decode("ascii", "replace") if found else ""


def is_xml(head: bytes) -> bool:
    """Whether a file that begins so is XML or the like."""
    return _head(head).startswith(b"<")


def declares_xml(data: bytes) -> bool:
    """Whether the bytes begin with an XML declaration."""
    return _head(data).startswith(b"<?xml")


def _head(data: bytes) -> bytes:
    return data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\t\r\n ")


def guard(data: bytes) -> None:
    """Refuse, unread, a file that is too big, or that declares a document type: a harmless one does neither."""
    if len(data) > MOST_BYTES:
        raise too_big(len(data))
    if b"<!DOCTYPE" in _head(data) or b"<!ENTITY" in _head(data):
        raise FileError(
            "The XML declares a document type. A transfer file has none: by it a file can make its reader fetch other "
            "files or swell beyond measure, so that nothing of it was read.",
            "Do not trust this file. " + _AGAIN,
        )


def too_big(size: int) -> FileError:
    """Say that an XML file is too big to be read."""
    return FileError(
        f"The XML file has {size:,} bytes; no transfer file is larger than {MOST_BYTES:,}, and it was not read.",
        "Ask the sender for several smaller files, of some children each.",
    )


def encoding_of(data: bytes) -> tuple[str, str]:
    """Return the encoding, and the one to read by where the file is not in the encoding that it declares (else empty)."""
    declared = _DECLARED.search(_head(data)[:400])
    named = declared[1].decode("ascii").lower() if declared else "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", ""
    if named.replace("-", "") != "utf8":
        return named, ""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), 1 << 20):
            decoder.decode(data[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252", "cp1252"
    return ("utf-8 with BOM" if data.startswith(codecs.BOM_UTF8) else "utf-8"), ""


def elements(data: bytes, wanted: frozenset[str]) -> Iterator[tuple[str, Any, int] | Broke]:
    """Yield each wanted element when it is whole, with its local name and its line; last, where the XML breaks off.

    An element is emptied once the next is asked for. One with more than MOST_ELEMENTS within it comes empty, as None. Where
    more than MOST_BETWEEN bytes pass without a wanted element coming to its end, the reading stops: it would only grow.
    """
    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in wanted],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding=encoding_of(data)[1] or None,
    )
    last, line = 0, 1
    for start in range(0, len(data), _CHUNK):
        error = _fed(parser, data[start : start + _CHUNK], last=start + _CHUNK >= len(data))
        for _, element in parser.read_events():
            last, line = start, line_of(element)
            count = sum(1 for _ in islice(element.iter(), MOST_ELEMENTS + 1))
            yield local(element), element if count <= MOST_ELEMENTS else None, line
            _drop(element)
        if error is not None:
            yield Broke(error.lineno or line, _plain(error.msg or str(error)))
            return
        if start - last > MOST_BETWEEN:
            yield Broke(
                line, f"for more than {MOST_BETWEEN:,} bytes after the child on this line no other comes to its end"
            )
            return


def _fed(parser: Any, chunk: bytes, *, last: bool) -> etree.XMLSyntaxError | None:
    """Give the parser a piece; return what is wrong with it. What was whole before stays to be read."""
    try:
        parser.feed(chunk)
        if last:
            parser.close()
    except etree.XMLSyntaxError as error:
        return error
    return None


def _drop(element: Any) -> None:
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        parent.remove(element.getprevious())


def line_of(element: Any) -> int:
    """Return the element's line. Beyond 65,535 libxml2 counts by the text within, which may begin some lines above."""
    line = element.sourceline or 1
    return line - (element.text or "").count("\n") if line > _BIG_LINE else line


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _plain(words: str) -> str:
    """Keep the parser's words, without what it quotes of the file: that may be about a child."""
    return re.sub(r"[\"'<].*$", "", words.split(", line", maxsplit=1)[0]).strip(" :,") or "it is not well formed"
