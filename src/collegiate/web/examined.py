"""Is all well with the settings and the application's database? Looks only, as the store's own examination does."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from collegiate.operations.databases import ApplicationDatabase, DatabaseNameError, SqliteFile
from collegiate.operations.doctor import Finding
from collegiate.web.environment import SettingError, setting

_WAITED = timedelta(minutes=10)
"""How long a piece of work may wait before somebody should look."""


def examine_settings(store: Path) -> list[Finding]:
    """Look at what the environment says: names, https, the key. Raises nothing."""
    os.environ["COLLEGIATE_STORE"] = str(store)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collegiate.web.settings")
    try:
        key = list(_key())
        if not (store / "application.secret").exists():
            os.environ.setdefault(
                "COLLEGIATE_SECRET_KEY", secrets.token_hex(32)
            )  # or one would be made, and this only looks
        from django.conf import settings

        hosts, https = list(settings.ALLOWED_HOSTS), bool(settings.COLLEGIATE_BEHIND_PROXY)
    except (SettingError, DatabaseNameError, OSError) as error:
        return [Finding("settings", "wrong", str(error), "docs/reference/settings.md says what each may be.")]
    return [*_hosts(hosts, https=https), *key]


def _hosts(hosts: list[str], *, https: bool) -> Iterator[Finding]:
    local = all(h in ("localhost", "127.0.0.1", "[::1]") for h in hosts)
    said = f"The pages answer to {', '.join(hosts)}, {'behind a proxy with https' if https else 'without https'}."
    if "*" in hosts:
        yield Finding(
            "names", "wrong", said, "Name the hosts in COLLEGIATE_HOSTS; any other name may be somebody's trick."
        )
    elif not local and not https:
        yield Finding("names", "wrong", said, "Put a proxy that speaks https before it and set COLLEGIATE_HTTPS=yes.")
    else:
        yield Finding("names", "fine", said)


def _key() -> Iterator[Finding]:
    named = setting("COLLEGIATE_SECRET_KEY")
    if named and len(named) < 32:
        yield Finding(
            "secret key",
            "wrong",
            "COLLEGIATE_SECRET_KEY is shorter than 32 characters.",
            "Make one: openssl rand -hex 32",
        )
    elif "COLLEGIATE_SECRET_KEY" in os.environ and named:
        yield Finding(
            "secret key",
            "look",
            "COLLEGIATE_SECRET_KEY stands in the environment.",
            "A file is safer: COLLEGIATE_SECRET_KEY_FILE.",
        )
    else:
        yield Finding("secret key", "fine", "It is kept in a file.")


def examine_database(database: ApplicationDatabase) -> list[Finding]:
    """Look whether the database answers, whether its tables are of this version, and whether work waits. Raises nothing."""
    if isinstance(database, SqliteFile) and not database.path.exists():
        return [
            Finding(
                "database",
                "look",
                f"{database}: it is not there yet.",
                "It is made by collegiate user add, or by collegiate serve.",
            )
        ]
    import django
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        django.setup()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        ahead = _unknown(executor)
        if ahead:
            return [Finding("database", "wrong", f"{database} was brought up to date by a later Collegiate ({ahead[0]}).", "Run that version, or restore the backup that was made before the upgrade.")]  # fmt: skip
        if waiting:
            return [Finding("database", "look", f"{database} answers; {len(waiting)} changes of tables wait.", "collegiate serve makes them when it starts.")]  # fmt: skip
        return [Finding("database", "fine", f"{database} answers; its tables are of this version."), *_work()]
    except Error as error:
        said = str(error).strip().splitlines()
        return [Finding("database", "wrong", f"{database} does not answer: {said[0] if said else type(error).__name__}", "See COLLEGIATE_DATABASE, and whether the server runs.")]  # fmt: skip
    finally:
        connection.close()


def _unknown(executor) -> list[str]:  # type: ignore[no-untyped-def]
    """Changes that were made to the tables and that this version does not know."""
    known = executor.loader.disk_migrations
    ours = {app for app, _ in known}
    return [f"{app}.{name}" for app, name in executor.loader.applied_migrations if app in ours and (app, name) not in known
            and not any((app, name) in m.replaces for m in known.values())]  # fmt: skip


def _work() -> Iterator[Finding]:
    from django_tasks_db.models import DBTaskResult

    done = DBTaskResult.objects.filter(status__in=("SUCCESSFUL", "FAILED")).order_by("-finished_at").first()
    oldest = DBTaskResult.objects.filter(status="READY").order_by("enqueued_at").first()
    failed = DBTaskResult.objects.filter(status="FAILED").count()
    last = (
        f"The last piece of work ended at {done.finished_at:%Y-%m-%d %H:%M} UTC."
        if done and done.finished_at
        else "No work was done yet."
    )
    if oldest and datetime.now(UTC) - oldest.enqueued_at > _WAITED:
        yield Finding(
            "work",
            "wrong",
            f"{last} Work waits since {oldest.enqueued_at:%Y-%m-%d %H:%M} UTC.",
            "Start a worker: collegiate worker",
        )
    elif failed:
        yield Finding(
            "work", "look", f"{last} {failed} pieces failed.", "The page of what was sent says which and why."
        )
    else:
        yield Finding("work", "fine", last)
