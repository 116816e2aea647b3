"""The pages of what slips: the counts first, each alert with one thing to do, and a page for each with why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.store import Store
from collegiate.watch.alarms import FALSE_ALARMS
from collegiate.watch.slipping import FALSE_ALERTS
from collegiate.web.acts.acting import LONGEST_REASON, ActError
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.components import Cell, Count, Counts, Fact
from collegiate.web.pictures.childhood.gained import chance_words
from collegiate.web.reading import reader_of
from collegiate.web.slipping import acts
from collegiate.web.slipping.done import CASE, LOOKED
from collegiate.web.slipping.drawing import by_intake, chart_of, table_of
from collegiate.web.slipping.models import PersonsLook
from collegiate.web.slipping.seen import OfTrust, Shown, of_trusts, one_of
from collegiate.web.whose import whoever
from collegiate.web.words import capital, counted, month, number

_SECTION = {"section": "slipping"}


class ReasonForm(forms.Form):
    """Why somebody who looked opens no case."""

    reason = forms.CharField(
        label="Why there is no case",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you looked at, and what you found. No child's name or number. It is kept with your name and the day.",
    )


def listing(request: HttpRequest) -> HttpResponse:
    """Show what slips in each of somebody's trusts."""
    shown = [_told(t) for t in of_trusts(request)]
    first = next((t["trust"].open[0] for t in shown if t["trust"].open), None)
    return render(request, "slipping/list.html", {
        **_SECTION, "trusts": shown, "first": first, "because": _because(first), "sees_children": whoever(request).may(Right.SEE_CHILDREN), **_rates(),
    })  # fmt: skip


def _because(first: Shown | None) -> str:
    if first is None:
        return ""
    what = f"{first.slip.school}: {first.slip.about.lower()}" if first.slip.school else first.slip.about
    return f"Of what nobody has acted on, chance explains this least. {what}."


def alert(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one alert: what, compared with what, how sure, since when, could it be chance, what a person did."""
    return _page(request, reference, None)


def look(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep that somebody looked at an alert and why there is no case."""
    trust, shown = one_of(request, reference)
    if shown is None or shown.refer is None:
        raise Http404("There is no such alert of an academy that you plan for.")
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            acts.look(
                store=Store(settings.COLLEGIATE_STORE), snapshot=reader_of(request).snapshot, trust_uid=trust.uid, slip=shown.slip,
                why=form.cleaned_data["reason"], on=today(), by=whoever(request).email, own=shown.own,
            )  # fmt: skip
        except ActError as error:
            form.add_error("reason", str(error))
        else:
            return redirect("slipping-alert", reference=reference)
    return _page(request, reference, form)


def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree with what an academy itself answered about an alert, so that it counts."""
    _, shown = one_of(request, reference)
    view = shown.done.view if shown is not None and shown.agrees else None
    if view is None:
        raise Http404("There is no answer of an academy's own that you can agree with.")
    try:
        acts.agree(
            store=Store(settings.COLLEGIATE_STORE), snapshot=reader_of(request).snapshot, view=view, on=today(), by=whoever(request).email,
        )  # fmt: skip
    except ActError as error:
        return _page(request, reference, None, str(error))
    return redirect("slipping-alert", reference=reference)


def _page(request: HttpRequest, reference: str, form: ReasonForm | None, error: str = "") -> HttpResponse:
    trust, shown = one_of(request, reference)
    looks = list(PersonsLook.objects.filter(trust_uid=trust.uid, reference=reference).order_by("-at"))
    context: dict[str, Any] = {**_SECTION, "trust": trust, "reference": reference, "looks": looks, **_rates()}
    if shown is None:
        return render(request, "slipping/over.html", context)
    slip = shown.slip
    context |= {
        "alert": shown, "slip": slip, "facts": _facts(shown, by_intake(request, slip)), "chart": chart_of(request, slip), "table": table_of(request, slip),
        "form": (form or ReasonForm()) if shown.refer else None, "error": error, "case": shown.done.state == CASE, "looked": shown.done.state == LOOKED,
    }  # fmt: skip
    return render(request, "slipping/alert.html", context, status=400 if error or (form and form.errors) else 200)


def _facts(shown: Shown, intake: str) -> list[Fact]:
    slip = shown.slip
    since = f"{capital(month(slip.since))} or earlier, as estimated" if slip.since else "It cannot be dated"
    facts = [
        Fact("Compared with what", slip.compared),
        Fact("How sure, and could it be chance", slip.sure),
        Fact("Since when", since),
        Fact("What a person did", f"{shown.done.words.rstrip('.')}."),
    ]
    return [*facts[:2], Fact("Allowing for intake", intake), *facts[2:]] if intake else facts


def _told(trust: OfTrust) -> dict[str, Any]:
    found = trust.found
    parts = (
        Count(len(trust.open), "slip, and nobody has acted", mind=True),
        Count(len(trust.seen_to), "slip, with a case or a person's look"),
        Count(found.not_raised, "not raised"),
    )
    reasons: dict[str, list[str]] = {}
    for one in found.unseen:
        reasons.setdefault(one.why, []).append(f"{one.school}: {one.about[:1].lower() + one.about[1:]}")
    return {
        "trust": trust, "sum": Counts(Count(found.looked, "looked at"), parts), "lead": _lead(trust), "reasons": sorted(reasons.items(), key=lambda r: -len(r[1])),
        "unseen": len(found.unseen), "columns": _COLUMNS, "rows": _rows(trust),
    }  # fmt: skip


def _lead(trust: OfTrust) -> str:
    found = trust.found
    if not found.looked:
        return "Nothing could be looked at yet: it takes figures of several years, or three schools with children who were there the year before."
    schools = counted(len({urn for _, urn in found.looks if urn is not None}), "academy", "academies")
    of = f"{counted(found.looked, 'series', 'series')} of {schools}"
    if not found.slips:
        return f"{capital(of)} were looked at. None slips further than chance would have it."
    slip = f"{capital(number(len(found.slips)))} of {of} {'slips' if len(found.slips) == 1 else 'slip'}"
    nobody = (
        "somebody has acted on each" if not trust.open else f"on {number(len(trust.open))} of them nobody has acted"
    )
    return f"{slip} further than chance would have it; {nobody}."


_COLUMNS = ("School or programme", "What slips", "Since", "Chance alone would show it in", "What a person did")


def _rows(trust: OfTrust) -> list[list[object]]:
    return [
        [Cell(a.slip.school or a.slip.about, a.path), a.slip.about, month(a.slip.since) or "not dated", "–" if a.slip.chance is None else chance_words(a.slip.chance), a.done.words]
        for a in trust.alerts
    ]  # fmt: skip


def _rates() -> dict[str, Any]:
    return {"one_in": round(1 / FALSE_ALERTS), "one_look_in": round(1 / FALSE_ALARMS)}
