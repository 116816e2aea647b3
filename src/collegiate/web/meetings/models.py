"""Meetings, what came before them and what came of them. Minutes, decisions and papers are added, never changed; who did what is kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from collegiate.web.meetings.kinds import title_of
from collegiate.web.records import Edited
from collegiate.web.references import Referenced

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Meeting(Referenced, Edited):
    """A meeting. `called_off` is why it does not take place; empty for one that does."""

    if TYPE_CHECKING:
        items: RelatedManager[Item]
        minutes: RelatedManager[Minute]
        decisions: RelatedManager[Decision]
        papers: RelatedManager[Paper]
        finances: RelatedManager[Finance]

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    kind: models.CharField[str, str] = models.CharField(max_length=20)
    day: models.DateField[dt.date, dt.date] = models.DateField()
    begins: models.CharField[str, str] = models.CharField(max_length=40, blank=True)
    place: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    called_off: models.CharField[str, str] = models.CharField(max_length=400, blank=True)

    class Meta:
        """The latest first."""

        ordering: ClassVar[list[str]] = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        """What kind of meeting it is."""
        return title_of(self.kind)

    @property
    def path(self) -> str:
        """Its page."""
        return f"/meetings/{self.reference}/"


class Item(Edited):
    """An item of an agenda: `who` leads it, `paper` says what there is to read."""

    meeting: models.ForeignKey[Meeting, Meeting] = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="items"
    )
    position: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    words: models.CharField[str, str] = models.CharField(max_length=200)
    who: models.CharField[str, str] = models.CharField(max_length=120, blank=True)
    paper: models.CharField[str, str] = models.CharField(max_length=200, blank=True)

    class Meta:
        """In the order of the agenda."""

        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.words


class Finance(models.Model):
    """The finance paper of a meeting in words and figures: `figures` are rows of name, value and where from. The last one stands."""

    meeting: models.ForeignKey[Meeting, Meeting] = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="finances"
    )
    words: models.TextField[str, str] = models.TextField()
    figures: models.JSONField[Any, Any] = models.JSONField(default=list)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"finance paper of {self.meeting}"


class Minute(models.Model):
    """A minute, against the pack that lay before the meeting: its number and hash, 0 and empty where none was frozen."""

    meeting: models.ForeignKey[Meeting, Meeting] = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="minutes"
    )
    item: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    words: models.TextField[str, str] = models.TextField()
    pack: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    sha256: models.CharField[str, str] = models.CharField(max_length=64, blank=True)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"minute of {self.meeting}"


class Decision(models.Model):
    """A decision with its number within the meeting; `about` is the reference of an aim, a case or a plan. See `Minute` for the pack."""

    meeting: models.ForeignKey[Meeting, Meeting] = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="decisions"
    )
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    words: models.TextField[str, str] = models.TextField()
    about: models.CharField[str, str] = models.CharField(max_length=60, blank=True)
    pack: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    sha256: models.CharField[str, str] = models.CharField(max_length=64, blank=True)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """By number, each once."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting} decision {self.number}"


class Action(Referenced, Edited):
    """Something that was asked of somebody by a day. `owner` is the address that they sign in with; `done` the day on which it was done."""

    if TYPE_CHECKING:
        lines: RelatedManager[ActionLine]

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    words: models.CharField[str, str] = models.CharField(max_length=400)
    owner: models.CharField[str, str] = models.CharField(max_length=254, db_index=True)
    owner_called: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    due: models.DateField[dt.date, dt.date] = models.DateField()
    meeting: models.CharField[str, str] = models.CharField(max_length=20, blank=True)
    about: models.CharField[str, str] = models.CharField(max_length=60, blank=True)
    done: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)

    class Meta:
        """What is due first stands first."""

        ordering: ClassVar[list[str]] = ["due", "pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def path(self) -> str:
        """Its page."""
        return f"/actions/{self.reference}/"

    @property
    def called(self) -> str:
        """Whose it is."""
        return self.owner_called or self.owner

    def overdue(self, on: dt.date) -> bool:
        """Whether it is not done and its day has passed."""
        return self.done is None and self.due < on


class ActionLine(models.Model):
    """What was said of an action: that it is done, or is not after all, and by whom."""

    action: models.ForeignKey[Action, Action] = models.ForeignKey(
        Action, on_delete=models.PROTECT, related_name="lines"
    )
    done: models.BooleanField[bool, bool] = models.BooleanField()
    words: models.CharField[str, str] = models.CharField(max_length=400, blank=True)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.action}: {'done' if self.done else 'not done'}"


class Paper(models.Model):
    """A pack of a meeting, being made or made: a draft (`number` empty) or a frozen one.

    `content` is the canonical JSON that PDF and XLSX are made from; it is written once, and `sha256` is its hash. Nothing is
    shown before `state` is done, and all of it is written in one step.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "waiting"
        RUNNING = "running", "being made"
        DONE = "done", "made"
        FAILED = "failed", "not made"

    meeting: models.ForeignKey[Meeting, Meeting] = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="papers"
    )
    number: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    state: models.CharField[str, str] = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    words: models.CharField[str, str] = models.CharField(max_length=600, default="It waits for the worker.")
    tries: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    why: models.CharField[str, str] = models.CharField(max_length=400, blank=True)
    address: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)
    ended: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(null=True)
    snapshot: models.CharField[str, str] = models.CharField(max_length=40, blank=True)
    content: models.TextField[str, str] = models.TextField(blank=True)
    sha256: models.CharField[str, str] = models.CharField(max_length=64, blank=True)
    pdf: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(null=True)
    xlsx: models.BinaryField[bytes | None, bytes | None] = models.BinaryField(null=True)

    class Meta:
        """The newest first; a frozen pack's number stands once."""

        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "number"], name="pack_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {'draft' if self.number is None else self.number}"

    @property
    def frozen(self) -> bool:
        """Whether it is meant to stay as it is."""
        return self.number is not None

    @property
    def goes_on(self) -> bool:
        """Whether it is not over."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def path(self) -> str:
        """Its page."""
        return f"/meetings/{self.meeting.reference}/packs/{self.pk}/"


def last_frozen(meeting: Meeting) -> Paper | None:
    """Return the frozen pack that stands: the last that was made; None where there is none."""
    made = meeting.papers.filter(number__isnull=False, state=Paper.State.DONE)
    return made.order_by("-number").defer("pdf", "xlsx", "content").first()
