"""Replies as files: one JSON file a page, an item a line, with a head that says whose it is and when it was sent."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = "collegiate-page"
"""The key by which a page is known; its value is the kind of service."""

FIRST_ITEM = 2
"""The line on which the first item stands."""


@dataclass(frozen=True)
class Page:
    """A page that was read again: its head, and its items with their lines."""

    kind: str
    resource: str
    urn: int | None
    run: str
    since: str
    sent_at: str
    about: Mapping[str, Any]
    items: Sequence[Any]


def write_page(folder: Path, head: Mapping[str, Any], number: int, items: Sequence[Any]) -> Path:
    """Write a page as a whole or not at all; only its owner may read it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{head[MARK]}-{head['resource'].replace('/', '-')}-{head['run']}-{number:05}.json"
    lines = [json.dumps({**head, "page": number}, ensure_ascii=False)[:-1] + ', "items": [']
    lines += [_item(item) + ("," if n < len(items) - 1 else "") for n, item in enumerate(items)]
    aside = path.with_suffix(".part")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join([*lines, "]}"]) + "\n")
    aside.replace(path)
    return path


def _item(item: Any) -> str:
    """An item on one line, without the secrets that some services send with people."""
    return json.dumps(_unsecret(item), ensure_ascii=True)


def _unsecret(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: _unsecret(value) for key, value in item.items() if key.casefold() != "password"}
    return [_unsecret(value) for value in item] if isinstance(item, list) else item


def read_page(data: bytes) -> Page | None:
    """Read a page; None for bytes that are no page. Raises ValueError for one that is damaged."""
    if not data[:400].lstrip().startswith(b'{"' + MARK.encode()):
        return None
    try:
        found = json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise ValueError("it holds no list of items")  # noqa: TRY004
    urn, about = found.get("urn"), found.get("about")
    return Page(
        kind=str(found.get(MARK, "")),
        resource=str(found.get("resource", "")),
        urn=urn if isinstance(urn, int) and not isinstance(urn, bool) else None,
        run=str(found.get("run", "")),
        since=str(found.get("since", "") or ""),
        sent_at=_moment(str(found.get("sent_at", ""))),
        about=about if isinstance(about, dict) else {},
        items=found["items"],
    )


def _moment(text: str) -> str:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None).isoformat()
    except ValueError:
        return ""
