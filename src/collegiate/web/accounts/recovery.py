"""Choosing a password by a link: one that somebody was given with the account, or one that is sent to whoever forgot theirs."""

from __future__ import annotations

import logging
import threading

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator, default_token_generator
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_decode, urlsafe_base64_encode

from collegiate.web.accounts import attempts, audited
from collegiate.web.accounts.forms import TOO_MANY, ForgottenForm, NewPasswordForm
from collegiate.web.accounts.models import User, same_address
from collegiate.web.accounts.views import password_page, set_password

GOOD_FOR = 60 * 60
"""Seconds for which a link that was sent by e-mail is good: a mailbox is open to more eyes than a link that was handed over."""

_LOG = logging.getLogger("collegiate.mail")


class _SentLinks(PasswordResetTokenGenerator):
    """Links that are sent: good once, for an hour, and not those that an account is begun with."""

    key_salt = "collegiate.web.accounts.recovery"

    def check_token(self, user: User | None, token: str | None) -> bool:  # type: ignore[override]  # the base is typed for any user
        """Whether a link is good still."""
        if not super().check_token(user, token) or not token:
            return False
        return self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0]) < GOOD_FOR


SENT_LINKS = _SentLinks()


def forgotten(request: HttpRequest) -> HttpResponse:
    """Send a link to whoever forgot the password. What is said, and how long it takes, are the same for an address that nobody has."""
    if not settings.COLLEGIATE_CAN_MAIL:
        return render(request, "account/forgotten_without_mail.html", {"section": "account"})
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if attempts.attempt(request, f"link for {same_address(form.cleaned_data['email'])}") is not None:
            _send_later(request, same_address(form.cleaned_data["email"]))
            return render(request, "account/sent.html", {"section": "account"})
        form.add_error(None, TOO_MANY)
    status = 429 if TOO_MANY in form.non_field_errors() else 400 if form.errors else 200
    return render(request, "account/forgotten.html", {"section": "account", "form": form}, status=status)


def recover(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Let the holder of a link that was sent choose a password."""
    return _choose(request, who, token, SENT_LINKS, "by a link that was sent by e-mail")


def choose_password(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Let the holder of a link that was given with the account choose a password."""
    return _choose(request, who, token, default_token_generator, "by a link that was given")


def _choose(request: HttpRequest, who: str, token: str, links: PasswordResetTokenGenerator, why: str) -> HttpResponse:
    user = _holder(who, token, links)
    if user is None:
        return render(request, "account/link_over.html", {"section": "account"}, status=410)
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_password(user, form.cleaned_data["password"], why)
        return redirect("sign-in")
    return password_page(request, form, "Choose a password")


def _holder(who: str, token: str, links: PasswordResetTokenGenerator) -> User | None:
    try:
        user = User.objects.get(pk=int(urlsafe_base64_decode(who).decode()), is_active=True)
    except (ValueError, OverflowError, User.DoesNotExist):
        return None
    return user if links.check_token(user, token) else None


def _send_later(request: HttpRequest, email: str) -> None:
    """Begin to send, and do not wait: an answer that took as long as a mail server would tell that there is an account."""
    user = User.objects.filter(email=email, is_active=True).first()
    audited.write(
        user.email if user else audited.NOBODY, "asked for a link to choose a password", "forgot the one before"
    )
    if user is None:
        return
    path = reverse("recover", args=[urlsafe_base64_encode(force_bytes(user.pk)), SENT_LINKS.make_token(user)])
    words = render_to_string("account/letter.txt", {"person": user, "link": request.build_absolute_uri(path)})
    letter = EmailMessage("Choose a password for Collegiate", words, to=[user.email])
    threading.Thread(target=_send, args=(letter,), daemon=True, name="letter").start()


def _send(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError as error:  # smtplib's errors are of this kind
        _LOG.error("A link to choose a password could not be sent: %s. Check COLLEGIATE_MAIL.", type(error).__name__)
