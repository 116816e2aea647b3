"""Tokens: what a program shows in place of a person, who may do no more than the person may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from collegiate.store import Store
from collegiate.web.accounts.models import Appointment, Emergency, User
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.authorization.scopes import academies_of

if TYPE_CHECKING:
    pass


class Token(models.Model):
    """A program's way in, made by a person. What it is told by is stored as a hash alone; it is ended, never changed."""

    user: models.ForeignKey[User, User] = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name: models.CharField[str, str] = models.CharField("name", max_length=80)
    mark: models.CharField[str, str] = models.CharField("first letters", max_length=12, unique=True)
    digest: models.CharField[str, str] = models.CharField("hash", max_length=64)
    rights: models.JSONField[list[str], list[str]] = models.JSONField("rights", default=list)
    urns: models.JSONField[list[int] | None, list[int] | None] = models.JSONField("academies", null=True, blank=True)
    made: models.DateTimeField[datetime, datetime] = models.DateTimeField("made", default=timezone.now)
    expires: models.DateTimeField[datetime, datetime] = models.DateTimeField("expires")
    ended: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField("ended", null=True, blank=True)
    last_used: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        "last used", null=True, blank=True
    )
    minute: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        "minute that is counted", null=True, blank=True
    )
    calls: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("calls in that minute", default=0)

    class Meta:
        """A token expires after it was made."""

        ordering: ClassVar[list[str]] = ["-made", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(expires__gt=models.F("made")), name="token_expires_after_it_is_made"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"

    def holds(self, at: datetime) -> bool:
        """Whether it opens anything at a moment: an ended or expired one, or one of somebody shut out, opens nothing."""
        return self.ended is None and self.made <= at < self.expires and self.user.is_active

    @property
    def state(self) -> str:
        """What it is now, in a word."""
        if self.ended is not None:
            return "ended"
        return "in use" if self.holds(timezone.now()) else "expired"


class Holder(User):
    """Somebody as a token of theirs may act for them: what they may do now, less what the token leaves out. Never in an emergency."""

    token: Token

    class Meta:
        """The same people as in the accounts: no table of its own."""

        proxy = True

    @classmethod
    def of(cls, token: Token) -> Holder:
        """Return whom a token acts for."""
        holder = cls._default_manager.get(pk=token.user_id)  # type: ignore[attr-defined]  # Django adds the key's own column
        holder.token = token
        return holder

    @property
    def emergencies(self) -> models.QuerySet[Emergency]:  # type: ignore[override]  # a person's reason is not a program's
        """None: an emergency look is a person's own."""
        return Emergency.objects.none()

    def may(self, right: Right) -> bool:
        """Whether the person may and the token does not leave it out."""
        return bool(self.holding(right))

    def holding(self, right: Right) -> list[Appointment]:
        """Return the appointments that give a right, narrowed to the token's academies."""
        if right.value not in self.token.rights:
            return []
        held = super().holding(right)
        if self.token.urns is None:
            return held
        return [n for a in held for n in self._narrowed(a, self.token.urns)]

    def _narrowed(self, held: Appointment, urns: Iterable[int]) -> list[Appointment]:
        """Return what is left of an appointment in some academies: itself, or one for each of a whole trust's."""
        wanted = set(urns)
        if held.span == Span.TRUST:
            inside = wanted if held.trust_uid is None else wanted & _academies(held.trust_uid)
            return [_for_academy(held, urn) for urn in sorted(inside)]
        return [held] if held.urn in wanted else []


def _academies(trust_uid: int) -> frozenset[int]:
    return academies_of(trust_uid, Store(settings.COLLEGIATE_STORE).reader())


def _for_academy(held: Appointment, urn: int) -> Appointment:
    return Appointment(user=held.user, role=held.role, span=Span.ACADEMY.value, urn=urn, start=held.start, end=held.end)
