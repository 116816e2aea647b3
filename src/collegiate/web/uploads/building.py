"""The work of publishing: the whole picture anew, with some files more or fewer; whole or not at all.

The inbox is made to hold what the publishing asks for, the picture is built from it and from the folders that it was built from
before, and one pointer is replaced. When that cannot be done the inbox is put back as it was. A killed worker's publishing is
done again from its beginning: each step gives the same when it is done twice.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from collegiate.store import BuildRunningError, FileChangedError, NoSnapshotError, Store, VerificationError
from collegiate.web.asked import number_in
from collegiate.web.uploads.folders import Places, settle, take_away
from collegiate.web.uploads.models import Job, Publishing, Stage, State, Upload
from collegiate.web.uploads.work import GivenUpError, telling
from collegiate.web.words import counted


def publish(job: Job) -> None:
    """Do a job's publishing. Raises `GivenUpError` where that cannot be, with everything as it was."""
    from collegiate.build.pipeline import NothingBuiltError, build  # takes a second to import: the server never builds

    publishing = job.publishing
    assert publishing is not None  # noqa: S101 - a job of this kind has one
    store = Store(settings.COLLEGIATE_STORE)
    _begun(publishing, store)
    sweep(Places(store.layout.root))
    items = list(publishing.items.select_related("upload"))
    place([(i.upload, i.version) for i in items])
    try:
        report = build(
            sources_of(store), store.layout.root, trust=_trust(store), answers=_answers(store), progress=telling(job)
        )
    except (NothingBuiltError, BuildRunningError, FileChangedError, VerificationError) as error:
        place([(i.upload, i.was) for i in items])
        raise GivenUpError(f"{error} The picture that was served goes on being served.") from error
    except Exception:
        place([(i.upload, i.was) for i in items])
        raise
    rows = [sum(r[name] for r in report.receipts) for name in ("rows_in", "rows_kept", "rows_refused")]
    tables = counted(len(report.receipts), "table")
    job.words = f"{rows[0]:,} rows of {tables} in = {rows[1]:,} kept + {rows[2]:,} refused."
    succeeded(publishing, report.snapshot, job.words)


def _begun(publishing: Publishing, store: Store) -> None:
    if not publishing.before:
        publishing.before = store.current or ""
    publishing.state = State.RUNNING
    publishing.save(update_fields=["before", "state"])


def place(wanted: list[tuple[Upload, int]]) -> None:
    """Make the inbox hold these versions of these uploads; 0 takes an upload out. Doing it twice changes nothing."""
    places = Places(Path(settings.COLLEGIATE_STORE))
    for upload, number in wanted:
        take_away(places.published(upload.key, upload.urn))
        if number:
            settle(places.version(upload.key, number), places.published(upload.key, upload.urn))


def sources_of(store: Store) -> list[Path]:
    """Return what the picture is built from: the folders that it was built from before, and the inbox.

    Raises `GivenUpError` where one of them is gone: a picture without it would lose what it gave.
    """
    inbox = Places(store.layout.root).inbox
    inbox.mkdir(parents=True, exist_ok=True)
    before = [p for p in map(Path, _about(store).get("folders", "").split(" | ")) if str(p) != "." and p != inbox]
    gone = [str(p) for p in before if not p.exists()]
    if gone:
        raise GivenUpError(
            f"The picture was built from {', '.join(gone)}, which is not there any more: built anew it would lose what was in it. "
            "Put the folder back, or have the picture built anew on the command line from the folders that there are."
        )
    return [*before, inbox]


def _about(store: Store) -> dict[str, str]:
    try:
        return store.reader().about
    except NoSnapshotError:
        return {}


def _trust(store: Store) -> int | None:
    return number_in(_about(store).get("trust", ""))


def _answers(store: Store) -> dict[str, str]:
    said: dict[str, str] = json.loads(_about(store).get("answers", "") or "{}")
    return said


@transaction.atomic
def succeeded(publishing: Publishing, snapshot: str, words: str) -> None:
    """Write down that a publishing is done: which snapshot serves, which version of each file is in it."""
    publishing.state, publishing.snapshot, publishing.words = State.DONE, snapshot, words
    publishing.ended = timezone.now()
    publishing.save(update_fields=["state", "snapshot", "words", "ended"])
    for item in publishing.items.select_related("upload"):
        stage = Stage.PUBLISHED if item.version == item.upload.version else Stage.READY
        Upload.objects.filter(key=item.upload_id).update(published=item.version)
        Upload.objects.filter(key=item.upload_id, stage=Stage.PUBLISHING).update(stage=stage)


def after(key: str) -> None:
    """Say of a publishing and its files where they stand when it came to nothing."""
    job = Job.objects.filter(key=key).select_related("publishing").first()
    if job is None or job.publishing is None or job.state != State.FAILED or job.publishing.state == State.DONE:
        return
    publishing = job.publishing
    with transaction.atomic():
        publishing.state, publishing.words, publishing.ended = State.FAILED, job.words, job.ended
        publishing.save(update_fields=["state", "words", "ended"])
        for item in publishing.items.select_related("upload"):
            stage = Stage.PUBLISHED if item.was == item.upload.version else Stage.READY
            Upload.objects.filter(key=item.upload_id, stage=Stage.PUBLISHING).update(stage=stage, trouble=job.words)
    place([(i.upload, i.was) for i in publishing.items.select_related("upload")])


def sweep(places: Places) -> None:
    """Clear what a killed worker left half laid in the inbox: folders whose names begin with a dot are read by no build."""
    for folder in places.inbox.glob("*/.*"):
        shutil.rmtree(folder, ignore_errors=True)
