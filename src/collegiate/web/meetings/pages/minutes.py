"""Minuting: what was said, what was decided, what was asked of whom; against the pack that lay before the meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from collegiate.web.accounts.models import User
from collegiate.web.authorization.rights import Right
from collegiate.web.meetings import acts
from collegiate.web.meetings.models import Meeting, last_frozen
from collegiate.web.meetings.pages.forms import ActionForm, DecisionForm, MinuteForm
from collegiate.web.meetings.pages.found import meeting
from collegiate.web.meetings.pages.shown import done, show
from collegiate.web.reading import reader_of
from collegiate.web.whose import whoever


def minute(request: HttpRequest, reference: str) -> HttpResponse:
    """Minute what was said."""
    found = meeting(request, reference, Right.CLERK)
    form = MinuteForm(request.POST or None, initial={"item": request.GET.get("item", "")[:200]})
    return _sent(request, found, form, "minute", lambda said: acts.add_minute(meeting=found, by=whoever(request).email, **said))  # fmt: skip


def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a decision."""
    found = meeting(request, reference, Right.CLERK)
    form = DecisionForm(request.POST or None)
    return _sent(request, found, form, "decision", lambda said: acts.add_decision(meeting=found, by=whoever(request).email, **said))  # fmt: skip


def action(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask something of somebody."""
    found = meeting(request, reference, Right.CLERK)
    form = ActionForm(people(request, found.trust_uid), request.POST or None)
    return _sent(
        request, found, form, "action",
        lambda said: acts.add_action(trust_uid=found.trust_uid, meeting=found.reference, by=whoever(request).email, **said),
    )  # fmt: skip


def people(request: HttpRequest, trust_uid: int) -> list[User]:
    """Return who may be asked for something: whoever holds an appointment of the trust or one of its academies today, but no parent."""
    stays = reader_of(request).memberships(trust=trust_uid)
    urns = [s["urn"] for s in stays if s["left_before"] is None]
    on = timezone.localdate()  # appointments hold by the calendar, also in a rehearsal
    own = Q(appointments__trust_uid=trust_uid) | Q(appointments__urn__in=urns)
    now = Q(appointments__start__lte=on) & (Q(appointments__end__isnull=True) | Q(appointments__end__gt=on))
    grown = ~Q(appointments__span="child")
    return list(User.objects.filter(own & now & grown, is_active=True).distinct().order_by("name", "email"))


def _sent(request: HttpRequest, found: Meeting, form: forms.Form, page: str, act: Any) -> HttpResponse:
    if request.method == "POST" and done(form, act):
        return redirect(f"{found.path}#{page}s")
    given = {"meeting": found, "form": form, "frozen": last_frozen(found)}
    return show(request, "ask" if page == "action" else page, given, status=400 if form.errors else 200)
