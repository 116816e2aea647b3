"""Finding children: by name, and by academy, year and class; counts before lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.store import ScopedReader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.pictures.childhood.counts import children
from collegiate.web.pictures.childhood.named import year_name, year_order
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import asked_text, school_of, show
from collegiate.web.words import capital, counted

MOST = 50


def find(request: HttpRequest) -> HttpResponse:
    """Show how many children are where, and find some by name."""
    people, asked = children_of(request), asked_text(request, "q")
    rolls = {urn: n for (urn,), n in people.count_pupils("urn", on_roll=True).items()}
    found = people.find_pupils(asked, limit=MOST) if asked else []
    names = school_names(reader_of(request), [*rolls, *(r["urn"] for r in found)])
    academies = sorted(rolls.items(), key=lambda r: names[r[0]])
    held = people.scope.urns is None or set(rolls) <= people.scope.urns
    return show(request, "find", "find", {
        "held": held, "asked": asked, "found": [(r, names[r["urn"]]) for r in found], "more": len(found) == MOST,
        "academies": [(urn, names[urn], n) for urn, n in academies], "total": sum(rolls.values()),
        "lead": f"{capital(children(sum(rolls.values())))} on roll {_where(rolls, held)}. Every look at one is written down, with your name.",
    })  # fmt: skip


def _where(rolls: Mapping[int, int], held: bool) -> str:
    """Say of which academies children are counted: of a part of one, only those of the part."""
    academies = counted(len(rolls), "academy", "academies")
    return f"at {academies}" if held else f"whom you may see, at {academies}"


def academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Show an academy's years and classes as counts that add up, and the ways to what is known of them."""
    people = children_of(request)
    name = school_of(request, people, urn)
    years = _years(people, urn)
    return show(request, "academy", "find", {
        "urn": urn, "name": name, "years": years, "total": sum(y["pupils"] for y in years), "held": people.scope.holds_school(urn),
        "sendings": [s for s in people.sendings() if s["urn"] == urn],
    })  # fmt: skip


def _years(people: ScopedReader, urn: int) -> list[Row]:
    by_year: dict[str | None, list[Row]] = {}
    for row in people.classes(urn):
        by_year.setdefault(row["year_group"], []).append(row)
    return [
        {"year": y, "name": year_name(y), "pupils": sum(r["pupils"] for r in rows), "classes": sorted(rows, key=lambda r: r["registration_group"] or "")}
        for y, rows in sorted(by_year.items(), key=lambda item: year_order(item[0]))
    ]  # fmt: skip


def roll(request: HttpRequest, urn: int) -> HttpResponse:
    """Show the children of a year or a class: who knows them, when an adult last acted, what they missed this year."""
    year, group = asked_text(request, "year"), asked_text(request, "class")
    people = children_of(request)
    name = school_of(request, people, urn)
    if not year and not group:
        return redirect("children-academy", urn=urn)
    rows = people.pupils(urn=urn, year_group=year or None, registration_group=group or None)
    shown = sorted(rows, key=lambda r: (year_order(r["year_group"]), r["surname"] or "", r["forename"] or ""))
    return show(request, "roll", "find", {
        "urn": urn, "name": name, "year": year, "group": group, "held": people.scope.holds_school(urn), "title": f"Class {group}" if group else year_name(year), "rows": _described(people, shown, urn),
    })  # fmt: skip


def _described(people: ScopedReader, rows: Sequence[Row], urn: int) -> list[dict[str, Any]]:
    numbers = [r["pupil"] for r in rows]
    if not numbers:
        return []
    known = {r["pupil"]: r for r in people.known_by(numbers)}
    attended: dict[int, Row] = {}
    for row in people.attendance(numbers):
        if row["urn"] == urn:
            attended[row["pupil"]] = row
    latest = max((r["period"] for r in attended.values()), default=0)
    now = {p: r for p, r in attended.items() if r["period"] == latest}
    return [
        {"child": r, "known": known.get(r["pupil"]), "sessions": now.get(r["pupil"]), "year": str(AcademicYear(latest)) if latest else ""}
        for r in rows
    ]  # fmt: skip
