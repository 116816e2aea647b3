"""People with an account, what they are appointed to, and the tries to sign in."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import ROLES, Role, Span

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import ManyRelatedManager, RelatedManager


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
    emergencies: RelatedManager[Emergency]
    directory_groups: ManyRelatedManager[Group, models.Model]

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

    def appointments_to_come(self) -> list[Appointment]:
        """Return the appointments that hold today or will."""
        today = timezone.localdate()
        return [a for a in self.appointments.all() if a.end is None or a.end > max(today, a.start)]

    def may(self, right: Right) -> bool:
        """Whether an appointment that holds today gives a right, for any part of the trust."""
        return self.is_active and any(a.held_role.may(right) for a in self.appointments_now())

    def holding(self, right: Right) -> list[Appointment]:
        """Return the appointments that hold today and give a right."""
        return [a for a in self.appointments_now() if a.held_role.may(right)] if self.is_active else []


class Appointment(models.Model):
    """A role that somebody has in the trust or in a part of it, between two days. It is ended, never changed into another.

    Which part, `span` says: a trust (`trust_uid`; empty for every trust of the store), an academy (`urn`), a year group or a class
    of it (`part`), one child (`pupil_key`; `urn` then says who may see the appointment), or nobody but oneself (`trust_uid` then says whose colleague one is).
    """

    user: models.ForeignKey[User, User] = models.ForeignKey(User, on_delete=models.CASCADE, related_name="appointments")
    role: models.CharField[str, str] = models.CharField("role", max_length=40, help_text="A key of `ROLES`.")
    span: models.CharField[str, str] = models.CharField(
        "part of the trust", max_length=10, default=Span.TRUST.value, help_text="A `Span`."
    )
    trust_uid: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True, blank=True)
    urn: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True, blank=True)
    part: models.CharField[str, str] = models.CharField("year group or class", max_length=80, blank=True)
    pupil_key: models.CharField[str, str] = models.CharField("child", max_length=10, blank=True)
    start: models.DateField[date, date] = models.DateField("first day", default=timezone.localdate)
    end: models.DateField[date | None, date | None] = models.DateField(
        "ended", null=True, blank=True, help_text="The first day on which it no longer holds."
    )
    given_by: models.CharField[str, str] = models.CharField("appointed by", max_length=254, blank=True)

    class Meta:
        """An appointment does not end before it begins, and says for which part of the trust it is."""

        ordering: ClassVar[list[str]] = ["start", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="appointment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(span__in=["trust", "self"], urn__isnull=True, part="", pupil_key="")
                    | models.Q(span="academy", urn__isnull=False, part="", pupil_key="")
                    | models.Q(
                        models.Q(span__in=["year", "class"], urn__isnull=False, pupil_key=""), ~models.Q(part="")
                    )
                    | models.Q(models.Q(span="child", part=""), ~models.Q(pupil_key=""))
                ),
                name="appointment_says_for_which_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.held_role.called}"

    @property
    def held_role(self) -> Role:
        """Return the role; one that this version no longer has gives no right."""
        return ROLES.get(self.role) or Role(self.role, self.role, "", (), frozenset())

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.start <= day and (self.end is None or day < self.end)


class Emergency(models.Model):
    """Somebody saw one child's record whom no appointment opens: for a reason given first, for a short time, shown to the safeguarding lead."""

    user: models.ForeignKey[User, User] = models.ForeignKey(User, on_delete=models.CASCADE, related_name="emergencies")
    pupil_key: models.CharField[str, str] = models.CharField("child", max_length=10)
    urn: models.PositiveIntegerField[int, int] = models.PositiveIntegerField("the child's academy")
    reason: models.CharField[str, str] = models.CharField("reason", max_length=400)
    start: models.DateTimeField[datetime, datetime] = models.DateTimeField("from", default=timezone.now)
    end: models.DateTimeField[datetime, datetime] = models.DateTimeField("until")
    seen_by: models.CharField[str, str] = models.CharField("looked into by", max_length=254, blank=True)
    seen_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    seen_words: models.CharField[str, str] = models.CharField("what was found", max_length=400, blank=True)

    class Meta:
        """It ends after it begins, and has its reason."""

        ordering: ClassVar[list[str]] = ["-start", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="emergency_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="emergency_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.pupil_key} until {self.end:%Y-%m-%d %H:%M}"

    def holds(self, at: datetime) -> bool:
        """Whether it holds at a moment."""
        return self.start <= at < self.end


class Attempt(models.Model):
    """A try to sign in, kept for a day so that passwords cannot be guessed by the thousand."""

    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now, db_index=True)
    account: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    address: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    failed: models.BooleanField[bool, bool] = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {'failed' if self.failed else 'signed in'}"


class Group(models.Model):
    """A group of the trust's directory, as the directory sends it. What it means here, the installation's table of groups says."""

    name: models.CharField[str, str] = models.CharField("name", max_length=200, unique=True)
    external: models.CharField[str, str] = models.CharField("name at the directory", max_length=200, blank=True)
    added: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    members: models.ManyToManyField[User, models.Model] = models.ManyToManyField(User, related_name="directory_groups")

    def __str__(self) -> str:
        return self.name


class Sent(models.Model):
    """An account that the trust's directory looks after: by which name it knows it, and whether it took it away."""

    user: models.OneToOneField[User, User] = models.OneToOneField(User, on_delete=models.CASCADE, related_name="sent")
    external: models.CharField[str, str] = models.CharField(
        "name at the directory", max_length=200, blank=True, db_index=True
    )
    gone: models.BooleanField[bool, bool] = models.BooleanField("deleted there", default=False)

    def __str__(self) -> str:
        return f"{self.user}{' (deleted)' if self.gone else ''}"
