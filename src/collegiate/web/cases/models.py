"""What is kept of cases. A case says where it stands; what was said, decided, reviewed and frozen is only ever added to."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone

from collegiate.improve.cases import CLOSED, Kind, Outcome, State
from collegiate.improve.criterion import Criterion, Verdict
from collegiate.web.records import Edited
from collegiate.web.references import Referenced

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

KINDS = [(k.value, k.value) for k in Kind]
STATES = [(s.value, s.value) for s in State]
OUTCOMES = [(o.value, o.value) for o in Outcome]
VERDICTS = [(v.value, v.value) for v in Verdict]


class Case(Referenced, Edited):
    """A case: about a school, a subject or a group, never about a child. `urn` is empty for a subject of the whole trust.

    `school` is its name as it was when it was referred. `attached` is what was known then: words, numbers, and the picture's id.
    """

    trust_uid: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    kind: models.CharField[str, str] = models.CharField(max_length=10, choices=KINDS)
    urn: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    school: models.CharField[str, str] = models.CharField(max_length=200)
    series: models.CharField[str, str] = models.CharField(max_length=120, blank=True)
    series_title: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    group: models.CharField[str, str] = models.CharField(max_length=120, blank=True)
    state: models.CharField[str, str] = models.CharField(max_length=30, choices=STATES, default=State.REFERRED.value)
    referred_for: models.TextField[str, str] = models.TextField()
    referred_by: models.CharField[str, str] = models.CharField(max_length=254)
    referred_on: models.DateField[dt.date, dt.date] = models.DateField()
    alert: models.CharField[str, str] = models.CharField(max_length=200, blank=True)
    attached: models.JSONField[Any, Any] = models.JSONField(default=dict)
    triage_by: models.DateField[dt.date, dt.date] = models.DateField()
    look_again: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    hearing: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    late_because: models.CharField[str, str] = models.CharField(max_length=400, blank=True)
    late_accepted_by: models.CharField[str, str] = models.CharField(max_length=254, blank=True)
    review_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    closed_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)

    if TYPE_CHECKING:
        happened: RelatedManager[Happened]
        papers: RelatedManager[Papers]
        declarations: RelatedManager[Declaration]
        decisions: RelatedManager[Decision]
        reviews: RelatedManager[Review]

    class Meta:
        """A case of a school names it; one that waits for a hearing has its day."""

        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trust_uid", "state"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind="subject") | models.Q(urn__isnull=False), name="case_names_its_school"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def path(self) -> str:
        """Its page."""
        return f"/cases/{self.reference}/"

    @property
    def stands(self) -> State:
        """Its state."""
        return State(self.state)

    @property
    def open(self) -> bool:
        """Whether anything is still to be done."""
        return self.stands not in CLOSED

    @property
    def subject(self) -> str:
        """What of the school it is about, in words; empty for the school as a whole."""
        return self.group or self.series_title

    @property
    def about(self) -> str:
        """Whom and what it is about, in words."""
        return f"{self.school}: {self.subject}" if self.subject else self.school

    @property
    def decision(self) -> Decision | None:
        """The decision that stands: the latest that was signed."""
        return max((d for d in self.decisions.all() if d.signed_at), key=lambda d: d.number, default=None)

    @property
    def proposed(self) -> Decision | None:
        """The decision, or the correction of one, that waits for its second signature; none where the case is over."""
        if self.stands in CLOSED - {State.STEPPED_DOWN}:
            return None
        waiting = (d for d in self.decisions.all() if d.signed_at is None and d.withdrawn_at is None)
        return max(waiting, key=lambda d: d.number, default=None)

    @property
    def latest(self) -> Happened | None:
        """What happened last."""
        return max(self.happened.all(), key=lambda h: h.pk, default=None)

    @property
    def frozen(self) -> Papers | None:
        """The latest frozen papers for the hearing that is set."""
        return self.papers.filter(hearing=self.hearing).order_by("-number").first()

    @property
    def conflicted(self) -> frozenset[str]:
        """Those who declared a conflict of interest: once declared it holds for the case."""
        return frozenset(self.declarations.filter(conflict=True).values_list("member", flat=True))


def wholes(cases: models.QuerySet[Case]) -> models.QuerySet[Case]:
    """Read cases with what is asked of each when they are listed, in a few questions to the database however many they are."""
    return cases.prefetch_related("decisions", "reviews", "happened")


class _Added(models.Model):
    """A line that is added by somebody, on a day, at a moment, and never changed."""

    by: models.CharField[str, str] = models.CharField(max_length=254)
    on: models.DateField[dt.date, dt.date] = models.DateField()
    at: models.DateTimeField[dt.datetime, dt.datetime] = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class Happened(_Added):
    """A line of a case's record."""

    case: models.ForeignKey[Case, Case] = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="happened")
    what: models.CharField[str, str] = models.CharField(max_length=300)
    words: models.TextField[str, str] = models.TextField(blank=True)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.case}: {self.what}"


