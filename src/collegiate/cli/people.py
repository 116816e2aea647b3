"""Children's counts and records at the command line: whoever may read the store's files asks, and that is written down."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collegiate.store import ScopedReader


def people_of(store: Path, command: str) -> ScopedReader:
    """Return a trust-wide reader of the store's children, in the name of this machine's user.

    Raises `NoSnapshotError` before the first build, and `PlainError` where no file about children has been read.
    """
    from collegiate.cli.errors import PlainError
    from collegiate.store import Scope, Store

    kept = Store(store)
    if not kept.reader().has_children:
        raise PlainError(
            f"No file in {store} told of children. Build again with the folder of your schools' exports: collegiate build FOLDER --store {store}"
        )
    return kept.people(Scope.trust_wide(f"{user_of_machine()} at the command line", f"collegiate {command}"))


def school_names(store: Path, urns: set[int]) -> dict[int, str]:
    """Return the schools' names by URN; a school that no register describes is called by its URN."""
    from collegiate.store import Store

    known = {
        r["urn"]: r["school_name"] for r in Store(store).reader().schools(sorted(urns), columns=["urn", "school_name"])
    }
    return {urn: known.get(urn) or f"School {urn}" for urn in urns}


def user_of_machine() -> str:
    """Return the name of this machine's user, for the audit journal."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
