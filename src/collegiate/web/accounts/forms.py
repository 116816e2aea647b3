"""What people type at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from collegiate.web.accounts.models import User

LONGEST = 512
"""Characters of a password that are looked at: hashing a longer one would cost more than it is worth."""


class SignInForm(forms.Form):
    """E-mail address and password."""

    email = forms.CharField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(label="Password", max_length=LONGEST, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))  # fmt: skip


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label="New password",
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(label="The same again", max_length=LONGEST, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))  # fmt: skip

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def rules(self) -> list[str]:
        """What a password has to be, in words."""
        return password_validators_help_texts()

    def clean(self) -> dict[str, Any]:
        """Check that the two are one and that it is a good one."""
        given = super().clean() or self.cleaned_data
        first, again = given.get("password"), given.get("again")
        if first is not None and again is not None and first != again:
            self.add_error("again", "The two passwords differ.")
        if first is not None:
            try:
                validate_password(first, self.user)
            except ValidationError as error:
                self.add_error("password", error)
        return given


class ChangePasswordForm(NewPasswordForm):
    """The password that somebody has, and a new one."""

    now = forms.CharField(label="Password now", max_length=LONGEST, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))  # fmt: skip
    field_order = ("now", "password", "again")
