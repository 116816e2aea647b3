"""Arbor's REST: an application's name and password, lists of addresses, each of which is asked for in its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from collegiate.intake.connectors.client import MOST_PAGES, Client, ConnectorError, lost_count, secret

SETTINGS = ("url",)
SECRETS = ("COLLEGIATE_ARBOR_USER", "COLLEGIATE_ARBOR_PASSWORD")
RESOURCES: Mapping[str, tuple[str, ...]] = {
    "students": ("person", "ethnicity"),
    "attendance-records": ("attendanceMark",),
}
"""What is asked for, and which of the things that it refers to are asked for with it."""

_PAGE_SIZE = 100


def open_client(settings: Mapping[str, Any], environment: Mapping[str, str], sleep: Callable[[float], None]) -> Client:
    """Open the conversation."""
    auth = (secret(SECRETS[0], environment), secret(SECRETS[1], environment))
    return Client(str(settings["url"]), auth=auth, sleep=sleep)


def batches(client: Client, settings: Mapping[str, Any]) -> Iterator[tuple[str, list[Any], Mapping[str, Any]]]:
    """Yield a page at a time, every item of it whole; what many refer to, such as a mark, is asked for once."""
    size = int(settings.get("page_size") or _PAGE_SIZE)
    known: dict[str, Any] = {}
    for resource in settings.get("resources") or RESOURCES:
        before: list[Any] = []
        for page in range(1, MOST_PAGES + 1):
            params = {"format": "json", "page": page, "page-size": size}
            listed = _list(client.get(f"rest-v2/{resource}", params), resource)
            if listed and listed == before:
                raise lost_count(resource)
            before = listed
            items = [_whole(client, item, RESOURCES.get(resource, ()), known) for item in listed]
            yield resource, items, {}
            if len(listed) < size:
                break


def _list(reply: Any, resource: str) -> list[Any]:
    found = next((v for v in reply.values() if isinstance(v, list)), None) if isinstance(reply, dict) else None
    if found is None:
        raise ConnectorError(f"The service's reply holds no list of {resource}.", "Check the address that was set.")
    return found


def _whole(client: Client, item: Any, wanted: tuple[str, ...], known: dict[str, Any]) -> Any:
    found = _asked(client, item, {})
    if not isinstance(found, dict):
        return found
    return found | {name: _asked(client, found[name], known) for name in wanted if name in found}


def _asked(client: Client, item: Any, known: dict[str, Any]) -> Any:
    """Ask for what an item refers to; one that is whole already is left as it is."""
    if not isinstance(item, dict) or set(item) - {"href", "displayName", "entityType"} or "href" not in item:
        return item
    href = str(item["href"])
    if href not in known:
        reply = client.get(href, {"format": "json"})
        inner = next((v for v in reply.values() if isinstance(v, dict)), reply) if isinstance(reply, dict) else {}
        known[href] = {"href": href} | dict(inner)
    return known[href]
