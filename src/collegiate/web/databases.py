"""How Django reaches the database of accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from collegiate.operations.databases import Postgres, located


def database(named: str, store: Path) -> dict[str, Any]:
    """Return Django's description of a database named by a path or as postgresql://user:password@host:port/name.

    Raises `DatabaseNameError` for any other kind.
    """
    found = located(named, store)
    return _postgres(found) if isinstance(found, Postgres) else _sqlite(found.path)


def _postgres(found: Postgres) -> dict[str, Any]:
    """A connection is kept for a minute and tried before it is used again, so that a restart of PostgreSQL costs nobody a page."""
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": found.name, "USER": found.user, "PASSWORD": found.password, "HOST": found.host,
        "PORT": found.port, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": dict(found.options),
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
