"""The door: signing in and out, the account's own page, and changing the password."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.account.signals import password_changed
from django.conf import settings
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from collegiate.web.accounts import attempts, audited, devices, requirement
from collegiate.web.accounts.acts import end_tokens
from collegiate.web.accounts.factors import factors_of
from collegiate.web.accounts.forms import TOO_MANY, WRONG, ChangePasswordForm, NewPasswordForm, SignInForm
from collegiate.web.accounts.models import User, same_address, signed_in


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the door; let in whoever gives an address and a password that belong together, and say no more to others."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _let_in(request, form)
        if answer is not None:
            return answer
    status = 200 if request.method != "POST" else 429 if TOO_MANY in form.non_field_errors() else 400
    about = {"section": "account", "form": form, "next": next_page(request), "oidc": settings.COLLEGIATE_OIDC}
    return render(request, "account/sign_in.html", about, status=status)


def _let_in(request: HttpRequest, form: SignInForm) -> HttpResponse | None:
    """Sign somebody in or send them on to their second factor; None, with the words in the form, when that cannot be."""
    email = form.cleaned_data["email"]
    tried = attempts.attempt(request, email)
    if tried is None:
        form.add_error(None, TOO_MANY)
        return None
    user = authenticate(request, username=email, password=form.cleaned_data["password"])
    if not isinstance(user, User):
        audited.failed(User.objects.filter(email=same_address(email)).first(), attempts.failures(email))
        form.add_error(None, WRONG)
        return None
    attempts.succeeded(tried)
    login = Login(user=user, redirect_url=next_page(request) or None)
    answer: HttpResponse = perform_password_login(request, {"email": user.email}, login)
    return answer


def next_page(request: HttpRequest) -> str:
    """Return the page that was asked for, when it is one of ours; otherwise nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours and wanted.startswith("/") else ""


def to_the_door(request: HttpRequest) -> HttpResponse:
    """Send somebody to the door, from where allauth looks for one."""
    return redirect("sign-in")


def to_the_provider(request: HttpRequest) -> HttpResponse:
    """Send somebody to the trust's provider, if there is one."""
    from collegiate.web.accounts.trusted_provider import leave

    return leave(request, next_page(request))


def from_the_provider(request: HttpRequest) -> HttpResponseBase:
    """Take in whom the trust's provider sends back."""
    from collegiate.web.accounts.trusted_provider import come_back

    return come_back(request)


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


def account(request: HttpRequest) -> HttpResponse:
    """Show who one is, what one is appointed to, what one signs in with, and where one is signed in."""
    user = whoever(request)
    about = {
        "section": "account", "person": user, "appointments": user.appointments_now(), "factors": factors_of(user),
        "asked": requirement.asked_of(user), "devices": devices.devices_of(request, user), "has_password": user.has_usable_password(),
        "has_app": any(f.kind == "totp" for f in factors_of(user)),
    }  # fmt: skip
    return render(request, "account/account.html", about)


def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Say that a second factor is asked for, and lead to the two ways of setting one up."""
    return render(request, "account/second_factor_needed.html", {"section": "account"})


def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password of whoever is signed in; their other sessions end."""
    user = whoever(request)
    form = ChangePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = attempts.attempt(request, user.email)
        if tried is None:
            form.add_error(None, TOO_MANY)
        elif not user.check_password(form.cleaned_data["now"]):
            form.add_error("now", "This is not the password that you have now.")
        else:
            attempts.succeeded(tried)
            set_password(user, form.cleaned_data["password"], "knew the one before")
            update_session_auth_hash(request, user)
            password_changed.send(sender=User, request=request, user=user)
            return redirect("account")
    return password_page(request, form, "Change your password")


def whoever(request: HttpRequest) -> User:
    """Return who is signed in. Raises PermissionDenied for nobody, whom the door lets by only by mistake."""
    user = signed_in(request)
    if user is None:
        raise PermissionDenied
    return user


def set_password(user: User, password: str, why: str) -> None:
    """Give an account another password, written to the journal first; every session that knew the old one ends, and every token."""
    audited.write(user.email, "chose a password, which ends every token made before", why)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_tokens(user)


def password_page(request: HttpRequest, form: NewPasswordForm, title: str) -> HttpResponse:
    """Show the form for a new password, with what is wrong."""
    context = {"section": "account", "form": form, "title": title}
    return render(request, "account/password.html", context, status=400 if form.errors else 200)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not sent from its own page, or is too old."""
    return render(request, "account/forged.html", status=403)
