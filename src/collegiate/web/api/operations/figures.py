"""Figures: numbers that can answer the five questions, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from collegiate.measures.figure import Figure as Told
from collegiate.store import Reader
from collegiate.web.api.answers import Answer
from collegiate.web.api.asked import (
    Cursor,
    Limit,
    Measure,
    PathMeasure,
    PathPeriod,
    Period,
    Snapshot,
    Uid,
    Urn,
    reader_asked,
)
from collegiate.web.api.cursors import Place, place_asked
from collegiate.web.api.operation import reads
from collegiate.web.api.operations.register import required_school, required_trust
from collegiate.web.api.rows import list_of, page
from collegiate.web.api.ways_in import PUBLIC
from collegiate.web.reading import Measures, figures_of


class Provenance(Answer):
    """A row that the figure was made from."""

    file_id: int = Field(description="number of the file: /api/v1/sources/{file_id} is its receipt")
    file: str = Field(description="its name")
    sha256: str = Field(description="hash of the bytes that are kept")
    line: int = Field(description="line of the file")


class Similar(Answer):
    """What similar schools had."""

    k: int = Field(description="similar schools that have this figure")
    lower_quartile: float | None = Field(description="their lower quartile")
    median: float | None = Field(description="their median")
    upper_quartile: float | None = Field(description="their upper quartile")
    percentile: float | None = Field(description="share of them that this figure is better than (%)")
    verdict: str = Field(
        description="better, worse, cannot be told apart; higher, lower where neither is better; empty when not compared"
    )
    set: str = Field(description="id of the frozen set")


class Rank(Answer):
    """The place among itself and its similar schools, as far as it can be known."""

    place: int = Field(description="by value, 1 the best")
    low: int | None = Field(description="the best place that it may truly have (95 %)")
    high: int | None = Field(description="the worst place that it may truly have (95 %)")
    of: int | None = Field(description="schools that the place is among, itself counted")


class Figure(Answer):
    """One measure of one school or trust, in one year and release, with everything that it can be asked."""

    measure: str = Field(description="id of the measure")
    urn: int | None = Field(description="the school under whose URN it was published; null for a trust")
    trust: int | None = Field(description="the trust; null for a school")
    academies: list[int] = Field(description="for a trust: the schools that were pooled")
    period: int = Field(description="the year in which the academic year ends")
    year: str = Field(description="the academic year, such as 2018/19")
    release: str = Field(description="provisional, revised, final; empty where there is no difference")
    shown: bool = Field(description="whether this release is the one that is shown")
    value: float | None = Field(description="the figure; null where there is none: `symbol` and `reason` say why")
    low: float | None = Field(description="lower end of the 95 % interval")
    high: float | None = Field(description="upper end of the 95 % interval")
    interval: str = Field(description="where the interval is from, or why there is none")
    n: int | None = Field(description="children in it")
    n_from: str = Field(description="where n is from, when not from the same row")
    unit: str = Field(description="unit")
    symbol: str | None = Field(description="why there is no value: z not applicable, x not available, c suppressed, low rounds to zero, u unreliable")  # fmt: skip
    code: str = Field(description="the publisher's own code")
    reason: str = Field(description="why there is no value, in words")
    partial: bool = Field(description="for a trust: parts of the whole were missing")
    era: str = Field(description="era of the measure; figures of two eras are not to be compared")
    england: float | None = Field(description="England")
    england_how: str = Field(description="published, or pooled from the schools in the store")
    local_authority: float | None = Field(description="the school's local authority")
    local_authority_how: str = Field(description="published, or pooled from the schools in the store")
    similar: Similar | None = Field(description="what similar schools had; null when not compared")
    p_top_quarter: float | None = Field(description="chance that the true value is in the top quarter of itself and its similar schools, 0 to 1")  # fmt: skip
    rank: Rank | None = Field(description="its place; null where it has none")
    indistinguishable: int | None = Field(
        description="of the schools ranked, the others from which it cannot be told apart"
    )
    children_to_target: int | None = Field(
        description="for a share: how many more children would have made that chance even"
    )
    points_to_target: float | None = Field(description="for a mean: how many points more, over all children, would have made it even")  # fmt: skip
    note: str = Field(description="what a reader must be told")
    rule_version: str = Field(description="version of the measure's definition")
    receipts: list[Provenance] = Field(description="the rows that it was made from")


Figures = list_of(Figure, "Figures")


class Standing(Answer):
    """A school's shown figure among all schools that have one."""

    urn: int = Field(description="the school")
    name: str | None = Field(description="its name")
    value: float = Field(description="the figure")
    low: float | None = Field(description="lower end of the 95 % interval")
    high: float | None = Field(description="upper end of the 95 % interval")
    n: int | None = Field(description="children in it")
    similar_median: float | None = Field(description="median of its similar schools")
    similar_k: int | None = Field(description="similar schools that have this figure")
    p_top_quarter: float | None = Field(description="chance of the top quarter, 0 to 1")


