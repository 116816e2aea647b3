"""Accounts and groups as a directory sees them, and what it is told of this service."""

from __future__ import annotations

from typing import Any

from collegiate.web.accounts.models import Group, Sent, User
from collegiate.web.accounts.scim.sent import MOST

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
_LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
Resource = dict[str, Any]


def account(user: User, base: str) -> Resource:
    """Return an account."""
    sent = Sent.objects.filter(user=user).first()
    return {
        "schemas": [USER], "id": str(user.pk), "userName": user.email, "displayName": user.called, "name": {"formatted": user.called}, "active": user.is_active,
        "emails": [{"value": user.email, "type": "work", "primary": True}],
        **({"externalId": sent.external} if sent and sent.external else {}),
        "meta": {"resourceType": "User", "created": user.added.isoformat(), "location": f"{base}Users/{user.pk}"},
    }  # fmt: skip


def group(group: Group, base: str, with_members: bool = True) -> Resource:
    """Return a group, with its members unless they are left out."""
    members = [{"value": str(u.pk), "display": u.called, "$ref": f"{base}Users/{u.pk}"} for u in group.members.order_by("pk")] if with_members else []  # fmt: skip
    return {
        "schemas": [GROUP], "id": str(group.pk), "displayName": group.name, **({"externalId": group.external} if group.external else {}),
        **({"members": members} if with_members else {}),
        "meta": {"resourceType": "Group", "created": group.added.isoformat(), "location": f"{base}Groups/{group.pk}"},
    }  # fmt: skip


def listed(resources: list[Resource], total: int, start: int) -> Resource:
    """Return one page of a list."""
    return {
        "schemas": [_LIST], "totalResults": total, "startIndex": start, "itemsPerPage": len(resources),
        "Resources": resources,
    }  # fmt: skip


def service(base: str) -> Resource:
    """Return what this service can do."""
    no = {"supported": False}
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"], "patch": {"supported": True},
        "bulk": {**no, "maxOperations": 0, "maxPayloadSize": 0}, "filter": {"supported": True, "maxResults": MOST}, "changePassword": no, "sort": no, "etag": no,
        "authenticationSchemes": [{"type": "oauthbearertoken", "name": "Bearer token", "description": "The token of the installation, in the header Authorization."}],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}ServiceProviderConfig"},
    }  # fmt: skip


def kinds(base: str) -> list[Resource]:
    """Return the kinds of resources that there are."""
    return [
        {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": name, "name": name, "endpoint": f"/{name}s", "schema": schema,
         "meta": {"resourceType": "ResourceType", "location": f"{base}ResourceTypes/{name}"}}
        for name, schema in (("User", USER), ("Group", GROUP))
    ]  # fmt: skip


def schemas(base: str) -> list[Resource]:
    """Return what is kept of accounts and groups."""
    user = [
        _attribute("userName", required=True, uniqueness="server", description="The e-mail address with which somebody signs in."),
        _attribute("displayName", description="The name that pages show."),
        _attribute("name", "complex", subAttributes=[_attribute(n) for n in ("formatted", "givenName", "familyName")]),
        _attribute("active", "boolean", description="Whether somebody may sign in."),
        _attribute("emails", "complex", multiValued=True, mutability="readOnly", subAttributes=[_attribute("value"), _attribute("type"), _attribute("primary", "boolean")]),
    ]  # fmt: skip
    group = [
        _attribute("displayName", required=True, uniqueness="server", description="The name by which the table of groups knows it."),
        _attribute("members", "complex", multiValued=True, subAttributes=[_attribute("value", description="The id of an account.")]),
    ]  # fmt: skip
    return [
        {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"], "id": schema, "name": name, "attributes": attributes,
         "meta": {"resourceType": "Schema", "location": f"{base}Schemas/{schema}"}}
        for name, schema, attributes in (("User", USER, user), ("Group", GROUP, group))
    ]  # fmt: skip


def _attribute(name: str, kind: str = "string", **more: Any) -> Resource:
    plain = {"multiValued": False, "required": False, "caseExact": False, "mutability": "readWrite", "returned": "default", "uniqueness": "none", "description": name}  # fmt: skip
    return {"name": name, "type": kind, **plain, **more}
