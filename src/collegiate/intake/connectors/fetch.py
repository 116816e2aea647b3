"""Fetch what a service holds about a school into a folder of pages, which a build then reads."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from collegiate.intake.connectors import arbor, bromcom, oneroster_rest, wonde
from collegiate.intake.connectors.client import Client, ConnectorError
from collegiate.intake.connectors.pages import MARK, write_page

Progress = Callable[[str, int], None]
"""Called after each page with the resource and how many items came so far."""

Batch = tuple[str, list[Any], Mapping[str, Any]]
"""Resource, items of a page, what else is to be known of the page."""

KINDS: Mapping[str, Any] = {
    "oneroster": oneroster_rest,
    "wonde": wonde,
    "arbor": arbor,
    "bromcom": bromcom,
}
"""The services that can be asked. Each module has `SETTINGS`, `SECRETS`, `open_client` and `batches`."""


def fetch(
    kind: str,
    settings: Mapping[str, Any],
    folder: Path,
    progress: Progress | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Path]:
    """Ask a service for all that is read of a school, and write a file a page. Return the files.

    `settings`: `urn` (whose it is), and what KINDS[kind].SETTINGS names; `updated_after` (ISO day or moment) asks for
    changes alone. Secrets come from the environment, KINDS[kind].SECRETS. Raises ConnectorError, with reason and remedy;
    the pages that were written before are whole, and stay.
    """
    if kind not in KINDS:
        raise ConnectorError(f"There is no connector '{kind}'.", f"There are {', '.join(KINDS)}.")
    module = KINDS[kind]
    urn = settings.get("urn")
    if isinstance(urn, bool) or not isinstance(urn, int) or not 100000 <= urn <= 999999:
        raise ConnectorError("The settings do not say whose data it is.", "Set urn to the school's six-digit URN.")
    missing = [name for name in module.SETTINGS if not settings.get(name)]
    if missing:
        raise ConnectorError(f"The settings lack {', '.join(missing)}.", f"{kind} needs {', '.join(module.SETTINGS)}.")
    written: list[Path] = []
    with module.open_client(settings, os.environ if environment is None else environment, sleep) as client:
        _write(kind, settings, folder, progress, client, module.batches(client, settings), written)
    return written


def _write(
    kind: str,
    settings: Mapping[str, Any],
    folder: Path,
    progress: Progress | None,
    client: Client,
    batches: Iterator[Batch],
    written: list[Path],
) -> None:
    run, counts = "", dict[str, int]()
    for number, (resource, items, about) in enumerate(batches, 1):
        moment = client.moment or dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0).isoformat()
        run = run or moment.replace(":", "").replace("-", "")
        head = {
            MARK: kind,
            "resource": resource,
            "urn": settings["urn"],
            "run": run,
            "since": str(settings.get("updated_after") or ""),
            "sent_at": moment,
            "about": dict(about),
        }
        written.append(write_page(folder, head, number, items))
        counts[resource] = counts.get(resource, 0) + len(items)
        if progress is not None:
            progress(resource, counts[resource])
