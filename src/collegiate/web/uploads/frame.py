"""What the pages of the data desk share: the frame, what was just done, and the words for where things stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from collegiate.web.uploads.models import Job, Stage, Upload

DONE = {
    "sent": "The files have come. They are being read now; nothing is published yet.",
    "replaced": "The new version has come and is being read. The old one is kept.",
    "answered": "Your answers are kept, and the file is being read again.",
    "mended": "What you mended is kept as a new version, and is being read.",
    "mapped": "The mapping is kept, and the file is being read by it. The next file with these headers will be, too.",
    "publishing": "The picture is being built anew. Until that is done the old one is served.",
    "undone": "The publishing is taken back. The files are here still, unpublished.",
    "discarded": "The file is thrown away. That it was here stays in the audit journal.",
    "ended": "The mapping is used no more.",
    "watched": "The watch is kept.",
    "looked": "It will be looked into within a minute, if the worker runs.",
}
"""What is said after something was done, by the word in the address."""

_TONES = {"reading": "blue", "ready": "yellow", "publishing": "blue", "published": "green", "discarded": "grey"}


def show(
    request: HttpRequest, template: str, within: str, context: Mapping[str, Any], *, error: str = "", status: int = 200
) -> HttpResponse:
    """Render a page of the data desk; an error makes it a 400 unless another status is given."""
    told = {
        "section": "data", "within": within, "done": DONE.get(request.GET.get("said", ""), ""), "error": error, "within_data": WITHIN, **context,
    }  # fmt: skip
    wrong = 400 if error and status == 200 else status
    return render(request, f"uploads/{template}.html", told, status=wrong)


WITHIN = (
    ("desk", "/data/", "Data desk"),
    ("publishings", "/data/publishings/", "Publishings"),
    ("watches", "/data/watches/", "Watched folders"),
    ("mappings", "/data/mappings/", "Mappings"),
    ("jobs", "/data/jobs/", "Jobs"),
)
"""The pages of the data desk, in their order."""


def local(at: Any) -> str:
    """Write a moment as people here say it."""
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}" if at else ""


def shown(upload: Upload, names: Mapping[int, str]) -> dict[str, Any]:
    """Return what a list says of a file."""
    return {
        "key": upload.key, "name": upload.name, "school": names.get(upload.urn or 0, f"URN {upload.urn}") if upload.urn else "no one academy",
        "stage": upload.get_stage_display(), "tone": _TONES[upload.stage], "title": upload.title or ("not read yet" if not upload.pieces else "not recognised"),
        "rows_in": upload.rows_in, "kept": upload.rows_kept, "refused": upload.rows_refused, "cells": upload.cells_refused,
        "asked": bool(upload.questions), "by": upload.by, "at": local(upload.at), "read": bool(upload.pieces), "trouble": upload.trouble,
        "going": upload.stage in (Stage.READING, Stage.PUBLISHING),
    }  # fmt: skip


def told_job(job: Job) -> dict[str, Any]:
    """Return what pages say of a job."""
    what = {Job.READ: "Reading", Job.PUBLISH: "Building the picture"}
    about = job.upload.name if job.upload else ""
    return {
        "what": f"{what.get(job.kind, job.kind)}{f' {about}' if about else ''}", "state": job.get_state_display(), "raw": job.state, "words": job.words, "by": job.by,
        "queued": local(job.queued), "seconds": job.seconds, "tries": job.tries, "going": job.goes_on,
        "path": f"/data/uploads/{job.upload_id}/" if job.upload_id else f"/data/publishings/{job.publishing_id}/",
    }  # fmt: skip
