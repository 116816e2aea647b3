"""How counts of children and sessions are said: small numbers as children, never as a percentage that one child can swing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collegiate.web.words import counted

Row = dict[str, Any]

FEW = 20
"""Children below which no percentage is printed: one child more or less would move it by five points or more."""

SESSIONS = ("possible", "attended", "authorised", "unauthorised", "late", "educational", "not_possible")


def children(count: int) -> str:
    """Write a number of children."""
    return counted(count, "child", "children")


def share(part: int, whole: int) -> str:
    """Write a share of sessions or children as a percentage with one place; nothing of nothing has none."""
    return f"{100 * part / whole:.1f}%" if whole else "–"


def missed(row: Row) -> int:
    """Sessions missed, with leave or without."""
    return int(row["authorised"]) + int(row["unauthorised"])


def missed_words(row: Row) -> str:
    """Say what a group missed: a percentage of its sessions, or the sessions themselves where the children are few."""
    if not row["possible"]:
        return "no possible session"
    if row["pupils"] < FEW:
        return f"{missed(row):,} of {row['possible']:,} sessions"
    return share(missed(row), row["possible"])


def part_words(part: int, whole: int) -> str:
    """Say how many children of a group: the count, with the share where they are not few."""
    if not part:
        return f"none of {whole:,}" if whole else "–"
    return f"{part:,} of {whole:,}" + (f" ({share(part, whole)})" if whole >= FEW else "")


def total(rows: Sequence[Row], *names: str) -> Row:
    """Add the columns of rows up."""
    return {name: sum(int(r[name] or 0) for r in rows) for name in names}
