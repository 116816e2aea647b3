"""The pages about what is asked for: a request made, shown with what became of it, withdrawn, answered by hand."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.support.expertise import words_of
from collegiate.improve.support.terms import TermOfYear
from collegiate.web.acts.acting import ActError
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.scopes import academies_of
from collegiate.web.called import called
from collegiate.web.clock import today
from collegiate.web.components import Cell, Count, Counts, Fact, Link
from collegiate.web.named import names_theirs
from collegiate.web.reading import reader_of
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.support import acts, gates
from collegiate.web.support.drawing import days_words
from collegiate.web.support.forms import AskForm, ChooseForm, WhyForm
from collegiate.web.support.ledger import released, spoken
from collegiate.web.support.models import Apart, Match, Supporter, SupportRequest, Visit
from collegiate.web.whose import academies
from collegiate.web.words import day, phase

HELD = ("urn", "needed", "wished", "phase", "phase_must", "days", "by_day", "belongs", "why")


def listing(request: HttpRequest) -> HttpResponse:
    """List everything that was asked for, the latest first."""
    uid, trust = gates.the_trust(request)
    limit, held = gates.seen(request, uid), spoken(uid)
    asked = [r for r in SupportRequest.objects.filter(trust_uid=uid) if limit is None or r.urn in limit]
    names = gates.names(request, {r.urn for r in asked})
    states = {r.pk: _state(r, held.left(r)) for r in asked}
    rows = [
        [Cell(r.reference, path=f"/support/requests/{r.reference}/"), names[r.urn], r.needed_words, days_words(r.days), day(r.by_day),
         Cell(states[r.pk], mind=states[r.pk] == "not met")]
        for r in reversed(asked)
    ]  # fmt: skip
    kinds = ("not met", "partly met", "met", "withdrawn")
    sums = Counts(
        Count(len(asked), "asked for"), [Count(list(states.values()).count(k), k, mind=k == "not met") for k in kinds]
    )
    return render(request, "support/requests.html", {
        "section": "support", "trust": trust, "rows": rows, "sums": sums, "may_ask": bool(academies(request, Right.SUPPORT)),
        "columns": ["Request", "Academy", "For", "Days", "By", "State"],
    })  # fmt: skip


def add(request: HttpRequest) -> HttpResponse:
    """Ask for support."""
    uid, trust = gates.the_trust(request, Right.SUPPORT)
    ours = academies(request, Right.SUPPORT) & academies_of(uid, reader_of(request))
    initial = {k: request.GET.get(k, "") for k in ("urn", "belongs")}
    form = AskForm(gates.names(request, set(ours)), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            held = {name: form.cleaned_data[name] for name in HELD}
            _belongs(request, uid, held)
            made = acts.ask(acting=gates.acting(request), trust_uid=uid, on=today(), **held)
            return redirect("support-request", made.reference)
        except ActError as error:
            form.add_error(None, str(error))
    return render(request, "support/form.html", {
        "section": "support", "form": form, "title": "Ask for support", "button": "Ask", "crumb": trust, "back": Link("All requests", "/support/requests/"),
        "lead": "Say what is needed, for how many days and by when. Whoever leads improvement matches it with people who can be lent.",
    }, status=400 if form.errors else 200)  # fmt: skip


def _belongs(request: HttpRequest, uid: int, held: dict[str, Any]) -> None:
    """Raises `ActError` for a case or a plan that is none of the academy's: what belongs to a case is met first."""
    if held["belongs"] and not names_theirs(request, held["belongs"], uid, held["urn"]):
        raise ActError(f"There is no {held['belongs']} about this academy. Look its reference up, or leave it empty.")


