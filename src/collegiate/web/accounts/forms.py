"""What people type at the door."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCode
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.forms.widgets import Input

from collegiate.web.accounts import attempts
from collegiate.web.accounts.models import User

WRONG = "The e-mail address and the password do not belong together."
TOO_MANY = "There were too many tries. Wait a quarter of an hour, then try again."

LONGEST = 512
"""Characters of a password that are looked at: hashing a longer one would cost more than it is worth. A new one has fewer, see `passwords`."""


def _input(kind: type[Input] = forms.TextInput, **attributes: str) -> Input:
    return kind(attrs={"class": "govuk-input", **attributes})


class SignInForm(forms.Form):
    """E-mail address and password."""

    email = forms.CharField(
        label="E-mail address",
        max_length=254,
        widget=_input(forms.EmailInput, autocomplete="username webauthn", autocapitalize="none"),
    )
    password = forms.CharField(label="Password", max_length=LONGEST, strip=False, widget=_input(forms.PasswordInput, autocomplete="current-password"))  # fmt: skip


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label="New password",
        max_length=LONGEST,
        strip=False,
        widget=_input(forms.PasswordInput, autocomplete="new-password"),
    )
    again = forms.CharField(label="The same again", max_length=LONGEST, strip=False, widget=_input(forms.PasswordInput, autocomplete="new-password"))  # fmt: skip

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

    now = forms.CharField(label="Password now", max_length=LONGEST, strip=False, widget=_input(forms.PasswordInput, autocomplete="current-password"))  # fmt: skip
    field_order = ("now", "password", "again")


class ForgottenForm(forms.Form):
    """The address to which a link is sent."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=_input(forms.EmailInput, autocomplete="username", autocapitalize="none"),
    )


class _Counted(forms.Form):
    """A one-time code: tries are counted as those of passwords are, and a code is good once on every process of the server."""

    user: User

    def clean_code(self) -> str:
        """Check the code. Raises ValidationError."""
        tried = attempts.attempt(context.request, f"code of {self.user.pk}")
        if tried is None:
            raise ValidationError(TOO_MANY, code="too_many")
        given = "".join(str(self.cleaned_data["code"]).split())
        if not attempts.first_time(self.user, given):
            raise ValidationError("This code was used already. Wait for the next one and type that.")
        self.cleaned_data["code"] = given
        code: str = super().clean_code()  # type: ignore[misc]  # of the form that stands beside this one
        attempts.succeeded(tried)
        return code


def _code(label: str = "Code", help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=40,
        help_text=help_text,
        widget=_input(autocomplete="one-time-code", inputmode="numeric", spellcheck="false"),
    )


class CodeForm(_Counted, AuthenticateForm):
    """The code of an app, or a recovery code, after the password."""

    code = _code(help_text="Six digits from your app, or one of your recovery codes.")


class ConfirmCodeForm(_Counted, ReauthenticateByCode):
    """The same, before something about the account is changed."""

    code = _code(help_text="Six digits from your app, or one of your recovery codes.")


class AppForm(_Counted, ActivateTOTPForm):
    """The first code of an app that is being set up."""

    code = _code("Code that the app shows", "Six digits.")


class ConfirmForm(ReauthenticateForm):
    """The password once more, before something about the account is changed."""

    password = forms.CharField(label="Password", max_length=LONGEST, strip=False, widget=_input(forms.PasswordInput, autocomplete="current-password"))  # fmt: skip

    def clean_password(self) -> str:
        """Check the password; tries count as those at the door. Raises ValidationError."""
        tried = attempts.attempt(context.request, self.user.email)
        if tried is None:
            raise ValidationError(TOO_MANY, code="too_many")
        try:
            password: str = super().clean_password()
        except ValidationError as error:
            raise ValidationError("This is not your password.") from error
        attempts.succeeded(tried)
        return password


_MADE_UP = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What the reader of passkeys raises for something that no browser sends."""


class _Careful(forms.Form):
    """What a browser says of a passkey: whatever cannot be read is a passkey that does not fit, never a fault of ours."""

    def clean_credential(self) -> Any:
        """Check the passkey. Raises ValidationError."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form that stands beside this one
        except ValidationError:
            raise
        except _MADE_UP as error:
            raise ValidationError("This passkey does not fit.", code="made_up") from error


class EnterByPasskeyForm(_Careful, LoginWebAuthnForm):
    """A passkey alone."""


class SecondPasskeyForm(_Careful, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class ConfirmPasskeyForm(_Careful, ReauthenticateWebAuthnForm):
    """A passkey once more, before something about the account is changed."""


class PasskeyForm(AddWebAuthnForm):
    """A passkey and what its owner calls it. Every passkey signs in alone: it knows whose it is, and asks for a finger, a face or a PIN."""

    name = forms.CharField(label="Name of this passkey", max_length=60, required=False, help_text="Such as: school laptop.", widget=_input(autocomplete="off"))  # fmt: skip
    credential = forms.JSONField(widget=forms.HiddenInput)
    passwordless = None

    def clean(self) -> dict[str, Any]:
        """Check what the browser made. Raises ValidationError."""
        try:
            given: dict[str, Any] = super().clean()
        except ValidationError:
            raise
        except _MADE_UP as error:
            raise ValidationError("This passkey cannot be read. Try again.", code="made_up") from error
        return given
