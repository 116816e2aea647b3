"""One child in an emergency: asking, ending, and looking into it afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from collegiate.store import Store
from collegiate.store.audit import Asked
from collegiate.store.held import PersonsReader
from collegiate.web.accounts.models import Emergency, User, signed_in
from collegiate.web.acts.acting import LONGEST_REASON, ActError
from collegiate.web.audit.emergencies import (
    LASTS,
    TooManyTriesError,
    emergencies_to_review,
    end_emergency,
    look_into,
    open_emergency,
    shown_to,
)
from collegiate.web.audit.reading import audit_of, persons_of
from collegiate.web.audit.told import by_day, people_named
from collegiate.web.authorization.rights import Right
from collegiate.web.pictures.childhood.named import child_name
from collegiate.web.reading import reader_of, school_names

LONGEST_LIST = 100


class EmergencyForm(forms.Form):
    """Why first, then who: nothing is looked up without a reason."""

    why = forms.CharField(
        label="Why do you need to see this child's record now?",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Your safeguarding lead reads this. Do not write a pupil number or a name.",
    )
    surname = forms.CharField(label="Surname, exactly as on the register", max_length=100)
    forename = forms.CharField(label="Forename, exactly as on the register", max_length=100)
    birth_date = forms.DateField(
        label="Date of birth",
        help_text="For example 27 3 2014, or 2014-03-27",
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d.%m.%Y", "%d %B %Y"],
    )


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a reason and one child; open the record for an hour."""
    user, form = _user(request), EmergencyForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return redirect("child", key=_opened(request, user, form.cleaned_data))
            except TooManyTriesError as error:
                status = 429
                form.add_error(None, str(error))
            except ActError as error:
                form.add_error(None, str(error))
    told = {"section": "emergency", "form": form, "minutes": LASTS.seconds // 60}
    return render(request, "audit/emergency.html", told, status=status)


def _opened(request: HttpRequest, user: User, given: dict[str, Any]) -> str:
    born: date = given["birth_date"]
    opened = open_emergency(
        user=user, store=_store(), reader=reader_of(request), surname=given["surname"], forename=given["forename"],
        birth_date=born, why=given["why"],
    )  # fmt: skip
    return opened.pupil_key


def end(request: HttpRequest, number: int) -> HttpResponse:
    """End one's own emergency."""
    try:
        end_emergency(user=_user(request), store=_store(), number=number)
    except ActError:
        return redirect("emergency")
    return redirect("emergency")


def review(request: HttpRequest) -> HttpResponse:
    """Show the emergencies of one's part of the trust: what waits first, then what was looked into."""
    return _review(request)


def seen(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what was found about an emergency."""
    try:
        words = request.POST.get("found", "")
        look_into(user=_user(request), store=_store(), reader=reader_of(request), number=number, found=words)
    except ActError as error:
        return _review(request, wrong=str(error), number=number, status=400)
    return redirect("emergencies")


def _review(request: HttpRequest, *, wrong: str = "", number: int = 0, status: int = 200) -> HttpResponse:
    user, reader = _user(request), reader_of(request)
    mine = {e.pk for e in emergencies_to_review(user, reader)}
    every = list(shown_to(user, reader)[:LONGEST_LIST])
    people = persons_of(request, Right.SAFEGUARD)
    rows = _rows(people, every)
    told = {
        "section": "emergencies", "wrong": wrong, "number": number, "waiting": [r for r in rows if r["emergency"].pk in mine],
        "own": [r for r in rows if r["emergency"].seen_at is None and r["emergency"].pk not in mine], "done": [r for r in rows if r["emergency"].seen_at is not None],
    }  # fmt: skip
    return render(request, "audit/emergencies.html", told, status=status)


def _rows(people: PersonsReader, emergencies: list[Emergency]) -> list[dict[str, Any]]:
    """Say of each whose record it was, who opened it, and what they read while it was open."""
    children = people.named({e.pupil_key for e in emergencies}, what="emergency looks to look into")
    schools = people_schools(people, emergencies)
    names = people_named({e.user.email for e in emergencies} | {e.seen_by for e in emergencies})
    return [
        {
            "emergency": e, "child": child_name(children[e.pupil_key]) if e.pupil_key in children else "a child who is no longer in your part of the trust",
            "key": e.pupil_key if e.pupil_key in children else "", "school": schools.get(e.urn, f"School {e.urn}"), "start": timezone.localtime(e.start), "end": timezone.localtime(e.end),
            "seen_by": names.get(e.seen_by) or e.seen_by, "seen_at": timezone.localtime(e.seen_at) if e.seen_at else None, "read": _read(e),
            "over": e.end <= timezone.now(),
        }
        for e in emergencies
    ]  # fmt: skip


def people_schools(people: PersonsReader, emergencies: list[Emergency]) -> dict[int, str]:
    """Return the names of the children's academies."""
    return school_names(_store().reader(), {e.urn for e in emergencies}) if emergencies else {}


def _read(emergency: Emergency) -> list[tuple[str, int]]:
    """Return what somebody read of the child while the record was open to them."""
    asked = Asked(
        who=emergency.user.email,
        keys=frozenset([emergency.pupil_key]),
        first=emergency.start.date(),
        last=emergency.end.date(),
    )
    stretch = (f"{emergency.start:%Y-%m-%dT%H:%M:%S.%fZ}", f"{emergency.end:%Y-%m-%dT%H:%M:%S.%fZ}")
    looks = [e for e in audit_of().found(asked).latest() if stretch[0] <= e["at"] <= stretch[1] and e["kind"] == "look"]
    return [(what, times) for day in by_day(looks, {}) for what, _, times in day.did]


def _user(request: HttpRequest) -> User:
    user = signed_in(request)
    if user is None:
        raise PermissionDenied
    return user


def _store() -> Store:
    return Store(settings.COLLEGIATE_STORE)
