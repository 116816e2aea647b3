"""What is done to accounts: add, appoint, list, remove. Each whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from collegiate.web.accounts.models import Appointment, Role, User, same_address


class AccountError(Exception):
    """An account cannot be made or changed as asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as a list shows it."""

    email: str
    name: str
    active: bool
    roles: tuple[str, ...]
    last_signed_in: str


@transaction.atomic
def add_user(
    *, email: str, password: str | None = None, name: str = "", role: str = "", until: date | None = None
) -> User:
    """Make an account, or set an old one up anew, and appoint it. Raises `AccountError`.

    Without a password nobody can sign in until one is chosen by `password_path`.
    """
    _check_address(email)
    user = User.objects.filter(email=same_address(email)).first() or User(email=same_address(email))
    user.name, user.is_active = name.strip() or user.name, True
    if password is not None:
        _check_password(password, user)
    user.set_password(password)
    user.save()
    if role:
        appoint(user=user, role=role, until=until)
    return user


def appoint(*, user: User, role: str, until: date | None = None) -> Appointment:
    """Appoint somebody from today; an appointment to the same role that holds gives way. Raises `AccountError`."""
    if role not in Role.values:
        raise AccountError(f"There is no role '{role}'. There are: {', '.join(Role.values)}.")
    today = timezone.localdate()
    if until is not None and until < today:
        raise AccountError(f"The appointment would have ended on {until:%Y-%m-%d}, before today. Give a later day.")
    end_appointments(user=user, role=role)
    return Appointment.objects.create(user=user, role=role, start=today, end=until)


def end_appointments(*, user: User, role: str | None = None) -> None:
    """End what somebody is appointed to, from this moment."""
    today = timezone.localdate()
    for held in user.appointments.all():
        if role in (None, held.role) and (held.end is None or held.end > today):
            held.end = max(today, held.start)
            held.save(update_fields=["end"])


@transaction.atomic
def remove_user(*, email: str) -> None:
    """Shut somebody out at once and end their appointments. The name stays, because the audit log speaks of it. Raises `AccountError`."""
    user = User.objects.filter(email=same_address(email)).first()
    if user is None:
        raise AccountError(f"There is no account {email}. See them with: collegiate user list")
    end_appointments(user=user)
    user.is_active = False
    user.set_unusable_password()
    user.save()


def listed_users() -> Sequence[Listed]:
    """Return every account, by address."""
    users = User.objects.order_by("email").prefetch_related("appointments")
    return [
        Listed(
            u.email, u.name, u.is_active, tuple(sorted({a.role for a in u.appointments_now()})),
            f"{timezone.localtime(u.last_login):%Y-%m-%d %H:%M}" if u.last_login else "",
        )
        for u in users
    ]  # fmt: skip


def password_path(user: User) -> str:
    """Return the address at which somebody chooses a password: good once, for three days, and no longer once a password is set."""
    who = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("choose-password", args=[who, default_token_generator.make_token(user)])


def _check_address(email: str) -> None:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise AccountError(f"'{email}' is not an e-mail address.") from error


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccountError(" ".join(error.messages)) from error
