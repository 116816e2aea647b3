"""References that people say: RAB-2026-3, PLAN-2026-12. Prefix, calendar year, number within the trust."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

_Kept = TypeVar("_Kept", bound=models.Model)
_TRIES = 5


class TakenError(RuntimeError):
    """No reference could be taken, because several people took them at once; the message says to try again."""


def numbered(model: type[_Kept], prefix: str, trust_uid: int, year: int, make: Callable[[str], _Kept]) -> _Kept:
    """Save what `make` makes under the trust's next reference of a year: whoever takes it meanwhile only costs another try.

    The model has `trust_uid` and `reference`, together unique. Raises `TakenError`.
    """
    manager: Any = model._default_manager
    begun = f"{prefix}-{year}-"
    for _ in range(_TRIES):
        taken = manager.filter(trust_uid=trust_uid, reference__startswith=begun).values_list("reference", flat=True)
        number = max((int(r.removeprefix(begun)) for r in taken), default=0) + 1
        try:
            with transaction.atomic():
                record = make(f"{begun}{number}")
                record.save()
                return record
        except IntegrityError:
            continue
    raise TakenError("Several people did the same at once. Try again.")
