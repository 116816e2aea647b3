"""The jobs of the worker, the newest first, with how each went."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from collegiate.web.uploads.frame import show, told_job
from collegiate.web.uploads.models import Job, State
from collegiate.web.uploads.reach import reach_of

A_LIST = 100
_LONG = timedelta(minutes=2)


def listing(request: HttpRequest) -> HttpResponse:
    """Show what the worker does, did and will do."""
    reach = reach_of(request)
    found = Job.objects.select_related("upload", "publishing")
    seen = [j for j in found[: A_LIST * 4] if reach.everything or (j.upload is not None and reach.holds(j.upload.urn))]
    waiting = [j for j in seen if j.state == State.WAITING]
    idle = (
        bool(waiting)
        and all(timezone.now() - j.queued > _LONG for j in waiting)
        and not any(j.state == State.RUNNING for j in seen)
    )
    return show(request, "jobs", "jobs", {
        "jobs": [told_job(j) for j in seen[:A_LIST]], "waiting": len(waiting), "running": sum(j.state == State.RUNNING for j in seen), "idle": idle,
        "failed": sum(j.state == State.FAILED for j in seen),
    })  # fmt: skip
