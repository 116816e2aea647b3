"""The page on which one makes and ends tokens of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from collegiate.store import NoSnapshotError
from collegiate.web.accounts.models import User
from collegiate.web.api.acts import LONGEST, RIGHTS, TokenError, end_token, make_token
from collegiate.web.api.models import Token
from collegiate.web.api.ways_in import caller
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.scopes import urns_of
from collegiate.web.reading import reader_of, school_names

_USUAL = timedelta(days=90)


class TokenForm(forms.Form):
    """What a token is for, until when, and how much less than oneself it may do."""

    name = forms.CharField(label="What it is for", max_length=80)
    until = forms.DateField(label="Last day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    rights = forms.MultipleChoiceField(label="What it may do", required=False)
    academies = forms.MultipleChoiceField(label="Only these academies", required=False)

    def __init__(self, user: User, academies: Mapping[int, str], data: object = None) -> None:
        super().__init__(data, initial={"until": timezone.localdate() + _USUAL})  # type: ignore[arg-type]  # a request's own
        self._choices("rights", [(r.value, r.value.capitalize()) for r in RIGHTS if user.may(r)])
        self._choices("academies", [(str(urn), name) for urn, name in academies.items()])

    def _choices(self, field: str, choices: list[tuple[str, str]]) -> None:
        found = self.fields[field]
        if isinstance(found, forms.MultipleChoiceField):
            found.choices = choices

    @property
    def last(self) -> date:
        """The latest last day."""
        return timezone.localdate() + LONGEST


def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's tokens; make one, and show what it is told by this one time."""
    user = caller(request)
    form = TokenForm(user, _academies(request, user), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        urns = [int(u) for u in given["academies"]] or None
        rights = [Right(r) for r in given["rights"]]
        try:
            made = make_token(
                user=user, name=given["name"], until=given["until"], rights=rights, urns=urns, by=user.email
            )
        except TokenError as error:
            form.add_error(error.field, str(error))
        else:
            return render(request, "api/token_made.html", {"section": "tokens", "made": made})
    context = {"section": "tokens", "form": form, "tokens": Token.objects.filter(user=user).select_related("user")}
    return render(request, "api/tokens.html", context, status=400 if form.errors else 200)


def end(request: HttpRequest, token: int) -> HttpResponse:
    """End one of one's own tokens. Raises Http404 for any other, be it somebody's or nobody's."""
    user = caller(request)
    own = Token.objects.filter(user=user, pk=token).first()
    if own is None:
        raise Http404("You have no such token.")
    end_token(token=own, by=user.email)
    return redirect("tokens")


def _academies(request: HttpRequest, user: User) -> dict[int, str]:
    """Return the academies that one holds as a whole, by URN, as far as there is a picture to name them by."""
    try:
        reader = reader_of(request)
    except NoSnapshotError:
        return {}
    held = urns_of([a for right in RIGHTS for a in user.holding(right)], reader)
    return school_names(reader, reader.schools_with_children() if held is None else held)
