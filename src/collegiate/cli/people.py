"""Children's counts and records at the command line: whoever may read the store's files asks, and that is written down."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collegiate.store import ScopedReader, Store


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


def store_at(root: Path) -> Store:
    """Return the store in a folder. Raises `PlainError` where there is none: a mistyped name must not look like a store in which nothing is wrong."""
    from collegiate.cli.errors import PlainError
    from collegiate.store import Store

    kept = Store(root)
    here = kept.layout
    if not any(
        p.exists() for p in (here.secret, here.pointer, here.root / "application.secret", kept.audit.journal.path)
    ):
        raise PlainError(f"There is no store in {here.root}. Name its folder with --store.")
    return kept


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
