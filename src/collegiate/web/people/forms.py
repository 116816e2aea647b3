"""The forms by which people are added and appointed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from collegiate.web.accounts.acts import Post
from collegiate.web.authorization.appointing import Realm
from collegiate.web.authorization.roles import Role, Span

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PersonForm(forms.Form):
    """Somebody new."""

    name = forms.CharField(label="Name", max_length=200, help_text="As colleagues say it.")
    email = forms.EmailField(label="E-mail address", max_length=254, help_text="They sign in with it.")


class PostForm(forms.Form):
    """What somebody is appointed to, for which part of the trust, and how long."""

    role = forms.ChoiceField(label="Role")
    academy = forms.TypedChoiceField(
        label="Academy",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Leave it empty for a role of the whole trust.",
    )
    part = forms.CharField(
        label="Year group or class", max_length=80, required=False,
        help_text="For teachers, tutors and senior leaders of a part of the academy: Year 8, or 8A as the registers call the class.",
    )  # fmt: skip
    child = forms.CharField(
        label="Child's key",
        max_length=10,
        required=False,
        help_text="For a parent: the ten characters in the address of the child's page.",
    )
    start = forms.DateField(label="First day", required=False, widget=_DAY, help_text="Today, where it is empty.")
    until = forms.DateField(
        label="Ends on",
        required=False,
        widget=_DAY,
        help_text="The first day on which it no longer holds. It ends by itself.",
    )
    why = forms.CharField(label="Why", max_length=400, help_text="Kept with the appointment in the audit journal.")

    def __init__(
        self, *args: Any, realm: Realm, academies: Mapping[int, str], trust: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._trust = trust
        chosen: Any = self.fields["role"]
        chosen.choices = [("", "Choose a role"), *((r.key, r.called) for r in realm.roles())]
        places: Any = self.fields["academy"]
        places.choices = [("", "The whole trust" if realm.whole_trust else "Choose an academy"), *academies.items()]

    def clean_start(self) -> Any:
        """Nobody is appointed for days that are gone."""
        day = self.cleaned_data["start"]
        if day and day < timezone.localdate():
            raise forms.ValidationError("The first day has passed. Leave it empty for today.")
        return day

    def post(self) -> Post:
        """Return what the form says, as it is checked further on."""
        said = self.cleaned_data
        part, urn, child = said["part"].strip(), said["academy"], said["child"].strip()
        role = said["role"]
        year = part.removeprefix("Year ").removeprefix("year ").strip()
        if child:
            return Post(role, Span.CHILD, None, urn, "", child)
        if part and urn is not None:
            span = Span.YEAR if year in _YEARS and Span.YEAR in _spans(role) else Span.CLASS
            return Post(role, span, None, urn, year if span == Span.YEAR else part)
        if urn is not None:
            return Post(role, Span.ACADEMY, None, urn)
        whole = Span.TRUST if Span.TRUST in _spans(role) or Span.SELF not in _spans(role) else Span.SELF
        return Post(role, whole, self._trust)


_YEARS = ("N1", "N2", "R", *map(str, range(1, 15)))


def _spans(role: str) -> tuple[Span, ...]:
    from collegiate.web.authorization.roles import ROLES

    known: Role | None = ROLES.get(role)
    return known.spans if known else ()


class WhyForm(forms.Form):
    """Why something is done that cannot be undone by itself."""

    why = forms.CharField(label="Why", max_length=400)
