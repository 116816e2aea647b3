"""Who can be lent, who was asked for, who was proposed, booked and sent. Records are undone, never deleted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from collegiate.improve.support.expertise import PARTNERS, words_of
from collegiate.improve.support.terms import TermOfYear
from collegiate.web.records import Edited
from collegiate.web.references import Referenced


class Supporter(Edited):
    """A colleague of an academy, or a partner outside the trust (`partner` names its kind; then there is no `urn`).

    `day_rate`: pounds a day for cover, or a partner's fee; None is not known. `left`: the last day; None while they are there.
    """

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    called: models.CharField[str, str] = models.CharField(max_length=120)
    urn: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    partner: models.CharField[str, str] = models.CharField(max_length=30, default="")
    address: models.CharField[str, str] = models.CharField(max_length=254, default="")
    expertise: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    phases: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    day_rate: models.DecimalField[Decimal | None, Decimal | None] = models.DecimalField(
        null=True, max_digits=8, decimal_places=2
    )
    notes: models.CharField[str, str] = models.CharField(max_length=400, default="")
    left: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)

    releases: models.Manager[Release]
    aparts: models.Manager[Apart]
    bookings: models.Manager[Booking]

    class Meta:
        """By name."""

        ordering: ClassVar[list[str]] = ["called", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "urn"])]

    def __str__(self) -> str:
        return self.called

    @property
    def expertise_words(self) -> str:
        """What they are good at, in words."""
        return ", ".join(words_of(self.expertise))

    @property
    def partner_words(self) -> str:
        """What kind of partner they are; empty for a colleague."""
        return PARTNERS.get(self.partner, self.partner)

    def there(self, day: dt.date) -> bool:
        """Whether they had not left before a day."""
        return self.left is None or day <= self.left


class Release(models.Model):
    """Days of a term on which somebody may be lent, set by the head of their academy. Lines are only added: the last one stands."""

    supporter: models.ForeignKey[Supporter, Supporter] = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, related_name="releases"
    )
    term: models.CharField[str, str] = models.CharField(max_length=12)
    days: models.DecimalField[Decimal, Decimal] = models.DecimalField(max_digits=4, decimal_places=1)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    supporter_id: int

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["at", "pk"]


class Apart(models.Model):
    """Somebody who is not to be sent to a school, and why."""

    supporter: models.ForeignKey[Supporter, Supporter] = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, related_name="aparts"
    )
    urn: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    why: models.CharField[str, str] = models.CharField(max_length=400)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    supporter_id: int


class CoverRate(models.Model):
    """What a day's cover costs a trust from a day on, in pounds, with where that comes from. Lines are only added."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    first_day: models.DateField[dt.date, dt.date] = models.DateField()
    pounds: models.DecimalField[Decimal, Decimal] = models.DecimalField(max_digits=8, decimal_places=2)
    source: models.CharField[str, str] = models.CharField(max_length=400)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["first_day", "at", "pk"]


class SupportRequest(Referenced, Edited):
    """What an academy asks for: which expertise, for how many days of a term, by when, for which case or plan, and why.

    `needed` must all be had; `wished` are better than not. `withdrawn` is why it is no longer wanted; empty while it is.
    """

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    urn: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    needed: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    wished: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    phase: models.CharField[str, str] = models.CharField(max_length=30, default="")
    phase_must: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    days: models.DecimalField[Decimal, Decimal] = models.DecimalField(max_digits=4, decimal_places=1)
    by_day: models.DateField[dt.date, dt.date] = models.DateField()
    belongs: models.CharField[str, str] = models.CharField(max_length=40, default="")
    why: models.CharField[str, str] = models.CharField(max_length=400)
    asked_on: models.DateField[dt.date, dt.date] = models.DateField()
    withdrawn: models.CharField[str, str] = models.CharField(max_length=400, default="")

    matches: models.Manager[Match]
    bookings: models.Manager[Booking]

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def term(self) -> str:
        """The term in which its days fall: that of the day by which they are wanted."""
        return str(TermOfYear.of(self.by_day))

    @property
    def needed_words(self) -> str:
        """What is asked for, in words."""
        return ", ".join(words_of(self.needed))


