"""The journal: who looked at whom, who did what, and whether every line is as it was written."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.store import JournalBrokenError, Look, Store
from collegiate.store.audit import Asked
from collegiate.store.kinds import KINDS
from collegiate.web.asked import Pages
from collegiate.web.audit.reading import asked_of, audit_of, found_in, persons_of, told_to
from collegiate.web.authorization.rights import Right
from collegiate.web.components.parts import Choice, Option
from collegiate.web.downloads import as_csv
from collegiate.web.views.children.acting import who_acts

A_PAGE = 50
MOST_TAKEN_AWAY = 5_000
"""Lines of a file: a longer stretch is asked for by days."""

_COLUMNS = ("When (UK time)", "Who", "E-mail address", "What", "Why")


def journal(request: HttpRequest) -> HttpResponse:
    """Show the entries that the reader may see, the latest first, each as a sentence."""
    return _page(request)


def _page(request: HttpRequest, *, broken: str = "", checked: bool = False, status: int = 200) -> HttpResponse:
    people = persons_of(request, Right.READ_AUDIT)
    asked = asked_of(request, people)
    found = found_in(asked)
    pages = Pages.of(request, len(found), A_PAGE)
    return render(
        request,
        "audit/journal.html",
        {
            "section": "audit", "pages": pages, "told": told_to(people, found.latest(A_PAGE, pages.offset)), "choices": _choices(asked, request),
            "whole": people.scope.urns is None, "check": audit_of().last_check(), "broken": broken, "checked": checked, "asked": request.GET.urlencode(), "most": MOST_TAKEN_AWAY,
        },
        status=status,
    )  # fmt: skip


def download(request: HttpRequest) -> HttpResponse:
    """Give what the page lists as CSV; that it was taken away is written down first."""
    people = persons_of(request, Right.READ_AUDIT)
    entries = found_in(asked_of(request, people)).latest(MOST_TAKEN_AWAY)
    act = Look(
        who_acts(request), f"exported {len(entries)} lines of the audit journal", people.scope.why, (), _snapshot()
    )
    audit_of().acted(act, kind="export")
    rows = [(f"{t.at:%Y-%m-%d %H:%M:%S}", t.who, t.email, t.did, t.why) for t in told_to(people, entries)]
    return as_csv("audit.csv", _COLUMNS, rows)


def check(request: HttpRequest) -> HttpResponse:
    """Check every line of the journal now, and say what was found."""
    try:
        audit_of().check()
    except JournalBrokenError as error:
        return _page(request, broken=str(error).replace(str(settings.COLLEGIATE_STORE.resolve()), "the store"))
    return redirect("audit")


def _choices(asked: Asked, request: HttpRequest) -> list[Choice]:
    kinds = [Option("", "everything", not asked.kind), *(Option(k, w, k == asked.kind) for k, w in KINDS.items())]
    return [
        Choice("who", "By whom (e-mail address)", value=asked.who),
        Choice("kind", "What", kinds),
        Choice("from", "From the day, such as 2026-11-20", value=f"{asked.first or ''}"),
        Choice("to", "To the day", value=f"{asked.last or ''}"),
        Choice("child", "Child's key, as in the page's address", value=request.GET.get("child", "")[:10]),
    ]


def _snapshot() -> str:
    return Store(settings.COLLEGIATE_STORE).current or ""
