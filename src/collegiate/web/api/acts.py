"""What is done to tokens: made, ended, used. Each is written to the audit log before it is so."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from collegiate.store import Look, Store
from collegiate.web.accounts.models import User
from collegiate.web.api.models import Token
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.scopes import urns_of

RIGHTS = (Right.SEE_COUNTS, Right.SEE_CHILDREN)
"""What a token may be for: the rights that any operation asks for."""

LONGEST = timedelta(days=366)
MOST = 20
"""Tokens in use that one person may have."""

A_MINUTE = 120
"""Calls that one token may make in a minute."""

_BEGINS = "clg"
_SEEN_EVERY = timedelta(minutes=1)


class TokenError(Exception):
    """A token cannot be made as asked; `field` says which answer is meant, the message what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Made:
    """A new token and the words that a program shows. They are seen this once and stored nowhere."""

    token: Token
    secret: str


@transaction.atomic
def make_token(
    *, user: User, name: str, until: date, rights: Collection[Right], urns: Collection[int] | None = None, by: str
) -> Made:
    """Make a token that acts for somebody until the end of a day. Raises `TokenError`.

    `rights` are some of those that the person has; `urns` narrows it to some academies, None leaves it as wide as the person's.
    """
    name = " ".join(name.split())
    expires = _expiry(until)
    _check(user, name, rights, urns)
    mark, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    token = Token(
        user=user, name=name, mark=mark, digest=_digest(secret), rights=sorted(r.value for r in rights),
        urns=None if urns is None else sorted(set(urns)), expires=expires,
    )  # fmt: skip
    _written(f"made the token '{name}' ({mark})", by, f"{_words(token)}; until {until:%Y-%m-%d}")
    token.save()
    return Made(token, f"{_BEGINS}_{mark}_{secret}")


@transaction.atomic
def end_token(*, token: Token, by: str) -> bool:
    """End a token from this moment; return whether it was in use."""
    if token.ended is not None:
        return False
    _written(f"ended the token '{token.name}' ({token.mark})", by, "it is no longer needed")
    token.ended = timezone.now()
    token.save(update_fields=["ended"])
    return True


def token_of(shown: str) -> Token | None:
    """Return the token that a program shows, when it still opens anything."""
    begins, _, rest = shown.partition("_")
    mark, _, secret = rest.partition("_")
    if begins != _BEGINS or not mark or not secret or len(shown) > 200:
        return None
    token = Token.objects.select_related("user").filter(mark=mark).first()
    kept = token.digest if token else _digest("")
    right = hmac.compare_digest(kept, _digest(secret))
    return token if token and right and token.holds(timezone.now()) else None


def count_call(token: Token) -> int:
    """Count a call and return the seconds to wait: 0 while there are not too many in this minute."""
    now = timezone.now()
    this = now.replace(second=0, microsecond=0)
    own = Token.objects.filter(pk=token.pk)
    if not own.filter(minute=this).update(calls=F("calls") + 1):
        own.update(minute=this, calls=1)
    if token.last_used is None or now - token.last_used >= _SEEN_EVERY:
        own.update(last_used=now)
    calls = own.values_list("calls", flat=True).get()
    return 0 if calls <= A_MINUTE else max(60 - now.second, 1)


def _expiry(until: date) -> datetime:
    """Return the end of the last day. Raises `TokenError` for a day that is past, or further than a year away."""
    today = timezone.localdate()
    if until < today:
        raise TokenError("until", "The last day is past. Give today or a later day.")
    if until - today > LONGEST:
        raise TokenError("until", "A token lasts at most a year. Give an earlier day; make another when it ends.")
    return timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))


def _check(user: User, name: str, rights: Collection[Right], urns: Collection[int] | None) -> None:
    if not name or len(name) > 80:
        raise TokenError("name", "Say in a few words what the token is for, such as: Power BI of the attendance team.")
    beyond = [r for r in rights if r not in RIGHTS or not user.may(r)]
    if beyond:
        raise TokenError("rights", f"You may not {beyond[0]} yourself, so that no token of yours may.")
    if urns is not None:
        _check_academies(user, rights, urns)
    if sum(t.holds(timezone.now()) for t in Token.objects.filter(user=user).select_related("user")) >= MOST:
        raise TokenError("name", f"You have {MOST} tokens in use. End one that is no longer needed, then make another.")


def _check_academies(user: User, rights: Collection[Right], urns: Collection[int]) -> None:
    if not urns:
        raise TokenError("academies", "Choose an academy, or leave the token as wide as your own appointments.")
    reader = Store(settings.COLLEGIATE_STORE).reader()
    held = [urns_of(user.holding(right), reader) for right in rights]
    if any(whole is not None and set(urns) - whole for whole in held):
        raise TokenError(
            "academies", "You are not appointed for one of these academies as a whole. Choose among your own."
        )


def _words(token: Token) -> str:
    rights = ", ".join(token.rights) or "no right"
    return rights if token.urns is None else f"{rights}; academies {', '.join(map(str, token.urns))}"


def _written(what: str, by: str, why: str) -> None:
    store = Store(settings.COLLEGIATE_STORE)
    store.audit.acted(Look(by, what, why, (), store.current or ""))


def _digest(secret: str) -> str:
    """A hash of 256 random bits: nobody can guess what it is of, so that it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
