"""What is kept of comparisons: the locked text, who withdrew it and why, and every working out. Rows are added, never changed."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from collegiate.improve.otherwise import Found, Locked
from collegiate.improve.otherwise.locked import fingerprint
from collegiate.web.references import Referenced

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class KeptError(TypeError):
    """A row that is only ever added was to be changed or removed."""


class Kept(models.Model):
    """A row that is added once and stays as it is."""

    class Meta:
        """Shared behaviour, no table."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises `KeptError` for one that is there already."""
        if not self._state.adding:
            raise KeptError("This is kept as it is; what changes is written beside it.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse. Raises `KeptError`."""
        raise KeptError("This is kept; it can be withdrawn with a reason, and stays listed.")


class Comparison(Referenced, Kept):
    """A locked comparison. `text` is its canonical JSON and `sha256` the fingerprint of that; the columns repeat what it is found by.

    One of the whole trust, which is of a programme, has no `urn`.
    """

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    urn: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    series: models.CharField[str, str] = models.CharField(max_length=120)
    start: models.DateField[dt.date, dt.date] = models.DateField()
    due: models.DateField[dt.date, dt.date] = models.DateField()
    case: models.CharField[str, str] = models.CharField(max_length=24, blank=True)
    plan: models.CharField[str, str] = models.CharField(max_length=24, blank=True)
    request: models.CharField[str, str] = models.CharField(max_length=24, blank=True)
    text: models.TextField[str, str] = models.TextField()
    sha256: models.CharField[str, str] = models.CharField(max_length=64)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        evaluations: RelatedManager[Evaluation]
        withdrawal: Withdrawal

    class Meta:
        """The latest first."""

        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "due"])]

    def __str__(self) -> str:
        return self.reference

    @property
    def path(self) -> str:
        """Its page."""
        return f"/effects/{self.reference}/"

    @property
    def locked(self) -> Locked:
        """What was locked. Raises ValueError for a text that is none."""
        return Locked.of(json.loads(self.text))

    @property
    def untouched(self) -> bool:
        """Whether the text still has the fingerprint that it was locked with."""
        return fingerprint(self.text) == self.sha256

    @property
    def withdrawn(self) -> Withdrawal | None:
        """Its withdrawal; None where it stands."""
        return getattr(self, "withdrawal", None)


class Withdrawal(Kept):
    """That a comparison was withdrawn, by whom and why. It stays listed, and what came out stays with it."""

    comparison: models.OneToOneField[Comparison, Comparison] = models.OneToOneField(
        Comparison, models.PROTECT, related_name="withdrawal"
    )
    why: models.CharField[str, str] = models.CharField(max_length=400)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.comparison.reference} withdrawn by {self.by}"


class Evaluation(Kept):
    """What was found of a comparison in one picture. A later picture's figure is added beside it."""

    comparison: models.ForeignKey[Comparison, Comparison] = models.ForeignKey(
        Comparison, models.PROTECT, related_name="evaluations"
    )
    snapshot: models.CharField[str, str] = models.CharField(max_length=100)
    on: models.DateField[dt.date, dt.date] = models.DateField()
    text: models.TextField[str, str] = models.TextField()
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """The first that was worked out first; once for a picture."""

        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["comparison", "snapshot"], name="worked_out_once_a_picture")
        ]

    def __str__(self) -> str:
        return f"{self.comparison.reference} in {self.snapshot}"

    @property
    def found(self) -> Found:
        """What was found."""
        return Found.of(json.loads(self.text))
