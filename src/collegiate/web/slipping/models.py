"""Looks that people took at alerts and for which they opened no case. Lines are only added: the last one about an alert counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone


class PersonsLook(models.Model):
    """Somebody looked at an alert and says why there is no case. `size` and `words` are of the alert as they saw it."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    urn: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    reference: models.CharField[str, str] = models.CharField(max_length=200)
    reason: models.CharField[str, str] = models.CharField(max_length=400)
    words: models.TextField[str, str] = models.TextField()
    size: models.FloatField[float, float] = models.FloatField()
    on: models.DateField[date, date] = models.DateField()
    snapshot: models.CharField[str, str] = models.CharField(max_length=60)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "reference"])]

    def __str__(self) -> str:
        return f"look at {self.reference} by {self.by}"


def last_looks(trust_uid: int) -> dict[str, PersonsLook]:
    """Return the last look at each alert of a trust, by the alert's reference."""
    return {look.reference: look for look in PersonsLook.objects.filter(trust_uid=trust_uid)}
