"""Packs: made as drafts, frozen, followed while they are made, taken away."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.packs.pack import read
from collegiate.web.authorization.rights import Right
from collegiate.web.called import called
from collegiate.web.components import Fact
from collegiate.web.meetings import making
from collegiate.web.meetings.models import Meeting, Paper, last_frozen
from collegiate.web.meetings.naming import WARNS
from collegiate.web.meetings.pages.forms import FreezeForm
from collegiate.web.meetings.pages.found import may, meeting
from collegiate.web.meetings.pages.shown import done, show
from collegiate.web.whose import whoever, write_down
from collegiate.web.words import day, picture_day

FORMS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Have a draft made."""
    found = meeting(request, reference, Right.CLERK)
    return _made(request, found, lambda _why: making.draft(meeting=found, address=_address(request), by=whoever(request).email))  # fmt: skip


def freeze(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask whether the pack is to be frozen, and freeze it; once there is one, another corrects it."""
    found = meeting(request, reference, Right.CLERK)
    if request.method == "POST":
        return _made(request, found, lambda why: making.freeze(meeting=found, address=_address(request), by=whoever(request).email, why=why))  # fmt: skip
    return show(request, "freeze", {"meeting": found, "form": FreezeForm(), "frozen": last_frozen(found)})


def page(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show a pack: how far it is, and when it is made what it is made from and its fingerprint."""
    found = meeting(request, reference)
    paper = _paper(request, found, pk)
    stands = last_frozen(found)
    return show(request, "pack", {
        "meeting": found, "paper": paper, "stands": stands is not None and stands.pk == paper.pk, "last": stands, "facts": _facts(paper),
        "ready": paper.state == Paper.State.DONE, "warned": WARNS in paper.words, "clerk": may(request, found, Right.CLERK),
        "parts": [(p["title"], p["lead"]) for p in read(paper.content)["sections"]] if paper.state == Paper.State.DONE else [],
    })  # fmt: skip


def going(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show how far a pack is, for a page that is open."""
    paper = _paper(request, meeting(request, reference), pk)
    response = render(request, "meetings/_going.html", {"paper": paper})
    response["X-Going"] = str(int(paper.goes_on))
    return response


def file(request: HttpRequest, reference: str, pk: int, form: str) -> HttpResponse:
    """Hand a pack over as PDF, as workbook or as the JSON that both are made from."""
    found = meeting(request, reference)
    paper = _paper(request, found, pk, whole=True)
    if form not in FORMS or paper.state != Paper.State.DONE:
        raise Http404("There is no such file of this pack.")
    write_down(request, f"took away {name_of(paper)}.{form} of trust {found.trust_uid}", "the pack of a meeting")
    data = paper.content.encode() if form == "json" else bytes((paper.pdf if form == "pdf" else paper.xlsx) or b"")
    response = HttpResponse(data, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{name_of(paper)}.{form}"'
    return response


def name_of(paper: Paper) -> str:
    """Return what a pack's files are called, without their ending."""
    return f"{paper.meeting.reference}-{f'pack-{paper.number}' if paper.frozen else 'draft'}".lower()


def _made(request: HttpRequest, found: Meeting, make: Callable[[str], Paper]) -> HttpResponse:
    form = FreezeForm(request.POST)
    made: list[Paper] = []
    if done(form, lambda said: made.append(make(said["why"]))):
        return redirect(made[0].path)
    return show(request, "freeze", {"meeting": found, "form": form, "frozen": last_frozen(found)}, status=400)


def _paper(request: HttpRequest, found: Meeting, pk: int, *, whole: bool = False) -> Paper:
    papers = found.papers.select_related("meeting")
    paper = (papers if whole else papers.defer("pdf", "xlsx")).filter(pk=pk).first()
    if paper is None:
        raise Http404("There is no such pack of this meeting. A draft is thrown away when a newer one is made.")
    return paper


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")[:200]


def _facts(paper: Paper) -> list[Fact]:
    asked = f"{called(paper.by)}, {day(paper.at.date())}"
    if paper.state != Paper.State.DONE:
        return [Fact("Asked for by", asked)]
    return [
        Fact("Frozen by" if paper.frozen else "Made for", asked), Fact("Made from", f"the {picture_day(paper.snapshot)}"), Fact("Fingerprint", paper.sha256),
        *([Fact("It corrects the pack before it", paper.why)] if paper.why else []),
    ]  # fmt: skip
