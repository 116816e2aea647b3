"""The door for the trust's directory: it opens to the installation's token, and is not there where there is none."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from collegiate.web.accounts.scim.errors import ScimError
from collegiate.web.doors import Audience, Door


@dataclass(frozen=True, slots=True)
class DirectoryDoor(Door):
    """Whoever shows the installation's token comes in, by the methods that the address takes. No session is looked at."""

    @property
    def shared(self) -> bool:
        """Never: what is answered belongs to the directory alone."""
        return False

    def admit(self, request: HttpRequest) -> HttpResponseBase | None:
        """Return what is answered where the token is wrong; None where it is right. Raises Http404 in an installation without a token."""
        token: str = settings.COLLEGIATE_SCIM_TOKEN
        if not token:
            raise Http404("There is nothing here: this installation takes no people from a directory.")
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if not secrets.compare_digest(shown.encode(), token.encode()):
            said = ScimError(401, "The token is missing or wrong.")
            return HttpResponse(
                json.dumps(said.body()),
                content_type="application/scim+json",
                status=401,
                headers={"WWW-Authenticate": "Bearer"},
            )
        return None if request.method in self.methods else HttpResponseNotAllowed(sorted(self.methods))


_READ = frozenset({"GET", "HEAD"})
READING = DirectoryDoor(Audience.ANYBODY, _READ)
ADDING = DirectoryDoor(Audience.ANYBODY, _READ | {"POST"})
CHANGING = DirectoryDoor(Audience.ANYBODY, _READ | {"PUT", "PATCH", "DELETE"})
