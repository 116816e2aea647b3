"""What is done to accounts: add, appoint, list, remove. Each whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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

from collegiate.web.accounts.models import Appointment, User, same_address
from collegiate.web.authorization.roles import ROLES, Role, Span


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


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is appointed to: a role, and for which part of the trust. Without a span it is the widest that the role has."""

    role: str
    span: str = ""
    trust_uid: int | None = None
    urn: int | None = None
    part: str = ""
    pupil_key: str = ""

    def checked(self) -> Post:
        """Return it with its span. Raises `AccountError` for a role that there is not, or a part that the role or the span has not."""
        role = ROLES.get(self.role)
        if role is None:
            raise AccountError(f"There is no role '{self.role}'. There are: {', '.join(ROLES)}.")
        span = self.span or self._span_that_fits(role)
        if span not in role.spans:
            parts = " or ".join(role.spans)
            raise AccountError(f"A {role.called.casefold()} is appointed for: {parts}; not for: {span}.")
        missing = [words for words, given in self._wanted(span) if not given]
        if missing:
            raise AccountError(f"To appoint a {role.called.casefold()} for one {span}, give {' and '.join(missing)}.")
        return replace(self, span=span)

    def _span_that_fits(self, role: Role) -> str:
        """What was given says for which part: a child, a year or class of an academy, an academy; otherwise the role's own."""
        if self.pupil_key:
            return Span.CHILD
        if self.urn is not None and not self.part:
            return Span.ACADEMY
        if self.urn is not None:
            return Span.YEAR if Span.CLASS not in role.spans else Span.CLASS
        return role.spans[0]

    def _wanted(self, span: str) -> list[tuple[str, object]]:
        academy = ("the academy's URN", self.urn)
        wanted: dict[str, list[tuple[str, object]]] = {
            Span.ACADEMY: [academy],
            Span.YEAR: [academy, ("the year group", self.part)],
            Span.CLASS: [academy, ("the class", self.part)],
            Span.CHILD: [("the child's key", self.pupil_key)],
        }
        return wanted.get(span, [])


@transaction.atomic
def add_user(
    *,
    email: str,
    password: str | None = None,
    name: str = "",
    role: str = "",
    post: Post | None = None,
    until: date | None = None,
    by: str = "",
) -> User:
    """Make an account, or set an old one up anew, and appoint it. Raises `AccountError`.

    Without a password nobody can sign in until one is chosen by `password_path`. `role` is short for a `Post` of that role.
    """
    _check_address(email)
    user = User.objects.filter(email=same_address(email)).first() or User(email=same_address(email))
    user.name, user.is_active = name.strip() or user.name, True
    if password is not None:
        _check_password(password, user)
    user.set_password(password)
    user.save()
    end_tokens(user)
    if post or role:
        appoint(user=user, post=post or Post(role), until=until, by=by)
    return user


def first_day(start: date | None, until: date | None) -> date:
    """Return the first day of an appointment. Raises `AccountError` for one that would have ended before it begins."""
    today = timezone.localdate()
    first = start or today
    if until is not None and until < max(first, today):
        raise AccountError(f"The appointment would have ended on {until:%Y-%m-%d}, before it begins. Give a later day.")
    return first


@transaction.atomic
def appoint(
    *, user: User, post: Post, start: date | None = None, until: date | None = None, by: str = ""
) -> Appointment:
    """Appoint somebody, from today unless a later day is given; the same appointment that holds gives way. Raises `AccountError`."""
    post = post.checked()
    first = first_day(start, until)
    about = {n: getattr(post, n) for n in ("role", "span", "trust_uid", "urn", "part", "pupil_key")}
    for held in user.appointments.filter(**about):
        end_appointment(held)
    return Appointment.objects.create(user=user, start=first, end=until, given_by=by, **about)


def end_appointment(held: Appointment) -> None:
    """End an appointment from this moment; one that has not begun never does."""
    today = timezone.localdate()
    if held.end is None or held.end > today:
        held.end = max(today, held.start)
        held.save(update_fields=["end"])


def end_appointments(*, user: User, role: str | None = None) -> None:
    """End what somebody is appointed to, from this moment."""
    for held in user.appointments.all():
        if role in (None, held.role):
            end_appointment(held)


def end_tokens(user: User) -> int:
    """End every token that somebody made, and return how many: whoever knew the password that went may have made one."""
    from collegiate.web.api.models import Token

    return Token.objects.filter(user=user, ended=None).update(ended=timezone.now())


@transaction.atomic
def remove_user(*, email: str) -> None:
    """Shut somebody out at once, with all that would let them in again if the account were set up anew, and end their appointments.

    The name stays, because the audit log speaks of it. Raises `AccountError`.
    """
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    user = User.objects.filter(email=same_address(email)).first()
    if user is None:
        raise AccountError(f"There is no account {email}. See them with: collegiate user list")
    end_appointments(user=user)
    end_tokens(user)
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    user.is_active = False
    user.set_unusable_password()
    user.save()


@transaction.atomic
def forget_factors(*, email: str, by: str = "") -> int:
    """Take away every passkey, app and recovery code of somebody who lost them, end their sessions, and return how many there were.

    Whoever asks for it has to be known in person: from then on the password alone lets them in. Raises `AccountError`.
    """
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    from collegiate.web.accounts import audited

    user = User.objects.filter(email=same_address(email)).first()
    if user is None:
        raise AccountError(f"There is no account {email}. See them with: collegiate user list")
    audited.write(by or "the command line", f"took away every second factor of {user.email}", "lost")
    for session in UserSession.objects.filter(user=user):
        session.end()
    gone, _ = Authenticator.objects.filter(user=user).delete()
    return gone


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
