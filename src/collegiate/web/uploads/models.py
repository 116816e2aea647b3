"""What is kept of files on their way in: whose they are, what was read of them, which are published. The bytes lie in folders."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter among them is taken for another, or for a digit."""


def new_key() -> str:
    """Return ten characters that nobody guesses, for addresses and folders."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))


class State(models.TextChoices):
    """Where something stands on its way."""

    WAITING = "waiting", "waiting"
    RUNNING = "running", "being worked on"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class Stage(models.TextChoices):
    """How far a file has come."""

    READING = "reading", "being read"
    READY = "ready", "read, not published"
    PUBLISHING = "publishing", "being published"
    PUBLISHED = "published", "published"
    DISCARDED = "discarded", "discarded"


class Mapping(models.Model):
    """Which of somebody's headers is which of a source's fields, kept for the next file with the same headers."""

    key: models.CharField[str, str] = models.CharField(primary_key=True, max_length=10, default=new_key)
    title: models.CharField[str, str] = models.CharField(max_length=120)
    source: models.CharField[str, str] = models.CharField(max_length=60)
    urn: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    text: models.TextField[str, str] = models.TextField(help_text="The mapping file, as intake reads it.")
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    ended: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return self.title


class Watch(models.Model):
    """A folder of this machine, or of another reached by SFTP, in which files are looked for again and again."""

    if TYPE_CHECKING:
        uploads: RelatedManager[Upload]

        def get_kind_display(self) -> str: ...  # noqa: D102 - Django makes it

    FOLDER, SFTP = "folder", "sftp"
    KINDS: ClassVar[list[tuple[str, str]]] = [(FOLDER, "a folder of this machine"), (SFTP, "another machine, by SFTP")]

    key: models.CharField[str, str] = models.CharField(primary_key=True, max_length=10, default=new_key)
    name: models.CharField[str, str] = models.CharField(max_length=80, unique=True)
    kind: models.CharField[str, str] = models.CharField(max_length=6, choices=KINDS)
    path: models.CharField[str, str] = models.CharField(max_length=400)
    host: models.CharField[str, str] = models.CharField(max_length=253, blank=True)
    port: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=22)
    account: models.CharField[str, str] = models.CharField(max_length=80, blank=True)
    host_key: models.TextField[str, str] = models.TextField(blank=True)
    secret: models.CharField[str, str] = models.CharField(
        max_length=40, blank=True, help_text="The name under which the installation keeps its key or password."
    )
    urn: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    system: models.CharField[str, str] = models.CharField(max_length=30, blank=True)
    minutes: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=15)
    publishes: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    on: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    from_file: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    looked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    taken_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    words: models.CharField[str, str] = models.CharField(max_length=600, default="It has not been looked into yet.")
    failed: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    glimpsed: models.JSONField[Any, Any] = models.JSONField(
        default=dict, help_text="Name to size, time and when they were first so."
    )

    class Meta:
        """By name."""

        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def due(self, now: datetime) -> bool:
        """Whether it is time to look."""
        return self.on and (self.looked_at is None or now - self.looked_at >= timedelta(minutes=self.minutes))


class Upload(models.Model):
    """A file that was sent, in all its versions; `said` is what people answered about it where the file says nothing.

    `published` is the number of the version that lies in the inbox, 0 for none; `pieces` the receipts of the version that was
    read last, one for each table, with the schools of its rows.
    """

    if TYPE_CHECKING:
        versions: RelatedManager[Version]
        items: RelatedManager[Item]
        jobs: RelatedManager[Job]

        def get_stage_display(self) -> str: ...  # noqa: D102 - Django makes it

    key: models.CharField[str, str] = models.CharField(primary_key=True, max_length=10, default=new_key)
    name: models.CharField[str, str] = models.CharField(max_length=140)
    urn: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    watch: models.ForeignKey[Watch | None, Watch | None] = models.ForeignKey(
        Watch, on_delete=models.SET_NULL, null=True, related_name="uploads"
    )
    stage: models.CharField[str, str] = models.CharField(max_length=12, choices=Stage.choices, default=Stage.READING)
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=1)
    published: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    said: models.JSONField[Any, Any] = models.JSONField(default=dict)
    pieces: models.JSONField[Any, Any] = models.JSONField(default=list)
    near: models.JSONField[Any, Any] = models.JSONField(default=list)
    trouble: models.CharField[str, str] = models.CharField(max_length=600, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return self.name

    def total(self, column: str) -> int:
        """Return the sum of a receipt's number over the pieces of the file."""
        return sum(p[column] for p in self.pieces)

    @property
    def rows_in(self) -> int:
        """Rows that were found."""
        return self.total("rows_in")

    @property
    def rows_kept(self) -> int:
        """Rows that can be taken."""
        return self.total("rows_kept")

    @property
    def rows_refused(self) -> int:
        """Rows that cannot."""
        return self.total("rows_refused")

    @property
    def cells_refused(self) -> int:
        """Cells that cannot be taken, of rows that can."""
        return self.total("cells_refused")

    @property
    def refusals(self) -> int:
        """How many lines the table of what was refused has."""
        return self.total("refusals")

    @property
    def questions(self) -> list[str]:
        """What has to be answered before the file can be read."""
        return [p["question"] for p in self.pieces if p["status"] == "waiting"]

    @property
    def unknown(self) -> bool:
        """Whether some of it was not recognised."""
        return any(p["status"] == "unrecognised" for p in self.pieces)

    @property
    def read_whole(self) -> bool:
        """Whether every row and cell was kept."""
        return bool(self.rows_kept) and self.rows_in == self.rows_kept and not self.refusals

    @property
    def title(self) -> str:
        """What it was recognised as."""
        return ", ".join(dict.fromkeys(p["title"] for p in self.pieces if p["title"]))


