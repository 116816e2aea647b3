"""Publishing: what was built, with what, by whom; and taking it back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.web.uploads import acts, desk
from collegiate.web.uploads.acts import UploadError
from collegiate.web.uploads.frame import local, show, told_job
from collegiate.web.uploads.models import Publishing, State
from collegiate.web.uploads.reach import Reach, reach_of

A_LIST = 50


def publish(request: HttpRequest) -> HttpResponse:
    """Have the chosen files published together."""
    reach = reach_of(request)
    chosen = list(reach.uploads().filter(key__in=request.POST.getlist("file")[:200]))
    try:
        publishing = acts.publish(reach=reach, uploads=chosen, by=reach.who)
    except UploadError as error:
        return desk.desk(request, error=str(error))
    return redirect(f"/data/publishings/{publishing.key}/?said=publishing")


def listing(request: HttpRequest) -> HttpResponse:
    """Show what was published, the newest first."""
    reach = reach_of(request)
    found = [
        p for p in Publishing.objects.prefetch_related("items__upload", "undone_by")[: A_LIST * 4] if _sees(reach, p)
    ]
    return show(request, "publishings", "publishings", {"publishings": [_told(p, reach) for p in found[:A_LIST]]})


def page(request: HttpRequest, key: str, error: str = "") -> HttpResponse:
    """Show one publishing."""
    reach, publishing = _required(request, key)
    return show(request, "publishing", "publishings", {"p": _told(publishing, reach)}, error=error)


def part(request: HttpRequest, key: str) -> HttpResponse:
    """Show how a publishing goes, alone: for a page that follows it."""
    reach, publishing = _required(request, key)
    told = _told(publishing, reach)
    response = show(request, "_going", "publishings", {"jobs": [told["job"]] if told["job"] else []})
    response["X-Going"] = str(int(told["going"]))
    return response


def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Take a publishing back."""
    reach, publishing = _required(request, key)
    try:
        back = acts.undo(reach=reach, publishing=publishing, by=reach.who)
    except UploadError as error:
        return page(request, key, error=str(error))
    return redirect(f"/data/publishings/{back.key}/?said=undone")


def _required(request: HttpRequest, key: str) -> tuple[Reach, Publishing]:
    reach = reach_of(request)
    publishing = Publishing.objects.filter(key=key).first()
    if publishing is None or not _sees(reach, publishing):
        raise Http404("There is no such publishing, or it took in no file of an academy that you look after.")
    return reach, publishing


def _sees(reach: Reach, publishing: Publishing) -> bool:
    return any(reach.holds(i.upload.urn) for i in publishing.items.all())


def _told(publishing: Publishing, reach: Reach) -> dict[str, Any]:
    items = list(publishing.items.select_related("upload"))
    job = publishing.jobs.first()
    return {
        "key": publishing.key, "by": publishing.by, "at": local(publishing.at), "ended": local(publishing.ended), "state": publishing.get_state_display(), "raw": publishing.state,
        "words": publishing.words, "snapshot": publishing.snapshot, "before": publishing.before, "undoes": publishing.undoes_id, "undone": publishing.undone,
        "going": publishing.state in (State.WAITING, State.RUNNING) and job is not None, "job": told_job(job) if job else None, "files": [(i.upload.key, i.upload.name, i.version) for i in items if reach.holds(i.upload.urn)],
        "others": sum(not reach.holds(i.upload.urn) for i in items),
        "may_undo": publishing.state == State.DONE and not publishing.undone and publishing.undoes_id is None and all(reach.holds(i.upload.urn) for i in items),
    }  # fmt: skip
