"""OneRoster REST 1.2: OAuth2 client credentials, pages by limit and offset; read like the bundle's files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from collegiate.intake.connectors.client import MOST_PAGES, Client, ConnectorError, lost_count, secret

SETTINGS = ("url", "token_url")
SECRETS = ("COLLEGIATE_ONEROSTER_CLIENT_ID", "COLLEGIATE_ONEROSTER_CLIENT_SECRET")

SCOPE = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly"
ROOT = "ims/oneroster/rostering/v1p2"
RESOURCES = ("orgs", "academicSessions", "courses", "classes", "users", "demographics", "enrollments")
"""What is asked for, in an order in which nothing is named before it is known."""

_LIMIT = 1000


def open_client(settings: Mapping[str, Any], environment: Mapping[str, str], sleep: Callable[[float], None]) -> Client:
    """Get a token and open the conversation."""
    client = Client(str(settings["url"]), sleep=sleep)
    auth = (secret(SECRETS[0], environment), secret(SECRETS[1], environment))
    form = {"grant_type": "client_credentials", "scope": SCOPE}
    token = client.post_form(str(settings["token_url"]), form, auth)
    if not isinstance(token, dict) or not isinstance(token.get("access_token"), str):
        raise ConnectorError("The service gave no token.", "Check token_url, and the client's name and secret.")
    client.headers["Authorization"] = f"Bearer {token['access_token']}"
    return client


def batches(client: Client, settings: Mapping[str, Any]) -> Iterator[tuple[str, list[Any], Mapping[str, Any]]]:
    """Yield a page at a time until one comes short."""
    since = settings.get("updated_after")
    limit = int(settings.get("page_size") or _LIMIT)
    for resource in settings.get("resources") or RESOURCES:
        before: list[Any] = []
        for page in range(MOST_PAGES):
            params: dict[str, Any] = {"limit": limit, "offset": page * limit}
            params |= {"filter": f"dateLastModified>'{since}'"} if since else {}
            reply = client.get(f"{ROOT}/{resource}", params)
            items = reply.get(resource) if isinstance(reply, dict) else None
            if not isinstance(items, list):
                raise ConnectorError(
                    f"The service's reply holds no list {resource}.", "Check that the address is that of OneRoster 1.2."
                )
            if items and items == before:
                raise lost_count(resource)
            before = items
            yield resource, items, {}
            if len(items) < limit:
                break


def cells(resource: str, item: Mapping[str, Any]) -> dict[str, str]:
    """Return an item as the cells of a row of the bundle's file of the same name.

    >>> cells("enrollments", {"sourcedId": "e1", "user": {"sourcedId": "u1"}, "role": "student", "primary": False})
    {'sourcedId': 'e1', 'role': 'student', 'primary': 'false', 'userSourcedId': 'u1'}
    """
    found = {name: _plain(value) for name, value in item.items() if not isinstance(value, dict) or name == "metadata"}
    found |= {f"metadata.{name}": _plain(value) for name, value in _dict(item.get("metadata")).items()}
    for name in ("user", "class", "school", "course", "org", "parent", "lineItem", "student"):
        if name in item:
            found[f"{name}SourcedId"] = _reference(item[name])
    found |= {"grades": _plain(item.get("grade", item.get("grades")))} if {"grade", "grades"} & item.keys() else {}
    for name, column in (("terms", "termSourcedIds"), ("agents", "agentSourcedIds")):
        if name in item:
            found[column] = ",".join(map(_reference, _list(item[name])))
    if resource == "users":
        found |= _user(item)
    return {name: value for name, value in found.items() if name not in ("metadata", "grade", "terms", "agents")}


def _user(item: Mapping[str, Any]) -> dict[str, str]:
    ids = [
        f"{{{_plain(i.get('type'))}:{_plain(i.get('identifier'))}}}"
        for i in _list(item.get("userIds"))
        if isinstance(i, dict)
    ]
    roles = [role for role in _list(item.get("roles")) if isinstance(role, dict)]
    first = next((r for r in roles if _plain(r.get("roleType")).casefold() == "primary"), roles[0] if roles else {})
    return {
        "userIds": ",".join(ids) or _plain(item.get("userIds")),
        "role": _plain(item.get("role") or first.get("role")),
        "primaryOrgSourcedId": _reference(item.get("primaryOrg") or first.get("org") or ""),
        "roles": "",
    }


def _reference(value: Any) -> str:
    return _plain(value.get("sourcedId")) if isinstance(value, dict) else _plain(value)


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(_plain(part) for part in value if not isinstance(part, dict))
    return "" if value is None or isinstance(value, dict) else str(value).strip()
