"""References that people say: RAB-2026-3, PLAN-2026-12. Prefix, calendar year, number within the installation.

Addresses carry the reference alone, and other parts keep it as text: it names one record, whichever trust that belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from collegiate.web.acts.acting import ActError

_TRIES = 5


class TakenError(ActError):
    """No reference could be taken, because several people took them at once; the message says to try again."""


class Referenced(models.Model):
    """A record that people call by its reference."""

    reference: models.CharField[str, str] = models.CharField(max_length=24, unique=True)

    class Meta:
        """A shared column, no table."""

        abstract = True


_Kept = TypeVar("_Kept", bound=Referenced)


def numbered(model: type[_Kept], prefix: str, year: int, make: Callable[[str], _Kept]) -> _Kept:
    """Save what `make` makes under the next reference of a year: whoever takes it meanwhile only costs another try.

    Of two who do the same at once the second is made after the first is there: what may be only once is looked for in `make`.
    Raises `TakenError`, and what `make` raises.
    """
    manager: Any = model._default_manager
    begun = f"{prefix}-{year}-"
    for _ in range(_TRIES):
        taken = manager.filter(reference__startswith=begun).values_list("reference", flat=True)
        number = max((int(r.removeprefix(begun)) for r in taken), default=0) + 1
        try:
            with transaction.atomic():
                record = make(f"{begun}{number}")
                record.save()
                return record
        except IntegrityError:
            continue
    raise TakenError("Several people did the same at once, and nothing of yours was kept. Try again.")
