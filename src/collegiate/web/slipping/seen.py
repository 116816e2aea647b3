"""What slips, as somebody may see it: their trusts' academies, or their own academy alone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from collegiate.vocabulary.subjects import subject_name
from collegiate.watch.slipping import Found, Slip, found
from collegiate.web.asked import number_in
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.pictures.told import Link
from collegiate.web.reading import reader_of
from collegiate.web.slipping.done import CASE, LOOKED, OPEN, Done, done_about
from collegiate.web.whose import academies, counts_of, trusts, whoever, whole_trusts


@dataclass(frozen=True, slots=True)
class Shown:
    """An alert with what was done, and what whoever looks may do: refer it (None where they may not), or say why there is no case.

    `own`: whoever looks is of that academy; `agrees`: they may agree with what the academy itself answered.
    """

    slip: Slip
    done: Done
    refer: Link | None
    own: bool = False
    agrees: bool = False

    @property
    def path(self) -> str:
        """The alert's own page."""
        return f"/slipping/{self.slip.reference}/"


@dataclass(frozen=True, slots=True)
class OfTrust:
    """What was looked at for one trust, and the alerts with what was done about each."""

    uid: int
    name: str
    found: Found
    alerts: tuple[Shown, ...]

    def of(self, *states: str) -> list[Shown]:
        """Return the alerts about which this was done."""
        return [a for a in self.alerts if a.done.state in states]

    @property
    def open(self) -> list[Shown]:
        """Alerts about which nobody did anything, or which got worse since somebody looked."""
        return self.of(OPEN)

    @property
    def seen_to(self) -> list[Shown]:
        """Alerts with a case, or a person's look that still says all."""
        return self.of(CASE, LOOKED)


def of_trusts(request: HttpRequest) -> list[OfTrust]:
    """Return what slips in every trust of which somebody may read something."""
    return [_of_trust(request, uid, name) for uid, name in trusts(request, Right.READ_STRATEGY)]


def one_of(request: HttpRequest, reference: str) -> tuple[OfTrust, Shown | None]:
    """Return an alert and its trust; None for the alert where it is raised no longer. Raises Http404 for what is none of theirs."""
    uid, _, rest = reference.partition("-")
    name = dict(trusts(request, Right.READ_STRATEGY)).get(int(uid))
    urn = number_in(rest.partition("-")[0])
    whole = int(uid) in whole_trusts(request, Right.READ_STRATEGY)
    mine = whole if urn is None else urn in academies(request, Right.READ_STRATEGY)
    if name is None or not mine:
        raise Http404("There is no such alert of an academy that you read about.")
    trust = _of_trust(request, int(uid), name)
    return trust, next((a for a in trust.alerts if a.slip.reference == reference), None)


def _of_trust(request: HttpRequest, uid: int, name: str) -> OfTrust:
    all_of_it = found(reader_of(request), counts_of(request), uid, named=subject_name)
    if uid not in whole_trusts(request, Right.READ_STRATEGY):
        all_of_it = all_of_it.of_schools(academies(request, Right.READ_STRATEGY))
    done = done_about(uid, all_of_it.slips)
    leads = uid in whole_trusts(request, Right.PLAN)
    heads = academies(request, Right.PLAN)
    improves, mine = uid in whole_trusts(request, Right.LEAD_IMPROVEMENT), _own(request)

    def shown(slip: Slip) -> Shown:
        own, answered = slip.urn in mine, done[slip.reference]
        may = leads or slip.urn in heads
        return Shown(
            slip, answered, _refer(slip) if may else None, own, improves and not own and answered.view is not None
        )

    return OfTrust(uid, name, all_of_it, tuple(map(shown, all_of_it.slips)))


def _own(request: HttpRequest) -> frozenset[int | None]:
    """Return the academies that somebody is of: appointed to one of them, to a year or a class."""
    at = {Span.ACADEMY, Span.YEAR, Span.CLASS}
    return frozenset(a.urn for a in whoever(request).appointments_now() if a.span in at and a.urn is not None)


def _refer(slip: Slip) -> Link:
    asked = {"alert": slip.reference, "urn": slip.urn or "", "series": slip.series if slip.urn else ""}
    return Link("Refer it to the Raising Achievement Board", f"/cases/refer/?{urlencode(asked)}")
