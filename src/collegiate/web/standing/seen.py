"""Which academies somebody reads of, judges and moderates, and how each stands today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from collegiate.improve.standing import Area, Framework, Window, frameworks_for, window_of
from collegiate.web.authorization.rights import Right
from collegiate.web.pictures.inspected import Visit, visits
from collegiate.web.plans.seen import Academy, Part, academies_seen
from collegiate.web.reading import reader_of
from collegiate.web.standing.acts import Where
from collegiate.web.standing.reading import NOTHING, Key, Stood, stood_of


@dataclass(frozen=True, slots=True)
class Standing:
    """An academy with its frameworks of today, the areas that it has in each, and what stands of them."""

    academy: Academy
    frameworks: tuple[Framework, ...]
    stood: Mapping[Key, Stood]
    visits: tuple[Visit, ...]

    def areas(self, framework: Framework) -> list[tuple[Area, Stood]]:
        """Return the areas of a framework with what stands of each."""
        return [
            (a, self.stood.get((self.academy.urn, framework.id, a.id), NOTHING))
            for a in framework.areas_of(self.academy.row)
        ]

    @property
    def latest(self) -> Visit | None:
        """The latest inspection whose day is known, of the school or its predecessor."""
        return next((v for v in self.visits if v.on), None)

    def window(self, framework: Framework, on: dt.date) -> Window:
        """Return the window of the next inspection: by the files for Ofsted's, by what a person wrote down for others."""
        if framework.id == "report_card":
            last = self.latest
            return window_of(last.regime if last else "", last.on if last else None, on)
        written = [s.inspected for _, s in self.areas(framework) if s.inspected]
        return window_of(framework.id, max((w.as_of for w in written), default=None), on)


def standings(request: HttpRequest, on: dt.date) -> list[Standing]:
    """Return every academy of today that somebody reads of."""
    academies = academies_seen(request, Right.READ_STRATEGY)
    stood: dict[int, Mapping[Key, Stood]] = {}
    for uid in {a.trust_uid for a in academies}:
        stood[uid] = stood_of(uid, [a.urn for a in academies if a.trust_uid == uid])
    inspected = _visits(request, [a.urn for a in academies])
    return [Standing(a, frameworks_for(a.row, on), stood[a.trust_uid], inspected[a.urn]) for a in academies]


def standing_at(request: HttpRequest, urn: int, on: dt.date) -> Standing:
    """Return how one academy stands. Raises Http404 for one that somebody does not read of."""
    academy = next((a for a in academies_seen(request, Right.READ_STRATEGY) if a.urn == urn), None)
    if academy is None:
        raise Http404("There is no such academy that you read of.")
    stood = stood_of(academy.trust_uid, [urn])
    return Standing(academy, frameworks_for(academy.row, on), stood, _visits(request, [urn])[urn])


def where_of(request: HttpRequest, urn: int, framework: str, area: str, on: dt.date, right: Right = Right.READ_STRATEGY) -> tuple[Standing, Where]:  # fmt: skip
    """Return an area of an academy. Raises Http404 for what there is not, PermissionDenied for what one only reads."""
    standing = standing_at(request, urn, on)
    of = next((f for f in standing.frameworks if f.id == framework), None)
    found = next((a for a in of.areas_of(standing.academy.row) if a.id == area), None) if of else None
    if of is None or found is None:
        raise Http404("This academy has no such area.")
    if right != Right.READ_STRATEGY and not may(request, standing.academy, right):
        raise PermissionDenied
    academy = standing.academy
    return standing, Where(academy.trust_uid, academy.urn, academy.name, of, found)


def may(request: HttpRequest, academy: Academy, right: Right) -> bool:
    """Whether somebody has a right for an academy."""
    return Part.of(request, right).holds(academy.trust_uid, academy.urn)


def _visits(request: HttpRequest, urns: list[int]) -> dict[int, tuple[Visit, ...]]:
    """Return the inspections of academies and of the schools that became them, the latest first."""
    reader = reader_of(request)
    line = {urn: {urn, *_before(request, urn)} for urn in urns}
    rows = reader.inspections(sorted(set().union(*line.values()))) if urns else []
    return {u: tuple(visits([r for r in rows if r["urn"] in line[u]], u)) for u in urns}


def _before(request: HttpRequest, urn: int) -> set[int]:
    return {s["urn"] for s in reader_of(request).institution(urn)}
