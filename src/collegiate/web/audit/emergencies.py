"""One child opened in an emergency: reason first, exact names and birth date, an hour, and somebody looks into it afterwards."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from collegiate.store import Look, Reader, Scope, Store
from collegiate.store.held import PersonsReader
from collegiate.web.accounts.models import Emergency, User
from collegiate.web.acts.acting import ActError, reason
from collegiate.web.audit.models import EmergencyTry
from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.authorization.scopes import academies_of, of_today, urns_of

LASTS = timedelta(minutes=60)
WITHIN = timedelta(hours=1)
TRIES = 5
"""Tries within `WITHIN`, found or not, after which nothing more is looked up."""

NO_ONE = (
    "No one child was found with exactly these names and this birth date. Check how they are written on the register: "
    "letters are not guessed, and several children of one name are not told apart here."
)
TOO_MANY = "There were too many tries. Wait an hour, or ring the academy's safeguarding lead."
_KIND = "emergency"
_KEPT = timedelta(days=2)


class TooManyTriesError(ActError):
    """Somebody asked too often; the message says what to do."""


def open_emergency(
    *, user: User, store: Store, reader: Reader, surname: str, forename: str, birth_date: date, why: str
) -> Emergency:
    """Open one child's record to somebody for an hour. Raises `ActError` without a reason, without exactly one child, or after too many tries.

    The children of the trusts that the person is appointed in are asked, nobody else's. Every try is written to the audit log,
    without the names that were typed.
    """
    said = reason(why, needed=True)
    _count_try(user)
    scope = Scope(user.email, f"emergency; gave as reason: {said}", trusts_of(user, reader))
    people = PersonsReader.of(store.people(scope))
    child = people.one_exactly(surname=surname, forename=forename, birth_date=birth_date, what="emergency")
    if child is None:
        _written(
            store, user, "asked for a child in an emergency, and no one child was found", said, (), reader.snapshot
        )
        raise ActError(NO_ONE)
    what = f"opened one child's record in an emergency, for {LASTS.seconds // 60} minutes"
    _written(store, user, what, said, (child["pupil_key"],), reader.snapshot)
    now = timezone.now()
    return Emergency.objects.create(
        user=user, pupil_key=child["pupil_key"], urn=child["urn"], reason=said, start=now, end=now + LASTS
    )


def end_emergency(*, user: User, store: Store, number: int) -> None:
    """End one's own emergency at once. Raises `ActError` where there is none that still holds."""
    held = open_now(user).filter(pk=number).first()
    if held is None:
        raise ActError("This emergency has ended already.")
    _written(store, user, "ended their look in an emergency", held.reason, (held.pupil_key,), "")
    held.end = max(timezone.now(), held.start + timedelta(microseconds=1))
    held.save(update_fields=["end"])


def open_now(user: User) -> QuerySet[Emergency]:
    """Return somebody's emergencies that hold at this moment."""
    now = timezone.now()
    return Emergency.objects.filter(user=user, start__lte=now, end__gt=now)


def shown_to(user: User, reader: Reader) -> QuerySet[Emergency]:
    """Return every emergency that a safeguarding lead is shown: about children of the academies that they lead for."""
    held = user.holding(Right.SAFEGUARD)
    if not held:
        return Emergency.objects.none()
    urns = urns_of(held, reader)
    every = Emergency.objects.select_related("user")
    return every if urns is None else every.filter(urn__in=sorted(urns))


def emergencies_to_review(user: User, reader: Reader) -> list[Emergency]:
    """Return the emergencies that wait for somebody to look into them, and that this person may: never their own."""
    return list(shown_to(user, reader).filter(seen_at__isnull=True).exclude(user=user))


def look_into(*, user: User, store: Store, reader: Reader, number: int, found: str) -> Emergency:
    """Write down what was found about an emergency. Raises `ActError` for none that this person may look into, or without words."""
    said = reason(found, needed=True)
    with transaction.atomic():
        held = shown_to(user, reader).exclude(user=user).filter(pk=number, seen_at__isnull=True).first()
        if held is None:
            raise ActError(
                "There is no such emergency for you to look into: it is your own, or somebody has looked into it."
            )
        what = f"looked into the emergency of {held.user.email}"
        _written(store, user, what, f"found: {said}", (held.pupil_key,), reader.snapshot)
        held.seen_by, held.seen_at, held.seen_words = user.email, timezone.now(), said
        held.save(update_fields=["seen_by", "seen_at", "seen_words"])
    return held


def trusts_of(user: User, reader: Reader) -> frozenset[int] | None:
    """Return the academies of every trust in which somebody is appointed today; None for every academy of the store."""
    held = user.appointments_now()
    if any(a.span == Span.TRUST and a.trust_uid is None for a in held):
        return None
    mine = {a.urn for a in held if a.urn is not None}
    uids = {a.trust_uid for a in held if a.trust_uid is not None}
    uids |= {
        m["trust_uid"]
        for m in (of_today(reader).memberships(urns=sorted(mine)) if mine else [])
        if m["left_before"] is None
    }
    return frozenset(mine | {urn for uid in uids for urn in academies_of(uid, reader)})


def _count_try(user: User) -> None:
    """Write a try down before anything is looked up. Raises `TooManyTriesError`."""
    now = timezone.now()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        EmergencyTry.objects.filter(at__lt=now - _KEPT).delete()
        if EmergencyTry.objects.filter(user=user, at__gte=now - WITHIN).count() >= TRIES:
            raise TooManyTriesError(TOO_MANY)
        EmergencyTry.objects.create(user=user, at=now)


def _written(store: Store, user: User, what: str, why: str, keys: tuple[str, ...], snapshot: str) -> None:
    store.audit.acted(Look(user.email, what, why, keys, snapshot), kind=_KIND)
