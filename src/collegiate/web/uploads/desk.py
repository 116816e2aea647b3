"""The data desk: who has sent and who has not, what is on its way, what was published last, and the one thing to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from collegiate.store import Reader
from collegiate.web.authorization.rights import Right
from collegiate.web.components.parts import Count, Counts
from collegiate.web.reading import Row
from collegiate.web.scoped import children_of
from collegiate.web.uploads import acts
from collegiate.web.uploads.acts import UploadError
from collegiate.web.uploads.frame import local, show, shown, told_job
from collegiate.web.uploads.limits import most_bytes, most_files
from collegiate.web.uploads.models import Job, Publishing, Stage, State, Upload
from collegiate.web.uploads.reach import Reach, academies, places, reach_of, reader_or_none
from collegiate.web.uploads.receiving import Received, Refused, prepare, received
from collegiate.web.words import capital, counted

STATES = {"never": "never sent", "late": "late", "too_little": "too little", "sent": "sent"}
A_LIST = 50


def desk(request: HttpRequest, error: str = "") -> HttpResponse:
    """Show the data desk."""
    reach = reach_of(request)
    names = academies(request, reach)
    reader = reader_or_none(request)
    files = list(reach.uploads().exclude(stage=Stage.DISCARDED)[:A_LIST])
    ready = [u for u in files if u.stage == Stage.READY and not acts.not_publishable(u, reach)]
    stuck = [u for u in files if u.stage == Stage.READY and u not in ready]
    going = [u for u in files if u.stage in (Stage.READING, Stage.PUBLISHING)]
    sendings = _sendings(request, reader, names)
    return show(request, "desk", "desk", {
        "academies": names, "everything": reach.everything, "most_files": most_files(), "most_mb": most_bytes() // 1_000_000,
        "files": [shown(u, names) for u in files], "ready": [shown(u, names) for u in ready], "stuck": [shown(u, names) for u in stuck], "going": bool(going),
        "sendings": sendings, "late": [s for s in sendings if any(k["state"] != "sent" for k in s["kinds"].values())], "kinds": list(dict.fromkeys(kind for row in sendings for kind in row["kinds"])),
        "behind": sum(c["state"] != "sent" for row in sendings for c in row["kinds"].values()), "lead": _lead(ready, stuck, going, sendings),
        "last": _last(reader, reach), "jobs": [told_job(j) for j in _jobs(reach)], "picture": reader is not None,
    }, error=error)  # fmt: skip


def part(request: HttpRequest) -> HttpResponse:
    """Show what is on its way, alone: for a page that follows it."""
    reach = reach_of(request)
    names = academies(request, reach)
    going = reach.uploads().filter(stage__in=[Stage.READING, Stage.PUBLISHING]).exists()
    response = show(request, "_going", "desk", {"jobs": [told_job(j) for j in _jobs(reach)], "names": names})
    response["X-Going"] = str(int(going))
    return response


@csrf_exempt  # so that the files go to disk before the body is looked into; the part within is protected
def send(request: HttpRequest) -> HttpResponse:
    """Take in what was sent."""
    reach_of(request)
    try:
        receiver = prepare(request, places())
    except Refused as error:
        return _too_large(request, str(error))
    try:
        return _send(request, receiver)
    finally:
        receiver.throw_away()


@csrf_protect
def _send(request: HttpRequest, receiver: Any) -> HttpResponse:
    reach = reach_of(request)
    try:
        files = received(request, receiver)
        sent = acts.send(
            reach=reach, files=files, urn=_urn(request), system=request.POST.get("system", ""), by=reach.who
        )
    except (Refused, UploadError) as error:
        return desk(request, error=str(error))
    if len(sent) == 1:
        return redirect(f"/data/uploads/{sent[0].key}/?said=sent")
    return redirect("/data/?said=sent")


def _too_large(request: HttpRequest, words: str) -> HttpResponse:
    return show(request, "too_large", "desk", {}, error=words, status=413)


def receive_one(request: HttpRequest, receiver: Any) -> Received:
    """Return the one file of a form that replaces another. Raises `Refused`."""
    files = received(request, receiver)
    if len(files) != 1:
        raise Refused("Choose one file: the one that comes in this one's place.")
    return files[0]


def _urn(request: HttpRequest) -> int | None:
    said = request.POST.get("urn", "").strip()
    if said and not (said.isascii() and said.isdigit() and len(said) == 6):
        raise UploadError("A URN has six digits, such as 100000.")
    return int(said) if said else None


urn_of = _urn


def _sendings(request: HttpRequest, reader: Reader | None, names: Mapping[int, str]) -> list[Row]:
    """Return each school with what it sent of each kind, and what lies here of it unpublished."""
    if reader is None or not reader.has_children:
        return []
    try:
        rows = children_of(request, Right.MEND_DATA).sendings()
    except PermissionDenied:
        return []
    lying = Counter(Upload.objects.filter(stage=Stage.READY, published=0).values_list("urn", flat=True))
    found: dict[int, Row] = {}
    for row in rows:
        school = found.setdefault(
            row["urn"],
            {
                "urn": row["urn"],
                "name": names.get(row["urn"], str(row["urn"])),
                "kinds": {},
                "lying": lying[row["urn"]],
            },
        )
        school["kinds"][row["kind"]] = {**row, "words": STATES.get(row["state"], row["state"])}
    return sorted(found.values(), key=lambda s: (-sum(k["state"] != "sent" for k in s["kinds"].values()), s["name"]))


def _jobs(reach: Reach) -> list[Job]:
    found = Job.objects.filter(state__in=[State.WAITING, State.RUNNING]).select_related("upload", "publishing")
    return [j for j in found if j.upload is None or reach.holds(j.upload.urn)][:10]


def _last(reader: Reader | None, reach: Reach) -> dict[str, Any] | None:
    """Return the last publishing with its count: rows in, kept, refused, of the picture that is served."""
    if reader is None:
        return None
    rows = reader.receipts()
    total = {n: sum(r[n] for r in rows) for n in ("rows_in", "rows_kept", "rows_refused")}
    by = Publishing.objects.filter(snapshot=reader.snapshot, state=State.DONE).first()
    return {
        "made": reader.made_at, "tables": counted(len(rows), "table"), "by": by.by if by else "the command line", "at": local(by.ended) if by else "", "key": by.key if by and reach.everything else "",
        "sum": Counts(Count(total["rows_in"], "rows in"), [Count(total["rows_kept"], "kept"), Count(total["rows_refused"], "refused")]),
    }  # fmt: skip


def _lead(ready: Sequence[Upload], stuck: Sequence[Upload], going: Sequence[Upload], sendings: Sequence[Row]) -> str:
    behind = sum(any(k["state"] != "sent" for k in s["kinds"].values()) for s in sendings)
    parts = [
        f"{counted(len(ready), 'file was read and is', 'files were read and are')} not published" if ready else "",
        f"{counted(len(stuck), 'file waits', 'files wait')} for an answer or to be mended" if stuck else "",
        f"{counted(len(going), 'file is', 'files are')} being worked on" if going else "",
        f"{counted(behind, 'school is', 'schools are')} behind with something" if behind else "",
    ]
    said = "; ".join(p for p in parts if p)
    return (
        f"{capital(said)}."
        if said
        else "Nothing waits for you: everything that was sent is published, and nobody is behind."
    )
