"""Where somebody is signed in, and ending it from afar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.web.accounts import audited
from collegiate.web.accounts.models import User, signed_in

_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Device:
    """A session as its owner knows it: what with, from where, since when, and whether it is this one."""

    key: int
    called: str
    address: str
    since: datetime
    here: bool


def devices_of(request: HttpRequest, user: User) -> list[Device]:
    """Return where somebody is signed in, the latest first."""
    found = UserSession.objects.purge_and_list(user)
    here = request.session.session_key
    return [
        Device(s.pk, called(s.user_agent), s.ip, s.created_at, s.session_key == here)
        for s in sorted(found, key=lambda s: s.created_at, reverse=True)
    ]


def called(agent: str) -> str:
    """Return what a browser is called, from how it names itself: enough to know one's own, no more is looked at."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "A browser")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return f"{browser} on {system}" if system else browser


def end_session(request: HttpRequest, key: int) -> HttpResponse:
    """End one of somebody's own sessions."""
    user = signed_in(request)
    session = UserSession.objects.filter(user=user, pk=key).first()
    if user is None or session is None:
        raise Http404("There is no such session of yours: it may have ended already.")
    audited.write(user.email, "ended a session", "asked for it on the account page")
    end_sessions(request, [session])
    return redirect("account")


def end_others(request: HttpRequest) -> HttpResponse:
    """End every session of somebody but this one."""
    user = signed_in(request)
    if user is not None:
        audited.write(user.email, "ended every other session", "asked for it on the account page")
        end_other_sessions(request, user)
    return redirect("account")
