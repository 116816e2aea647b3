"""Tables to take away, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: object) -> str:
    """Write a cell so that no spreadsheet takes it for a formula: an apostrophe goes before =, + , - and @.

    A number may begin with a minus: it cannot be a formula.
    """
    if cell is None:
        return ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(cell)
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a CSV file, UTF-8 with the mark by which Excel knows it."""
    text = "".join(_lines(columns, rows))
    return HttpResponse(text, content_type=_CSV, headers=_named(name))


def as_long_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Return a CSV file that is written while it is sent: of any length, in little memory."""
    return StreamingHttpResponse(_lines(columns, rows), content_type=_CSV, headers=_named(name))


_CSV = "text/csv; charset=utf-8"
_TOGETHER = 1_000


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the file's text, a thousand rows at a time."""
    given: Iterator[Sequence[object]] = itertools.chain([columns], rows)
    mark = "\ufeff"
    while some := list(itertools.islice(given, _TOGETHER)):
        out = io.StringIO()
        csv.writer(out).writerows([safe(c) for c in row] for row in some)
        yield mark + out.getvalue()
        mark = ""
