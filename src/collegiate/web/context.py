"""What every page's frame needs."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode

from collegiate.store import NoSnapshotError, Store
from collegiate.web import words
from collegiate.web.accounts.models import Emergency, User, signed_in
from collegiate.web.clock import rehearsed
from collegiate.web.components import Banner, Link
from collegiate.web.doors import door_of
from collegiate.web.environment import switched_on
from collegiate.web.navigation import CHILDREN, MAIN, OWN, open_to
from collegiate.web.reading import reader_of
from collegiate.web.settings import HERE
from collegiate.web.taking.links import as_it_is, with_question, without


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the ways round the site, the picture's date and id for the footer, and the style sheet's version for its address."""
    person = _person(request)
    if person is not None:
        prefetch_related_objects([person], "appointments")  # every way round the site asks for them
    frame = {
        "style_version": style_version(),
        "entries": open_to(OWN, person) if person else MAIN,
        "children_entries": open_to(CHILDREN, person),
        "person": person,
        "emergencies": partial(_emergencies, person),
        "rehearsal": _rehearsal() if person else None,
    }
    try:
        reader = reader_of(request)
    except NoSnapshotError:
        return {**frame, "picture_made": "", "picture_id": ""}
    present = Store(settings.COLLEGIATE_STORE).current
    return {
        **frame, "picture_made": words.moment(reader.made_at), "picture_id": reader.snapshot, **_ways_back(request, reader.snapshot),
        "earlier": _earlier(request, words.moment(reader.made_at)) if reader.snapshot != present else None,
    }  # fmt: skip


def _ways_back(request: HttpRequest, snapshot: str) -> dict[str, str]:
    """Return the ways back to a page as it is now. A page of one's own account has none: its address may hold a link that is good once."""
    if request.path.startswith("/account/"):
        return {}
    return {
        "as_it_is": as_it_is(request, snapshot), "take_away": with_question(request, "take", "list"),
        "save_view": f"/saved/add/?{urlencode({'page': without(request, 'take')})}",
    }  # fmt: skip


def _earlier(request: HttpRequest, made: str) -> Banner:
    """Return what a page of an earlier picture says on its top."""
    back = Link("Show the present picture", without(request, "snapshot"))
    return Banner(f"This is the picture of {made}, not the present one.", kind="old", act=back)


def _rehearsal() -> Banner | None:
    """Return what every page says while another day is taken for today, or all that is shown was made up."""
    day, made_up = rehearsed(), switched_on("COLLEGIATE_MADE_UP")
    taken = f"{day:%-d %B %Y} is taken for today." if day else ""
    if made_up:
        return Banner(f"Everything here is made up. {taken}".strip(), kind="old")
    return Banner(f"This is a rehearsal: {taken}", kind="old") if day else None


def _emergencies(person: User | None) -> list[Emergency]:
    """Return the children's records that are open to somebody in an emergency, for the banner; asked for by the frame alone."""
    now = timezone.now()
    return list(person.emergencies.filter(start__lte=now, end__gt=now)) if isinstance(person, User) else []


def _person(request: HttpRequest) -> User | None:
    """Return who is signed in, on pages that are theirs alone: a shared page never asks."""
    found = request.resolver_match
    door = door_of(found.func) if found else None
    return None if door is None or door.shared else signed_in(request)


@cache
def style_version() -> str:
    """Return a name for the style sheet's present content, so that browsers may keep it and never keep an old one."""
    return hashlib.sha256((HERE / "static" / "collegiate" / "look.css").read_bytes()).hexdigest()[:10]
