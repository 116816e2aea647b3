"""The files that the picture was made from. Their rows are not handed out here, and none about people anywhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from collegiate.tables import Receipt as ReceiptTable
from collegiate.web.api.answers import Answer
from collegiate.web.api.asked import Cursor, FileId, Limit, Snapshot, reader_asked
from collegiate.web.api.cursors import place_asked
from collegiate.web.api.operation import reads
from collegiate.web.api.rows import answer_of, list_of, page, told_of
from collegiate.web.api.ways_in import PUBLIC
from collegiate.web.reading import told_to_anybody

Receipt = answer_of(ReceiptTable, "Receipt", without=("question", "columns_unused"))
Receipts = list_of(Receipt, "Receipts")


@reads("sources", PUBLIC, "api-sources", tag="Sources", answers=Receipts)
def sources(request: HttpRequest, cursor: Cursor = None, limit: Limit = 100, snapshot: Snapshot = None) -> Answer:
    """List the files with their counts: rows in are rows kept and rows refused."""
    place = place_asked(request, cursor, limit, snapshot)
    found = [told_to_anybody(r) for r in reader_asked(request, place.snapshot).receipts()]
    return page(Receipts, place, len(found), place.of(found))


@reads("sources/{file_id}", PUBLIC, "api-source", tag="Sources", answers=Receipt)
def source(request: HttpRequest, file_id: FileId, snapshot: Snapshot = None) -> Answer:
    """Tell the receipt of one file."""
    found = next(iter(reader_asked(request, snapshot).receipts([file_id])), None)
    if found is None:
        raise Http404(f"There is no file with the number {file_id} in this picture.")
    return Receipt.model_validate(told_of(Receipt, told_to_anybody(found)))
