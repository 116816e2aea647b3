"""Which database holds the accounts: SQLite beside the store, unless another is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

NAME = "application.sqlite3"


def database(named: str, store: Path) -> dict[str, Any]:
    """Return Django's description of a database named by a path or as postgresql://user:password@host:port/name.

    Raises ValueError for any other kind.
    """
    if "://" not in named:
        return _sqlite(Path(named) if named else store / NAME)
    address = urlsplit(named)
    if address.scheme == "sqlite":
        return _sqlite(Path(unquote(address.path)))
    if address.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"COLLEGIATE_DATABASE names a '{address.scheme}' database. Use a path or postgresql://….")
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": unquote(address.path.lstrip("/")), "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""), "HOST": address.hostname or "", "PORT": str(address.port or ""), "CONN_MAX_AGE": 60,
    }  # fmt: skip


def _sqlite(path: Path) -> dict[str, Any]:
    """Write-ahead logging lets pages be read while somebody signs in; an immediate transaction waits its turn and never fails halfway."""
    return {
        "ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20, "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }  # fmt: skip
