"""Where pages of other parts are, if they are there: a first screen leads to no page that does not exist."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def path_of(*names: str, **about: Any) -> str:
    """Return the path of the first of some pages, by their addresses' names, that is there; empty for none."""
    for name in names:
        try:
            return reverse(name, kwargs=about or None)
        except NoReverseMatch:
            continue
    return ""
