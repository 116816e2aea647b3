"""What a board decided on its aims, and who worked on them. Lines are only added: one that is taken back stays, with the line that says so."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from collegiate.strategy import Kind, Line, Strategy, strategy_of


class Decision(models.Model):
    """A decision by minute on one aim, or (`aim` empty) on the strategy as a whole. `said` holds what was decided."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    aim: models.CharField[str, str] = models.CharField(max_length=60, blank=True)
    kind: models.CharField[str, str] = models.CharField(max_length=20)
    said: models.JSONField[Any, Any] = models.JSONField(default=dict)
    undoes: models.PositiveBigIntegerField[int | None, int | None] = models.PositiveBigIntegerField(null=True)
    minute: models.CharField[str, str] = models.CharField(max_length=400)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """The oldest first; nothing is taken back twice."""

        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "aim"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["undoes"], name="a_decision_is_taken_back_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.aim or 'the strategy'} of trust {self.trust_uid}"

    @property
    def line(self) -> Line:
        """The decision as the rules read it."""
        return Line(self.pk, Kind(self.kind), self.aim, self.said, self.minute, self.by, self.at, self.undoes)


class Worked(models.Model):
    """A dated note that somebody worked on an aim, with where that can be seen. `undoes` takes an earlier one back."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    aim: models.CharField[str, str] = models.CharField(max_length=60)
    on: models.DateField[date, date] = models.DateField()
    words: models.CharField[str, str] = models.CharField(max_length=400)
    evidence: models.CharField[str, str] = models.CharField(max_length=400)
    undoes: models.PositiveBigIntegerField[int | None, int | None] = models.PositiveBigIntegerField(null=True)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """The latest day first; nothing is taken back twice."""

        ordering: ClassVar[list[str]] = ["-on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "aim"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["undoes"], name="work_is_taken_back_once")
        ]

    def __str__(self) -> str:
        return f"work on {self.aim} of trust {self.trust_uid} on {self.on}"


def decided(trust_uid: int) -> Strategy:
    """Return a trust's strategy as its board has it."""
    return strategy_of([d.line for d in Decision.objects.filter(trust_uid=trust_uid)])


def work_on(trust_uid: int, aim: str = "") -> list[Worked]:
    """Return what was noted and not taken back, on every aim or one, the latest day first."""
    every = list(Worked.objects.filter(trust_uid=trust_uid, **({"aim": aim} if aim else {})))
    gone = {w.undoes for w in every if w.undoes is not None}
    return [w for w in every if w.undoes is None and w.pk not in gone]
