"""Joinings: proposals, their tasks, judgements, promises and overrides. Judgements and decisions are added, never changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from collegiate.growth import Stage
from collegiate.web.records import Edited
from collegiate.web.references import Referenced

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Joiner(Referenced, Edited):
    """A school that joins, or may. `promises` are locked when it is opened: their text is then never changed."""

    if TYPE_CHECKING:
        done: RelatedManager[TaskDone]
        judged: RelatedManager[Judged]
        shown: RelatedManager[Shown]
        overrides: RelatedManager[Override]

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    urn: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    school: models.CharField[str, str] = models.CharField(max_length=160)
    cohort: models.CharField[str, str] = models.CharField(max_length=60)
    joins: models.DateField[dt.date, dt.date] = models.DateField()
    stage: models.CharField[str, str] = models.CharField(
        max_length=40, choices=[(s.value, s.value) for s in Stage], default=Stage.PROPOSED.value
    )
    promises: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    breaks: models.JSONField[list[list[str]], list[list[str]]] = models.JSONField(default=list)
    opened: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    joined: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    secure: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    withdrawn: models.CharField[str, str] = models.CharField(max_length=400, blank=True)

    class Meta:
        """In the order in which they were opened, then proposed."""

        ordering: ClassVar[list[Any]] = [models.F("opened").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def path(self) -> str:
        """Its page."""
        return f"/joining/{self.reference}/"

    @property
    def at_stage(self) -> Stage:
        """How far it has come."""
        return Stage(self.stage)


class Line(models.Model):
    """What is added about a joining and never changed: by whom and when."""

    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)
    day: models.DateField[dt.date, dt.date] = models.DateField()

    class Meta:
        """Shared columns, no table."""

        abstract = True


class TaskDone(Line):
    """A task marked as done, with evidence, or as not done after all (`done` False)."""

    joiner: models.ForeignKey[Joiner, Joiner] = models.ForeignKey(Joiner, models.PROTECT, related_name="done")
    task: models.CharField[str, str] = models.CharField(max_length=40)
    done: models.BooleanField[bool, bool] = models.BooleanField()
    evidence: models.CharField[str, str] = models.CharField(max_length=400)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["pk"]


class Judged(Line):
    """A domain of readiness judged, with evidence."""

    joiner: models.ForeignKey[Joiner, Joiner] = models.ForeignKey(Joiner, models.PROTECT, related_name="judged")
    domain: models.CharField[str, str] = models.CharField(max_length=40)
    colour: models.CharField[str, str] = models.CharField(max_length=20)
    evidence: models.CharField[str, str] = models.CharField(max_length=400)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["pk"]


class Shown(Line):
    """Evidence that a promise in words is kept; `promise` is its place, from 0. Empty evidence takes it back."""

    joiner: models.ForeignKey[Joiner, Joiner] = models.ForeignKey(Joiner, models.PROTECT, related_name="shown")
    promise: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    evidence: models.CharField[str, str] = models.CharField(max_length=400, blank=True)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["pk"]


class Override(Line):
    """A joining opened in spite of what forbade it: the reason, the minute, and the second person who put a name to it."""

    joiner: models.ForeignKey[Joiner, Joiner] = models.ForeignKey(Joiner, models.PROTECT, related_name="overrides")
    against: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    reason: models.CharField[str, str] = models.CharField(max_length=1000)
    minute: models.CharField[str, str] = models.CharField(max_length=400)
    seconded_by: models.CharField[str, str] = models.CharField(max_length=254, blank=True)
    seconded_at: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["pk"]


class GateDecision(Line):
    """What a board decided of a condition of the growth gate, by minute."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    condition: models.CharField[str, str] = models.CharField(max_length=40)
    green: models.BooleanField[bool, bool] = models.BooleanField()
    minute: models.CharField[str, str] = models.CharField(max_length=400)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["pk"]


class PolicyLine(Line):
    """What a board settled of who may join: the last line stands."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    partnership: models.JSONField[list[int] | None, list[int] | None] = models.JSONField(null=True)
    most_km: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    most_academies: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    minute: models.CharField[str, str] = models.CharField(max_length=400)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["pk"]
