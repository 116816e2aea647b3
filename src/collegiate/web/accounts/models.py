"""People with an account, what they are appointed to, and the tries to sign in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Role(models.TextChoices):
    """What somebody is appointed to."""

    TRUST_WIDE = "trust_wide", "the whole trust"


_SEES_CHILDREN = (Role.TRUST_WIDE,)


def signed_in(request: HttpRequest) -> User | None:
    """Return who is signed in."""
    return request.user if isinstance(request.user, User) and request.user.is_authenticated else None


def same_address(email: str) -> str:
    """Write an e-mail address in the one way in which it is kept: no two accounts differ by capitals alone."""
    return email.strip().casefold()


class UserManager(BaseUserManager["User"]):
    """Finds and makes users by e-mail address."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with an e-mail address, however it is written."""
        return self.get(email=same_address(username or ""))

    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> User:
        """Make a user; without a password nobody can sign in as them until they choose one."""
        user = self.model(email=same_address(email), name=name.strip())
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Somebody who may sign in. An account alone opens no child's record: appointments do, while they last."""

    email: models.EmailField[str, str] = models.EmailField("e-mail address", unique=True)
    name: models.CharField[str, str] = models.CharField("name", max_length=200, blank=True)
    is_active: models.BooleanField[bool, bool] = models.BooleanField("may sign in", default=True)
    added: models.DateTimeField[datetime, datetime] = models.DateTimeField("added", default=timezone.now)

    appointments: RelatedManager[Appointment]

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.email

    @property
    def called(self) -> str:
        """Return the name, or the address where there is none."""
        return self.name or self.email

    def appointments_now(self, day: date | None = None) -> list[Appointment]:
        """Return the appointments that hold on a day; without one, today."""
        on = day or timezone.localdate()
        return [a for a in self.appointments.all() if a.holds(on)]

    def sees_children(self) -> bool:
        """Whether an appointment that holds today opens children's records."""
        return self.is_active and any(a.role in _SEES_CHILDREN for a in self.appointments_now())


class Appointment(models.Model):
    """A role that somebody has in the trust or in a part of it, between two days. It is ended, never changed into another."""

    user: models.ForeignKey[User, User] = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    role: models.CharField[str, str] = models.CharField("role", max_length=40, choices=Role.choices)
    scope: models.CharField[str, str] = models.CharField(
        "scope", max_length=400, blank=True, help_text="Which part of the trust; empty for all of it."
    )
    start: models.DateField[date, date] = models.DateField("first day", default=timezone.localdate)
    end: models.DateField[date | None, date | None] = models.DateField(
        "ended", null=True, blank=True, help_text="The first day on which it no longer holds."
    )

    get_role_display: Callable[[], str]

    class Meta:
        """An appointment does not end before it begins."""

        ordering: ClassVar[list[str]] = ["start", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="appointment_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.start <= day and (self.end is None or day < self.end)


class Attempt(models.Model):
    """A try to sign in, kept for a day so that passwords cannot be guessed by the thousand."""

    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now, db_index=True)
    account: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    address: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    failed: models.BooleanField[bool, bool] = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {'failed' if self.failed else 'signed in'}"
