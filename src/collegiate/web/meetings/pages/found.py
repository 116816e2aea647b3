"""Which meetings and actions somebody may open. What belongs to an academy or a trust of no span of theirs is not there at all."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from collegiate.web.authorization.rights import Right
from collegiate.web.meetings.kinds import kinds
from collegiate.web.meetings.models import Action, Meeting
from collegiate.web.whose import trusts, whoever, whole_trusts

OPEN_KINDS = tuple(k.key for k in kinds().values() if not k.whole)
"""Meetings that whoever reads the strategy for any academy of the trust may read."""


def meetings(request: HttpRequest) -> QuerySet[Meeting]:
    """Return the meetings that somebody may read."""
    whole = whole_trusts(request, Right.READ_STRATEGY)
    some = {uid for uid, _ in trusts(request, Right.READ_STRATEGY)} - whole
    return Meeting.objects.filter(Q(trust_uid__in=whole) | Q(trust_uid__in=some, kind__in=OPEN_KINDS))


def meeting(request: HttpRequest, reference: str, right: Right = Right.READ_STRATEGY) -> Meeting:
    """Return a meeting by its reference. Raises Http404 for one that is not there for whoever asks, PermissionDenied for one that they only read."""
    found = meetings(request).filter(reference=reference).first()
    if found is None:
        raise Http404("There is no such meeting of yours.")
    if right is not Right.READ_STRATEGY and found.trust_uid not in whole_trusts(request, right):
        raise PermissionDenied
    return found


def may(request: HttpRequest, found: Meeting, right: Right) -> bool:
    """Whether whoever asks has a right for a meeting's trust."""
    return found.trust_uid in whole_trusts(request, right)


def actions(request: HttpRequest) -> QuerySet[Action]:
    """Return the actions that somebody may read: their own, and those of the trusts whose strategy they read as a whole."""
    me = whoever(request)
    whole = whole_trusts(request, Right.READ_STRATEGY) if me.may(Right.READ_STRATEGY) else frozenset()
    return Action.objects.filter(Q(owner=me.email) | Q(trust_uid__in=whole))


def action(request: HttpRequest, reference: str) -> Action:
    """Return an action by its reference. Raises Http404 for one that is not there for whoever asks."""
    found = actions(request).filter(reference=reference).first()
    if found is None:
        raise Http404("There is no such action of yours.")
    return found


def may_tick(request: HttpRequest, found: Action) -> bool:
    """Whether whoever asks may say that an action is done: its owner, and whoever minutes the trust's meetings."""
    me = whoever(request)
    return found.owner == me.email or (me.may(Right.CLERK) and found.trust_uid in whole_trusts(request, Right.CLERK))
