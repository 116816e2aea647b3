"""The tables and charts of a page, read from what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
from lxml.etree import tostring

_HIDDEN = re.compile(r"(^|\s)(vh|govuk-visually-hidden)(\s|$)")
_KEY = re.compile(r"/children/child/([0-9A-Za-z]{10})/")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as words: its number on the page from 1, what it is called, its rows of cells with the heads first, and the children linked in it."""

    number: int
    called: str
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as markup: its number on the page from 1, the sentence that it says, its width and height in pixels."""

    number: int
    called: str
    markup: str


@dataclass(frozen=True, slots=True)
class Page:
    """What of a page can be taken away, with its title and the sentence under it."""

    title: str
    sentence: str
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...]


def read(html: str) -> Page:
    """Read a page of ours."""
    root = lxml.html.document_fromstring(html)
    (main,) = root.xpath("//main") or [root]
    title = _words(next(iter(main.xpath(".//h1")), None))
    sentence = _words(next(iter(main.xpath(".//p[contains(@class,'lead') or contains(@class,'govuk-body-l')]")), None))
    tables = tuple(_table(n, t) for n, t in enumerate(main.xpath(".//table"), start=1))
    drawn = main.xpath(".//*[local-name()='svg'][@role='img'][not(ancestor::table)]")
    charts = tuple(Chart(n, c.get("aria-label") or title, _markup(c)) for n, c in enumerate(drawn, start=1))
    return Page(title, sentence, tables, charts)


def _table(number: int, table: lxml.html.HtmlElement) -> Table:
    called = _words(next(iter(table.xpath("./caption")), None)) or _heading_before(table) or f"Table {number}"
    rows = tuple(tuple(_cells(row)) for row in table.xpath(".//tr"))
    keys = dict.fromkeys(k for link in table.xpath(".//a/@href") for k in _KEY.findall(link))
    return Table(number, called, rows, tuple(keys))


def _cells(row: lxml.html.HtmlElement) -> Iterator[str]:
    for cell in row.xpath("./th|./td"):
        yield _words(cell)
        yield from [""] * (int(cell.get("colspan") or 1) - 1)


def _heading_before(element: lxml.html.HtmlElement) -> str:
    return _words(next(iter(element.xpath("preceding::*[self::h2 or self::h3][1]")), None))


def _words(element: lxml.html.HtmlElement | None) -> str:
    """Return what a reader sees of an element: no drawing, nothing that is written for screen readers alone; captions are always told."""
    if element is None:
        return ""
    return " ".join(" ".join(_seen(element, whole=element.tag == "caption")).split())


def _seen(element: lxml.html.HtmlElement, *, whole: bool) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        hidden = not isinstance(child.tag, str) or child.tag == "svg" or _HIDDEN.search(child.get("class") or "")
        if whole or not hidden:
            yield from _seen(child, whole=whole)
        yield child.tail or ""


def _markup(chart: lxml.html.HtmlElement) -> str:
    """Return a chart as a document of its own: the parser of pages writes viewBox small, which drawings do not know."""
    text: str = tostring(chart, encoding="unicode", with_tail=False, method="xml")
    text = text.replace(" viewbox=", " viewBox=")
    return text if " xmlns=" in text[:200] else text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
