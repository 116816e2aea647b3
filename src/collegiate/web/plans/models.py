"""Plans, their priorities in every wording that stood, their milestones, what was answered and what reviews found. Nothing is deleted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from collegiate.improve.criterion import Criterion
from collegiate.improve.plans import Baseline, Purpose, Stage, Step
from collegiate.web.records import Edited
from collegiate.web.references import Referenced

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

Text = models.CharField[str, str]
Long = models.TextField[str, str]
Day = models.DateField[dt.date, dt.date]
Moment = models.DateTimeField[dt.datetime, dt.datetime]


class Plan(Referenced, Edited):
    """The plan of one academy for one span. `school` is its name as of then; `case` the board's case that asked for it."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    urn: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    school: Text = models.CharField(max_length=200)
    title: Text = models.CharField(max_length=120)
    purpose: Text = models.CharField(max_length=10)
    owner: Text = models.CharField(max_length=120)
    first: Day = models.DateField()
    last: Day = models.DateField()
    case: Text = models.CharField(max_length=20, blank=True, default="")
    copied: Text = models.CharField(max_length=20, blank=True, default="")
    stage: Text = models.CharField(max_length=10, default=Stage.DRAFT.value)
    agreed_by: Text = models.CharField(max_length=254, blank=True, default="")
    agreed_at: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(null=True)
    agreed_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    snapshot: Text = models.CharField(max_length=80, blank=True, default="")
    closed_at: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(null=True)
    closed_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    learnt: Long = models.TextField(blank=True, default="")
    begun_by: Text = models.CharField(max_length=254)

    priorities: RelatedManager[Priority]
    reviews: RelatedManager[Review]

    class Meta:
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "urn"])]

    def __str__(self) -> str:
        return f"{self.reference}, {self.school}"

    def judged_on(self, on: dt.date) -> dt.date:
        """Return the day that a plan is judged on: a closed one as it stood when it was closed, whatever came after."""
        return min(on, self.closed_on) if self.closed_on else on

    @property
    def path(self) -> str:
        """Its page."""
        return f"/plans/{self.reference}/"

    @property
    def why(self) -> Purpose:
        """Improve or sustain."""
        return Purpose(self.purpose)

    @property
    def drafted(self) -> bool:
        """Whether it is a draft still."""
        return self.stage == Stage.DRAFT

    @property
    def agreed(self) -> bool:
        """Whether it is agreed and not closed."""
        return self.stage == Stage.AGREED

    @property
    def closed(self) -> bool:
        """Whether it is closed."""
        return self.stage == Stage.CLOSED


class Priority(models.Model):
    """A place in a plan. What it says is its last wording; one taken out of a draft stays, marked."""

    plan: models.ForeignKey[Plan, Plan] = models.ForeignKey(Plan, models.PROTECT, related_name="priorities")
    place: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    taken_out: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    plan_id: int
    wordings: RelatedManager[Wording]
    milestones: RelatedManager[Milestone]

    class Meta:
        """In their order."""

        ordering: ClassVar[list[str]] = ["place", "pk"]

    def __str__(self) -> str:
        return f"priority {self.place} of {self.plan.reference}"


class Wording(Edited):
    """What a priority says. In a draft it is mended; once agreed, a change is a further wording and this one is kept."""

    priority: models.ForeignKey[Priority, Priority] = models.ForeignKey(
        Priority, models.PROTECT, related_name="wordings"
    )
    number: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(default=1)
    what: Text = models.CharField(max_length=200)
    why: Long = models.TextField()
    aim: Text = models.CharField(max_length=60, blank=True, default="")
    owner: Text = models.CharField(max_length=120)
    cost: models.DecimalField[Decimal | None, Decimal | None] = models.DecimalField(
        null=True, max_digits=10, decimal_places=2
    )
    stop: Day = models.DateField()
    criteria: models.JSONField[Any, Any] = models.JSONField(default=list)
    baselines: models.JSONField[Any, Any] = models.JSONField(default=list)
    because: Long = models.TextField(blank=True, default="")

    answers: RelatedManager[Answered]

    class Meta:
        """In order of time."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["priority", "number"], name="plans_wording_once")
        ]

    def __str__(self) -> str:
        return f"{self.what} (wording {self.number})"

    @property
    def measured(self) -> list[Criterion]:
        """Its success criteria."""
        return [Criterion.of(c) for c in self.criteria]

    @property
    def began(self) -> list[Baseline]:
        """What the measures were when it was agreed."""
        return [Baseline.read(b) for b in self.baselines]


class Milestone(models.Model):
    """What is to be done by a day. Whether it is done, its last tick says."""

    priority: models.ForeignKey[Priority, Priority] = models.ForeignKey(
        Priority, models.PROTECT, related_name="milestones"
    )
    words: Text = models.CharField(max_length=200)
    day: Day = models.DateField()
    owner: Text = models.CharField(max_length=120, blank=True, default="")
    taken_out: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    ticks: RelatedManager[Tick]

    class Meta:
        """By their day."""

        ordering: ClassVar[list[str]] = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.words} by {self.day}"

    @property
    def tick(self) -> Tick | None:
        """Its last tick; None before anybody touched it."""
        return max(self.ticks.all(), key=lambda t: t.pk, default=None)

    @property
    def step(self) -> Step:
        """What the rules read."""
        last = self.tick
        return Step(self.words, self.day, last.day if last and last.done else None)


class Tick(models.Model):
    """Somebody said that a milestone is done, or took that back. Lines are only added."""

    milestone: models.ForeignKey[Milestone, Milestone] = models.ForeignKey(
        Milestone, models.PROTECT, related_name="ticks"
    )
    done: models.BooleanField[bool, bool] = models.BooleanField()
    day: Day = models.DateField()
    by: Text = models.CharField(max_length=254)
    at: Moment = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of time."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{'done' if self.done else 'not done'}: {self.milestone}"


class Answered(models.Model):
    """What a person answered to "change or stop?", and why. `wording` is the one that had not worked by its stop date."""

    wording: models.ForeignKey[Wording, Wording] = models.ForeignKey(Wording, models.PROTECT, related_name="answers")
    stop: models.BooleanField[bool, bool] = models.BooleanField()
    why: Long = models.TextField()
    day: Day = models.DateField()
    by: Text = models.CharField(max_length=254)
    at: Moment = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of time."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{'stop' if self.stop else 'change'}: {self.wording}"


class Review(models.Model):
    """What was said of a plan on a day, with how each priority stood by the picture of that day."""

    plan: models.ForeignKey[Plan, Plan] = models.ForeignKey(Plan, models.PROTECT, related_name="reviews")
    day: Day = models.DateField()
    words: Long = models.TextField()
    stood: models.JSONField[Any, Any] = models.JSONField(default=list)
    snapshot: Text = models.CharField(max_length=80)
    by: Text = models.CharField(max_length=254)
    at: Moment = models.DateTimeField(default=timezone.now)

    class Meta:
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"review of {self.plan.reference} on {self.day}"
