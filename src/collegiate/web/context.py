"""What every page's frame needs."""

from __future__ import annotations

import hashlib
from functools import cache

from django.http import HttpRequest

from collegiate.store import NoSnapshotError
from collegiate.web import words
from collegiate.web.reading import reader_of
from collegiate.web.settings import HERE


def page(request: HttpRequest) -> dict[str, str]:
    """Return the picture's date and id for the footer, and the style sheet's version for its address."""
    try:
        reader = reader_of(request)
    except NoSnapshotError:
        return {"style_version": style_version(), "picture_made": "", "picture_id": ""}
    return {
        "style_version": style_version(),
        "picture_made": words.moment(reader.made_at),
        "picture_id": reader.snapshot,
    }


@cache
def style_version() -> str:
    """Return a name for the style sheet's present content, so that browsers may keep it and never keep an old one."""
    return hashlib.sha256((HERE / "static" / "collegiate" / "look.css").read_bytes()).hexdigest()[:10]
