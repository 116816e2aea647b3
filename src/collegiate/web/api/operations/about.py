"""Which pictures are kept, and what the present one is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from pydantic import Field

from collegiate import __version__
from collegiate.store import Reader, Store
from collegiate.web.api.answers import Answer
from collegiate.web.api.asked import Snapshot, reader_asked
from collegiate.web.api.operation import VERSION, reads
from collegiate.web.api.ways_in import PUBLIC
from collegiate.web.asked import number_in


class About(Answer):
    """What answers here, and from which picture."""

    api: str = Field(description="version of the API; what an address of it answers only ever grows")
    program: str = Field(description="version of Collegiate")
    snapshot: str = Field(description="id of the picture")
    made_at: str = Field(description="when the picture was made, ISO 8601, UTC")
    trust: int | None = Field(
        description="GIAS Group UID of the trust that the picture was made for, where it was made for one"
    )
    schools: int = Field(description="schools that the picture knows")
    trusts: int = Field(description="trusts that the picture knows")
    figures: int = Field(description="figures, in every release")


class Kept(Answer):
    """One picture that is kept."""

    snapshot: str = Field(description="its id, for the question `snapshot`")
    present: bool = Field(description="whether it is the one that is served")


class AllKept(Answer):
    """The pictures that are kept, the latest first."""

    rows: list[Kept]


@reads("about", PUBLIC, "api-about", tag="About", answers=About)
def about(request: HttpRequest, snapshot: Snapshot = None) -> About:
    """Say what answers here, and from which picture."""
    reader = reader_asked(request, snapshot)
    return About(
        api=VERSION, program=__version__, snapshot=reader.snapshot, made_at=reader.made_at, trust=_trust(reader),
        schools=reader.count("school"), trusts=reader.count("trust"), figures=reader.count("figure"),
    )  # fmt: skip


@reads("snapshots", PUBLIC, "api-snapshots", tag="About", answers=AllKept)
def snapshots(request: HttpRequest) -> AllKept:
    """List the pictures that are kept, the latest first.

    Ask any operation for `snapshot` with one of these ids, and it answers as it did then, for as long as the picture is kept.
    """
    store = Store(settings.COLLEGIATE_STORE)
    present = reader_asked(request, None).snapshot
    return AllKept(rows=[Kept(snapshot=s, present=s == present) for s in reversed(store.layout.snapshots())])


def _trust(reader: Reader) -> int | None:
    return number_in(reader.about.get("trust", ""))
