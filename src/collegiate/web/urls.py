"""Every address of the pages, each behind its door: who may open it, and whether anything may be sent in.

A part of the application says its own addresses: any `addresses.py` below this folder is read, and `ADDRESSES` taken from it.
"""

from importlib import import_module
from pathlib import Path

from django.urls import URLPattern

from collegiate.web import converters  # noqa: F401 - registers what addresses hold
from collegiate.web.views import plain

_HERE = Path(__file__).parent


def _parts() -> list[str]:
    found = (p.relative_to(_HERE).with_suffix("") for p in sorted(_HERE.rglob("addresses.py")))
    return [".".join(("collegiate.web", *p.parts)) for p in found]


urlpatterns: list[URLPattern] = [address for part in _parts() for address in import_module(part).ADDRESSES]

handler403 = plain.refused
handler400 = plain.bad_request
handler404 = plain.not_found
handler500 = plain.broken
