"""One made-up store for all page tests."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collegiate.web.settings")
os.environ.setdefault("COLLEGIATE_HOSTS", "testserver,localhost,127.0.0.1")
os.environ["COLLEGIATE_DATABASE"] = str(Path(tempfile.mkdtemp(prefix="collegiate-tests-")) / "application.sqlite3")


def pytest_configure(config: pytest.Config) -> None:
    """With COLLEGIATE_TEST_DATABASE=postgresql, every process that runs tests has a PostgreSQL of its own."""
    wanted = os.environ.get("COLLEGIATE_TEST_DATABASE", "sqlite")
    runs_none = config.getoption("numprocesses", 0) and not hasattr(config, "workerinput")
    if wanted not in ("sqlite", "postgresql"):
        raise pytest.UsageError(f"COLLEGIATE_TEST_DATABASE is '{wanted}'. Set it to sqlite or postgresql.")
    if wanted == "postgresql" and not runs_none:
        import postgres_server

        os.environ["COLLEGIATE_DATABASE"] = postgres_server.start()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only the tests that ask for the application's database are run: all others do there what they do on SQLite.

    That no other test opens it, `_only_who_asks` makes sure on either.
    """
    if os.environ.get("COLLEGIATE_TEST_DATABASE") != "postgresql":
        return
    here = Path(__file__).parent
    left = [i for i in items if i.path.is_relative_to(here) and "_django" not in getattr(i, "fixturenames", ())]
    config.hook.pytest_deselected(items=left)
    items[:] = [i for i in items if i not in set(left)]


@pytest.fixture(autouse=True)
def _only_who_asks(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that does not ask for the application's database, by `_django` or what rests on it, may not open it."""
    from django.conf import settings

    if "_django" in request.fixturenames or not settings.configured:
        yield
        return
    from django.db import connection

    def refuse(*_: object) -> None:
        raise AssertionError("This test opens the application's database: let it ask for `_django` or `browse`.")

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture(scope="session")
def made_up_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made-up store."""
    from children_store import record_tables
    from made_up_store import DOVE, make_store

    return make_store(tmp_path_factory.mktemp("made-up"), record_tables(), trust=str(DOVE))


@pytest.fixture(scope="session")
def _django() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


@pytest.fixture
def browse(_django: None, made_up_store: Path):
    """A client that opens pages of the made-up store."""
    from django.test import Client
    from django.test.utils import override_settings

    with override_settings(COLLEGIATE_STORE=made_up_store):
        yield Client(raise_request_exception=False)


@pytest.fixture
def as_(browse, people):
    """A way to become somebody: `as_("head")` is a browser of that one of the test file's `people`."""

    def signed_in(who: str):
        browse.logout()
        browse.force_login(people[who])
        return browse

    return signed_in
