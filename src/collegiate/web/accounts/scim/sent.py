"""Reading what a directory sends: bodies, filters, pages and changes, each strictly, so that nothing is half understood."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from collegiate.web.accounts.scim.errors import invalid

MOST = 200
"""Resources on one page of a list."""

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_TERM = re.compile(
    r'\s*(?P<name>[A-Za-z.]+)\s+eq\s+"(?P<value>(?:[^"\\]|\\.)*)"\s*(?P<next>$|and\s|or\s)', re.IGNORECASE
)
_MOST_TERMS = 20
_MEMBER = re.compile(r'members\[value eq "(?P<id>[^"]+)"\]', re.IGNORECASE)
_ID = re.compile(r"[0-9]{1,18}")
_OPERATIONS = ("add", "replace", "remove")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a resource: what to do with which attribute. `path` is in small letters, without a filter."""

    operation: str
    path: str
    value: Any


def body(request: HttpRequest) -> Mapping[str, Any]:
    """Return the object that was sent. Raises `ScimError`."""
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise invalid("The body is no JSON.", "invalidSyntax") from error
    if not isinstance(found, dict):
        raise invalid("The body is no JSON object.", "invalidSyntax")
    return found


Terms = tuple[tuple[str, str], ...]
"""Fields and the values that they have to equal, all of them."""


def filtered(request: HttpRequest, names: Mapping[str, str]) -> list[Terms]:
    """Return what a list is narrowed to: what holds for one of these, by the fields that `names` gives for attributes.

    Nothing without a filter. `and` binds before `or`, as RFC 7644 has it; other operators, brackets and `not` are refused, for no
    directory that we know sends them. Raises `ScimError`.
    """
    asked = request.GET.get("filter", "")
    if not asked:
        return []
    found: list[list[tuple[str, str]]] = [[]]
    place = 0
    for _ in range(_MOST_TERMS):
        term = _TERM.match(asked, place)
        field = names.get(term["name"].casefold()) if term else None
        if term is None or field is None:
            break
        value = term["value"]
        found[-1].append((field, json.loads(f'"{value}"') if _is_json(value) else value))
        if not term["next"]:
            return [tuple(terms) for terms in found]
        if term["next"].casefold().startswith("or"):
            found.append([])
        place = term.end()
    raise invalid(
        f"A filter is written: {' or '.join(names)}, then eq, then a value in quotes; several joined by and, or by or.",
        "invalidFilter",
    )


def page(request: HttpRequest) -> tuple[int, int]:
    """Return the first place (from 1) and how many. Raises `ScimError`."""
    try:
        start, count = int(request.GET.get("startIndex", "1")), int(request.GET.get("count", str(MOST)))
    except ValueError as error:
        raise invalid("startIndex and count are whole numbers.") from error
    return max(start, 1), min(max(count, 0), MOST)


def changes(given: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the changes of a PATCH: also as Entra writes them, with capitals, and several under one without a path. Raises `ScimError`."""
    operations = given.get("Operations")
    if PATCH not in given.get("schemas", ()) or not isinstance(operations, list) or not operations:
        raise invalid("A change has the schema of PatchOp and a list of Operations.", "invalidSyntax")
    for one in operations:
        if not isinstance(one, dict) or str(one.get("op", "")).casefold() not in _OPERATIONS:
            raise invalid("An operation is add, replace or remove.", "invalidSyntax")
        yield from _change(str(one["op"]).casefold(), str(one.get("path", "")), one.get("value"))


def _change(operation: str, path: str, value: Any) -> Iterator[Change]:
    member = _MEMBER.fullmatch(path)
    if member:
        yield Change(operation, "members", [{"value": member["id"]}])
    elif path:
        yield Change(operation, path.casefold(), value)
    elif isinstance(value, dict):
        yield from (Change(operation, str(k).casefold(), v) for k, v in value.items())
    else:
        raise invalid("An operation without a path has an object of attributes as its value.", "noTarget")


def words(value: object, name: str, longest: int = 200) -> str:
    """Return a text. Raises `ScimError` for what is none."""
    if not isinstance(value, str) or len(value) > longest:
        raise invalid(f"{name} is a text of at most {longest} characters.")
    return value.strip()


def yes(value: object, name: str) -> bool:
    """Return a yes or no, also as Entra writes it, "True" and "False". Raises `ScimError`."""
    found = {"true": True, "false": False}.get(str(value).casefold()) if isinstance(value, bool | str) else None
    if found is None:
        raise invalid(f"{name} is true or false.")
    return found


def members(value: object) -> list[int]:
    """Return the ids of members. Raises `ScimError`."""
    if not isinstance(value, list) or not all(
        isinstance(m, dict) and _ID.fullmatch(str(m.get("value", ""))) for m in value
    ):
        raise invalid("Members are a list of objects, each with the id of an account as its value.")
    return [int(m["value"]) for m in value]


def _is_json(text: str) -> bool:
    try:
        json.loads(f'"{text}"')
    except ValueError:
        return False
    return True
