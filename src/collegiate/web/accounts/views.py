"""The door: signing in and out, choosing a password, and what one is appointed to."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlsafe_base64_decode

from collegiate.web.accounts import attempts
from collegiate.web.accounts.forms import ChangePasswordForm, NewPasswordForm, SignInForm
from collegiate.web.accounts.models import User, signed_in

WRONG = "The e-mail address and the password do not belong together."
TOO_MANY = "There were too many tries. Wait a quarter of an hour, then try again."


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the door; let in whoever gives an address and a password that belong together, and say no more to others."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        error = _let_in(request, form.cleaned_data["email"], form.cleaned_data["password"])
        if not error:
            return redirect(_next(request))
        form.add_error(None, error)
    status = 200 if request.method != "POST" else 429 if TOO_MANY in form.non_field_errors() else 400
    return render(
        request, "account/sign_in.html", {"section": "account", "form": form, "next": _next(request)}, status=status
    )


def _let_in(request: HttpRequest, email: str, password: str) -> str:
    """Sign somebody in; return what to say to them when that cannot be."""
    tried = attempts.attempt(request, email)
    if tried is None:
        return TOO_MANY
    user = authenticate(request, username=email, password=password)
    if user is None:
        return WRONG
    attempts.succeeded(tried)
    login(request, user)
    return ""


def _next(request: HttpRequest) -> str:
    """Return the page that was asked for, when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours and wanted.startswith("/") else "/children/"


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


def account(request: HttpRequest) -> HttpResponse:
    """Show who one is and what one is appointed to."""
    user = _whoever(request)
    return render(
        request, "account/account.html", {"section": "account", "person": user, "appointments": user.appointments_now()}
    )


def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password of whoever is signed in; their other sessions end."""
    user = _whoever(request)
    form = ChangePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        tried = attempts.attempt(request, user.email)
        if tried is None:
            form.add_error(None, TOO_MANY)
        elif not user.check_password(form.cleaned_data["now"]):
            form.add_error("now", "This is not the password that you have now.")
        else:
            attempts.succeeded(tried)
            _set(user, form.cleaned_data["password"])
            update_session_auth_hash(request, user)
            return redirect("account")
    return _password_page(request, form, "Change your password")


def choose_password(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Let the holder of a one-time link choose a password; a link that was used or is old says so."""
    user = _holder(who, token)
    if user is None:
        return render(request, "account/link_over.html", {"section": "account"}, status=410)
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        _set(user, form.cleaned_data["password"])
        return redirect("sign-in")
    return _password_page(request, form, "Choose a password")


def _whoever(request: HttpRequest) -> User:
    user = signed_in(request)
    if user is None:
        raise PermissionDenied
    return user


def _holder(who: str, token: str) -> User | None:
    try:
        user = User.objects.get(pk=int(urlsafe_base64_decode(who).decode()), is_active=True)
    except (ValueError, OverflowError, User.DoesNotExist):
        return None
    return user if default_token_generator.check_token(user, token) else None


def _set(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])


def _password_page(request: HttpRequest, form: NewPasswordForm, title: str) -> HttpResponse:
    context = {"section": "account", "form": form, "title": title}
    return render(request, "account/password.html", context, status=400 if form.errors else 200)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was not sent from its own page, or is too old."""
    return render(request, "account/forged.html", status=403)
