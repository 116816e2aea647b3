"""What the worker does with uploads: read a version, publish what was asked for."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from collegiate.web.uploads import building, reading
from collegiate.web.uploads.models import Job, Publishing, Upload
from collegiate.web.uploads.work import doing


@task(queue_name="reading")
def read_upload(job: str) -> None:
    """Read an upload's present version."""
    with doing(job) as begun:
        if begun is not None:
            reading.read_upload(begun)
    reading.after(job)


@task(queue_name="publishing")
def publish(job: str) -> None:
    """Build the picture with what a publishing takes in or out."""
    with doing(job) as begun:
        if begun is not None:
            building.publish(begun)
    building.after(job)


@transaction.atomic
def queue_reading(upload: Upload, by: str) -> Job:
    """Have an upload's present version read; the job and its place in the queue are written together."""
    job = Job.objects.create(kind=Job.READ, upload=upload, by=by)
    read_upload.enqueue(job.key)
    return job


@transaction.atomic
def queue_publishing(publishing: Publishing, by: str) -> Job:
    """Have a publishing done; the job and its place in the queue are written together."""
    job = Job.objects.create(kind=Job.PUBLISH, publishing=publishing, by=by)
    publish.enqueue(job.key)
    return job
