"""The files that the picture was made from: what was kept, what was refused and why, and any row as it stood."""

from __future__ import annotations

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.store import Reader
from collegiate.web.asked import Pages
from collegiate.web.downloads import as_csv
from collegiate.web.originals import RowError, source_row
from collegiate.web.reading import Row, reader_of, told_to_anybody

REFUSED_A_PAGE = 100
CHECKS_A_PAGE = 100
_ORDER = {"waiting": 0, "refused": 1, "unrecognised": 2, "partly": 3, "kept": 4}
STATUS = {
    "kept": "kept whole",
    "partly": "kept in part",
    "refused": "refused",
    "unrecognised": "not recognised",
    "waiting": "waiting for an answer",
}


def index(request: HttpRequest) -> HttpResponse:
    """Show every file with its counts: rows in = kept + refused."""
    receipts = sorted(
        map(told_to_anybody, reader_of(request).receipts()),
        key=lambda r: (_ORDER.get(r["status"], 9), r["title"] or "", r["file"]),
    )
    counts = Counter(r["status"] for r in receipts)
    return render(request, "sources.html", {
        "section": "sources", "files": [(r, STATUS.get(r["status"], r["status"])) for r in receipts],
        "counts": [(counts[s], words, s != "kept") for s, words in STATUS.items() if counts[s]],
        "rows_in": sum(r["rows_in"] for r in receipts), "kept": sum(r["rows_kept"] for r in receipts), "refused": sum(r["rows_refused"] for r in receipts),
        "questions": [r for r in receipts if r["question"]],
    })  # fmt: skip


def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """Show one file's receipt and what was refused of it."""
    reader = reader_of(request)
    receipt = _required(reader, file_id)
    pages = Pages.of(request, reader.count("refused_row", file_id=file_id), REFUSED_A_PAGE)
    return render(request, "source.html", {
        "section": "sources", "receipt": receipt, "status": STATUS.get(receipt["status"], receipt["status"]), "pages": pages,
        "refused": reader.refused(file_id, limit=pages.size, offset=pages.offset),
        "unused": [u.strip() for u in (receipt["columns_unused"] or "").split("|") if u.strip()],
    })  # fmt: skip


def refused_download(request: HttpRequest, file_id: int) -> HttpResponse:
    """Hand out what was refused of a file, with the rows as they stood, so that they can be mended and sent again."""
    reader = reader_of(request)
    _required(reader, file_id)
    columns = ("line", "column_name", "value", "reason", "remedy", "whole_row", "row_text")
    return as_csv(f"refused-{file_id}.csv", columns, ([r[c] for c in columns] for r in reader.refused(file_id)))


def row(request: HttpRequest, file_id: int, line: int) -> HttpResponse:
    """Show one row of a kept original, as it stood in the file."""
    reader = reader_of(request)
    receipt = _required(reader, file_id)
    try:
        headers, cells = source_row(reader, file_id, line)
    except RowError as error:
        raise Http404(f"Line {line} of {receipt['file']} cannot be shown: {error.args[0]}.") from error
    width = max(len(headers), len(cells))
    pairs = zip([*headers, *[""] * (width - len(headers))], [*cells, *[""] * (width - len(cells))], strict=True)
    return render(request, "row.html", {"section": "sources", "receipt": receipt, "line": line, "cells": list(pairs)})


def checks(request: HttpRequest) -> HttpResponse:
    """Show what the checks over the whole store found."""
    reader = reader_of(request)
    by_check = sorted(
        (n, check, severity) for (check, severity), n in reader.tally("check_result", "check", "severity").items()
    )
    pages = Pages.of(request, sum(n for n, *_ in by_check), CHECKS_A_PAGE)
    found = reader.checks(limit=pages.size, offset=pages.offset)
    names = {s["urn"]: s["school_name"] for s in reader.schools(sorted({r["urn"] for r in found if r["urn"]}))}
    return render(request, "checks.html", {
        "section": "sources", "by_check": list(reversed(by_check)), "pages": pages,
        "found": [(r, names.get(r["urn"], "")) for r in found],
    })  # fmt: skip


def _required(reader: Reader, file_id: int) -> Row:
    receipt = next(iter(reader.receipts([file_id])), None)
    if receipt is None:
        raise Http404(f"There is no file with the number {file_id} in this picture.")
    return told_to_anybody(receipt)
