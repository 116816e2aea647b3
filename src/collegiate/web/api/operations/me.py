"""Who calls, and what they may read."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from pydantic import Field

from collegiate.web.api.acts import RIGHTS
from collegiate.web.api.answers import Answer
from collegiate.web.api.models import Holder
from collegiate.web.api.operation import reads
from collegiate.web.api.ways_in import KNOWN, caller


class Appointed(Answer):
    """An appointment that holds today."""

    role: str = Field(description="role, in words")
    span: str = Field(description="trust, academy, year, class, child or self")
    trust: int | None = Field(description="GIAS Group UID of the trust; null for every trust of the store")
    urn: int | None = Field(description="the academy")
    part: str = Field(description="the year group or class")
    until: dt.date | None = Field(description="the first day on which it no longer holds")


class Shown(Answer):
    """The token that was shown."""

    name: str = Field(description="its name")
    expires: dt.datetime = Field(description="when it expires")
    academies: list[int] | None = Field(description="the academies that it is narrowed to; null for none")


class Me(Answer):
    """Who calls."""

    email: str = Field(description="e-mail address")
    name: str = Field(description="name")
    rights: list[str] = Field(description="what may be read here: those rights that some operation asks for")
    appointments: list[Appointed] = Field(description="what the person is appointed to today")
    token: Shown | None = Field(description="the token; null for somebody who is signed in")


@reads("me", KNOWN, "api-me", tag="Yourself", answers=Me)
def me(request: HttpRequest) -> Me:
    """Tell who calls, and what they may read."""
    user = caller(request)
    held = [
        Appointed(role=a.held_role.called, span=a.span, trust=a.trust_uid, urn=a.urn, part=a.part, until=a.end)
        for a in user.appointments_now()
    ]
    return Me(
        email=user.email, name=user.name, rights=[r.value for r in RIGHTS if user.may(r)], appointments=held, token=_token(user),
    )  # fmt: skip


def _token(user: object) -> Shown | None:
    if not isinstance(user, Holder):
        return None
    return Shown(name=user.token.name, expires=user.token.expires, academies=user.token.urns)
