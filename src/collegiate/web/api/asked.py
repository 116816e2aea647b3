"""What an operation may be asked, each question once: its kind, its bounds, its words."""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Path, Query
from pydantic import BeforeValidator

from collegiate.store import NoSnapshotError, Reader, Store

LARGEST_PAGE = 1000
SNAPSHOT = r"^[0-9]{8}T[0-9]{9}-[0-9a-f]{4}$"
MEASURE = r"^[a-z][a-z0-9_]{0,59}$"


def _digits(value: Any) -> Any:
    """A number is written in digits alone: no spaces, no fraction, no other script."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("Write it in digits alone")
    return value


_Digits = BeforeValidator(_digits)

Urn = Annotated[int, _Digits, Path(ge=100000, le=999999, description="Unique Reference Number of a school, six digits")]
Uid = Annotated[int, _Digits, Path(ge=1, le=999_999_999, description="GIAS Group UID of a trust")]
FileId = Annotated[int, _Digits, Path(ge=1, le=999_999_999, description="number of a file of this picture")]
PathPeriod = Annotated[int, _Digits, Path(ge=1990, le=2100, description="the year in which the academic year ends: 2019 is 2018/19")]  # fmt: skip
PathMeasure = Annotated[str, Path(pattern=MEASURE, description="id of a measure")]

Snapshot = Annotated[str | None, Query(pattern=SNAPSHOT, description="id of an earlier picture that is still kept; without it, the present one")]  # fmt: skip
Cursor = Annotated[str | None, Query(min_length=1, max_length=400, description="the `next` of the page before")]
Limit = Annotated[int, _Digits, Query(100, ge=1, le=LARGEST_PAGE, description="rows of a page")]
Trust = Annotated[int | None, _Digits, Query(None, ge=1, le=999_999_999, description="GIAS Group UID of a trust: its academies of today")]  # fmt: skip
School = Annotated[
    int | None, _Digits, Query(None, ge=100000, le=999999, description="Unique Reference Number of a school")
]
Period = Annotated[int | None, _Digits, Query(None, ge=1990, le=2100, description="the year in which the academic year ends: 2019 is 2018/19")]  # fmt: skip
Measure = Annotated[str | None, Query(pattern=MEASURE, description="id of a measure")]


def reader_asked(request: HttpRequest, snapshot: str | None) -> Reader:
    """Return the request's reader, of the asked picture. Raises Http404 for one that is not kept, `NoSnapshotError` before the first."""
    store = Store(settings.COLLEGIATE_STORE)
    if snapshot is None:
        reader = store.reader()
    else:
        try:
            reader = store.reader_at(snapshot)
        except NoSnapshotError as error:
            kept = ", ".join(store.layout.snapshots()) or "none"
            raise Http404(f"The picture {snapshot} is not kept. Kept: {kept}.") from error
    request._collegiate_reader = reader  # type: ignore[attr-defined]  # what the request's pages and scopes read
    return reader
