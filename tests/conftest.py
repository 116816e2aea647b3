"""What every test shares."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import collegiate.build  # noqa: F401 - bound before any test runs: a build in a test process that did other things must be the same build
from collegiate.cli import one_thread_for_small_solves

if TYPE_CHECKING:
    from stores import Built

one_thread_for_small_solves()
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def simulated_store(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The picture of a made-up nation; read it, never write to it."""
    from stores import simulated

    return simulated(tmp_path_factory)


@pytest.fixture(scope="session")
def children_store(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The record of a made-up trust's children; looks at it may be written to its audit log, nothing else."""
    from stores import children

    return children(tmp_path_factory)


@pytest.fixture(scope="session")
def real_store(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The picture of England from the real public files; read it, never write to it."""
    from stores import real

    return real(tmp_path_factory)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes run tests, a file is run by one of them, so that what its tests share is made once.

    What is long, or must not run beside itself, has a group of its own name; groups come first, so that no long one is left for the end.
    """
    if not hasattr(config, "workerinput"):
        return
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed run: there, everything that a test needs has to be installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None:
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and session.exitstatus == 0:
        for report in skipped:
            reporter.write_line(f"SKIPPED IN CI {report.nodeid}: {report.longrepr[-1] if report.longrepr else ''}")
        session.exitstatus = 1
