"""How an operation is added: its address, its gate, what it answers. One without a gate cannot be written."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from pydantic import BaseModel

from collegiate.web.api.answers import as_json, bodiless, conditional
from collegiate.web.api.problems import OF_STATUS, Problem, WrongQuestionError, tell_problems
from collegiate.web.api.ways_in import Gate

View = Callable[..., BaseModel | HttpResponse]

VERSION = "1"
ROUTER = Router()
GATES: dict[str, Gate] = {}
"""The gate of every operation, by the name of its address."""

FILES: dict[str, str] = {}
"""The media type of every operation that hands out a file."""


def reads(
    route: str, gate: Gate, name: str, *, tag: str, answers: type[BaseModel] | None = None, file: str = ""
) -> Callable[[View], View]:
    """Add an operation that reads: its answer's schema, or for a file its media type. The docstring is its description."""

    def add(view: View) -> View:
        signature = inspect.signature(view, eval_str=True)
        asked = set(signature.parameters) - {"request"}

        @functools.wraps(view)
        def answered(request: HttpRequest, **values: Any) -> HttpResponse:
            _only(request, asked)
            found = view(request, **values)
            response = found if isinstance(found, HttpResponse) else as_json(found)
            return conditional(request, response) if gate.shared else response

        answered.__signature__ = signature  # type: ignore[attr-defined]  # the library reads the annotations from it
        summary, _, more = (inspect.getdoc(view) or "").partition("\n\n")
        ROUTER.get(
            route, response={200: answers or str, **_problems(gate, asked, route, file)}, url_name=name, summary=" ".join(summary.split()),
            description=" ".join(more.split()) or None, operation_id=name.removeprefix("api-").replace("-", "_"), tags=[tag],
        )(answered)  # fmt: skip
        GATES[name] = gate
        if file:
            FILES[name.removeprefix("api-").replace("-", "_")] = file
        return view

    return add


@functools.cache
def api() -> NinjaAPI:
    """Return the API with every operation."""
    import collegiate.web.api.operations  # noqa: F401 - each module adds its own

    made = NinjaAPI(
        title="Collegiate", version=VERSION, openapi_url=None, docs_url=None, urls_namespace="collegiate-api"
    )
    made.add_router("", ROUTER)
    tell_problems(made)
    return made


def headed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let HEAD be asked wherever GET is."""

    @functools.wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "HEAD":
            return view(request, *args, **kwargs)
        request.method = "GET"
        try:
            return bodiless(view(request, *args, **kwargs))
        finally:
            request.method = "HEAD"

    return seen


def _only(request: HttpRequest, asked: set[str]) -> None:
    """Refuse a question that the operation does not know, or one asked twice. Raises `WrongQuestionError`."""
    for name, values in request.GET.lists():
        if name not in asked:
            raise WrongQuestionError(
                name[:60], f"There is no such question. There are: {', '.join(sorted(asked)) or 'none'}."
            )
        if len(values) > 1:
            raise WrongQuestionError(name, "It is asked more than once. Ask it once.")


def _problems(gate: Gate, asked: set[str], route: str, file: str) -> dict[int, type[Problem]]:
    """The problems that an operation may answer with."""
    found = {422, 503}
    found |= set() if gate.shared else {401, 403, 429}
    found |= {404} if "{" in route or asked & {"snapshot", "cursor"} else set()
    found |= {409} if file else set()
    found |= {410} if "cursor" in asked else set()
    return {status: Problem for status in sorted(found) if status in OF_STATUS}
