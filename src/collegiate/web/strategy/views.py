"""The pages on which the strategy is read: all of it on one page, one aim, and the aims nobody worked on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collegiate.strategy import Kind, State
from collegiate.web.authorization.rights import Right
from collegiate.web.components import Cell
from collegiate.web.strategy import pages
from collegiate.web.strategy.asking import aim_of, name_of, page_of, settles, worked_on
from collegiate.web.strategy.told import path
from collegiate.web.strategy.working import term_words
from collegiate.web.whose import trusts, whoever
from collegiate.web.words import day


def listing(request: HttpRequest) -> HttpResponse:
    """Show the strategy of one's trust; of several, the counts of each."""
    held = trusts(request, Right.READ_STRATEGY)
    if len(held) == 1:
        return _page(request, *held[0])
    told = [page_of(request, uid, name) for uid, name in held]
    return render(request, "strategy/trusts.html", {"section": "strategy", "told": told, "person": whoever(request)})


def trust(request: HttpRequest, uid: int) -> HttpResponse:
    """Show a trust's strategy on one page."""
    return _page(request, uid, name_of(request, uid))


def _page(request: HttpRequest, uid: int, name: str) -> HttpResponse:
    page = page_of(request, uid, name)
    chosen = request.GET.get("state", "")
    state = next((s for s in State if s.name.lower() == chosen), None)
    context = {
        "section": "strategy", "page": page, "parts": page.parts(chosen if state else ""), "state": state.value if state else "", "columns": pages.COLUMNS,
        "settles": settles(request, uid), "sources": pages.sources_of(page.stood), "person": whoever(request),
        "off": [a.aim for a in page.strategy.agreed if a.off],
        "start": next((x for x in page.strategy.lines if x.kind is Kind.START), None) if page.strategy.start else None,
    }  # fmt: skip
    return render(request, "strategy/page.html", context)


def aim(request: HttpRequest, uid: int, aim: str) -> HttpResponse:
    """Show one aim: how it stands, why, its course, who is in it, what was decided and who worked on it."""
    name = name_of(request, uid)
    _, agreed, stood = aim_of(request, uid, aim)
    work = worked_on(request, uid).get(aim, [])
    may = settles(request, uid)
    undone = {x.undoes for x in agreed.lines}
    context = {
        "section": "strategy", "uid": uid, "trust": name, "stood": stood, "aim": agreed.aim, "agreed": agreed, "home": path(uid), "here": path(uid, aim),
        "facts": pages.facts_of(stood, uid, settles=may and not agreed.off), "chart": pages.chart_of(stood, name), "members": pages.members_of(stood),
        "member_columns": ("Who is in it", "What is so", "Counts towards it"), "known": pages.known_of(stood, work), "work": work, "shown": pages.shown_at(agreed.aim, uid),
        "decisions": [(x, pages.decision_words(x.kind.value, x.said, stood), x.number in undone) for x in agreed.lines],
        "settles": may, "works": settles(request, uid, Right.PLAN), "person": whoever(request), "undone": Kind.UNDONE, "mind": stood.state in pages.NEEDS,
    }  # fmt: skip
    return render(request, "strategy/aim.html", context)


def untouched(request: HttpRequest, uid: int) -> HttpResponse:
    """Show the aims that nobody worked on this term, and when somebody last did."""
    page = page_of(request, uid, name_of(request, uid))
    work = worked_on(request, uid)
    rows = []
    for stood in page.stood:
        own = stood.agreed.aim
        if own.id in page.untouched:
            last = work.get(own.id, [])
            when = f"{day(last[0].on)}: {last[0].words}" if last else None
            rows.append((Cell(own.called, path(uid, own.id)), stood.agreed.owner, Cell(stood.state.value, mind=stood.state in pages.NEEDS), when))  # fmt: skip
    context = {
        "section": "strategy", "page": page, "rows": rows, "columns": ("Aim", "Owner", "State", "Last worked on"), "term": term_words(page.on), "person": whoever(request),
        "works": settles(request, uid, Right.PLAN),
    }  # fmt: skip
    return render(request, "strategy/untouched.html", context)
