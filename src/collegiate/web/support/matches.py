"""The page on which matches are proposed, accepted, changed, agreed to and refused: the system proposes, people answer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.support.matching import weights
from collegiate.improve.support.terms import TermOfYear, coming
from collegiate.web.acts.acting import ActError
from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.components import Cell, Link
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.support import acts, gates
from collegiate.web.support.drawing import days_words
from collegiate.web.support.forms import AcceptForm, TermForm, VersionForm, WhyForm
from collegiate.web.support.models import Match, Proposal, Supporter
from collegiate.web.support.proposals import propose_and_keep, waiting
from collegiate.web.support.requests import people_for


def listing(request: HttpRequest, form: TermForm | None = None, error: str = "") -> HttpResponse:
    """Show what was proposed and waits for an answer, and what could not be met."""
    uid, trust = gates.the_trust(request, Right.SUPPORT)
    leads = gates.may_lead(request, uid)
    found = [m for m in waiting(uid) if leads or gates.may_lend(request, m.supporter)]
    names = gates.names(request, {m.request.urn for m in found} | {m.supporter.urn for m in found if m.supporter.urn})
    last = Proposal.objects.filter(trust_uid=uid).first() if leads else None
    unmet = [
        [
            Cell(u["request"], path=f"/support/requests/{u['request']}/"),
            u["school"],
            f"{u['days']:g}",
            u["why"],
            u["way_out"],
        ]
        for u in (last.told.get("unmet", []) if last else [])
    ]
    return render(request, "support/matches.html", {
        "section": "support", "trust": trust, "uid": uid, "leads": leads, "form": form or TermForm(coming(today(), 3)), "error": error, "last": last,
        "last_term": TermOfYear.parse(last.term).words if last else "", "unmet": unmet, "unmet_columns": ["Request", "Academy", "Days", "Why", "The nearest way out"], "by": weights(), "found": [_told(request, m, names) for m in found],
        "mine": sum(gates.waits_for(request, m, leads=leads) for m in found),
    }, status=400 if error else 200)  # fmt: skip


def propose(request: HttpRequest) -> HttpResponse:
    """Have matches proposed for a term."""
    uid, _ = gates.the_trust(request, Right.LEAD_IMPROVEMENT)
    gates.lead(request, uid)
    form = TermForm(coming(today(), 3), request.POST or None)
    if not form.is_valid():
        return listing(request, form, "Choose the term for which people are to be proposed.")
    propose_and_keep(acting=gates.acting(request), trust_uid=uid, term=form.cleaned_data["term"], on=today())
    return redirect(f"/support/matches/?trust={uid}")


def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a match, as it is or changed."""
    match = gates.match_of(request, pk)
    gates.lead(request, match.request.trust_uid)
    people = people_for(match.request)
    initial = {"supporter": match.supporter_id, "days": match.days, "version": match.version}
    form = AcceptForm(people, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            who = Supporter.objects.get(pk=said["supporter"])
            acts.accept(
                acting=gates.acting(request),
                pk=pk,
                version=said["version"],
                on=today(),
                supporter=who,
                days=said["days"],
            )
            return redirect(f"/support/matches/?trust={match.request.trust_uid}")
        except (ActError, ChangedMeanwhileError) as error:
            form.add_error(None, str(error))
    return _form(request, form, match, f"{match.supporter.called} for {match.request.reference}", "Accept",
                 "Accept it as it stands, or with somebody else or other days. The head of the academy that lends answers next; a partner is booked at once.")  # fmt: skip


def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree for the academy that lends."""
    match = gates.match_of(request, pk)
    if not gates.may_lend(request, match.supporter):
        raise Http404("You do not answer for the academy of that colleague.")
    form = VersionForm(request.POST or None, initial={"version": match.version})
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.agree(acting=gates.acting(request), pk=pk, version=form.cleaned_data["version"], on=today())
            return redirect("support-booking", made.pk)
        except (ActError, ChangedMeanwhileError) as error:
            form.add_error(None, str(error))
    return _form(request, form, match, f"Lend {match.supporter.called} for {match.request.reference}", "Agree and book", f"{days_words(match.days)} days of {TermOfYear.parse(match.request.term).words}. With your answer they are booked.")  # fmt: skip


def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a match, with a reason."""
    match = gates.match_of(request, pk)
    form = WhyForm(request.POST or None, initial={"version": match.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.refuse(acting=gates.acting(request), pk=pk, version=said["version"], why=said["why"])
            return redirect(f"/support/matches/?trust={match.request.trust_uid}")
        except (ActError, ChangedMeanwhileError) as error:
            form.add_error(None, str(error))
    return _form(request, form, match, f"Do not send {match.supporter.called} for {match.request.reference}", "Refuse", "The request stays open, and is proposed for anew.")  # fmt: skip


def _told(request: HttpRequest, match: Match, names: dict[int, str]) -> dict[str, Any]:
    urn = match.supporter.urn
    return {
        "match": match, "school": names[match.request.urn], "days": acts.said(match.days),
        "home": match.supporter.partner_words if urn is None else names[urn],
        "accepts": match.state == Match.State.PROPOSED and gates.may_lead(request, match.request.trust_uid),
        "agrees": match.state == Match.State.ACCEPTED and gates.may_lend(request, match.supporter) and match.accepted_by != gates.whoever(request).email,
    }  # fmt: skip


def _form(request: HttpRequest, form: Any, match: Match, title: str, button: str, lead: str) -> HttpResponse:
    return render(request, "support/form.html", {
        "section": "support", "form": form, "title": title, "button": button, "crumb": match.request.reference, "lead": lead,
        "back": Link("Matches", "/support/matches/"), "reasons": match.reasons,
    }, status=400 if form.errors else 200)  # fmt: skip