def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a request and what became of it."""
    asked = gates.request_of(request, reference)
    uid, left = asked.trust_uid, spoken(asked.trust_uid).left(asked)
    given = list(Visit.objects.filter(booking__request=asked, undone="").select_related("booking__supporter"))
    names = gates.names(request, {asked.urn})
    facts = [
        Fact("Academy", names[asked.urn]), Fact("Needed", asked.needed_words), Fact("Wished for", ", ".join(words_of(asked.wished)) or "nothing more"),
        Fact("Phase", (phase(asked.phase) + (", a must" if asked.phase_must else "")) if asked.phase else "any"),
        Fact("Days", f"{days_words(asked.days)} by {day(asked.by_day)}"), Fact("Belongs to", asked.belongs or "no case or plan"),
        Fact("Why", asked.why), Fact("Asked", f"{day(asked.asked_on)} by {called(asked.by)}"),
    ]  # fmt: skip
    return render(request, "support/request.html", {
        "section": "support", "asked": asked, "school": names[asked.urn], "facts": facts, "left": days_words(left), "unmet": left > 0 and not asked.withdrawn,
        "state": _state(asked, left), "bookings": [_booking(b) for b in asked.bookings.select_related("supporter")],
        "matches": [m for m in asked.matches.select_related("supporter") if m.state in (Match.State.PROPOSED, Match.State.ACCEPTED)],
        "visits": [_visit(v) for v in given], "days": days_words(sum((v.days for v in given), acts.NONE)),
        "may_lead": gates.may_lead(request, uid), "booking_columns": ["Who", "Days", "State"], "visit_columns": ["Day", "Who", "Days", "Done", "Seen to change", "Next"],
        "choose_path": f"/support/requests/{asked.reference}/choose/", "asked_days": days_words(asked.days),
        "may_withdraw": _may_withdraw(request, asked) and not asked.withdrawn, "gone": gates.gone(request, asked),
    })  # fmt: skip


def _may_withdraw(request: HttpRequest, asked: SupportRequest) -> bool:
    """Whether somebody answers for the academy that asked; for one that is in the trust no more, whoever leads improvement there."""
    theirs = asked.urn in academies(request, Right.SUPPORT)
    return theirs or bool(gates.gone(request, asked) and gates.may_lead(request, asked.trust_uid))


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw a request."""
    asked = gates.request_of(request, reference)
    if not _may_withdraw(request, asked):
        raise Http404("You ask for no support for that academy.")
    form = WhyForm(request.POST or None, initial={"version": asked.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.withdraw(acting=gates.acting(request), pk=asked.pk, version=said["version"], why=said["why"])
            return redirect("support-request", asked.reference)
        except (ActError, ChangedMeanwhileError) as error:
            form.add_error(None, str(error))
    return render(request, "support/form.html", {
        "section": "support", "form": form, "title": f"Withdraw {asked.reference}", "button": "Withdraw it", "crumb": asked.reference,
        "back": Link(asked.reference, f"/support/requests/{asked.reference}/"),
        "lead": "It stays written, and is no longer matched. What is booked stays booked until it is undone.",
    }, status=400 if form.errors else 200)  # fmt: skip


def choose(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose somebody for a request by hand."""
    asked = gates.request_of(request, reference)
    gates.lead(request, asked.trust_uid)
    form = ChooseForm(people_for(asked), request.POST or None, initial={"days": spoken(asked.trust_uid).left(asked)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            who = Supporter.objects.get(pk=said["supporter"])
            acts.choose(acting=gates.acting(request), request=asked, supporter=who, days=said["days"], on=today())
            return redirect("support-request", asked.reference)
        except ActError as error:
            form.add_error(None, str(error))
    return render(request, "support/form.html", {
        "section": "support", "form": form, "title": f"Choose somebody for {asked.reference}", "button": "Choose", "crumb": asked.reference,
        "back": Link(asked.reference, f"/support/requests/{asked.reference}/"),
        "lead": f"Needed: {asked.needed_words}. Those who have all of it and days free stand first. The head of the academy that lends answers next.",
    }, status=400 if form.errors else 200)  # fmt: skip


def people_for(asked: SupportRequest) -> list[tuple[int, str]]:
    """Return who may be chosen for a request, each with their expertise and free days; those who fit and are free first."""
    may, held, on = released(asked.trust_uid), spoken(asked.trust_uid), today()
    apart = set(
        Apart.objects.filter(urn=asked.urn, supporter__trust_uid=asked.trust_uid).values_list("supporter_id", flat=True)
    )
    found = []
    for s in Supporter.objects.filter(trust_uid=asked.trust_uid).exclude(urn=asked.urn):
        free = may.get((s.pk, asked.term), acts.NONE) - held.of(s.pk, asked.term)
        if s.there(on) and s.pk not in apart:
            fit = set(asked.needed) <= set(s.expertise)
            found.append((not (fit and free > 0), not fit, s.called, s.pk, f"{s.called}: {s.expertise_words}; {days_words(max(free, acts.NONE))} free in {TermOfYear.parse(asked.term).words}"))  # fmt: skip
    return [(pk, words) for *_, pk, words in sorted(found)]


def _state(asked: SupportRequest, left: Any) -> str:
    if asked.withdrawn:
        return "withdrawn"
    return "met" if left <= 0 else "not met" if left == asked.days else "partly met"


def _booking(booking: Any) -> list[Any]:
    state = "undone" if booking.undone else "to be matched anew" if booking.rematch else "booked"
    return [
        Cell(booking.supporter.called, path=f"/support/bookings/{booking.pk}/"),
        days_words(booking.days),
        Cell(state, mind=booking.rematch),
    ]


def _visit(visit: Visit) -> list[Any]:
    return [
        day(visit.day),
        visit.booking.supporter.called,
        days_words(visit.days),
        visit.done,
        visit.seen or "–",
        visit.next or "–",
    ]