class Papers(_Added):
    """Papers as they were frozen: the document's bytes as text, their SHA-256, the picture that they were made from.

    `hearing` is the day that they were frozen for. A correction is another, which names the one before and says why.
    """

    case: models.ForeignKey[Case, Case] = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    hearing: models.DateField[dt.date, dt.date] = models.DateField()
    text: models.TextField[str, str] = models.TextField()
    sha256: models.CharField[str, str] = models.CharField(max_length=64)
    snapshot: models.CharField[str, str] = models.CharField(max_length=80)
    late_because: models.CharField[str, str] = models.CharField(max_length=400, blank=True)
    late_accepted_by: models.CharField[str, str] = models.CharField(max_length=254, blank=True)
    corrects: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    why: models.CharField[str, str] = models.CharField(max_length=400, blank=True)

    class Meta:
        """Numbered within the case."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="papers_numbered_within_their_case")
        ]

    def __str__(self) -> str:
        return f"Papers {self.number} of {self.case}"

    @property
    def document(self) -> dict[str, Any]:
        """The document."""
        read: dict[str, Any] = json.loads(self.text)
        return read


class Declaration(_Added):
    """What somebody who may decide said about own interests in a case, before the form for deciding was shown."""

    case: models.ForeignKey[Case, Case] = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="declarations")
    member: models.CharField[str, str] = models.CharField(max_length=254)
    conflict: models.BooleanField[bool, bool] = models.BooleanField()
    words: models.CharField[str, str] = models.CharField(max_length=400, blank=True)

    class Meta:
        """The oldest first."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.member} on {self.case}: {'a conflict' if self.conflict else 'none'}"


