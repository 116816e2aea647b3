"""Nobody missed: the roll of a week, each child exactly once, as counts that add up and then as lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from collegiate.store import ScopedReader
from collegiate.web.pictures.childhood.counts import children, total
from collegiate.web.pictures.childhood.named import GROUPINGS, group_name, in_order, year_name
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import asked_day, asked_number, asked_text, school_of, show
from collegiate.web.words import capital, counted, day

STATES = {"acted_on": "acted on", "looked_at": "looked at, no concern", "no_data": "no data"}
_COUNTS = ("roll", *STATES, "without_action")
_WEEKS_SHOWN = 12
DAYS = (30, 60, 90, 180)


def trust(request: HttpRequest) -> HttpResponse:
    """Show the trust's roll of a week, and each academy's."""
    people = children_of(request)
    weeks = people.weeks()
    week = _week(request, weeks)
    rows = people.ledger_counts(week=week) if week else []
    names = school_names(reader_of(request), [r["urn"] for r in rows])
    whole = total(rows, *_COUNTS) if rows else None
    return show(request, "ledger", "ledger", {
        "weeks": weeks[:_WEEKS_SHOWN], "week": week, "whole": whole, "equation": _equation(whole), "lead": _lead(whole, week),
        "rows": sorted(({**r, "name": names[r["urn"]]} for r in rows), key=lambda r: r["name"]), "silent": people.sendings() and _silent(people, names),
    })  # fmt: skip


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show an academy's roll of a week: by year, class and group, and week by week."""
    people = children_of(request)
    name = school_of(request, people, urn)
    weeks = people.weeks()
    week = _week(request, weeks)
    own = next(iter(people.ledger_counts(week=week, urn=urn)), None) if week else None
    groups = []
    for grouping, title in GROUPINGS.items():
        rows = people.ledger_counts(week=week, urn=urn, grouping=grouping) if week else []
        if rows:
            told = [
                {**r, "name": group_name(grouping, r["value"])}
                for r in sorted(rows, key=lambda r: in_order(grouping, r["value"]))
            ]
            groups.append((grouping, title, told, total(rows, *_COUNTS)))
    return show(request, "ledger_academy", "ledger", {
        "urn": urn, "name": name, "weeks": weeks[:_WEEKS_SHOWN], "week": week, "whole": own, "equation": _equation(own), "lead": _lead(own, week), "groups": groups,
        "history": list(reversed(people.ledger_counts(urn=urn)))[:_WEEKS_SHOWN],
    })  # fmt: skip


def listing(request: HttpRequest, urn: int) -> HttpResponse:
    """Show the children behind a number of the ledger, and what is missing of those of whom nothing is known."""
    people = children_of(request)
    name = school_of(request, people, urn)
    week = _week(request, people.weeks())
    state = asked_text(request, "state")
    state = state if state in STATES else "no_data"
    year, group = asked_text(request, "year"), asked_text(request, "class")
    rows = (
        people.ledger_entries(week, urn=urn, state=state, year_group=year or None, registration_group=group or None)
        if week
        else []
    )
    lacks = Counter(m for r in rows for m in _missing(r))
    narrowed = [w for w in (year_name(year) if year else "", f"class {group}" if group else "") if w]
    return show(request, "ledger_list", "ledger", {
        "urn": urn, "name": name, "week": week, "state": state, "words": STATES[state], "rows": [(r, _missing(r)) for r in _by_name(rows)],
        "lacks": lacks.most_common(), "narrowed": ", ".join(narrowed), "lead": f"{capital(children(len(rows)))}: {STATES[state]}.",
    })  # fmt: skip


def without_action(request: HttpRequest) -> HttpResponse:
    """Show children for whom no adult has acted in n days: how many at each academy, then those of one."""
    people = children_of(request)
    asked = asked_number(request, "days")
    days = min(max(asked if asked is not None else DAYS[0], 1), 9999)
    rolls = {u: n for (u,), n in people.count_pupils("urn", on_roll=True).items()}
    asked_urn = asked_number(request, "school")
    urn = asked_urn if asked_urn in rolls else None
    names = school_names(reader_of(request), rolls)
    rows = people.known(urn=urn, least_days=days) if urn is not None else []
    return show(request, "without_action", "ledger", {
        "days": days, "choices": DAYS, "urn": urn, "name": names[urn] if urn else "", "rows": rows,
        "schools": sorted(((u, names[u], n) for u, n in rolls.items()), key=lambda s: s[1]),
        "lead": f"{capital(children(len(rows)))} at {names[urn]}, of {rolls[urn]:,} on roll, without adult action in {counted(days, 'day')}." if urn else "",
    })  # fmt: skip


def _week(request: HttpRequest, weeks: Sequence[date]) -> date | None:
    wanted = asked_day(request, "week")
    return wanted if wanted in weeks else next(iter(weeks), None)


def _equation(row: Row | None) -> list[tuple[str, int, str]]:
    return [(state, row[state], words) for state, words in STATES.items()] if row else []


def _lead(row: Row | None, week: date | None) -> str:
    if row is None or week is None:
        return "No week with school days is in the files of this picture."
    begun = f"In the week of {day(week)}, {children(row['roll'])} were on roll, each counted once"
    missing = (
        f"Of {children(row['no_data'])} nothing says that an adult looked."
        if row["no_data"]
        else "An adult looked at every one of them."
    )
    return f"{begun}. {missing}"


def _missing(row: Row) -> list[str]:
    return [m.strip() for m in (row["missing"] or "").split("|") if m.strip()]


def _by_name(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda r: (r["surname"] or "", r["forename"] or ""))


def _silent(people: ScopedReader, names: dict[int, str]) -> list[dict[str, Any]]:
    """Return what academies should have sent and did not: the first reason why nothing is known of a child."""
    late = [s for s in people.sendings() if s["state"] != "sent"]
    return [{**s, "name": names.get(s["urn"], f"School {s['urn']}")} for s in late]
