"""Bromcom: an application's id and secret in the headers, entities under a filter, pages by number within the filter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from collegiate.intake.connectors.client import MOST_PAGES, Client, ConnectorError, lost_count, secret

SETTINGS = ("school_id",)
SECRETS = ("COLLEGIATE_BROMCOM_APPLICATION_ID", "COLLEGIATE_BROMCOM_APPLICATION_SECRET")
ADDRESS = "https://api.bromcomcloud.com"
ENTITIES = ("StudentFlatView", "Staff", "StudentAttendanceByWeek")
"""What is asked for. Weeks of attendance need `first_day` and `last_day` in the settings."""

_PAGE = 100_000


def open_client(settings: Mapping[str, Any], environment: Mapping[str, str], sleep: Callable[[float], None]) -> Client:
    """Open the conversation."""
    headers = {"ApplicationId": secret(SECRETS[0], environment), "ApplicationSecret": secret(SECRETS[1], environment)}
    return Client(str(settings.get("url") or ADDRESS), headers, sleep=sleep)


def batches(client: Client, settings: Mapping[str, Any]) -> Iterator[tuple[str, list[Any], Mapping[str, Any]]]:
    """Yield a page at a time; attendance comes a week at a time, and the page says which."""
    size = int(settings.get("page_size") or _PAGE)
    for entity in settings.get("resources") or ENTITIES:
        for wanted, about in _filters(entity, settings):
            before: list[Any] = []
            for page in range(MOST_PAGES):
                params = {"schoolId": settings["school_id"], "entityFilter": f"{wanted}{{page:{page}}}"}
                items = _data(client.get(f"v2/{entity}", params), entity)
                if items and items == before:
                    raise lost_count(entity)
                before = items
                yield entity, items, about
                if len(items) < size:
                    break


def _filters(entity: str, settings: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    if entity != "StudentAttendanceByWeek":
        yield "", {}
        return
    first, last = (_day(settings, name) for name in ("first_day", "last_day"))
    if first is None or last is None:
        return
    monday = first - dt.timedelta(days=first.weekday())
    while monday <= last:
        noon = f"{monday + dt.timedelta(days=2)}T12:00:00"
        yield f"startDate<='{noon}' and endDate>='{noon}'", {"monday": monday.isoformat()}
        monday += dt.timedelta(days=7)


def _day(settings: Mapping[str, Any], name: str) -> dt.date | None:
    said = settings.get(name)
    try:
        return dt.date.fromisoformat(str(said)) if said else None
    except ValueError as error:
        raise ConnectorError(f"'{said}' is not a day.", f"Write {name} as 2026-09-01.") from error


def _data(reply: Any, entity: str) -> list[Any]:
    data = reply.get("data") if isinstance(reply, dict) and reply.get("success") is True else None
    if not isinstance(data, list):
        raise ConnectorError(
            f"The service did not give {entity}.", "Check school_id, and that the application may read it."
        )
    return data
