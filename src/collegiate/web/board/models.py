"""What a trust's board settled. Lines are only added: the last one of a number stands."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils import timezone


class Settled(models.Model):
    """A number that a board settled, or took back (`value` empty), with the minute that says so."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    number: models.CharField[str, str] = models.CharField(max_length=40)
    value: models.DecimalField[Decimal | None, Decimal | None] = models.DecimalField(
        null=True, max_digits=12, decimal_places=4
    )
    minute: models.CharField[str, str] = models.CharField(max_length=400)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "number"])]

    def __str__(self) -> str:
        return f"{self.number} of trust {self.trust_uid}: {self.value}"


def settled(trust_uid: int) -> dict[str, Decimal]:
    """Return what a trust's board has settled and not taken back, by the number's id."""
    last = {line.number: line.value for line in Settled.objects.filter(trust_uid=trust_uid)}
    return {number: value for number, value in last.items() if value is not None}
