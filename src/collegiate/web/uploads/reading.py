"""The work of reading an upload, and what follows from it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from collegiate.web.uploads import read_file
from collegiate.web.uploads.folders import Places
from collegiate.web.uploads.models import Job, Stage, State, Upload
from collegiate.web.uploads.work import GivenUpError, telling


def read_upload(job: Job) -> None:
    """Read the present version of a job's upload, and keep what is said of it."""
    upload = job.upload
    assert upload is not None  # noqa: S101 - a job of this kind has one
    lies = Places(Path(settings.COLLEGIATE_STORE))
    number = upload.version
    folder = lies.version(upload.key, number)
    if not (folder / upload.name).is_file():
        raise GivenUpError("The file is no longer there. Send it again.")
    pieces = read_file.read_version(folder, lies.refused(upload.key, number), telling(job))
    near = read_file.near_sources(folder, upload.name)
    job.words = _said(pieces)
    Upload.objects.filter(key=upload.key, version=number).update(pieces=pieces, near=near, trouble="")


def _said(pieces: list[read_file.Row]) -> str:
    total = {name: sum(p[name] for p in pieces) for name in ("rows_in", "rows_kept", "rows_refused")}
    return f"{total['rows_in']:,} {'row' if total['rows_in'] == 1 else 'rows'} in = {total['rows_kept']:,} kept + {total['rows_refused']:,} refused."


def after(key: str) -> None:
    """Say of the upload where it stands once its job is over; a watch that publishes by itself then does."""
    job = Job.objects.filter(key=key).select_related("upload", "upload__watch").first()
    if job is None or job.goes_on or job.upload is None:
        return
    upload = job.upload
    if upload.stage != Stage.READING:
        return
    upload.stage = Stage.READY
    upload.trouble = job.words if job.state == State.FAILED else ""
    upload.save(update_fields=["stage", "trouble"])
    watch = upload.watch
    if watch is not None and watch.publishes and upload.read_whole:
        from collegiate.web.uploads.acts import UploadError, publish_of_watch

        try:
            publish_of_watch(upload=upload, watch=watch)
        except UploadError as error:
            upload.trouble = str(error)
            upload.save(update_fields=["trouble"])


def digest(path: Path) -> str:
    """Hash a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
