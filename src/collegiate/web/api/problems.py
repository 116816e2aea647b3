"""Errors of the API, in plain words: problem details (RFC 9457), one kind for each thing that can be wrong."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from pydantic import BaseModel, ConfigDict, Field

from collegiate.ees import ScreenedOutError
from collegiate.store import NoSnapshotError, OutOfScopeError, ScopeNeededError

MEDIA = "application/problem+json"
_LOG = logging.getLogger("django.request")


class Wrong(BaseModel):
    """One question that was asked wrongly."""

    model_config = ConfigDict(extra="forbid")

    where: str = Field(description="path, query or header")
    name: str = Field(description="the name of the question")
    words: str = Field(description="what is wrong with it, and what would be right")


class Problem(BaseModel):
    """What went wrong, why, and what to do next (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="the kind of problem: an address that explains it")
    title: str = Field(description="the kind of problem in a few words")
    status: int = Field(description="the HTTP status again")
    detail: str = Field(description="what is wrong here, and what to do next")
    errors: list[Wrong] = Field(description="for a wrong question: each thing that is wrong with it")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, its title, and what it means for whoever meets it."""

    id: str
    status: int
    title: str
    means: str


_KINDS = (
    Kind("not-signed-in", 401, "No token, or one that opens nothing", "Send the header Authorization: Bearer and a token that is in use. Tokens are made on the page /account/tokens/."),
    Kind("not-yours", 403, "Not for you to read", "Neither you nor your token may read this. Whoever appoints people in your trust can say why."),
    Kind("not-there", 404, "There is no such thing", "The address names nothing that is in this picture."),
    Kind("only-read", 405, "The API is only read", "Use GET or HEAD. Nothing can be sent in or changed here."),
    Kind("screened-out", 409, "The file breaks the rules that it must keep", "The figures cannot be put into a file that others can read without mistakes. `detail` has the rules that it breaks; whoever looks after the data can mend them."),
    Kind("no-longer-kept", 410, "The picture is no longer kept", "A cursor belongs to one picture, and that picture has been thrown away since. Begin the list again."),
    Kind("wrong-question", 422, "The question cannot be understood", "A value is not of the kind that is asked for, or there is no such question. `errors` says which."),
    Kind("too-many", 429, "Too many calls", "This token has called too often in this minute. Wait for as many seconds as Retry-After says."),
    Kind("broken", 500, "Something went wrong here", "The fault is ours, and nothing was half-done. Tell whoever looks after Collegiate what you asked."),
    Kind("no-picture", 503, "There is no picture yet", "Nothing has been built. Build a picture, then ask again."),
)  # fmt: skip
KINDS: Mapping[str, Kind] = MappingProxyType({k.id: k for k in _KINDS})
"""Every kind of problem by its id."""

OF_STATUS: Mapping[int, Kind] = MappingProxyType({k.status: k for k in _KINDS})
"""Every kind of problem by its status: there is one each."""


class NoLongerKeptError(Exception):
    """A cursor's picture is no longer kept."""


class WrongQuestionError(Exception):
    """A question that no schema can refuse; it names itself."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


def problem(
    kind: str, detail: str = "", *, errors: Sequence[Wrong] = (), headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return the answer for a kind of problem; without words of its own, what the kind means."""
    of = KINDS[kind]
    told = Problem(
        type=f"/api/#{of.id}", title=of.title, status=of.status, detail=detail or of.means, errors=list(errors)
    )
    return HttpResponse(told.model_dump_json(), content_type=MEDIA, status=of.status, headers=dict(headers or {}))


def tell_problems(api: NinjaAPI) -> None:
    """Have every error of an operation told as a problem."""
    told = {
        Http404: lambda request, error: problem("not-there", _words(error)),
        PermissionDenied: lambda request, error: problem("not-yours"),
        OutOfScopeError: lambda request, error: problem("not-yours", _words(error)),
        ScopeNeededError: lambda request, error: problem("not-yours"),
        NoLongerKeptError: lambda request, error: problem("no-longer-kept", _words(error)),
        ScreenedOutError: lambda request, error: problem("screened-out", _words(error)),
        NoSnapshotError: lambda request, error: problem("no-picture"),
        ValidationError: lambda request, error: problem("wrong-question", errors=_wrong(error)),
        WrongQuestionError: lambda request, error: problem(
            "wrong-question", errors=[Wrong(where="query", name=error.name, words=_words(error))]
        ),
        Exception: _broken,
    }
    for kind, handler in told.items():
        api.add_exception_handler(kind, handler)


def _words(error: Exception) -> str:
    return str(error.args[0]) if error.args and isinstance(error.args[0], str) else ""


def _wrong(error: ValidationError) -> list[Wrong]:
    """Name each thing that is wrong; what was sent is not said again."""
    return [
        Wrong(
            where=str(e["loc"][0]),
            name=".".join(str(part) for part in e["loc"][1:]),
            words=f"{e['msg'].removeprefix('Value error, ')}.",
        )
        for e in error.errors
    ]


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    _LOG.error("The API broke at %s", request.resolver_match and request.resolver_match.url_name, exc_info=error)
    return problem("broken")
