"""What was brought as evidence, judged and moderated, and the trust's standard. Lines are only added; one taken back stays."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone

Text = models.CharField[str, str]


class Kind(models.TextChoices):
    """What a line is."""

    EVIDENCE = "evidence", "evidence"
    OWN = "own", "own judgement"
    MODERATED = "moderated", "moderator's judgement"
    INSPECTED = "inspected", "last inspection"
    TAKEN_BACK = "taken back", "taken back"


class Line(models.Model):
    """One thing said of one area of one academy. `grade` is a word of the area's scale; `snapshot` the picture that a figure is from."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    urn: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    school: Text = models.CharField(max_length=200)
    framework: Text = models.CharField(max_length=40)
    area: Text = models.CharField(max_length=60)
    kind: Text = models.CharField(max_length=12, choices=Kind.choices)
    grade: Text = models.CharField(max_length=60, blank=True, default="")
    words: models.TextField[str, str] = models.TextField()
    source: Text = models.CharField(max_length=200, blank=True, default="")
    link: Text = models.CharField(max_length=400, blank=True, default="")
    as_of: models.DateField[dt.date, dt.date] = models.DateField()
    snapshot: Text = models.CharField(max_length=80, blank=True, default="")
    takes_back: models.OneToOneField[Line | None, Line | None] = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="taken_back"
    )
    takes_back_id: int | None
    by: Text = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of time."""

        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "urn", "framework", "area"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.area}, {self.school}"


class Standard(models.Model):
    """The word that a trust's board settled as its standard, with the minute; empty takes it back. The last line stands."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    framework: Text = models.CharField(max_length=40)
    grade: Text = models.CharField(max_length=60, blank=True, default="")
    minute: Text = models.CharField(max_length=400)
    by: Text = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of time."""

        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "framework"])]

    def __str__(self) -> str:
        return f"standard of trust {self.trust_uid}: {self.grade or 'none'}"


def standard_of(trust_uid: int, framework: str) -> str:
    """Return the word that a board settled and did not take back; empty where there is none."""
    last = Standard.objects.filter(trust_uid=trust_uid, framework=framework).last()
    return last.grade if last else ""
