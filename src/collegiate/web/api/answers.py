"""How an answer goes out: as JSON of its schema, or as a file; named so that whoever has it need not fetch it again."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from pydantic import BaseModel, ConfigDict

from collegiate.store import Reader
from collegiate.web import kept


class Answer(BaseModel):
    """What every answer is: exactly what its schema says, nothing more."""

    model_config = ConfigDict(extra="forbid", ser_json_inf_nan="null")


def as_json(answer: BaseModel) -> HttpResponse:
    """Write an answer."""
    return HttpResponse(answer.__pydantic_serializer__.to_json(answer), content_type="application/json")


def as_file(content: bytes, name: str, media: str) -> HttpResponse:
    """Return a file to take away."""
    return HttpResponse(content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Name a public answer by its picture, and answer 304 where the caller has it."""
    reader: Reader | None = getattr(request, "_collegiate_reader", None)
    if response.status_code != 200 or reader is None:
        return response
    made = datetime.fromisoformat(reader.made_at).timestamp()
    tag = kept.tag((str(settings.COLLEGIATE_STORE), reader.snapshot, kept.address(request), False))
    named = {"ETag": tag, "Last-Modified": http_date(made)}
    if _has(request, tag, made):
        return HttpResponseNotModified(headers=named)
    for name, value in named.items():
        response.headers[name] = value
    return response


def bodiless(response: HttpResponse) -> HttpResponse:
    """Return the answer to HEAD: every header of the answer to GET, and how long its body would be."""
    length = str(len(response.content))
    response.content = b""
    response.headers["Content-Length"] = length
    return response


def _has(request: HttpRequest, tag: str, made: float) -> bool:
    """Whether the caller has this answer; a date is asked only where no name is."""
    if "If-None-Match" in request.headers:
        had = parse_etags(request.headers["If-None-Match"])
        return "*" in had or tag.removeprefix("W/") in {e.removeprefix("W/") for e in had}
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and int(made) <= since
