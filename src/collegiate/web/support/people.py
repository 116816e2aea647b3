"""The pages about who can be lent: entered, listed, released, set apart, gone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.support.roster import COLUMNS, RosterError, read_roster
from collegiate.improve.support.terms import TermOfYear, coming
from collegiate.web.acts.acting import ActError
from collegiate.web.asked import number_in
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.scopes import academies_of
from collegiate.web.called import called
from collegiate.web.clock import today
from collegiate.web.components import Cell, Fact, Link
from collegiate.web.downloads import as_csv
from collegiate.web.reading import reader_of
from collegiate.web.records import ChangedMeanwhileError
from collegiate.web.support import acts, gates
from collegiate.web.support.drawing import days_words, pounds
from collegiate.web.support.forms import (
    ApartForm,
    CoverForm,
    LeaveForm,
    ListForm,
    ReleaseForm,
    SupporterForm,
    expertise_choices,
)
from collegiate.web.support.ledger import NONE, cover_rates, released, spoken
from collegiate.web.support.models import Supporter
from collegiate.web.support.roster import enter
from collegiate.web.whose import academies, write_down
from collegiate.web.words import day, phase

HELD = ("called", "urn", "partner", "address", "expertise", "phases", "day_rate", "notes")


def listing(request: HttpRequest) -> HttpResponse:
    """List who can be lent, with their days of this term and the next."""
    uid, trust = gates.the_trust(request, Right.SUPPORT)
    people, names = _mine(request, uid)
    terms, may, held = coming(today(), 2), released(uid), spoken(uid)
    rows = [
        [
            Cell(s.called, path=f"/support/people/{s.pk}/"), names.get(s.urn or 0) or s.partner_words, s.expertise_words,
            *(_days(may.get((s.pk, str(t))), held.of(s.pk, str(t))) for t in terms),
        ]
        for s in people
    ]  # fmt: skip
    silent = sum((s.pk, str(terms[0])) not in may for s in people)
    return render(request, "support/people.html", {
        "section": "support", "trust": trust, "uid": uid, "rows": rows, "silent": silent, "term": terms[0].words,
        "columns": ["Who", "From", "Expertise", *(t.words.capitalize() for t in terms)], "may_lead": gates.may_lead(request, uid),
        "cover": cover_rates(uid)[-1:],
    })  # fmt: skip


def download(request: HttpRequest) -> HttpResponse:
    """Hand out the list as a table that can be sent in again; that is written down."""
    uid, _ = gates.the_trust(request, Right.SUPPORT)
    people, _ = _mine(request, uid)
    term, may = coming(today(), 1)[0], released(uid)
    write_down(request, f"took away the list of {len(people)} people who can be lent", "support between academies")
    rows = [
        (s.called, s.urn, "; ".join(s.expertise), "; ".join(s.phases), may.get((s.pk, str(term)), ""), s.day_rate, s.address, s.notes)
        for s in people if s.urn is not None
    ]  # fmt: skip
    return as_csv(f"support-people-{term}.csv", COLUMNS, rows)


def add(request: HttpRequest) -> HttpResponse:
    """Enter somebody."""
    uid, trust = gates.the_trust(request, Right.SUPPORT)
    form = SupporterForm(_academies(request, uid), request.POST or None, partners=gates.may_lead(request, uid))
    if request.method == "POST" and form.is_valid():
        try:
            held = {name: form.cleaned_data[name] for name in HELD}
            made = acts.add_supporter(acting=gates.acting(request), trust_uid=uid, **held)
            return redirect("support-person", made.pk)
        except ActError as error:
            form.add_error(None, str(error))
    return _form(request, form, "Enter somebody who can be lent", "Enter", trust,
                 "A colleague of an academy, or a partner outside the trust. The head of the academy sets on how many days they may be lent.")  # fmt: skip


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show somebody: what they can do, their days, their bookings."""
    who = gates.supporter_of(request, pk)
    bookings = list(who.bookings.select_related("request"))
    names = gates.names(
        request,
        {b.request.urn for b in bookings} | {a.urn for a in who.aparts.all()} | ({who.urn} if who.urn else set()),
    )
    may, held = released(who.trust_uid), spoken(who.trust_uid)
    rate = pounds(who.day_rate) if who.day_rate is not None else "the trust's rate" if who.urn else "not known"
    facts = [
        Fact("From", who.partner_words if who.urn is None else names[who.urn]), Fact("Expertise", who.expertise_words),
        Fact("Phases", ", ".join(phase(p) for p in who.phases) or "not written down"), Fact("A day costs", rate),
        Fact("Signs in as", who.address or "no address: somebody else writes down their visits"), Fact("Notes", who.notes or "none"),
        *([Fact("Last day", day(who.left))] if who.left else []),
    ]  # fmt: skip
    terms = [
        [t.words.capitalize(), _released(may.get((pk, str(t)))), days_words(held.of(pk, str(t)))]
        for t in coming(today(), 3)
    ]
    return render(request, "support/person.html", {
        "section": "support", "who": who, "facts": facts, "terms": terms, "aparts": [(names[a.urn], a) for a in who.aparts.all()],
        "bookings": [_booking(b, names) for b in bookings], "there": who.there(today()),
        "term_columns": ["Term", "Released", "Spoken for"], "booking_columns": ["For", "Days", "Term", "State"],
        "release_words": f"Set on how many days {who.called} may be lent", "release_path": f"/support/people/{pk}/release/",
    })  # fmt: skip


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is written of somebody."""
    who = gates.supporter_of(request, pk)
    initial = {name: getattr(who, name) for name in HELD}
    form = SupporterForm(
        _academies(request, who.trust_uid),
        request.POST or None,
        initial=initial,
        partners=gates.may_lead(request, who.trust_uid),
    )
    version = _version(request, who.version)
    if request.method == "POST" and form.is_valid():
        try:
            held = {name: form.cleaned_data[name] for name in HELD}
            acts.change_supporter(acting=gates.acting(request), pk=pk, version=version, **held)
            return redirect("support-person", pk)
        except (ActError, ChangedMeanwhileError) as error:
            form.add_error(None, str(error))
    return _form(request, form, f"Change {who.called}", "Save", who.called, "Earlier bookings keep the cost that they were made with.", who, version)  # fmt: skip


def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Set on how many days of a term somebody may be lent."""
    who = gates.supporter_of(request, pk)
    form = ReleaseForm(coming(today(), 4), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.release(acting=gates.acting(request), supporter=who, term=said["term"], days=said["days"])
            return redirect("support-person", pk)
        except ActError as error:
            form.add_error(None, str(error))
    return _form(request, form, f"Release {who.called}", "Set the days", who.called, "On how many days of a term may they be lent? Nobody is ever proposed for more.", who)  # fmt: skip


def apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody is not to be sent to a school."""
    who = gates.supporter_of(request, pk)
    ours = academies_of(who.trust_uid, reader_of(request)) - {who.urn}
    form = ApartForm(gates.names(request, set(ours)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.set_apart(acting=gates.acting(request), supporter=who, urn=said["urn"], why=said["why"])
            return redirect("support-person", pk)
        except ActError as error:
            form.add_error(None, str(error))
    return _form(request, form, f"Do not send {who.called} to a school", "Write it down", who.called, "They are not proposed for it, and cannot be chosen by hand.", who)  # fmt: skip


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody leaves."""
    who = gates.supporter_of(request, pk)
    form = LeaveForm(request.POST or None, initial={"version": who.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.leave(acting=gates.acting(request), pk=pk, version=said["version"], left=said["left"])
            return redirect("support-person", pk)
        except (ActError, ChangedMeanwhileError) as error:
            form.add_error(None, str(error))
    return _form(request, form, f"{who.called} leaves", "Write it down", who.called, "What was done stays. What is booked after the last day is listed to be matched anew.", who)  # fmt: skip


def send_list(request: HttpRequest) -> HttpResponse:
    """Enter many people from a CSV file; say which rows were not taken, and why."""
    uid, trust = gates.the_trust(request, Right.SUPPORT)
    form = ListForm(coming(today(), 4), request.POST or None, request.FILES or None)
    done = None
    if request.method == "POST" and form.is_valid():
        term: TermOfYear = form.cleaned_data["term"]
        try:
            taken, refused = read_roster(form.cleaned_data["file"].read(), set(_academies(request, uid)), term.weekdays)
            done = enter(acting=gates.acting(request), trust_uid=uid, term=term, people=taken), refused
        except (RosterError, ActError) as error:
            form.add_error("file", str(error))
    refused_rows = [[str(r.line), r.said, r.why] for r in done[1]] if done else []
    return render(request, "support/list.html", {
        "section": "support", "trust": trust, "form": form, "done": done[0] if done else None, "refused": refused_rows, "refused_columns": ["Line", "What it says", "Why it was not taken"], "columns": COLUMNS,
        "expertise": [words for _, words in expertise_choices()],
    }, status=400 if form.errors else 200)  # fmt: skip


def cover(request: HttpRequest) -> HttpResponse:
    """Settle what a day's cover costs."""
    uid, trust = gates.the_trust(request, Right.LEAD_IMPROVEMENT)
    gates.lead(request, uid)
    form = CoverForm(request.POST or None, initial={"first_day": today()})
    if request.method == "POST" and form.is_valid():
        try:
            acts.settle_cover(acting=gates.acting(request), trust_uid=uid, **form.cleaned_data)
            return redirect(f"/support/people/?trust={uid}")
        except ActError as error:
            form.add_error(None, str(error))
    held = [
        f"From {day(r.first_day)}: {pounds(r.pounds)} a day, by {called(r.by)}: {r.source}"
        for r in reversed(cover_rates(uid))
    ]
    return _form(request, form, "What a day's cover costs", "Settle it", trust, "It holds for colleagues who have no cost of their own. Bookings keep the cost of the day on which they were made.", history=held)  # fmt: skip


def _mine(request: HttpRequest, uid: int) -> tuple[list[Supporter], dict[int, str]]:
    mine, leading, on = academies(request, Right.SUPPORT), gates.may_lead(request, uid), today()
    people = [
        s for s in Supporter.objects.filter(trust_uid=uid)
        if s.there(on) and (leading if s.urn is None else s.urn in mine)
    ]  # fmt: skip
    return people, gates.names(request, {s.urn for s in people if s.urn is not None})


def _academies(request: HttpRequest, uid: int) -> dict[int, str]:
    ours = academies(request, Right.SUPPORT) & academies_of(uid, reader_of(request))
    return gates.names(request, set(ours))


def _version(request: HttpRequest, now: int) -> int:
    if request.method != "POST":
        return now
    sent = number_in(request.POST.get("version", ""))
    if sent is None:
        raise Http404("The form carries no version. Open it anew.")
    return sent


def _days(may: Any, taken: Any) -> Cell:
    if may is None:
        return Cell("not said", gap=True)
    words = f"{days_words(max(may - taken, NONE))} of {days_words(may)} free"
    return Cell(f"{days_words(taken - may)} too many", mind=True) if taken > may else Cell(words)


def _released(days: Any) -> Cell:
    return Cell("not said", gap=True) if days is None else Cell(days_words(days))


def _booking(booking: Any, names: dict[int, str]) -> list[Any]:
    state = "undone" if booking.undone else "to be matched anew" if booking.rematch else "booked"
    return [
        Cell(f"{booking.request.reference}, {names[booking.request.urn]}", path=f"/support/bookings/{booking.pk}/"),
        days_words(booking.days), TermOfYear.parse(booking.term).words, Cell(state, mind=booking.rematch),
    ]  # fmt: skip


def _form(
    request: HttpRequest, form: Any, title: str, button: str, crumb: str, lead: str, who: Supporter | None = None,
    version: int | None = None, history: list[str] | None = None,
) -> HttpResponse:  # fmt: skip
    back = Link(who.called, f"/support/people/{who.pk}/") if who else Link("People who can be lent", "/support/people/")
    return render(request, "support/form.html", {
        "section": "support", "form": form, "title": title, "button": button, "crumb": crumb, "lead": lead, "back": back, "version": version,
        "history": history or [],
    }, status=400 if form.errors else 200)  # fmt: skip
