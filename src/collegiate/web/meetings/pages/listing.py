"""All meetings, and calling one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.components import Cell, Count, Counts
from collegiate.web.meetings.acts import call_meeting
from collegiate.web.meetings.kinds import without
from collegiate.web.meetings.models import Meeting, Paper
from collegiate.web.meetings.pages.forms import CallForm
from collegiate.web.meetings.pages.found import OPEN_KINDS, actions, meetings
from collegiate.web.meetings.pages.shown import done, show
from collegiate.web.whose import trusts, whoever, whole_trusts
from collegiate.web.words import day, listed

USUAL = (
    "Apologies and conflicts of interest",
    "Minutes of the last meeting and what came of them",
    "What is off track, slipping or overdue",
    "Any other business",
)
"""What every agenda begins with; the clerk rewords it."""
_MOST = 60


def listing(request: HttpRequest) -> HttpResponse:
    """Show the meetings that somebody may read, those to come first, and which networks have not met."""
    on = today()
    found = list(meetings(request)[:_MOST])
    coming = sorted((m for m in found if m.day >= on and not m.called_off), key=lambda m: m.day)
    frozen = set(
        Paper.objects.filter(
            meeting__in=found, number__isnull=False, state=Paper.State.DONE
        ).values_list("meeting_id", flat=True)
    )  # fmt: skip
    open_ = list(actions(request).filter(done__isnull=True))
    late = sum(a.overdue(on) for a in open_)
    return show(request, "list", {
        "coming": _rows(coming, frozen), "past": _rows([m for m in found if m not in coming], frozen), "columns": ("Meeting", "Day", "Reference", "Papers"),
        "missing": _missing(request), "next": coming[0] if coming else None, "may": bool(_calls(request)), "late": late,
        "sum": Counts(Count(len(open_), "actions open", "/actions/"), (Count(late, "overdue", "/actions/", mind=bool(late)), Count(len(open_) - late, "not due yet", "/actions/"))),
    })  # fmt: skip


def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""
    own = _calls(request)
    if not own:
        raise Http404("You call the meetings of no trust that is in this picture.")
    form = CallForm(own, request.POST or None)
    made: list[Meeting] = []
    if request.method == "POST" and done(form, lambda said: made.append(_call(request, said))):
        return redirect(made[0].path)
    return show(request, "call", {"form": form}, status=400 if form.errors else 200)


def _call(request: HttpRequest, said: dict[str, Any]) -> Meeting:
    return call_meeting(
        trust_uid=said["trust"], kind=said["kind"], day=said["day"], begins=said["begins"], place=said["place"], agenda=USUAL,
        by=whoever(request).email,
    )  # fmt: skip


def _calls(request: HttpRequest) -> list[tuple[int, str]]:
    if not whoever(request).may(Right.CLERK):
        return []
    whole = whole_trusts(request, Right.CLERK)
    return [(uid, name) for uid, name in trusts(request, Right.CLERK) if uid in whole]


def _rows(found: list[Meeting], frozen: set[int]) -> list[list[object]]:
    return [
        [Cell(m.title, m.path), day(m.day), m.reference, Cell("called off", gap=True) if m.called_off else "frozen" if m.pk in frozen else "live"] for m in found
    ]  # fmt: skip


def _missing(request: HttpRequest) -> list[str]:
    """Say which kinds of meeting had none in a term of this academic year, trust by trust."""
    said = []
    whole, theirs = whole_trusts(request, Right.READ_STRATEGY), trusts(request, Right.READ_STRATEGY)
    for uid, name in theirs:
        of = f" of {name}" if len(theirs) > 1 else ""
        held = list(Meeting.objects.filter(trust_uid=uid, called_off="").values_list("kind", "day"))
        gaps: dict[str, list[str]] = {}
        for kind, term in without(held, today()):
            if uid in whole or kind.key in OPEN_KINDS:
                gaps.setdefault(kind.title, []).append(term.called)
        said += [f"{title}{of}: no meeting is called in the {listed(terms)}." for title, terms in gaps.items()]
    return said
