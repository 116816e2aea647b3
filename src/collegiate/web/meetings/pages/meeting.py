"""One meeting: its agenda, its pack, what was minuted and decided, what was asked of whom."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.web.asked import number_in
from collegiate.web.authorization.rights import Right
from collegiate.web.called import called
from collegiate.web.clock import today
from collegiate.web.components import Cell, Fact
from collegiate.web.meetings import acts
from collegiate.web.meetings.models import Action, Finance, Item, Meeting, Paper, last_frozen
from collegiate.web.meetings.pages.forms import ChangeItemForm, FinanceForm, ItemForm, MeetingForm
from collegiate.web.meetings.pages.found import may, meeting
from collegiate.web.meetings.pages.shown import again, done, show
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.whose import whoever
from collegiate.web.words import day


def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a meeting."""
    found = meeting(request, reference)
    on = today()
    clerk = may(request, found, Right.CLERK)
    asked = list(Action.objects.filter(trust_uid=found.trust_uid, meeting=found.reference))
    frozen = last_frozen(found)
    papers = list(found.papers.defer("content", "pdf", "xlsx"))
    return show(request, "meeting", {
        "meeting": found, "clerk": clerk, "finance_may": may(request, found, Right.FINANCE), "items": list(found.items.all()), "finance": found.finances.last(),
        "frozen": frozen, "papers": [_paper(p, frozen) for p in papers], "going": any(p.goes_on for p in papers),
        "minutes": list(found.minutes.all()), "decisions": list(found.decisions.all()),
        "actions": [_asked(a, on) for a in asked], "past": found.day <= on, "days": (found.day - on).days, "said": _said(found, frozen, on),
    })  # fmt: skip


def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Move a meeting, or call it off."""
    found = meeting(request, reference, Right.CLERK)
    now = {"version": found.version, "day": found.day, "begins": found.begins, "place": found.place, "called_off": found.called_off}  # fmt: skip
    form: Form = MeetingForm(request.POST or None, initial=now)

    def act(said: dict[str, Any]) -> None:
        acts.change_meeting(meeting=found, by=whoever(request).email, **said)

    if request.method == "POST":
        if done(form, act):
            return redirect(found.path)
        form = again(request, form, MeetingForm, found.version)
    shown = [Fact("Day", day(found.day)), Fact("Time", found.begins or "–"), Fact("Place", found.place or "–"), Fact("Called off because", found.called_off or "it takes place")]  # fmt: skip
    return show(request, "change", {"meeting": found, "form": form, "now": shown}, status=400 if form.errors else 200)


def add_item(request: HttpRequest, reference: str) -> HttpResponse:
    """Put an item on the agenda."""
    found = meeting(request, reference, Right.CLERK)
    form = ItemForm(request.POST or None)
    if request.method == "POST" and done(
        form, lambda said: acts.add_item(meeting=found, by=whoever(request).email, **said)
    ):
        return redirect(f"{found.path}#agenda")
    return show(request, "item", {"meeting": found, "form": form}, status=400 if form.errors else 200)


def change_item(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Reword an item, move it, or take it off."""
    found = meeting(request, reference, Right.CLERK)
    item = _item(found, pk)
    now = {"version": item.version, "position": item.position, "words": item.words, "who": item.who, "paper": item.paper}  # fmt: skip
    form: Form = ChangeItemForm(request.POST or None, initial=now)

    def act(said: dict[str, Any]) -> None:
        acts.change_item(item=item, by=whoever(request).email, **said)

    if request.method == "POST":
        if done(form, act):
            return redirect(f"{found.path}#agenda")
        form = again(request, form, ChangeItemForm, item.version)
    shown = [Fact("Item", item.words), Fact("Led by", item.who or "–"), Fact("To read", item.paper or "–")]
    return show(request, "item", {"meeting": found, "item": item, "form": form, "now": shown}, status=400 if form.errors else 200)  # fmt: skip


def drop_item(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take an item off the agenda."""
    found = meeting(request, reference, Right.CLERK)
    item = _item(found, pk)
    version = number_in(request.POST.get("version", "")) or 0
    try:
        acts.drop_item(item=item, version=version, by=whoever(request).email)
    except ChangedMeanwhileError as error:
        form = ChangeItemForm({f: getattr(item, f) for f in ("version", "position", "words", "who", "paper")})
        form.add_error(None, str(error))
        return show(request, "item", {"meeting": found, "item": item, "form": form}, status=409)
    return redirect(f"{found.path}#agenda")


def finance(request: HttpRequest, reference: str) -> HttpResponse:
    """Attach the finance paper; what stood before is kept."""
    found = meeting(request, reference, Right.FINANCE)
    last: Finance | None = found.finances.last()
    lines = "\n".join("; ".join((r["name"], r["value"], r["from"])) for r in last.figures) if last else ""
    form = FinanceForm(request.POST or None, initial={"words": last.words if last else "", "figures": lines})
    if request.method == "POST" and done(
        form, lambda said: acts.attach_finance(meeting=found, by=whoever(request).email, **said)
    ):
        return redirect(f"{found.path}#finance")
    return show(request, "finance", {"meeting": found, "form": form, "last": last}, status=400 if form.errors else 200)


def _item(found: Meeting, pk: int) -> Item:
    item = found.items.filter(pk=pk).first()
    if item is None:
        raise Http404("There is no such item on this agenda.")
    return item


def _said(found: Meeting, frozen: Paper | None, on: Any) -> str:
    """Say where a meeting stands."""
    if found.called_off:
        return f"It is called off: {found.called_off}"
    when = f"It is on {day(found.day)}{', ' + found.begins if found.begins else ''}{', ' + found.place if found.place else ''}."
    pack = f"Pack {frozen.number} is frozen." if frozen else "Its papers are live: they change with the data until the clerk freezes them."  # fmt: skip
    return f"{when} {pack}" if found.day >= on else f"{when.replace('It is', 'It was')} {pack if frozen else 'No pack was frozen for it.'}"  # fmt: skip


def _paper(paper: Paper, frozen: Paper | None) -> list[object]:
    title = f"Frozen pack {paper.number}" if paper.frozen else "Draft"
    stands = "this one stands" if frozen and paper.pk == frozen.pk else "replaced by a later one" if paper.frozen and frozen and paper.state == Paper.State.DONE else Paper.State(paper.state).label  # fmt: skip
    return [Cell(title, paper.path), day(paper.at.date()), called(paper.by), stands]


def _asked(action: Action, on: Any) -> list[object]:
    state = f"done on {day(action.done)}" if action.done else f"overdue since {day(action.due)}" if action.overdue(on) else f"due {day(action.due)}"  # fmt: skip
    return [Cell(action.reference, action.path), action.words, action.called, Cell(state, mind=action.overdue(on))]
