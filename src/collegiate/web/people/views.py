"""The pages on which people are added, appointed, and shut out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from collegiate.store import Look, OutOfScopeError, Store
from collegiate.web.accounts.acts import AccountError
from collegiate.web.accounts.models import Appointment, User, signed_in
from collegiate.web.authorization.appointing import Realm
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import ROLES, Span
from collegiate.web.components import Cell
from collegiate.web.downloads import as_csv
from collegiate.web.people.acts import Appointing
from collegiate.web.people.forms import PersonForm, PostForm, WhyForm
from collegiate.web.people.words import of_what, part_words, role_words
from collegiate.web.reading import reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.words import day

SOON = 30
"""Days within which an appointment that ends is said to end soon."""


def listing(request: HttpRequest) -> HttpResponse:
    """Show who may sign in and what they are appointed to."""
    realm, users = _people(request)
    names = _names(request, users)
    role = request.GET.get("role", "")
    shown = [u for u in users if role in ("", *(a.role for a in u.appointments_now()))]
    counts = Counter(a.role for u in users for a in u.appointments_now() if realm.holds(a))
    ending = [a for u in users for a in u.appointments_now() if _ends_soon(a) and realm.holds(a)]
    return render(request, "people/list.html", {
        "section": "people", "total": len(users), "none": sum(not u.appointments_now() for u in users if u.is_active), "ending": ending,
        "counts": [(r.key, r.called, counts[r.key]) for r in ROLES.values() if counts[r.key]], "role": role, "role_called": role_words(role),
        "columns": ["Person", "Appointed as", "Ends", "Last signed in"], "rows": [_row(u, realm, names) for u in shown],
        "may_appoint": _whoever(request).may(Right.APPOINT), "ending_words": [(a.user, part_words(a, names), day(a.end)) for a in ending],
    })  # fmt: skip


def download(request: HttpRequest) -> HttpResponse:
    """Hand out the list as a table; that is written down."""
    realm, users = _people(request)
    names = _names(request, users)
    me = _whoever(request)
    audit = Store(settings.COLLEGIATE_STORE).audit
    audit.acted(
        Look(
            me.email,
            f"took away the list of {len(users)} people and roles",
            "people and roles",
            (),
            reader_of(request).snapshot,
        )
    )
    rows = (
        (u.called, u.email, role_words(a.role), of_what(a, names).removeprefix(" of "), a.start, a.end, a.given_by)
        for u in users for a in u.appointments.all() if realm.holds(a)
    )  # fmt: skip
    return as_csv("people-and-roles.csv", ("name", "email", "role", "of", "from", "ends", "appointed_by"), rows)


def roles(request: HttpRequest) -> HttpResponse:
    """Show what each role may open, and for which parts of the trust it is given."""
    rows = [
        [role.called, role.asks, " or ".join(role.spans), "; ".join(sorted(right.value for right in role.rights)) or "nothing of its own"]
        for role in ROLES.values()
    ]  # fmt: skip
    context = {
        "section": "people",
        "columns": ["Role", "Comes to ask", "Given for", "May"],
        "rows": rows,
        "number": len(rows),
    }
    return render(request, "people/roles.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Add somebody; the next page appoints them."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = _appointing(request).add(
                email=form.cleaned_data["email"], name=form.cleaned_data["name"], by=_whoever(request)
            )
            return redirect("person-appoint", user.pk)
        except AccountError as error:
            form.add_error("email", str(error))
    return _form(request, "people/add.html", form)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what somebody is, was, and will be appointed to."""
    realm, user = _person(request, pk)
    me = _whoever(request)
    names = _names(request, [user])
    today = timezone.localdate()
    seen = [a for a in user.appointments.all() if realm.holds(a)]
    appoints = Realm.of(me, reader_of(request), Right.APPOINT) if me.may(Right.APPOINT) and me != user else None
    return render(request, "people/person.html", {
        "section": "people", "one": user, "now": [_told(a, names, appoints) for a in seen if a.holds(today)],
        "coming": [_told(a, names, appoints) for a in seen if a.start > today and (a.end is None or a.end > a.start)],
        "over": [_told(a, names, None) for a in seen if a.end is not None and a.end <= today],
        "elsewhere": len(user.appointments_now()) - sum(a.holds(today) for a in seen), "may_appoint": appoints is not None, "is_me": me == user, "path": f"/people/{user.pk}/appoint/",
    })  # fmt: skip


def appoint_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint somebody within one's own part of the trust."""
    _, user = _person(request, pk, just_added=True)
    doing = _appointing(request)
    academies = {urn: doing.names[urn] for urn in doing.realm.academies(reader_of(request))}
    trust = next(iter(doing.realm.trusts), None)
    form = PostForm(request.POST or None, realm=doing.realm, academies=academies, trust=trust)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            post = form.post()
            if post.pupil_key:
                children_of(request, Right.APPOINT).must_hold_keys([post.pupil_key])
            doing.appoint(
                user=user, post=post, start=said["start"], until=said["until"], by=_whoever(request), why=said["why"]
            )
            return redirect("person", user.pk)
        except OutOfScopeError:
            form.add_error("child", "No child whom you may see has this key. It is in the address of the child's page.")
        except AccountError as error:
            form.add_error(None, str(error))
    return _form(request, "people/appoint.html", form, one=user)


