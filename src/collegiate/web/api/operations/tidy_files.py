"""Tidy files that spreadsheets and statistics programs read: data and meta, as Explore Education Statistics takes them."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path

from collegiate.ees import Pair, zipped
from collegiate.web.api import tidy
from collegiate.web.api.answers import as_file
from collegiate.web.api.asked import Snapshot, Uid, Urn, reader_asked
from collegiate.web.api.operation import reads
from collegiate.web.api.operations.counts import disclosed_alone
from collegiate.web.api.operations.register import required_school, required_trust
from collegiate.web.api.ways_in import OF_COUNTS, PUBLIC

CSV, ZIP = "text/csv", "application/zip"
_TrustFile = Annotated[
    Literal["schools.csv", "schools.meta.csv", "trust.csv", "trust.meta.csv"],
    Path(description="the data file or the meta file, of the academies or of the trust as a whole"),
]
_File = Annotated[Literal["figures.csv", "figures.meta.csv"], Path(description="the data file or the meta file")]
_CountsFile = Annotated[Literal["counts.csv", "counts.meta.csv"], Path(description="the data file or the meta file")]
_Table = Annotated[Literal["attendance", "moving"], Path(description="what is counted: the tables that are by year")]


@reads("trusts/{uid}/ees.zip", PUBLIC, "api-trust-ees", tag="Tidy files", file=ZIP)
def trust_zip(request: HttpRequest, uid: Uid, snapshot: Snapshot = None) -> HttpResponse:
    """Hand out a trust's figures as tidy files: its academies' and its own, each with its meta file."""
    reader = reader_asked(request, snapshot)
    required_trust(reader, uid)
    pairs = [p for p in (tidy.trust_pair_or_none(reader, uid, of) for of in ("schools", "trust")) if p]
    return as_file(zipped(_some(pairs)), f"figures_of_trust_{uid}.zip", ZIP)


@reads("trusts/{uid}/ees/{file}", PUBLIC, "api-trust-ees-file", tag="Tidy files", file=CSV)
def trust_file(request: HttpRequest, uid: Uid, file: _TrustFile, snapshot: Snapshot = None) -> HttpResponse:
    """Hand out one of a trust's tidy files.

    In the data file a row is a school (or the trust) and an academic year, a column is a measure. A cell without a number has a symbol:
    z not applicable, x not available, c suppressed, low rounds to zero, u unreliable.
    """
    reader = reader_asked(request, snapshot)
    required_trust(reader, uid)
    pair = tidy.trust_pair_or_none(reader, uid, file.partition(".")[0])
    return _csv(_some([pair] if pair else [])[0], file)


@reads("schools/{urn}/ees.zip", PUBLIC, "api-school-ees", tag="Tidy files", file=ZIP)
def school_zip(request: HttpRequest, urn: Urn, snapshot: Snapshot = None) -> HttpResponse:
    """Hand out a school's figures as tidy files, with those from before a conversion."""
    reader = reader_asked(request, snapshot)
    required_school(reader, urn)
    pair = tidy.school_pair_or_none(reader, urn)
    return as_file(zipped(_some([pair] if pair else [])), f"figures_of_school_{urn}.zip", ZIP)


@reads("schools/{urn}/ees/{file}", PUBLIC, "api-school-ees-file", tag="Tidy files", file=CSV)
def school_file(request: HttpRequest, urn: Urn, file: _File, snapshot: Snapshot = None) -> HttpResponse:
    """Hand out one of a school's tidy files."""
    reader = reader_asked(request, snapshot)
    required_school(reader, urn)
    pair = tidy.school_pair_or_none(reader, urn)
    return _csv(_some([pair] if pair else [])[0], file)


@reads("counts/{table}/ees/{file}", OF_COUNTS, "api-counts-ees-file", tag="Tidy files", file=CSV)
def counts_file(request: HttpRequest, table: _Table, file: _CountsFile) -> HttpResponse:
    """Hand out counts of children by year as tidy files. They are disclosed for everybody: files travel."""
    reader = reader_asked(request, None)
    pair = tidy.counts_pair_or_none(reader, table, disclosed_alone(request, table))
    return _csv(_some([pair] if pair else [])[0], file)


def _some(pairs: list[Pair]) -> list[Pair]:
    """Return the pairs. Raises Http404 where there is nothing to hand out."""
    if not pairs:
        raise Http404("There is no figure to put into a file.")
    return pairs


def _csv(pair: Pair, file: str) -> HttpResponse:
    meta = file.endswith(".meta.csv")
    return as_file(pair.meta_csv() if meta else pair.data_csv(), pair.meta_file if meta else pair.file, CSV)
