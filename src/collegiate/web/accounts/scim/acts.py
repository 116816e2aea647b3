"""What a directory does to accounts and groups. Each whole or not at all, and each written to the journal first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from collegiate.web.accounts import audited
from collegiate.web.accounts.acts import AccountError, add_user, remove_user
from collegiate.web.accounts.models import Group, Sent, User, same_address
from collegiate.web.accounts.scim import sent
from collegiate.web.accounts.scim.errors import ScimError, invalid
from collegiate.web.accounts.scim.groups import BY, appoint_by_groups

_NOT_KEPT = frozenset({
    "schemas", "id", "meta", "emails", "title", "nickname", "profileurl", "usertype", "preferredlanguage", "locale", "timezone", "phonenumbers",
    "addresses", "photos", "ims", "roles", "entitlements", "groups", "x509certificates", "name.middlename", "name.honorificprefix", "name.honorificsuffix",
})  # fmt: skip
"""Attributes of RFC 7643 that a directory may send and that are not kept: there is no use for them here."""

_EXTENSION = "urn:ietf:params:scim:schemas:extension:"


@transaction.atomic
def add_account(given: Mapping[str, Any]) -> User:
    """Make an account, or take one up again that the directory had deleted. Raises `ScimError`."""
    email = same_address(sent.words(given.get("userName"), "userName", 254))
    had = User.objects.filter(email=email).first()
    if had is not None and not (hasattr(had, "sent") and had.sent.gone):
        raise ScimError(409, "There is an account with this userName.", "uniqueness")
    audited.write(BY, f"added the account {email}", "sent by the directory")
    try:
        user = add_user(email=email, by=BY)
    except AccountError as error:
        raise invalid(f"userName has to be the person's e-mail address: {error}") from error
    Sent.objects.update_or_create(user=user, defaults={"gone": False, "external": ""})
    return change_account(
        User.objects.get(pk=user.pk), _flat({k: v for k, v in given.items() if k.casefold() != "username"})
    )


@transaction.atomic
def change_account(user: User, changes: Iterable[sent.Change]) -> User:
    """Change an account by the attributes that a directory sends. Raises `ScimError`."""
    kept, _ = Sent.objects.get_or_create(user=user)
    names: dict[str, str] = {}
    active = user.is_active
    for change in changes:
        value = "" if change.operation == "remove" else change.value
        match change.path:
            case "active":
                active = sent.yes(value, "active")
            case "username":
                _rename(user, same_address(sent.words(value, "userName", 254)))
            case "externalid":
                kept.external = sent.words(value, "externalId")
            case "displayname" | "name.formatted" | "name.givenname" | "name.familyname":
                names[change.path] = sent.words(value, change.path)
            case "name" if isinstance(value, Mapping):
                names |= {f"name.{k.casefold()}": sent.words(v, k) for k, v in value.items() if isinstance(v, str)}
            case path if path.partition("[")[0].partition(":")[0] not in _NOT_KEPT and not path.startswith(_EXTENSION):
                raise invalid(f"There is no attribute {change.path} here.", "invalidPath")
    user.name = _name(names) or user.name
    kept.save()
    user.save(update_fields=["name"])
    _open_or_shut(user, active)
    appoint_by_groups(user)
    return user


@transaction.atomic
def replace_account(user: User, given: Mapping[str, Any]) -> User:
    """Put what was sent in the place of what there is. Raises `ScimError`."""
    return change_account(user, _flat({"active": True, **given}))


@transaction.atomic
def delete_account(user: User) -> None:
    """Shut somebody out for good. The address stays, because the journal speaks of it; the directory sees it no more."""
    _open_or_shut(user, active=False)
    user.directory_groups.clear()
    Sent.objects.update_or_create(user=user, defaults={"gone": True})


@transaction.atomic
def add_group(given: Mapping[str, Any]) -> Group:
    """Make a group with its members. Raises `ScimError`."""
    name = sent.words(given.get("displayName"), "displayName")
    if not name or Group.objects.filter(name=name).exists():
        raise ScimError(409, "There is a group with this displayName.", "uniqueness") if name else invalid("A group has a displayName.")  # fmt: skip
    audited.write(BY, f"added the group {name}", "sent by the directory")
    return change_group(Group.objects.create(name=name), _flat(given))


@transaction.atomic
def change_group(group: Group, changes: Iterable[sent.Change]) -> Group:
    """Change a group and whom it appoints. Raises `ScimError`."""
    touched = {u.pk for u in group.members.all()}
    for change in changes:
        match (change.path, change.operation):
            case ("displayname", "add" | "replace"):
                _rename_group(group, sent.words(change.value, "displayName"))
            case ("externalid", _):
                group.external = "" if change.operation == "remove" else sent.words(change.value, "externalId")
            case ("members", operation):
                touched |= _members(group, operation, change.value)
            case (path, _) if path not in ("schemas", "id", "meta"):
                raise invalid(f"There is no attribute {change.path} of groups here.", "invalidPath")
    group.save()
    for user in User.objects.filter(pk__in=touched).order_by("pk"):
        appoint_by_groups(user)
    return group


@transaction.atomic
def replace_group(group: Group, given: Mapping[str, Any]) -> Group:
    """Put what was sent in the place of what there is. Raises `ScimError`."""
    return change_group(group, _flat({"members": [], **given}))


@transaction.atomic
def delete_group(group: Group) -> None:
    """Take a group away; whom it appointed is appointed no longer."""
    audited.write(BY, f"took away the group {group.name}", "sent by the directory")
    had = list(group.members.all())
    group.delete()
    for user in had:
        appoint_by_groups(user)


def _flat(given: Mapping[str, Any]) -> list[sent.Change]:
    return [sent.Change("replace", k.casefold(), v) for k, v in given.items()]


def _open_or_shut(user: User, active: bool) -> None:
    if active == user.is_active:
        return
    audited.write(BY, f"{'opened' if active else 'shut'} the account {user.email}", "sent by the directory")
    if active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    else:
        remove_user(email=user.email)
        user.refresh_from_db()


def _rename(user: User, email: str) -> None:
    if email == user.email:
        return
    if User.objects.filter(email=email).exists():
        raise ScimError(409, "There is another account with this userName.", "uniqueness")
    if "@" not in email:
        raise invalid("userName has to be the person's e-mail address.")
    audited.write(BY, f"changed the address {user.email} into {email}", "sent by the directory")
    user.email = email
    user.save(update_fields=["email"])


def _rename_group(group: Group, name: str) -> None:
    if not name or Group.objects.filter(name=name).exclude(pk=group.pk).exists():
        raise ScimError(409, "There is another group with this displayName.", "uniqueness")
    if name != group.name:
        audited.write(BY, f"changed the group {group.name} into {name}", "sent by the directory")
    group.name = name


def _members(group: Group, operation: str, value: object) -> set[int]:
    """Change a group's members, and return whose appointments may change with it."""
    if operation == "remove" and value is None:
        group.members.clear()
        return set()
    ids = sent.members(value)
    found = User.objects.filter(pk__in=ids)
    if operation == "remove":
        group.members.remove(*found)
    elif len(found) != len(set(ids)):
        raise invalid("A member is no account here.")
    elif operation == "replace":
        group.members.set(found)
    else:
        group.members.add(*found)
    return set(ids)


def _name(names: Mapping[str, str]) -> str:
    whole = f"{names.get('name.givenname', '')} {names.get('name.familyname', '')}".strip()
    return names.get("displayname") or names.get("name.formatted") or whole
