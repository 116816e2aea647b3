"""Wonde: a bearer token, pages by the address of the next, and a list of what was deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from collegiate.intake.connectors.client import MOST_PAGES, Client, ConnectorError, lost_count, secret

SETTINGS = ("school_id",)
SECRETS = ("COLLEGIATE_WONDE_TOKEN",)
ADDRESS = "https://api.wonde.com/v1.0"
INCLUDES: Mapping[str, str] = {
    "students": "education_details,extended_details,year,group",
    "employees": "employment_details,contact_details",
    "classes": "subject,students,employees",
    "attendance": "attendance_code",
    "deletions": "",
}
"""What is asked for, and what is to come with it."""

_PER_PAGE = 200


def open_client(settings: Mapping[str, Any], environment: Mapping[str, str], sleep: Callable[[float], None]) -> Client:
    """Open the conversation."""
    headers = {"Authorization": f"Bearer {secret(SECRETS[0], environment)}"}
    return Client(str(settings.get("url") or ADDRESS), headers, sleep=sleep)


def batches(client: Client, settings: Mapping[str, Any]) -> Iterator[tuple[str, list[Any], Mapping[str, Any]]]:
    """Yield a page at a time, as long as the reply names a next one."""
    since = settings.get("updated_after")
    for resource in settings.get("resources") or INCLUDES:
        include = INCLUDES.get(resource, "")
        path = f"schools/{settings['school_id']}/{resource}"
        params: dict[str, Any] = {"per_page": int(settings.get("page_size") or _PER_PAGE)}
        params |= ({"include": include} if include else {}) | ({"updated_after": since} if since else {})
        seen: set[str] = set()
        while path:
            if path in seen or len(seen) > MOST_PAGES:
                raise lost_count(resource)
            seen.add(path)
            reply = client.get(path, params)
            items = reply.get("data") if isinstance(reply, dict) else None
            if not isinstance(items, list):
                raise ConnectorError(f"The service's reply holds no data for {resource}.", "Check school_id.")
            yield resource, items, {}
            path, params = _next(reply), {}


def _next(reply: Mapping[str, Any]) -> str:
    pagination = (reply.get("meta") or {}).get("pagination") or {}
    found = pagination.get("next") if pagination.get("more", True) else ""
    return found if isinstance(found, str) else ""
