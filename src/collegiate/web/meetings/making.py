"""Making packs: asked for by a person, made by the worker, shown when whole. A worker that is killed leaves nothing half-done."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from collegiate.intake.refusals import masked
from collegiate.packs.pack import PackError, canonical, fingerprint
from collegiate.packs.setting import as_pdf, as_xlsx
from collegiate.store import Look, NoSnapshotError, Store, keep_evidence
from collegiate.web.meetings.acts import MeetingError
from collegiate.web.meetings.gathering import Asked, NotGatheredError, gather
from collegiate.web.meetings.models import Meeting, Paper, last_frozen
from collegiate.web.meetings.naming import parts_that_name_a_child, warning
from collegiate.web.said import plain
from collegiate.web.worker import Stopped, go_on

log = logging.getLogger(__name__)

MOST_TRIES = 3
FROZE = "frozen_pack"
"""The kind under which the journal keeps the freezing of a pack, with its hash."""


@transaction.atomic
def draft(*, meeting: Meeting, address: str, by: str) -> Paper:
    """Have a pack made that may still change; drafts that were made before are thrown away."""
    if meeting.papers.filter(number__isnull=True, state__in=[Paper.State.WAITING, Paper.State.RUNNING]).exists():
        raise MeetingError("A draft is being made already. Wait until it is there.")
    meeting.papers.filter(number__isnull=True).delete()
    return _queued(Paper(meeting=meeting, address=address, by=by))


@transaction.atomic
def freeze(*, meeting: Meeting, address: str, by: str, why: str = "") -> Paper:
    """Have a pack frozen: its content stays as it is from then on. One that corrects another says `why`. Raises `MeetingError`."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.called_off:
        raise MeetingError("The meeting is called off. Take that back before its pack is frozen.")
    if meeting.papers.filter(number__isnull=False, state__in=[Paper.State.WAITING, Paper.State.RUNNING]).exists():
        raise MeetingError("A pack of this meeting is being frozen already. Wait until it is there.")
    before = last_frozen(meeting)
    said = plain(why, "what is corrected", needed=before is not None)
    meeting.papers.filter(number__isnull=False, state=Paper.State.FAILED).delete()
    number = (before.number or 0) + 1 if before else 1
    try:
        return _queued(Paper(meeting=meeting, number=number, address=address, by=by, why=said))
    except IntegrityError:
        raise MeetingError("Somebody else froze this pack at the same moment. Look at theirs first.") from None


def _queued(paper: Paper) -> Paper:
    paper.save()
    make_pack.enqueue(paper.pk)
    return paper


@task(queue_name="papers")
def make_pack(pk: int) -> None:
    """Make the pack that a paper asks for. Done twice, it gives the same."""
    paper = Paper.objects.filter(pk=pk).select_related("meeting").first()
    if paper is None or not paper.goes_on:
        return
    if paper.tries >= MOST_TRIES:
        _end(
            paper,
            f"It was begun {MOST_TRIES} times, and each time the worker ended before it was done. Ask for it again.",
        )
        return
    begun = "It has begun." if paper.tries == 0 else "The worker ended while making this; it was begun anew."
    Paper.objects.filter(pk=pk).update(state=Paper.State.RUNNING, tries=F("tries") + 1, words=begun)
    try:
        _content(paper)
        _bytes(paper)
    except Stopped:
        Paper.objects.filter(pk=pk).update(
            state=Paper.State.WAITING, tries=F("tries") - 1, words="The worker was stopped; it is begun anew when one works again.",
        )  # fmt: skip
        raise
    except (NotGatheredError, PackError, NoSnapshotError) as error:
        _end(paper, str(error))
    except Exception as error:
        log.error("a pack met trouble: %s: %s", type(error).__name__, masked(str(error)))
        _end(
            paper,
            f"It met a fault of Collegiate itself ({type(error).__name__}). Nothing was frozen; please report it.",
        )


def _content(paper: Paper) -> None:
    """Gather the content once and keep it: a worker that comes after one that was killed goes on from it."""
    if paper.content:
        return
    store = Store(settings.COLLEGIATE_STORE)
    pack = gather(Asked.of(paper), store, lambda words: _tell(paper, words))
    text = canonical(pack)
    sha256, snapshot = fingerprint(text), pack["picture"]["id"]
    if paper.frozen:
        _tell(paper, "Keeping what its figures rest on.")
        keep_evidence(store.layout, snapshot)
        what = f"froze pack {paper.number} of {paper.meeting.reference}, SHA-256 {sha256}"
        store.audit.acted(
            Look(paper.by, what, paper.why or "the pack of a meeting", (), snapshot), kind=FROZE, sha256=sha256
        )
    kept = Paper.objects.filter(pk=paper.pk, content="").update(content=text, sha256=sha256, snapshot=snapshot)
    if kept:
        paper.content, paper.sha256, paper.snapshot = text, sha256, snapshot


def _bytes(paper: Paper) -> None:
    _tell(paper, "Setting the PDF and the workbook.")
    pdf, xlsx = as_pdf(paper.content), as_xlsx(paper.content)
    go_on()
    meeting = paper.meeting
    store = Store(settings.COLLEGIATE_STORE)
    kept = paper.snapshot in store.layout.snapshots()
    with store.staying(paper.snapshot if kept else store.reader().snapshot):
        named = parts_that_name_a_child(paper.content, store=store, trust_uid=meeting.trust_uid, by=paper.by, of=meeting.reference)  # fmt: skip
    words = f"It is made from the picture {paper.snapshot}.{warning(named)}"
    Paper.objects.filter(pk=paper.pk).update(
        pdf=pdf, xlsx=xlsx, state=Paper.State.DONE, ended=timezone.now(), words=words[:600]
    )


def _tell(paper: Paper, words: str) -> None:
    go_on()
    Paper.objects.filter(pk=paper.pk).update(words=words[:600])


def _end(paper: Paper, words: str) -> None:
    Paper.objects.filter(pk=paper.pk).update(state=Paper.State.FAILED, words=masked(words)[:600], ended=timezone.now())
