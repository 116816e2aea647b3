"""What the table of doors says of an address: a page of it about one's own academy, the same about another trust's, and what to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`own` names MIDDLE or a child of it, `other` the like of the other trust (empty where the address names nobody).

    `sends` is what an honest form of the address sends, for addresses that take nothing else.
    """

    own: str
    other: str = ""
    sends: Mapping[str, str] | None = None
