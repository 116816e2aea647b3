"""The description of the API (OpenAPI 3.1): made from the operations, then said as this API does things."""

from __future__ import annotations

import functools
import json
from typing import Any

from collegiate.web.api.operation import FILES, GATES, api
from collegiate.web.api.problems import MEDIA, OF_STATUS

_ABOUT = (
    "What the pages of Collegiate show, for programs. It is only read. Whatever is public needs no token; what tells of children or "
    "of what people did needs one, made on the page /account/tokens/, and opens what its owner may see at the moment of the call. "
    "Every answer is of one picture: ask for `snapshot` to read an earlier one that is still kept."
)


@functools.cache
def description() -> dict[str, Any]:
    """Return the description. It says nothing of any one installation."""
    made: dict[str, Any] = json.loads(json.dumps(api().get_openapi_schema(path_prefix="api/v1/")))
    made["info"] = {
        "title": "Collegiate",
        "version": api().version,
        "description": _ABOUT,
        "license": {"name": "MIT", "identifier": "MIT"},
    }
    made["servers"] = [{"url": "/", "description": "this installation"}]
    made["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token from /account/tokens/."}
    }
    for operation in operations(made):
        _say(operation)
    return made


def operations(made: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every operation of a description, in order."""
    return [operation for path in made["paths"].values() for operation in path.values()]


def as_text() -> str:
    """Return the description as it is committed and handed out."""
    return json.dumps(description(), indent=1, ensure_ascii=False) + "\n"


def _say(operation: dict[str, Any]) -> None:
    gate = GATES["api-" + operation["operationId"].replace("_", "-")]
    if not gate.shared:
        operation["security"] = [{"token": []}]
        operation["x-right"] = str(gate.opens_to)
    for asked in operation["parameters"]:
        asked["schema"] = _never_null(asked["schema"])
        asked["schema"].pop("description", None)
    for status, answer in operation["responses"].items():
        _answer(operation, int(status), answer)
    if gate.shared:
        operation["responses"]["304"] = {"description": "You have it: it has not changed since"}
        operation["responses"] = dict(sorted(operation["responses"].items()))


def _answer(operation: dict[str, Any], status: int, answer: dict[str, Any]) -> None:
    if status in OF_STATUS:
        answer["description"] = OF_STATUS[status].title
        answer["content"] = {MEDIA: answer["content"].popitem()[1]}
    elif operation["operationId"] in FILES:
        media = FILES[operation["operationId"]]
        answer["content"] = {media: {"schema": {"type": "string", "contentMediaType": media}}}


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A question that is not asked is left out: there is no way to write null in an address."""
    kinds = [k for k in schema.get("anyOf", ()) if k != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {**{k: v for k, v in schema.items() if k != "anyOf"}, **kinds[0]}
