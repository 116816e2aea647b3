"""Actions: what meetings asked of people, ticked by their owners."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.web.called import called
from collegiate.web.clock import today
from collegiate.web.components import Cell, Count, Counts, Fact
from collegiate.web.meetings import acts
from collegiate.web.meetings.models import Action
from collegiate.web.meetings.pages.forms import TickForm
from collegiate.web.meetings.pages.found import action, actions, may_tick
from collegiate.web.meetings.pages.shown import again, done, show
from collegiate.web.whose import whoever
from collegiate.web.words import day

_MOST_DONE = 30


def listing(request: HttpRequest) -> HttpResponse:
    """Show the actions that are open, one's own first, and the last that were done."""
    on, me = today(), whoever(request)
    found = actions(request)
    open_ = list(found.filter(done__isnull=True))
    own, others = [a for a in open_ if a.owner == me.email], [a for a in open_ if a.owner != me.email]
    late = sum(a.overdue(on) for a in open_)
    finished = found.filter(done__isnull=False).order_by("-done", "-pk")[:_MOST_DONE]
    return show(request, "actions", {
        "sum": Counts(Count(len(open_), "actions open"), (Count(late, "overdue", mind=bool(late)), Count(len(open_) - late, "not due yet"))),
        "own": [_row(a, on) for a in own], "others": [_row(a, on) for a in others], "finished": [_row(a, on) for a in finished],
        "columns": ("Action", "What was asked", "Of whom", "State", "Meeting"), "first": own[0] if own else None,
    })  # fmt: skip


def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show an action; who may says that it is done, or is not after all."""
    found = action(request, reference)
    ticks = may_tick(request, found)
    form: Form = TickForm(request.POST or None, initial={"version": found.version})
    is_done = found.done is not None

    def act(said: dict[str, Any]) -> None:
        acts.mark_action(action=found, done=not is_done, by=whoever(request).email, **said)

    if request.method == "POST":
        if not ticks:
            raise PermissionDenied
        if done(form, act):
            return redirect(found.path)
        form = again(request, form, TickForm, Action.objects.get(pk=found.pk).version)
    form.fields["words"].label = "Why it is not done after all" if is_done else "What was done"
    return show(request, "action", {
        "action": found, "form": form, "ticks": ticks, "overdue": found.overdue(today()), "lines": list(found.lines.all()), "facts": _facts(request, found),
    }, status=400 if form.errors else 200)  # fmt: skip


def _row(a: Action, on: Any) -> list[object]:
    state = f"done on {day(a.done)}" if a.done else f"overdue since {day(a.due)}" if a.overdue(on) else f"due {day(a.due)}"  # fmt: skip
    return [Cell(a.reference, a.path), a.words, a.called, Cell(state, mind=a.overdue(on)), a.meeting or "–"]


def _facts(request: HttpRequest, a: Action) -> list[Fact]:
    found = [Fact("Of whom", a.called), Fact("By", day(a.due)), Fact("Asked by", called(a.by))]
    if a.meeting:
        found.append(Fact("At the meeting", a.meeting))
    if a.about:
        found.append(Fact("About", a.about))
    return found
