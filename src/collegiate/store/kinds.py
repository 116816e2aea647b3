"""What kind of thing an entry of the audit journal tells of: by what it says of itself, and for plain acts by how their words begin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KINDS = {
    "look": "looks at children",
    "emergency": "looks in an emergency",
    "export": "exports and files taken away",
    "sign_in": "signing in",
    "role": "people and their roles",
    "upload": "data sent in and published",
    "merge": "one child or two",
    "removal": "what was removed",
    "act": "other acts about children",
}
"""Every kind, with the words by which it is chosen."""

_BEGINS = (
    ("sign_in", (
        "signed ", "failed to sign in", "made new recovery", "added a code", "added a passkey", "added a recovery", "removed a code", "removed a passkey",
        "removed a recovery", "changed the password", "chose a password", "reset ", "took away every second factor", "tied the account", "ended a session",
        "ended every other session", "asked for a link",
    )),
    ("role", (
        "appointed", "ended the appointment", "added the user", "added an account", "added the account", "removed the user", "removed the account",
        "shut out", "shut the account", "opened the account", "changed the address", "made a link", "made the token", "ended the token", "added the group",
        "changed the group", "took away the group",
    )),
    ("upload", (
        "uploaded", "published", "took back a publish", "took back the publishing", "went back to", "sent a file", "sent the file", "mended", "had ",
        "put a new version", "answered for the file", "discarded the file", "kept a mapping", "ended the mapping", "set the watch", "removed the watch",
    )),
    ("merge", ("answered", "said that two", "took back the answer", "took back an answer", "put a question", "merged")),
    ("export", ("exported", "downloaded", "took away", "transfer file", "file for", "what was refused, to take away")),
)  # fmt: skip


def kind_of(entry: Mapping[str, Any]) -> str:
    """Return the kind of an entry, a key of `KINDS`.

    >>> kind_of({"kind": "act", "what": "signed in"}), kind_of({"kind": "look", "what": "record"})
    ('sign_in', 'look')
    """
    kind, what = str(entry.get("kind", "")), str(entry.get("what", ""))
    if kind in KINDS and kind not in ("act", "look"):
        return kind
    begins = next((k for k, starts in _BEGINS if what.startswith(starts)), "")
    if kind == "look":
        return begins if begins == "export" else "look"
    return begins or "act"
