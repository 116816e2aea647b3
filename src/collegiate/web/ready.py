"""Making the application's own database ready: who may sign in, and their sessions."""

from __future__ import annotations

import os
from pathlib import Path

from filelock import FileLock


class OtherStoreError(RuntimeError):
    """This process already serves another store: settings are read once."""


def ready(store: Path) -> None:
    """Set this process to a store's folder and bring its application database up to date. Raises `OtherStoreError`.

    Processes that start together take turns: only the first finds anything to do.
    """
    root = Path(store).resolve()
    root.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collegiate.web.settings")
    _settle(root)
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    with FileLock(root / "application.lock"):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("clearsessions")
    connections.close_all()


def _settle(root: Path) -> None:
    from django.conf import settings

    if not settings.configured:
        os.environ["COLLEGIATE_STORE"] = str(root)
    elif Path(settings.COLLEGIATE_STORE).resolve() != root:
        raise OtherStoreError(f"This process serves {settings.COLLEGIATE_STORE}, not {root}. Use another process.")


def make_user(store: Path, email: str, password: str, role: str = "data_manager", name: str = "") -> None:
    """Make somebody who can sign in to a store, or give an account a new password and the role. Raises `AccountError`."""
    ready(store)
    from collegiate.web.accounts.acts import add_user

    add_user(email=email, password=password, role=role, name=name)
