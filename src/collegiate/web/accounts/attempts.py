"""How often somebody may try to sign in: counted by account and by network address, the same whether or not the account is there."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from collegiate.web.accounts.models import Attempt, User, same_address

WITHIN = timedelta(minutes=15)
OF_ACCOUNT = 8
OF_ADDRESS = 40
"""Failures within `WITHIN` after which no further try is looked at. A school's whole staff may share one address."""

ONCE = timedelta(minutes=3)
"""How long a one-time code is remembered: longer than any is good for."""

_KEPT = timedelta(days=1)


def attempt(request: HttpRequest, email: str) -> Attempt | None:
    """Write a try down before the password is looked at; None when there were too many. It counts as failed until `succeeded`."""
    now = timezone.now()
    account, address = _hidden(same_address(email)), _hidden(address_of(request))
    with transaction.atomic():
        Attempt.objects.filter(at__lt=now - _KEPT).delete()
        failed = Attempt.objects.filter(failed=True, at__gte=now - WITHIN)
        if failed.filter(account=account).count() >= OF_ACCOUNT or failed.filter(address=address).count() >= OF_ADDRESS:
            return None
        return Attempt.objects.create(at=now, account=account, address=address)


def failures(email: str) -> int:
    """Return how many failures count against an account at present."""
    since = timezone.now() - WITHIN
    return Attempt.objects.filter(failed=True, at__gte=since, account=_hidden(same_address(email))).count()


def first_time(user: User, code: str) -> bool:
    """Write down that a one-time code is tried, and tell whether it is the first time: who looked over a shoulder cannot use it again.

    It holds over every process of the server, which a cache in memory would not.
    """
    once = _hidden(f"code {user.pk} {code}")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if Attempt.objects.filter(account=once, at__gte=timezone.now() - ONCE).exists():
            return False
        Attempt.objects.create(account=once, address="", failed=False)
    return True


def succeeded(tried: Attempt) -> None:
    """Clear the account's failures: the person has shown who they are."""
    Attempt.objects.filter(account=tried.account).update(failed=False)


def address_of(request: HttpRequest) -> str:
    """Return the network address that a request is from; what a proxy says counts only where one is said to be there."""
    said = request.headers.get("X-Forwarded-For", "") if settings.COLLEGIATE_BEHIND_PROXY else ""
    return said.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _hidden(text: str) -> str:
    """A hash: whoever reads the table learns no address of anybody's."""
    return hashlib.sha256(f"{settings.SECRET_KEY}\n{text}".encode()).hexdigest()
