"""Settling one of the board's numbers, and taking it back: written to the audit journal first."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from collegiate.store import Look, Store
from collegiate.strategy import BoardNumber, words_of
from collegiate.web.board.models import Settled


@transaction.atomic
def settle(
    *, store: Store, snapshot: str, trust_uid: int, number: BoardNumber, value: Decimal | None, minute: str, by: str
) -> Settled:
    """Settle a number, or take it back with None; `minute` names the meeting and the decision."""
    what = f"settled '{number.words}' for trust {trust_uid}: {words_of(number.id, value)}"
    store.audit.acted(Look(by, what, minute, (), snapshot))
    return Settled.objects.create(trust_uid=trust_uid, number=number.id, value=value, minute=minute, by=by)
