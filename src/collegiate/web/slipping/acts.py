"""Saying that one looked at an alert and why there is no case: written to the audit journal first."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from collegiate.store import Look, Store
from collegiate.watch.slipping import Slip
from collegiate.web.acts.acting import ActError, reason
from collegiate.web.slipping.models import PersonsLook


@transaction.atomic
def look(*, store: Store, snapshot: str, trust_uid: int, slip: Slip, why: str, on: dt.date, by: str, own: bool) -> PersonsLook:  # fmt: skip
    """Keep that somebody looked and why there is no case. Raises `ActError` for no reason, a long one, or one that holds a pupil number.

    `own`: they are of the academy itself, so that somebody who leads improvement has to agree before it counts.
    """
    said = reason(why, needed=True, told=True)
    store.audit.acted(Look(by, f"looked at alert {slip.reference}, no case", said, (), snapshot))
    return PersonsLook.objects.create(
        trust_uid=trust_uid, urn=slip.urn, reference=slip.reference, reason=said, words=slip.words, size=slip.size, on=on, snapshot=snapshot, by=by, own=own,
    )  # fmt: skip


@transaction.atomic
def agree(*, store: Store, snapshot: str, view: PersonsLook, on: dt.date, by: str) -> PersonsLook:
    """Agree with an academy's own view that there is no case. Raises `ActError` where it counts already, or is one's own."""
    held = PersonsLook.objects.select_for_update().get(pk=view.pk)
    if held.counts:
        raise ActError("Somebody has agreed already.")
    if held.by == by:
        raise ActError("It is your own answer: another person has to agree.")
    store.audit.acted(
        Look(by, f"agreed with {held.by} about alert {held.reference}, no case", held.reason, (), snapshot)
    )
    held.agreed_by, held.agreed_on = by, on
    held.save(update_fields=["agreed_by", "agreed_on"])
    return held
