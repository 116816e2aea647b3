"""Answering people: find the person, say why, look through what is held, and give it once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.packs import Answer, LeftOut, PaperError, as_json, as_paper, as_pdf
from collegiate.store import Store
from collegiate.store.held import PersonsReader
from collegiate.web.accounts.models import User, same_address, signed_in
from collegiate.web.acts.acting import LONGEST_REASON, ActError
from collegiate.web.audit.persons import NOBODY, Request, answer_child, answer_staff, gather_child, others_in
from collegiate.web.audit.reading import persons_of
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.pictures.childhood.named import child_name
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.views.children.acting import who_acts
from collegiate.web.views.children.common import asked_text

MOST = 50
LONGEST_WORDS = 20_000
FORMS = {"pdf": "PDF", "json": "JSON"}
INTRO_CHILD = (
    "This is everything that Collegiate held about you on the day on which it was made: what schools sent, what was worked out from it, "
    "what adults wrote and decided, and who looked at your record.",
    "Details of other people were left out where giving them would not be right; each place says so. If something is wrong, "
    "tell the school: it is put right where it came from, and the next picture follows.",
)
INTRO_STAFF = (
    "This is everything that Collegiate held about you on the day on which it was made: your account, what you are appointed to, what the "
    "journal says that you did, and what files say of your work. Children are counted and not named.",
)


class WhyForm(forms.Form):
    """Why everything on a person is gathered."""

    why = forms.CharField(
        label="Who asked, and how do you know that it is they?", max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: asked by the mother by letter of 3 November; passport seen by the office. Without a pupil number.",
    )  # fmt: skip
    reference = forms.CharField(label="Your reference (optional)", max_length=60, required=False)


class AnswerForm(WhyForm):
    """What is left out, and that somebody looked through it."""

    words = forms.CharField(
        label="Names and words to leave out, one on each line", required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Names of other children that stand in what people wrote are put here for you. Take out what may stay; add what may not.",
    )  # fmt: skip
    contacts = forms.BooleanField(
        label="Leave out who the parents and carers are, and how to reach them", required=False
    )
    reviewed = forms.BooleanField(
        label="I have looked through what will be given, and it is right to give it",
        error_messages={"required": "Look through what will be given, and tick that you did."},
    )

    def left_out(self) -> LeftOut:
        """Return what is to be left out."""
        words = tuple(w for line in self.cleaned_data["words"].splitlines() if len(w := line.strip()) > 1)
        return LeftOut(words, self.cleaned_data["contacts"])


class StaffForm(WhyForm):
    """A member of staff or a user, by e-mail address."""

    email = forms.EmailField(label="E-mail address", max_length=254)


class StaffAnswerForm(StaffForm):
    """As for a child, without what is only of children."""

    words = AnswerForm.base_fields["words"]
    reviewed = AnswerForm.base_fields["reviewed"]

    def left_out(self) -> LeftOut:
        """Return what is to be left out."""
        words = tuple(w for line in self.cleaned_data["words"].splitlines() if len(w := line.strip()) > 1)
        return LeftOut(words)


def find(request: HttpRequest) -> HttpResponse:
    """Find the child who asks, or ask for a member of staff by address."""
    people, asked = persons_of(request, Right.ANSWER_PERSONS), asked_text(request, "q")
    found = people.find_pupils(asked, limit=MOST) if asked else []
    names = school_names(reader_of(request), {r["urn"] for r in found})
    return _show(request, "persons", {"asked": asked, "found": [(r, names[r["urn"]]) for r in found]})


def child(request: HttpRequest, key: str) -> HttpResponse:
    """Ask why, then show how much is held and who else is named in it."""
    people = persons_of(request, Right.ANSWER_PERSONS)
    row = _required(people, key)
    form = WhyForm(request.POST or None)
    told: dict[str, Any] = {"child": row, "name": child_name(row), "form": form}
    if request.method != "POST":
        return _show(request, "person_child", told)
    if form.is_valid():
        try:
            asked = Request.checked(form.cleaned_data["why"], form.cleaned_data["reference"])
            return _reviewed(request, people, row, asked)
        except ActError as error:
            form.add_error("why", str(error))
    return _show(request, "person_child", told, status=400)


def _reviewed(
    request: HttpRequest, people: PersonsReader, row: Row, asked: Request, given: AnswerForm | None = None
) -> HttpResponse:
    held = gather_child(store=_store(), people=people, key=row["pupil_key"], asked=asked, by=who_acts(request))
    if held is None:
        raise Http404("No child of this picture has this address.")
    others = others_in(people, held)
    first = {
        "why": asked.why,
        "reference": asked.reference,
        "words": "\n".join(w for w, _ in others.children),
        "contacts": True,
    }
    form = given or AnswerForm(initial=first)
    for name in ("why", "reference"):
        form.fields[name].widget = forms.HiddenInput()
    counts = [(t.name.removeprefix("pupil_").replace("_", " "), len(rows)) for t, rows in held.tables]
    told = {"child": row, "name": child_name(row), "form": form, "others": others, "counts": counts, "rows": held.rows, "files": len(held.places), "refused": len(held.refused)}  # fmt: skip
    return _show(request, "person_review", told, status=400 if form.errors else 200)


def child_answer(request: HttpRequest, key: str) -> HttpResponse:
    """Give everything held on a child, as a PDF or as JSON."""
    people = persons_of(request, Right.ANSWER_PERSONS)
    row, form = _required(people, key), AnswerForm(request.POST)
    made = FORMS.get(request.POST.get("form", ""), "PDF")
    try:
        asked = Request.checked(request.POST.get("why", ""), request.POST.get("reference", ""))
    except ActError as error:
        why = WhyForm(request.POST)
        why.add_error("why", str(error))
        return _show(request, "person_child", {"child": row, "name": child_name(row), "form": why}, status=400)
    if not form.is_valid():
        return _reviewed(request, people, row, asked, form)
    found = answer_child(
        store=_store(), people=people, reader=reader_of(request), child=row, asked=asked, left_out=form.left_out(), form=made, by=who_acts(request)
    )  # fmt: skip
    if found is None:
        raise Http404("No child of this picture has this address.")
    return _given(request, *found, INTRO_CHILD, made, f"held-on-{row['pupil_key']}")


def staff(request: HttpRequest) -> HttpResponse:
    """Ask for a member of staff or a user by address, and why; then what to leave out."""
    people, form = persons_of(request, Right.ANSWER_PERSONS), StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, email = form.cleaned_data, same_address(form.cleaned_data["email"])
        user, rows = _user_within(request, people, email), people.staff_by_email(email)
        if user is None and not rows:
            form.add_error("email", NOBODY)
        else:
            try:
                asked = Request.checked(given["why"], given["reference"])
            except ActError as error:
                form.add_error("why", str(error))
            else:
                first = {"email": email, "why": asked.why, "reference": asked.reference}
                return _staff_page(request, StaffAnswerForm(initial=first), user, rows, email)
    return _show(request, "person_staff", {"form": form, "email": ""}, status=400 if form.errors else 200)


def staff_answer(request: HttpRequest) -> HttpResponse:
    """Give everything held on a member of staff or a user."""
    people, form = persons_of(request, Right.ANSWER_PERSONS), StaffAnswerForm(request.POST)
    made, email = FORMS.get(request.POST.get("form", ""), "PDF"), same_address(request.POST.get("email", ""))
    user = _user_within(request, people, email)
    if not form.is_valid():
        return _staff_page(request, form, user, people.staff_by_email(email) if email else [], email)
    try:
        asked = Request.checked(form.cleaned_data["why"], form.cleaned_data["reference"])
        answer, called = answer_staff(
            store=_store(), people=people, reader=reader_of(request), email=email, user=user, asked=asked, left_out=form.left_out(), form=made, by=who_acts(request)
        )  # fmt: skip
    except ActError as error:
        form.add_error(None, str(error))
        return _staff_page(request, form, user, [], email)
    return _given(request, answer, called, INTRO_STAFF, made, "held-on-a-member-of-staff")


def _staff_page(
    request: HttpRequest, form: StaffAnswerForm, user: User | None, rows: list[Row], email: str
) -> HttpResponse:
    for name in ("why", "reference", "email"):
        form.fields[name].widget = forms.HiddenInput()
    told = {"form": form, "email": email, "account": user, "rows": rows}
    return _show(request, "person_staff", told, status=400 if form.errors else 200)


def _given(
    request: HttpRequest, answer: Answer, called: str, intro: tuple[str, ...], made: str, name: str
) -> HttpResponse:
    try:
        data = as_json(answer) if made == "JSON" else as_pdf(as_paper(answer, called=called, intro=intro))
    except PaperError as error:
        return _show(request, "person_unmade", {"said": str(error)}, status=500)
    kind, ending = ("application/json", "json") if made == "JSON" else ("application/pdf", "pdf")
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _user_within(request: HttpRequest, people: PersonsReader, email: str) -> User | None:
    """Return the account of an address, where it is of the reader's part of the trust."""
    user = User.objects.filter(email=email).first()
    if user is None or people.scope.urns is None:
        return user
    me = signed_in(request)
    trusts = [a.trust_uid for a in (me.holding(Right.ANSWER_PERSONS) if me else []) if a.span == Span.TRUST]
    within = Q(urn__in=sorted(people.scope.urns)) | Q(trust_uid__in=trusts)
    return user if user.appointments.filter(within).exists() else None


def _required(people: PersonsReader, key: str) -> Row:
    row = people.pupil(key)
    if row is None:
        raise Http404("No child of this picture has this address.")
    return row


def _show(request: HttpRequest, template: str, told: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"audit/{template}.html", {"section": "persons", **told}, status=status)


def _store() -> Store:
    return Store(settings.COLLEGIATE_STORE)
