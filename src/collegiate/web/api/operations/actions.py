"""What people did about children's records, without anybody's name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from pydantic import Field

from collegiate.store import Look, OutOfScopeError, ScopedReader, Store
from collegiate.web.acts.identity import ANSWERS, UNDO
from collegiate.web.acts.packs import KINDS
from collegiate.web.api.answers import Answer
from collegiate.web.api.asked import Cursor, Limit
from collegiate.web.api.cursors import place_asked
from collegiate.web.api.operation import reads
from collegiate.web.api.rows import list_of, page
from collegiate.web.api.ways_in import OF_CHILDREN, caller, token_said
from collegiate.web.scoped import children_of


class Action(Answer):
    """Something that somebody did."""

    number: int = Field(description="its number in the journal of decisions")
    at: str = Field(description="when, ISO 8601, UTC")
    kind: str = Field(description="what kind of act it was")
    words: str = Field(description="the same in words")
    children: int = Field(description="about how many children's records")
    urn: int | None = Field(description="the academy, where the journal names one")
    yours: bool = Field(description="whether the caller did it")


Actions = list_of(Action, "Actions")


@reads("actions", OF_CHILDREN, "api-actions", tag="What people did", answers=Actions)
def actions(request: HttpRequest, cursor: Cursor = None, limit: Limit = 100) -> Answer:
    """List what people did about children's records, the latest first: answers to questions, packs on their way.

    Only what is about children whom the caller may see, each of them; no child and no colleague is named. Every call is written to
    the audit log.
    """
    place = place_asked(request, cursor, limit, None)
    store, user, people = Store(settings.COLLEGIATE_STORE), caller(request), children_of(request)
    why = f"{people.scope.why}; read by the API, {token_said(request)}"
    store.audit.looked(Look(user.email, "what people did about children's records", why, (), place.snapshot))
    found = [_told(e, user.email) for e in _within(people, list(store.decisions)) if _words(e)]
    return page(Actions, place, len(found), place.of(found))


def _within(people: ScopedReader, entries: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Yield the entries of whose every child the scope holds, the latest first; a child is asked about once."""
    held: dict[str, bool] = {}
    for entry in reversed(entries):
        keys = _keys(entry)
        for key in keys:
            if key not in held:
                held[key] = _holds(people, key)
        if keys and all(held[key] for key in keys):
            yield entry


def _holds(people: ScopedReader, key: str) -> bool:
    try:
        people.must_hold_keys([key])
    except OutOfScopeError:
        return False
    return True


def _keys(entry: dict[str, Any]) -> list[str]:
    return [str(k) for k in entry.get("keys") or ([entry["key"]] if "key" in entry else [])]


def _words(entry: dict[str, Any]) -> str:
    """Say what was done; empty for an entry that is no act of these."""
    kind = entry.get("kind", "")
    if kind in KINDS:
        return f"{KINDS[kind]} the pack" if entry.get("on") else f"took back that the pack was {KINDS[kind]}"
    return "took back an answer about two records" if kind == UNDO else ANSWERS.get(kind, "")


def _told(entry: dict[str, Any], email: str) -> dict[str, Any]:
    return {
        "number": entry["number"], "at": entry["at"], "kind": entry["kind"], "words": _words(entry), "children": len(set(_keys(entry))),
        "urn": entry.get("urn"), "yours": entry.get("by") == email,
    }  # fmt: skip
