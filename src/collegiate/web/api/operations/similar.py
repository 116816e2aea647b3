"""The schools that a school is compared with, frozen with the picture."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from pydantic import Field

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.api.answers import Answer
from collegiate.web.api.asked import PathPeriod, Snapshot, Urn, reader_asked
from collegiate.web.api.operation import reads
from collegiate.web.api.operations.register import required_school
from collegiate.web.api.ways_in import PUBLIC
from collegiate.web.reading import school_names


class Neighbour(Answer):
    """A similar school."""

    place: int = Field(description="1 the nearest")
    urn: int = Field(description="Unique Reference Number")
    school_name: str = Field(description="name")
    distance: float = Field(description="standardised distance in intake (SD)")


class SimilarSet(Answer):
    """The similar schools of one school in one year."""

    snapshot: str = Field(description="id of the picture")
    set_id: str = Field(description="id of the set: `similar.set` of figures that are compared with it")
    urn: int = Field(description="the school")
    period: int = Field(description="the year in which the academic year ends")
    year: str = Field(description="the academic year")
    phase_group: str = Field(description="the group of phases within which schools are compared")
    features: list[str] = Field(description="the features of intake that the distance is made of")
    pool: int | None = Field(description="schools that could have been chosen")
    neighbours: list[Neighbour] = Field(description="the similar schools, nearest first")


class SimilarYears(Answer):
    """The years for which a school has a set of similar schools."""

    snapshot: str = Field(description="id of the picture")
    urn: int = Field(description="the school")
    periods: list[int] = Field(description="the years in which those academic years end, the latest first")


@reads("schools/{urn}/similar", PUBLIC, "api-similar-years", tag="Similar schools", answers=SimilarYears)
def similar_years(request: HttpRequest, urn: Urn, snapshot: Snapshot = None) -> SimilarYears:
    """List the years for which a school has a set of similar schools."""
    reader = reader_asked(request, snapshot)
    required_school(reader, urn)
    return SimilarYears(snapshot=reader.snapshot, urn=urn, periods=[s["period"] for s in reader.similar_sets(urn)])


@reads("schools/{urn}/similar/{period}", PUBLIC, "api-similar", tag="Similar schools", answers=SimilarSet)
def similar(request: HttpRequest, urn: Urn, period: PathPeriod, snapshot: Snapshot = None) -> SimilarSet:
    """Tell which schools a school is compared with in a year, and how near they are."""
    reader = reader_asked(request, snapshot)
    required_school(reader, urn)
    frozen = next((s for s in reader.similar_sets(urn) if s["period"] == period), None)
    if frozen is None:
        raise Http404(f"No set of similar schools was made for URN {urn} in {AcademicYear(period)}.")
    names = school_names(reader, frozen["neighbours"])
    near = zip(frozen["neighbours"], frozen["distances"], strict=True)
    return SimilarSet(
        snapshot=reader.snapshot, set_id=frozen["set_id"], urn=urn, period=period, year=str(AcademicYear(period)),
        phase_group=frozen["phase_group"] or "", features=[f for f in (frozen["features"] or "").split(", ") if f], pool=frozen["pool"],
        neighbours=[Neighbour(place=i, urn=u, school_name=names[u], distance=d) for i, (u, d) in enumerate(near, start=1)],
    )  # fmt: skip
