"""Where the accounts are kept: SQLite beside the store, unless COLLEGIATE_DATABASE names another."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

NAME = "application.sqlite3"


class DatabaseNameError(ValueError):
    """COLLEGIATE_DATABASE names nothing that can be used; the message says what to write."""


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A database in one file, with its write-ahead log beside it."""

    path: Path
    kind = "sqlite"

    def __str__(self) -> str:
        return f"SQLite, {self.path}"


@dataclass(frozen=True, slots=True)
class Postgres:
    """A database on a PostgreSQL server; `host` may be the folder of its socket."""

    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    kind = "postgresql"

    def __str__(self) -> str:
        return f"PostgreSQL, {self.name} at {self.host or 'this machine'}"

    def environment(self) -> dict[str, str]:
        """Return the environment in which PostgreSQL's own programs reach it: a password is in no list of processes."""
        named = {"PGDATABASE": self.name, "PGUSER": self.user, "PGPASSWORD": self.password, "PGHOST": self.host, "PGPORT": self.port}  # fmt: skip
        modes = {f"PG{k.upper()}": v for k, v in self.options.items() if k in ("sslmode", "sslrootcert", "sslcert", "sslkey")}  # fmt: skip
        return {**os.environ, **{k: v for k, v in named.items() if v}, **modes}


ApplicationDatabase = SqliteFile | Postgres


def located(named: str, store: Path) -> ApplicationDatabase:
    """Return the database that a path or an address names: postgresql://user:password@host:port/name?sslmode=…

    `?host=/run/postgresql` is the folder of a socket. Without a name it lies in the store's folder. Raises `DatabaseNameError`.
    """
    if "://" not in named:
        return SqliteFile(Path(named) if named else store / NAME)
    address = urlsplit(named)
    if address.scheme == "sqlite":
        return SqliteFile(Path(unquote(address.path)))
    if address.scheme not in ("postgresql", "postgres"):
        raise DatabaseNameError(
            f"COLLEGIATE_DATABASE names a '{address.scheme}' database. Write a path, or postgresql://user:password@host/name."
        )
    options = dict(parse_qsl(address.query))
    name = unquote(address.path.lstrip("/"))
    if not name:
        raise DatabaseNameError(
            "COLLEGIATE_DATABASE names a PostgreSQL server but no database. End it with /name, such as postgresql://user@host/collegiate."
        )
    host, port = options.pop("host", "") or address.hostname or "", address.port
    return Postgres(
        name, unquote(address.username or ""), unquote(address.password or ""), host, str(port or ""), options
    )
