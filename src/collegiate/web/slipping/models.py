"""Looks that people took at alerts and for which they opened no case. Lines are only added; the last one about an alert that counts stands.

What somebody of the academy itself says is their view: it counts when somebody from outside it, who leads improvement, agreed.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    own: models.BooleanField[bool, bool] = models.BooleanField(
        default=False, help_text="Said by somebody of the academy that the alert is about."
    )
    agreed_by: models.CharField[str, str] = models.CharField(max_length=254, blank=True)
    agreed_on: models.DateField[date | None, date | None] = models.DateField(null=True)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "reference"])]

    def __str__(self) -> str:
        return f"look at {self.reference} by {self.by}"

    @property
    def counts(self) -> bool:
        """Whether the alert was acted on by it: somebody from outside the academy looked, or agreed."""
        return not self.own or bool(self.agreed_by)


@dataclass(frozen=True, slots=True)
class Looks:
    """The last look at an alert that counts, and the academy's own view where it came after that and nobody has agreed yet."""

    counting: PersonsLook | None = None
    view: PersonsLook | None = None


def last_looks(trust_uid: int) -> dict[str, Looks]:
    """Return the last looks at each alert of a trust, by the alert's reference."""
    found: dict[str, Looks] = {}
    for look in PersonsLook.objects.filter(trust_uid=trust_uid):
        before = found.get(look.reference, Looks())
        found[look.reference] = Looks(look) if look.counts else Looks(before.counting, look)
    return found
