"""Children's names in a pack that is made: said to whoever made it, so that they read those parts again before it goes out."""

from __future__ import annotations

import json
from typing import Any

from collegiate.packs.words import texts_in
from collegiate.store import Scope, Store
from collegiate.store.naming import WordsReader


def parts_that_name_a_child(content: str, *, store: Store, trust_uid: int, by: str, of: str) -> list[str]:
    """Return the titles of a pack's parts in which the full name of a child of the trust stands, by the picture of today.

    It may be a grown-up's who is called alike: colleagues stand in packs by name. So a person reads it, and nothing is refused.
    """
    reader = store.reader()
    if not reader.has_children:
        return []
    urns = frozenset(m["urn"] for m in reader.members(trust_uid))
    scope = Scope(by, f"made the pack of {of}", urns, names=False)
    words = WordsReader.of(reader.scoped(scope, store.audit.looked))
    pack = json.loads(content)
    parts = [*((p["title"], p) for p in pack["sections"]), ("How do you know?", pack["figures"])]
    return [title for title, part in parts if words.names_in(_text(part))]


WARNS = "The full name of a child"


def warning(titles: list[str]) -> str:
    """Say in which parts; nothing where there are none."""
    if not titles:
        return ""
    listed = ", ".join(f"“{t}”" for t in titles)
    return f" {WARNS} of the trust stands in {listed}, or of a grown-up who is called alike: read it again before anybody else does."


def _text(part: Any) -> str:
    return "\n".join(words for where, words in texts_in(part) if not where.endswith("svg"))
