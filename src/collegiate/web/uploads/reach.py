"""Whose data somebody may send, mend and publish: by their appointments, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from collegiate.store import NoSnapshotError, Reader
from collegiate.web.accounts.models import User, signed_in
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.authorization.scopes import urns_of
from collegiate.web.reading import reader_of, school_names
from collegiate.web.uploads.folders import Places
from collegiate.web.uploads.models import Mapping as SavedMapping
from collegiate.web.uploads.models import Upload


@dataclass(frozen=True, slots=True)
class Reach:
    """The academies whose data somebody looks after; None for everything, which alone holds what is of no one academy."""

    who: str
    urns: frozenset[int] | None

    @property
    def everything(self) -> bool:
        """Whether it holds the whole store."""
        return self.urns is None

    def holds(self, urn: int | None) -> bool:
        """Whether it holds an academy; None stands for what belongs to no one academy."""
        return self.urns is None or urn in self.urns

    def uploads(self) -> QuerySet[Upload]:
        """Return the files that may be seen."""
        found = Upload.objects.all()
        return found if self.urns is None else found.filter(urn__in=self.urns)

    def mappings(self, urn: int | None) -> QuerySet[SavedMapping]:
        """Return the saved mappings that hold for an academy's files."""
        found = SavedMapping.objects.filter(ended__isnull=True)
        return found.filter(urn__isnull=True) | found.filter(urn=urn)


def reach_of(request: HttpRequest) -> Reach:
    """Return what whoever is signed in looks after. Raises PermissionDenied for nothing."""
    user = signed_in(request)
    held = user.holding(Right.MEND_DATA) if user is not None else []
    if user is None or not held:
        raise PermissionDenied
    return Reach(user.email, _urns(user, reader_or_none(request)))


def _urns(user: User, reader: Reader | None) -> frozenset[int] | None:
    """Before the first picture nobody knows which academies a trust has: then only academies and the whole store are known."""
    held = user.holding(Right.MEND_DATA)
    if reader is not None:
        return urns_of(held, reader)
    if any(a.span == Span.TRUST and a.trust_uid is None for a in held):
        return None
    return frozenset(a.urn for a in held if a.span == Span.ACADEMY and a.urn is not None)


def reader_or_none(request: HttpRequest) -> Reader | None:
    """Return the request's reader, or None before the first picture: data must get in when there is none yet."""
    try:
        return reader_of(request)
    except NoSnapshotError:
        return None


def upload_of(request: HttpRequest, key: str) -> tuple[Reach, Upload]:
    """Return a file that whoever is signed in may see. Raises Http404 for any other, whether or not there is one."""
    reach = reach_of(request)
    upload = reach.uploads().filter(key=key).first()
    if upload is None:
        raise Http404("There is no such file, or it is not of an academy that you look after.")
    return reach, upload


def places() -> Places:
    """Return where uploads lie."""
    return Places(Path(settings.COLLEGIATE_STORE))


def academies(request: HttpRequest, reach: Reach) -> Mapping[int, str]:
    """Return the academies that files may be sent for, by name."""
    reader = reader_or_none(request)
    if reader is None:
        return {urn: f"URN {urn}" for urn in sorted(reach.urns or ())}
    urns = set(reach.urns) if reach.urns is not None else {*reader.schools_with_children(), *_of_trust(reader)}
    names = school_names(reader, urns)
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def _of_trust(reader: Reader) -> set[int]:
    """The academies of the trust that the first page opens on: of a whole nation's, nobody would find their own."""
    trust = reader.about.get("trust", "")
    return {m["urn"] for m in reader.memberships(trust=int(trust)) if m["left_before"] is None} if trust else set()
