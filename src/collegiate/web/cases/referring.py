"""The list of cases, and the page on which something is referred."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collegiate.improve.cards import CaseCard
from collegiate.improve.cases import Kind, State
from collegiate.improve.series import Series, all_series
from collegiate.store import Reader, ScopedReader
from collegiate.vocabulary.pupil_numbers import looks_like_a_pupil
from collegiate.web.acts.acting import ActError
from collegiate.web.authorization.rights import Right
from collegiate.web.cases import others
from collegiate.web.cases.access import doing, readable
from collegiate.web.cases.acts import About, refer
from collegiate.web.cases.forms import ReferForm
from collegiate.web.cases.making import Seen, figure, latest_points, when
from collegiate.web.cases.models import Case
from collegiate.web.cases.pages import SECTION
from collegiate.web.cases.told import card_of
from collegiate.web.clock import today
from collegiate.web.components import Cell, Count, Counts
from collegiate.web.reading import reader_of, school_names
from collegiate.web.whose import academies, counts_of, trust_of, whoever, whole_trusts
from collegiate.web.words import capital, counted, day

_OVERDUE = "overdue"
_ALERT = re.compile(r"\d{1,9}-[0-9A-Za-z._-]{1,180}")


def listing(request: HttpRequest) -> HttpResponse:
    """Show the cases that somebody reads: counted by state, the overdue ones first."""
    on, wanted = today(), request.GET.get("state", "")
    cases = list(readable(request))
    cards = [(c, card_of(c, on)) for c in cases]
    cards.sort(
        key=lambda p: (
            not p[0].open and not p[1].next_step,
            not p[1].overdue,
            str(p[1].next_day or "9999"),
            p[0].reference,
        )
    )
    shown = [(c, k) for c, k in cards if wanted in ("", c.state) or (wanted == _OVERDUE and k.overdue)]
    overdue = [k for _, k in cards if k.overdue]
    return render(request, "cases/list.html", {
        "section": SECTION, "counts": _counts(cases), "lead": _lead(cases, len(overdue)), "overdue": [_first(k) for k in overdue[:1]], "wanted": wanted, "any": bool(cases),
        "columns": ["Case", "About", "State", "What comes next", "By"], "rows": [_row(c, k) for c, k in shown],
        "may_refer": whoever(request).may(Right.PLAN),
    })  # fmt: skip


def _first(card: CaseCard) -> dict[str, str]:
    about = f"{card.reference}, {card.school}: due by {day(card.next_day)}."
    return {"next_step": card.next_step, "path": card.path, "about_overdue": about}


def _counts(cases: list[Case]) -> Counts:
    found = Counter(c.state for c in cases)
    parts = [
        Count(found[s.value], s.value, f"/cases/?state={s.value.replace(' ', '+')}") for s in State if found[s.value]
    ]
    return Counts(Count(len(cases), "case" if len(cases) == 1 else "cases", "/cases/"), parts)


def _lead(cases: list[Case], overdue: int) -> str:
    if not cases:
        return "Nothing was referred to the Raising Achievement Board yet."
    there = sum(c.open for c in cases)
    late = f"{counted(overdue, 'is', 'are')} overdue" if overdue else "none is overdue"
    return f"{capital(counted(there, 'case is', 'cases are'))} open; {late}."


def _row(case: Case, card: CaseCard) -> list[object]:
    by = Cell(f"{day(card.next_day)}, overdue" if card.overdue else day(card.next_day), mind=card.overdue)
    return [Cell(case.reference, case.path), case.about, case.state, card.next_step or "nothing", by]


def referring(request: HttpRequest) -> HttpResponse:
    """Refer something to the board: by somebody who sees it, or from an alert with its data."""
    reader, people = reader_of(request), counts_of(request)
    mine = _mine(request, reader)
    asked = {k: request.GET.get(k, "") for k in ("urn", "series", "alert", "kind")}
    if not asked["kind"]:
        asked["kind"] = Kind.SUBJECT.value if asked["series"] else Kind.SCHOOL.value
    form = ReferForm(mine, _series(reader, people), request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            about = _about(request, said, reader, people)
            _fits(about, said["alert"])
            case = refer(
                doing=doing(request), about=about, words=said["words"], alert=said["alert"],
                attached=attached(about, said["alert"], reader, people),
            )  # fmt: skip
            return redirect(case.path)
        except ActError as error:
            form.add_error(None, str(error))
    context = {"section": SECTION, "form": form, "attached": _shown(request, asked, reader, people), "mine": mine}
    return render(request, "cases/refer.html", context, status=400 if form.errors else 200)


def _mine(request: HttpRequest, reader: Reader) -> list[tuple[str, str]]:
    """Return what somebody may refer: their academies by name, then the trusts of which they may refer a subject."""
    names = school_names(reader, academies(request, Right.PLAN))
    schools = sorted(((str(u), n) for u, n in names.items()), key=lambda c: c[1])
    found = ((uid, reader.trust(uid)) for uid in sorted(whole_trusts(request, Right.LEAD_IMPROVEMENT)))
    return [*schools, *((f"trust-{uid}", f"{t['trust_name']}, all academies") for uid, t in found if t)]


def _series(reader: Reader, people: ScopedReader | None) -> list[tuple[str, str]]:
    return [(s.id, s.title) for s in all_series(reader, people)]


def _about(request: HttpRequest, said: dict[str, Any], reader: Reader, people: ScopedReader | None) -> About:
    """Return what is referred. Raises `ActError` for an academy that is in no trust."""
    kind, series = Kind(said["kind"]), said["series"]
    title = next((s.title for s in all_series(reader, people) if s.id == series), "")
    if said["urn"].startswith("trust-"):
        uid = int(said["urn"].removeprefix("trust-"))
        trust = reader.trust(uid)
        return About(uid, kind, trust["trust_name"] if trust else f"Trust {uid}", None, series, title)
    urn = int(said["urn"])
    owner = trust_of(request, urn)
    if owner is None:
        raise ActError("This school is in no trust at present, so that no board of one looks at it.")
    return About(owner, kind, school_names(reader, [urn])[urn], urn, series, title, said["group"])


def _fits(about: About, alert: str) -> None:
    """Raises `ActError` for what is no alert of the trust, or one about another academy: it came with the address, not from a person."""
    uid, _, rest = alert.partition("-")
    urn = rest.partition("-")[0]
    other = urn.isdigit() and urn != str(about.urn)
    if alert and (not _ALERT.fullmatch(alert) or looks_like_a_pupil(alert) or uid != str(about.trust_uid) or other):
        raise ActError(
            "The alert that this page was opened with is not about this academy. Open it from the alert again."
        )


def attached(about: About, alert: str, reader: Reader, people: ScopedReader | None) -> dict[str, Any]:
    """Return the frozen copy of what is known: the alert's words, the latest figures, and the picture's id."""
    urns = [about.urn] if about.urn is not None else []
    cards = others.alerts(about.trust_uid, urns, reader=reader, people=people) if alert and urns else []
    rows = [r for c in cards if c.reference == alert for r in _of_alert(c)]
    series = next((s for s in all_series(reader, people) if s.id == about.series), None)
    rows += _of_series(series, urns, reader, people) if series else []
    return {"picture": reader.snapshot, "picture_made": reader.made_at, "rows": rows}


def _of_alert(card: Any) -> list[dict[str, str]]:
    chance = "" if card.chance is None else f"{100 * card.chance:.1f} times in a hundred"
    found = [
        ("Alert", card.words),
        ("Compared with", card.compared),
        ("Since", day(card.since)),
        ("Chance alone would raise it", chance),
    ]
    return [{"name": n, "value": v} for n, v in found if v]


def _of_series(series: Series, urns: list[int], reader: Reader, people: ScopedReader | None) -> list[dict[str, str]]:
    seen = Seen(reader, people, today())
    latest = [p for urn in urns for p in latest_points(series, urn, seen, 6) if p.value is not None]
    return [{"name": f"{series.title}, {when(p, seen.on)}", "value": figure(p.value, series)} for p in latest]


def _shown(
    request: HttpRequest, asked: dict[str, str], reader: Reader, people: ScopedReader | None
) -> list[dict[str, str]]:
    """Return what will be attached, for whoever is about to refer it; nothing for an academy that is not theirs."""
    urn = int(asked["urn"]) if asked["urn"].isascii() and asked["urn"].isdecimal() and len(asked["urn"]) < 10 else None
    if urn is None or urn not in academies(request, Right.PLAN):
        return []
    about = About(trust_of(request, urn) or 0, Kind.SCHOOL, "", urn, asked["series"])
    rows: list[dict[str, str]] = attached(about, asked["alert"], reader, people)["rows"]
    return rows