class Proposal(models.Model):
    """One run of the optimiser for a term: what it reached, how far from the best that is at most, and what it could not meet."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    term: models.CharField[str, str] = models.CharField(max_length=12)
    told: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    by: models.CharField[str, str] = models.CharField(max_length=254)
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        """The latest first."""

        ordering: ClassVar[list[str]] = ["-at", "-pk"]


class Match(Edited):
    """Somebody proposed for a request. The improvement lead accepts, the lender's head agrees; only then is it booked."""

    class State(models.TextChoices):
        """How far it has come."""

        PROPOSED = "proposed", "waits for the improvement lead"
        ACCEPTED = "accepted", "waits for the lender's head"
        BOOKED = "booked", "booked"
        REFUSED = "refused", "refused"
        OVERTAKEN = "overtaken", "overtaken by a later proposal"

    proposal: models.ForeignKey[Proposal | None, Proposal | None] = models.ForeignKey(
        Proposal, null=True, on_delete=models.PROTECT, related_name="matches"
    )
    request: models.ForeignKey[SupportRequest, SupportRequest] = models.ForeignKey(
        SupportRequest, on_delete=models.PROTECT, related_name="matches"
    )
    supporter: models.ForeignKey[Supporter, Supporter] = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, related_name="matches"
    )
    days: models.DecimalField[Decimal, Decimal] = models.DecimalField(max_digits=4, decimal_places=1)
    reasons: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    state: models.CharField[str, str] = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    accepted_by: models.CharField[str, str] = models.CharField(max_length=254, default="")
    agreed_by: models.CharField[str, str] = models.CharField(max_length=254, default="")
    refused_why: models.CharField[str, str] = models.CharField(max_length=400, default="")

    supporter_id: int
    request_id: int

    class Meta:
        """In the order of their making."""

        ordering: ClassVar[list[str]] = ["pk"]

    @property
    def state_words(self) -> str:
        """How far it has come, in words."""
        return str(self.State(self.state).label)


class Booking(Edited):
    """Somebody's days at an academy. What it costs is kept as it was on the day of booking. `undone` is why it was undone."""

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    request: models.ForeignKey[SupportRequest, SupportRequest] = models.ForeignKey(
        SupportRequest, on_delete=models.PROTECT, related_name="bookings"
    )
    supporter: models.ForeignKey[Supporter, Supporter] = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, related_name="bookings"
    )
    days: models.DecimalField[Decimal, Decimal] = models.DecimalField(max_digits=4, decimal_places=1)
    giver_urn: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    day_rate: models.DecimalField[Decimal | None, Decimal | None] = models.DecimalField(
        null=True, max_digits=8, decimal_places=2
    )
    km: models.FloatField[float | None, float | None] = models.FloatField(null=True)
    rematch: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    undone: models.CharField[str, str] = models.CharField(max_length=400, default="")

    supporter_id: int
    request_id: int
    dated: models.Manager[BookedDay]
    visits: models.Manager[Visit]

    class Meta:
        """In the order of their making."""

        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid"])]

    @property
    def term(self) -> str:
        """The term in which its days fall."""
        return self.request.term


class Part(models.TextChoices):
    """A part of a day; a whole day is both halves."""

    WHOLE = "whole", "the whole day"
    MORNING = "morning", "the morning"
    AFTERNOON = "afternoon", "the afternoon"


class BookedDay(models.Model):
    """A day, or half of one, on which somebody is expected."""

    booking: models.ForeignKey[Booking, Booking] = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="dated"
    )
    day: models.DateField[dt.date, dt.date] = models.DateField()
    part: models.CharField[str, str] = models.CharField(max_length=10, choices=Part.choices, default=Part.WHOLE)

    class Meta:
        """By day."""

        ordering: ClassVar[list[str]] = ["day", "part"]

    @property
    def days(self) -> Decimal:
        """A whole day or half of one."""
        return Decimal(1) if self.part == Part.WHOLE else Decimal("0.5")


class Visit(Edited):
    """What was done on a day: `days` of it, what was seen to change, what comes next. `undone` is why it was taken back."""

    booking: models.ForeignKey[Booking, Booking] = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="visits"
    )
    day: models.DateField[dt.date, dt.date] = models.DateField()
    days: models.DecimalField[Decimal, Decimal] = models.DecimalField(max_digits=4, decimal_places=2)
    done: models.CharField[str, str] = models.CharField(max_length=400)
    seen: models.CharField[str, str] = models.CharField(max_length=400, default="")
    next: models.CharField[str, str] = models.CharField(max_length=400, default="")
    undone: models.CharField[str, str] = models.CharField(max_length=400, default="")

    booking_id: int

    class Meta:
        """By day."""

        ordering: ClassVar[list[str]] = ["day", "pk"]
