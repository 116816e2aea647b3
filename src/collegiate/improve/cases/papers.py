"""Papers of a case: one document that pages, PDFs and programs read; the same bytes always have the same fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

FORM = "collegiate-case-papers/1"

Document = Mapping[str, Any]
"""`form`, `case`, `made`, and `parts`: each with an `id`, a `title`, a `lead`, `columns` and `rows`. The first cells of a row, up to
`key` of them, say what the row is about."""

_Rows = dict[tuple[str, ...], list[str]]


def canonical(document: Document) -> bytes:
    """Write a document in the one way in which it is kept and its fingerprint taken."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(document: Document) -> str:
    """Return the SHA-256 of a document."""
    return hashlib.sha256(canonical(document)).hexdigest()


def changes(frozen: Document, now: Document) -> list[str]:
    """Say what has changed since papers were frozen, part by part, row by row; the frozen ones stay as they are."""
    if frozen["form"] != now["form"]:
        return [
            "These papers were frozen in an earlier form, which is not compared with today's line by line. Read them beside the live ones."
        ]
    before, after = _parts(frozen), _parts(now)
    found: list[str] = []
    for id_ in {**before, **after}:
        title = (after.get(id_) or before[id_])["title"]
        found += [f"{title}: {words}" for words in _part_changed(before.get(id_), after.get(id_))]
    return found


def _parts(document: Document) -> dict[str, Mapping[str, Any]]:
    return {p["id"]: p for p in document["parts"]}


def _part_changed(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[str]:
    was, now = _keyed(before), _keyed(after)
    if was and not now:
        yield f"no longer there: {'; '.join(map(_about, was))}."
    elif now and not was:
        yield f"new: {'; '.join(map(_about, now))}."
    else:
        yield from _rows_changed(was, now, (after or before or {}).get("columns", []))


def _rows_changed(was: _Rows, now: _Rows, columns: list[str]) -> Iterator[str]:
    for key in {**was, **now}:
        if key not in was:
            yield f"{_about(key)} is new: {_said(now[key])}."
        elif key not in now:
            yield f"{_about(key)} is no longer there; it was {_said(was[key])}."
        else:
            heads = columns[len(columns) - len(now[key]) :]
            for head, a, b in zip(heads, was[key], now[key], strict=False):
                if a != b:
                    yield f"{_about(key)}, {head.lower()}: was {a or 'nothing'}, now {b or 'nothing'}."


def _about(key: tuple[str, ...]) -> str:
    return ", ".join(k for k in key if k)


def _keyed(part: Mapping[str, Any] | None) -> _Rows:
    if part is None:
        return {}
    width, found = part.get("key", 1), _Rows()
    for row in part["rows"]:
        found[_nth(tuple(row[:width]), found)] = list(row[width:])
    return found


def _nth(key: tuple[str, ...], taken: _Rows) -> tuple[str, ...]:
    """Return what a row is about, with its number where rows before it are about the same: none hides another."""
    number = 1 + sum(k == key or (k[:-1] == key and k[-1].startswith("number ")) for k in taken)
    return (*key, f"number {number}") if number > 1 else key


def _said(cells: list[str]) -> str:
    return ", ".join(c for c in cells if c) or "nothing more"