Standings = list_of(Standing, "Standings")

_Releases = Annotated[bool, Query(description="true: earlier releases too; false: the shown ones alone")]
_KEYS = ("measure", "period", "urn", "trust_uid", "release")


@reads("schools/{urn}/figures", PUBLIC, "api-school-figures", tag="Figures", answers=Figures)
def of_school(
    request: HttpRequest, urn: Urn, measure: Measure = None, period: Period = None, releases: _Releases = False,
    cursor: Cursor = None, limit: Limit = 100, snapshot: Snapshot = None,
) -> Answer:  # fmt: skip
    """List a school's figures, those from before a conversion under the URN of then."""
    place = place_asked(request, cursor, limit, snapshot)
    reader = reader_asked(request, place.snapshot)
    required_school(reader, urn)
    urns = [s["urn"] for s in reader.institution(urn)]
    return _page(reader, place, {"urns": urns}, measure, period, releases)


@reads("trusts/{uid}/figures", PUBLIC, "api-trust-figures", tag="Figures", answers=Figures)
def of_trust(
    request: HttpRequest, uid: Uid, measure: Measure = None, period: Period = None, releases: _Releases = False,
    cursor: Cursor = None, limit: Limit = 100, snapshot: Snapshot = None,
) -> Answer:  # fmt: skip
    """List a trust's own figures, each pooled from its academies and the schools that they were before."""
    place = place_asked(request, cursor, limit, snapshot)
    reader = reader_asked(request, place.snapshot)
    required_trust(reader, uid)
    return _page(reader, place, {"trust": uid}, measure, period, releases)


@reads("trusts/{uid}/schools/figures", PUBLIC, "api-trust-schools-figures", tag="Figures", answers=Figures)
def of_academies(
    request: HttpRequest, uid: Uid, measure: Measure = None, period: Period = None, releases: _Releases = False,
    cursor: Cursor = None, limit: Limit = 100, snapshot: Snapshot = None,
) -> Answer:  # fmt: skip
    """List the figures of every academy that is in a trust now, those from before a conversion under the URN of then."""
    place = place_asked(request, cursor, limit, snapshot)
    reader = reader_asked(request, place.snapshot)
    required_trust(reader, uid)
    return _page(reader, place, {"urns": academies_and_before(reader, uid)}, measure, period, releases)


@reads("measures/{measure}/figures/{period}", PUBLIC, "api-measure-figures", tag="Figures", answers=Standings)
def of_measure(
    request: HttpRequest, measure: PathMeasure, period: PathPeriod, cursor: Cursor = None, limit: Limit = 100, snapshot: Snapshot = None
) -> Answer:  # fmt: skip
    """List every school's shown figure of one measure in one year, by URN. Schools without a number are left out."""
    place = place_asked(request, cursor, limit, snapshot)
    found = reader_asked(request, place.snapshot).standings(measure, period)
    return page(Standings, place, len(found), place.of(found))


def academies_and_before(reader: Reader, uid: int) -> list[int]:
    """Return the URNs of a trust's academies of now and of the establishments that they were before."""
    from collegiate.web.pictures.lines import predecessors

    now = [m["urn"] for m in reader.memberships(trust=uid) if m["left_before"] is None]
    return sorted({*now, *predecessors(reader, now)})


def _page(
    reader: Reader, place: Place, whose: dict[str, Any], measure: str | None, period: int | None, releases: bool
) -> Answer:
    """Return a page of figures: the keys of all are read first, whole rows only of those that the page shows."""
    if whose.get("urns") == []:
        return page(Figures, place, 0, ())
    shown = None if releases else True
    keys = reader.figures(**whose, measure=measure, period=period, shown=shown, columns=_KEYS)
    wanted = [_key(k) for k in place.of(keys)]
    rows = _rows(reader, whose, wanted, shown) if wanted else []
    told = figures_of(reader, rows, Measures.of(reader))
    return page(Figures, place, len(keys), [_told(f) for f in told])


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[k] for k in _KEYS)


def _rows(
    reader: Reader, whose: dict[str, Any], wanted: Sequence[tuple[Any, ...]], shown: bool | None
) -> list[dict[str, Any]]:
    measures = sorted({k[0] for k in wanted})
    some = whose if "trust" in whose else {"urns": sorted({k[2] for k in wanted})}
    found = {_key(r): r for r in reader.figures(**some, measure=measures, shown=shown)}
    return [found[k] for k in wanted]


def _told(f: Told) -> dict[str, Any]:
    said = f.as_dict()
    receipts = [{"file_id": r.file_id, "file": r.file, "sha256": r.sha256, "line": r.line} for r in f.receipts]
    return {
        **said, "urn": f.urn, "trust": f.trust, "academies": list(f.parts), "period": f.period, "year": f.year, "receipts": receipts,
    }  # fmt: skip
