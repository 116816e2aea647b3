"""What a directory's group means here: a table that the installation writes, from group to role and academy."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from collegiate.web.accounts import audited
from collegiate.web.accounts.acts import AccountError, Post, appoint, end_appointment
from collegiate.web.accounts.models import Appointment, User
from collegiate.web.accounts.scim.errors import ScimError

BY = "the directory"
"""Who appoints, in the journal and on an appointment."""


@dataclass(frozen=True, slots=True)
class _Meant:
    post: Post
    group: str


def table() -> Mapping[str, Post]:
    """Return the posts by the groups' names, in small letters. Raises `ScimError` when the table cannot be used; nothing was changed.

    It is a TOML file: "Name of the group" = "role", or "role/URN" for one academy, or "role/URN/8A" for a class or year of it.
    """
    if settings.COLLEGIATE_SCIM_GROUPS is None:
        return {}
    try:
        read = tomllib.loads(settings.COLLEGIATE_SCIM_GROUPS.read_text(encoding="utf-8"))
        return {name.casefold(): _post(str(said)) for name, said in read.items()}
    except (OSError, ValueError, AccountError) as error:
        raise ScimError(500, f"COLLEGIATE_SCIM_GROUPS cannot be used, so nothing was changed: {error}") from error


def appoint_by_groups(user: User) -> None:
    """Make what the directory has appointed somebody to agree with their groups of today. What people appointed stays. Raises `ScimError`."""
    known = table()
    groups = list(user.directory_groups.all()) if user.is_active else []
    wanted = {_about(p): _Meant(p, g.name) for g in groups if (p := known.get(g.name.casefold()))}
    held = {_about(a): a for a in user.appointments_now() if a.given_by == BY}
    for about in held.keys() - wanted.keys():
        audited.write(BY, f"ended the appointment of {user.email} as {_called(held[about])}", "no longer in the group")
        end_appointment(held[about])
    for about in wanted.keys() - held.keys():
        meant = wanted[about]
        audited.write(BY, f"appointed {user.email} as {_called(meant.post)}", f"member of the group {meant.group}")
        appoint(user=user, post=meant.post, by=BY)


def _post(said: str) -> Post:
    """Read role, role/URN or role/URN/part. Raises AccountError, ValueError."""
    role, *rest = said.split("/", 2)
    return Post(role, urn=int(rest[0]) if rest else None, part=rest[1] if len(rest) > 1 else "").checked()


def _about(held: Post | Appointment) -> tuple[str, str, int | None, str]:
    return held.role, held.span, held.urn, held.part


def _called(held: Post | Appointment) -> str:
    return "/".join(str(p) for p in (held.role, held.urn, held.part) if p)
