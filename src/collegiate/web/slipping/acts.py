"""Saying that one looked at an alert and why there is no case: written to the audit journal first."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from collegiate.store import Look, Store
from collegiate.watch.slipping import Slip
from collegiate.web.acts.acting import reason
from collegiate.web.slipping.models import PersonsLook


@transaction.atomic
def look(*, store: Store, snapshot: str, trust_uid: int, slip: Slip, why: str, on: dt.date, by: str) -> PersonsLook:
    """Keep that somebody looked and why there is no case. Raises `ActError` for no reason, a long one, or one that holds a pupil number."""
    said = reason(why, needed=True)
    store.audit.acted(Look(by, f"looked at alert {slip.reference}, no case", said, (), snapshot))
    return PersonsLook.objects.create(
        trust_uid=trust_uid, urn=slip.urn, reference=slip.reference, reason=said, words=slip.words, size=slip.size, on=on, snapshot=snapshot, by=by,
    )  # fmt: skip
