"""How long somebody stays signed in: until they leave, are idle for half an hour, or half a day has passed."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest

IDLE = 30 * 60
"""Seconds without a page after which one has to sign in again: a screen that is left alone shows no child for longer."""

LONGEST = 12 * 60 * 60
"""Seconds after which one has to sign in again in any case."""

_A_WHILE = 60
_BEGAN, _SEEN = "began", "seen"


def begin(sender: object, request: HttpRequest, **_: Any) -> None:
    """Note when a session was opened."""
    now = int(time.time())
    request.session[_BEGAN] = request.session[_SEEN] = now


def over(request: HttpRequest) -> bool:
    """Whether somebody is signed in whose session has ended; one without its times has."""
    if not request.user.is_authenticated:
        return False
    now = time.time()
    return now - request.session.get(_SEEN, 0) > IDLE or now - request.session.get(_BEGAN, 0) > LONGEST


def seen(request: HttpRequest) -> None:
    """Note that the person is still there; at most once a minute, so that reading a page seldom writes."""
    now = int(time.time())
    if now - request.session.get(_SEEN, 0) >= _A_WHILE:
        request.session[_SEEN] = now