class Version(models.Model):
    """One version of a file: as it was sent, or as it was mended. None is ever changed."""

    upload: models.ForeignKey[Upload, Upload] = models.ForeignKey(
        Upload, on_delete=models.CASCADE, related_name="versions"
    )
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    sha256: models.CharField[str, str] = models.CharField(max_length=64, db_index=True)
    size: models.BigIntegerField[int, int] = models.BigIntegerField()
    what: models.CharField[str, str] = models.CharField(max_length=200)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """In their order, each number once."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["upload", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.upload} {self.number}"


class Publishing(models.Model):
    """One build of everything, with the files that it took in or left out: what was served before, and what since."""

    if TYPE_CHECKING:
        items: RelatedManager[Item]
        jobs: RelatedManager[Job]
        undone_by: RelatedManager[Publishing]
        undoes_id: str | None

        def get_state_display(self) -> str: ...  # noqa: D102 - Django makes it

    key: models.CharField[str, str] = models.CharField(primary_key=True, max_length=10, default=new_key)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    state: models.CharField[str, str] = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    undoes: models.ForeignKey[Publishing | None, Publishing | None] = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by"
    )
    before: models.CharField[str, str] = models.CharField(max_length=40, blank=True)
    snapshot: models.CharField[str, str] = models.CharField(max_length=40, blank=True)
    ended: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    words: models.CharField[str, str] = models.CharField(max_length=600, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def undone(self) -> bool:
        """Whether it was taken back, or is being."""
        return any(p.state != State.FAILED for p in self.undone_by.all())


class Item(models.Model):
    """A file in a publishing: which version lies in the inbox after it, and which did before; 0 for none."""

    if TYPE_CHECKING:
        upload_id: str

    publishing: models.ForeignKey[Publishing, Publishing] = models.ForeignKey(
        Publishing, on_delete=models.CASCADE, related_name="items"
    )
    upload: models.ForeignKey[Upload, Upload] = models.ForeignKey(
        Upload, on_delete=models.CASCADE, related_name="items"
    )
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    was: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.upload} {self.version}"


class Job(models.Model):
    """A piece of work for the worker, and how it goes, in words."""

    if TYPE_CHECKING:
        upload_id: str | None
        publishing_id: str | None

        def get_state_display(self) -> str: ...  # noqa: D102 - Django makes it

    READ, PUBLISH = "read", "publish"

    key: models.CharField[str, str] = models.CharField(primary_key=True, max_length=10, default=new_key)
    kind: models.CharField[str, str] = models.CharField(max_length=8)
    upload: models.ForeignKey[Upload | None, Upload | None] = models.ForeignKey(
        Upload, on_delete=models.CASCADE, null=True, related_name="jobs"
    )
    publishing: models.ForeignKey[Publishing | None, Publishing | None] = models.ForeignKey(
        Publishing, on_delete=models.CASCADE, null=True, related_name="jobs"
    )
    state: models.CharField[str, str] = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    words: models.CharField[str, str] = models.CharField(max_length=600, default="It waits for the worker.")
    by: models.CharField[str, str] = models.CharField(max_length=254)
    tries: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    queued: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    started: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    ended: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar[list[str]] = ["-queued"]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.state}"

    @property
    def goes_on(self) -> bool:
        """Whether it is not over."""
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def seconds(self) -> int | None:
        """How long it took, or has taken so far; None before it began."""
        return None if self.started is None else int(((self.ended or timezone.now()) - self.started).total_seconds())