class Decision(_Added):
    """What was decided: proposed by one (`by`), signed by another, then locked. A correction is another, which names this one.

    `alone` says why one person signed what they proposed; `sha256` is of the whole decision as it was signed.
    """

    case: models.ForeignKey[Case, Case] = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    hearing: models.DateField[dt.date, dt.date] = models.DateField()
    papers: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    outcome: models.CharField[str, str] = models.CharField(max_length=12, choices=OUTCOMES)
    words: models.TextField[str, str] = models.TextField()
    criterion: models.JSONField[Any, Any] = models.JSONField(null=True)
    criterion_words: models.CharField[str, str] = models.CharField(max_length=400, blank=True)
    support_days: models.DecimalField[Decimal | None, Decimal | None] = models.DecimalField(
        null=True, max_digits=6, decimal_places=1
    )
    review_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    corrects: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(null=True)
    why: models.CharField[str, str] = models.CharField(max_length=400, blank=True)
    seconded_by: models.CharField[str, str] = models.CharField(max_length=254, blank=True)
    signed_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    signed_at: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(null=True)
    alone: models.CharField[str, str] = models.CharField(max_length=400, blank=True)
    sha256: models.CharField[str, str] = models.CharField(max_length=64, blank=True)
    withdrawn_by: models.CharField[str, str] = models.CharField(max_length=254, blank=True)
    withdrawn_at: models.DateTimeField[dt.datetime | None, dt.datetime | None] = models.DateTimeField(null=True)
    withdrawn_why: models.CharField[str, str] = models.CharField(max_length=400, blank=True)

    if TYPE_CHECKING:
        conditions: RelatedManager[Condition]

    class Meta:
        """Numbered within the case."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="decision_numbered_within_its_case"),
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True) | (models.Q(withdrawn_at__isnull=True) & ~models.Q(seconded_by="")),
                name="decision_signed_by_somebody_or_withdrawn",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Decision {self.number} of {self.case}"

    @property
    def asks(self) -> Criterion | None:
        """The criterion on which the case may be left; None where it was stepped down."""
        return None if self.criterion is None else Criterion.of(self.criterion)

    @property
    def counts_from(self) -> dt.date:
        """The day after which figures count towards the criterion: the hearing, or a later day on which the criterion was written.

        A criterion that is written when figures are known is not met by them; one that a correction leaves as it was keeps its day.
        """
        same = self.case.decisions.filter(hearing=self.hearing, signed_at__isnull=False)
        return max(self.hearing, min([self.on, *(d.on for d in same if d.criterion == self.criterion)]))

    def as_dict(self) -> dict[str, Any]:
        """What is signed, as JSON carries it."""
        return {
            "case": self.case.reference, "number": self.number, "hearing": self.hearing.isoformat(), "papers": self.papers, "outcome": self.outcome,
            "words": self.words, "criterion": self.criterion, "criterion_words": self.criterion_words,
            "support_days": None if self.support_days is None else f"{self.support_days:.1f}",
            "review_on": self.review_on.isoformat() if self.review_on else None, "corrects": self.corrects, "why": self.why, "proposed_by": self.by,
            "seconded_by": self.seconded_by, "alone": self.alone,
            "conditions": [{"words": c.words, "owner": c.owner, "due": c.due.isoformat()} for c in self.conditions.all()],
        }  # fmt: skip


class Condition(models.Model):
    """A condition of a decision: who sees to it by when, and when it was seen to."""

    decision: models.ForeignKey[Decision, Decision] = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="conditions"
    )
    words: models.CharField[str, str] = models.CharField(max_length=400)
    owner: models.CharField[str, str] = models.CharField(max_length=120)
    due: models.DateField[dt.date, dt.date] = models.DateField()
    done_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)
    done_by: models.CharField[str, str] = models.CharField(max_length=254, blank=True)

    class Meta:
        """As they were written."""

        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.words


class Review(_Added):
    """A review: the criterion judged on the figures of that day, and what a person said that it means and what comes next."""

    CONTINUE, HEAR = "go on", "hear it again"
    NEXT: ClassVar[list[tuple[str, str]]] = [
        (CONTINUE, "Go on, and review again"),
        (HEAR, "Call it back before the board"),
    ]

    case: models.ForeignKey[Case, Case] = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    number: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    planned: models.DateField[dt.date, dt.date] = models.DateField()
    decision: models.PositiveIntegerField[int, int] = models.PositiveIntegerField()
    criterion: models.JSONField[Any, Any] = models.JSONField()
    criterion_words: models.CharField[str, str] = models.CharField(max_length=400)
    verdict: models.CharField[str, str] = models.CharField(max_length=60, choices=VERDICTS)
    point: models.JSONField[Any, Any] = models.JSONField(null=True)
    snapshot: models.CharField[str, str] = models.CharField(max_length=80)
    words: models.TextField[str, str] = models.TextField()
    next: models.CharField[str, str] = models.CharField(max_length=14, choices=NEXT)
    next_on: models.DateField[dt.date | None, dt.date | None] = models.DateField(null=True)

    class Meta:
        """Numbered within the case."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="review_numbered_within_its_case")
        ]

    def __str__(self) -> str:
        return f"Review {self.number} of {self.case}"


class Exit(_Added):
    """That a case was left because its criterion was met twice running, and what was said. Locked as it is written."""

    case: models.OneToOneField[Case, Case] = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="exit")
    words: models.TextField[str, str] = models.TextField()
    reviews: models.JSONField[Any, Any] = models.JSONField()
    sha256: models.CharField[str, str] = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.case}, left on {self.on}"
