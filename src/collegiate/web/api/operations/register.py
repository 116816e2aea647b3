"""Schools and trusts, who belongs to which, and how one school became another."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query
from pydantic import Field

from collegiate.store import Reader
from collegiate.tables import Inspection, Lineage, Membership
from collegiate.tables import School as SchoolTable
from collegiate.tables import Trust as TrustTable
from collegiate.vocabulary.phases import Phase
from collegiate.web.api.answers import Answer
from collegiate.web.api.asked import Cursor, Limit, Snapshot, Trust, Uid, Urn, reader_asked
from collegiate.web.api.cursors import place_asked
from collegiate.web.api.operation import reads
from collegiate.web.api.rows import answer_of, list_of, page, told_of
from collegiate.web.api.ways_in import PUBLIC

_BOOKKEEPING = ("search_text",)

School = answer_of(SchoolTable, "School", without=_BOOKKEEPING)
Schools = list_of(School, "Schools")
TrustRow = answer_of(TrustTable, "Trust", without=_BOOKKEEPING)
Trusts = list_of(TrustRow, "Trusts")
Stay = answer_of(Membership, "Stay")
Stays = list_of(Stay, "Stays")
Step = answer_of(Lineage, "Step")
Visit = answer_of(Inspection, "Inspection")
Visits = list_of(Visit, "Inspections")


class Line(Answer):
    """An institution through time: its establishments, and the steps from one to the next."""

    snapshot: str = Field(description="id of the picture")
    establishments: list[School] = Field(description="every establishment that the institution was, the earliest first")  # type: ignore[valid-type]
    steps: list[Step] = Field(description="how one became the next")  # type: ignore[valid-type]


_Phase = Annotated[Phase | None, Query(description="phase of education")]
_Open = Annotated[bool | None, Query(description="true: schools that are open; false: schools that are closed")]


@reads("schools", PUBLIC, "api-schools", tag="Register", answers=Schools)
def schools(
    request: HttpRequest, trust: Trust = None, phase: _Phase = None, open: _Open = None,
    cursor: Cursor = None, limit: Limit = 100, snapshot: Snapshot = None,
) -> Answer:  # fmt: skip
    """List schools by URN: all, or those of a trust, a phase, open or closed."""
    place = place_asked(request, cursor, limit, snapshot)
    reader = reader_asked(request, place.snapshot)
    asked: dict[str, Any] = {} if phase is None else {"phase": phase.value}
    if open is not None:
        asked["status"] = "open" if open else "closed"
    if trust is not None:
        asked["trust_uid"] = required_trust(reader, trust)["trust_uid"]
    urns = sorted(urn for (urn,) in reader.tally("school", "urn", **asked))
    return page(Schools, place, len(urns), reader.schools(place.of(urns)))


@reads("schools/{urn}", PUBLIC, "api-school", tag="Register", answers=School)
def school(request: HttpRequest, urn: Urn, snapshot: Snapshot = None) -> Answer:
    """Describe one school."""
    row = required_school(reader_asked(request, snapshot), urn)
    return School.model_validate(told_of(School, row))


@reads("schools/{urn}/lineage", PUBLIC, "api-school-lineage", tag="Register", answers=Line)
def lineage(request: HttpRequest, urn: Urn, snapshot: Snapshot = None) -> Line:
    """Tell the institution of a school through time.

    A conversion is one institution under two URNs, and its figures run through; mergers and splits are marked and not joined.
    """
    reader = reader_asked(request, snapshot)
    required_school(reader, urn)
    line = reader.institution(urn)
    steps = reader.lineage([s["urn"] for s in line])
    return Line.model_validate({
        "snapshot": reader.snapshot, "establishments": [told_of(School, s) for s in line], "steps": [told_of(Step, s) for s in steps],
    })  # fmt: skip


@reads("schools/{urn}/memberships", PUBLIC, "api-school-memberships", tag="Register", answers=Stays)
def memberships_of_school(
    request: HttpRequest, urn: Urn, cursor: Cursor = None, limit: Limit = 100, snapshot: Snapshot = None
) -> Answer:
    """List the trusts that a school was and is in, by the day on which it joined."""
    place = place_asked(request, cursor, limit, snapshot)
    reader = reader_asked(request, place.snapshot)
    required_school(reader, urn)
    found = reader.memberships(urns=[urn])
    return page(Stays, place, len(found), place.of(found))


@reads("schools/{urn}/inspections", PUBLIC, "api-school-inspections", tag="Register", answers=Visits)
def inspections(
    request: HttpRequest, urn: Urn, cursor: Cursor = None, limit: Limit = 100, snapshot: Snapshot = None
) -> Answer:
    """List what inspections of the institution found, the latest first, in the words of their own time."""
    place = place_asked(request, cursor, limit, snapshot)
    reader = reader_asked(request, place.snapshot)
    required_school(reader, urn)
    found = reader.inspections([s["urn"] for s in reader.institution(urn)])
    return page(Visits, place, len(found), place.of(found))


@reads("trusts", PUBLIC, "api-trusts", tag="Register", answers=Trusts)
def trusts(request: HttpRequest, cursor: Cursor = None, limit: Limit = 100, snapshot: Snapshot = None) -> Answer:
    """List trusts by name."""
    place = place_asked(request, cursor, limit, snapshot)
    reader = reader_asked(request, place.snapshot)
    return page(Trusts, place, reader.count("trust"), reader.trusts(limit=place.limit, offset=place.offset))


@reads("trusts/{uid}", PUBLIC, "api-trust", tag="Register", answers=TrustRow)
def trust(request: HttpRequest, uid: Uid, snapshot: Snapshot = None) -> Answer:
    """Describe one trust."""
    return TrustRow.model_validate(told_of(TrustRow, required_trust(reader_asked(request, snapshot), uid)))


@reads("trusts/{uid}/memberships", PUBLIC, "api-trust-memberships", tag="Register", answers=Stays)
def memberships_of_trust(
    request: HttpRequest, uid: Uid, cursor: Cursor = None, limit: Limit = 100, snapshot: Snapshot = None
) -> Answer:
    """List the schools that were and are in a trust, by the day on which they joined."""
    place = place_asked(request, cursor, limit, snapshot)
    reader = reader_asked(request, place.snapshot)
    required_trust(reader, uid)
    found = reader.memberships(trust=uid)
    return page(Stays, place, len(found), place.of(found))


def required_school(reader: Reader, urn: int) -> dict[str, Any]:
    """Return a school. Raises Http404, which says what is not there."""
    row = reader.school(urn)
    if row is None:
        raise Http404(f"There is no school with the URN {urn} in this picture.")
    return row


def required_trust(reader: Reader, uid: int) -> dict[str, Any]:
    """Return a trust. Raises Http404, which says what is not there."""
    row = reader.trust(uid)
    if row is None:
        raise Http404(f"There is no trust with the Group UID {uid} in this picture.")
    return row