def end(request: HttpRequest, pk: int, held: int) -> HttpResponse:
    """End an appointment from this moment."""
    _, user = _person(request, pk)
    about = user.appointments.filter(pk=held).first()
    if about is None:
        raise Http404("There is no such appointment.")
    return _done(request, user, lambda by: _appointing(request).end(held=about, by=by, why=_why(request)))


def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show, once, a link at which somebody chooses a password."""
    _, user = _person(request, pk)
    try:
        path = _appointing(request).link(user=user, by=_whoever(request))
    except AccountError as error:
        return _refused(request, user, error)
    return render(
        request, "people/link.html", {"section": "people", "one": user, "address": request.build_absolute_uri(path)}
    )


def shut_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then shut somebody out at once."""
    _, user = _person(request, pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _done(
            request, user, lambda by: _appointing(request).shut_out(user=user, by=by, why=form.cleaned_data["why"])
        )
    return _form(request, "people/shut_out.html", form, one=user)


def _done(request: HttpRequest, user: User, act: Any) -> HttpResponse:
    try:
        act(_whoever(request))
    except AccountError as error:
        return _refused(request, user, error)
    return redirect("person", user.pk)


def _refused(request: HttpRequest, user: User, error: AccountError) -> HttpResponse:
    return render(request, "people/refused.html", {"section": "people", "one": user, "error": error}, status=409)


def _form(request: HttpRequest, template: str, form: Any, **more: Any) -> HttpResponse:
    return render(request, template, {"section": "people", "form": form, **more}, status=400 if form.errors else 200)


def _why(request: HttpRequest) -> str:
    return " ".join(request.POST.get("why", "").replace("\x00", " ").split())[:400]


def _whoever(request: HttpRequest) -> User:
    user = signed_in(request)
    if user is None:
        raise PermissionDenied
    return user


def _people(request: HttpRequest) -> tuple[Realm, list[User]]:
    realm = Realm.of(_whoever(request), reader_of(request), Right.SEE_PEOPLE)
    users = User.objects.order_by("name", "email").prefetch_related("appointments")
    return realm, [u for u in users if realm.sees(u)]


def _person(request: HttpRequest, pk: int, *, just_added: bool = False) -> tuple[Realm, User]:
    """Return somebody who is to be seen here. Who appoints also finds people who are appointed to nothing yet. Raises Http404."""
    realm = Realm.of(_whoever(request), reader_of(request), Right.SEE_PEOPLE)
    user = User.objects.filter(pk=pk).prefetch_related("appointments").first()
    if user is None or not (realm.sees(user) or (just_added and not user.appointments.all())):
        raise Http404("There is nobody with this number in your part of the trust.")
    return realm, user


def _appointing(request: HttpRequest) -> Appointing:
    reader = reader_of(request)
    realm = Realm.of(_whoever(request), reader, Right.APPOINT)
    return Appointing(
        Store(settings.COLLEGIATE_STORE), realm, _called(request, realm.academies(reader)), reader.snapshot
    )


def _names(request: HttpRequest, users: Sequence[User]) -> dict[int, str]:
    return _called(request, {a.urn for u in users for a in u.appointments.all() if a.urn is not None})


def _called(request: HttpRequest, urns: Any) -> dict[int, str]:
    """Return how academies and trusts are called, by URN and by UID."""
    reader = reader_of(request)
    uids = set(Appointment.objects.exclude(trust_uid=None).values_list("trust_uid", flat=True))
    trusts = {uid: str(found["trust_name"]) for uid in uids if uid is not None and (found := reader.trust(uid))}
    return trusts | school_names(reader, urns)


def _row(user: User, realm: Realm, names: dict[int, str]) -> list[object]:
    held = [a for a in user.appointments_now() if realm.holds(a)]
    ends = [a.end for a in held if a.end]
    words = "; ".join(part_words(a, names) for a in held) or ("nothing at present" if user.is_active else "shut out")
    seen = (
        f"{timezone.localtime(user.last_login):%-d %b %Y}".replace(" ", "\N{NO-BREAK SPACE}")
        if user.last_login
        else "never"
    )
    return [
        Cell(user.called, path=f"/people/{user.pk}/"),
        words,
        day(min(ends)) if ends else "no\N{NO-BREAK SPACE}last\N{NO-BREAK SPACE}day",
        seen,
    ]


def _told(about: Appointment, names: dict[int, str], appoints: Realm | None) -> dict[str, Any]:
    return {
        "pk": about.pk, "words": part_words(about, names), "start": about.start, "end": about.end, "by": about.given_by, "ends_soon": _ends_soon(about),
        "may_end": appoints is not None and appoints.gives(about), "child": about.pupil_key if about.span == Span.CHILD else "",
    }  # fmt: skip


def _ends_soon(about: Appointment) -> bool:
    return about.end is not None and (about.end - timezone.localdate()).days <= SOON
