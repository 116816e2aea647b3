"""A class, and a teacher's own: who needs a look, what was tried before, what helped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.store import ScopedReader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.accounts.models import signed_in
from collegiate.web.authorization.rights import Right
from collegiate.web.home.asking import PARTS
from collegiate.web.home.groups import Group, LookedOver, group_of, looked_over, tried
from collegiate.web.pictures.childhood.named import child_name
from collegiate.web.pictures.childhood.reasons import chance_words, reasons
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import asked_text, school_of, show
from collegiate.web.words import capital, day

REASONS_SHOWN = 2


def mine(request: HttpRequest) -> HttpResponse:
    """Show the classes and year groups that somebody is appointed to: one as itself, several each with its counts."""
    people, user = children_of(request), signed_in(request)
    held = [a for a in user.holding(Right.SEE_CHILDREN) if a.span in PARTS] if user else []
    names = school_names(reader_of(request), [a.urn for a in held if a.urn is not None])
    groups = [group_of(a, names) for a in held]
    if len(groups) == 1:
        return group_page(request, people, groups[0], within="my-class")
    return show(request, "my_classes", "my-class", {"groups": [looked_over(people, g) for g in groups]})


def page(request: HttpRequest, urn: int) -> HttpResponse:
    """Show one class of an academy."""
    people = children_of(request)
    name, called = school_of(request, people, urn), asked_text(request, "class")
    if not called:
        return redirect("children-academy", urn=urn)
    return group_page(request, people, Group(urn, name, class_name=called))


def group_page(request: HttpRequest, people: ScopedReader, group: Group, **more: Any) -> HttpResponse:
    """Show a class or a year group: counts, then those to look at first with what was tried, then the others."""
    over = looked_over(people, group)
    numbers = [c["pupil"] for c in over.children]
    about = _about(people, over, numbers)
    first = over.first
    return show(request, "group", more.pop("within", "find"), {
        "group": group, "over": over, "title": capital(group.title), "lead": over.sentence if over.children else f"No child on roll is in {group.title} now.",
        "first": [(c, *_flagged(over.flags[c["pupil"]]), about[c["pupil"]]) for c in first],
        "looked_at": [(c, about[c["pupil"]]) for c in over.looked_at], "unseen": [(c, about[c["pupil"]]) for c in over.unseen],
        "begin": f"Begin with {child_name(first[0])}" if first else f"Look at {child_name(over.unseen[0])}" if over.unseen else "",
        "begin_path": f"/children/child/{(first or over.unseen)[0]['pupil_key']}/" if first or over.unseen else "", **more,
    })  # fmt: skip


def _flagged(flag: Row) -> tuple[str, str]:
    """Say how likely a child is to drift, and the weightiest reasons that make it likelier."""
    pointing = [r.words for r in reasons(flag) if r.weight > 0 and r.single][:REASONS_SHOWN]
    return chance_words(flag["chance"]), "; ".join(pointing) or "no single sign stands out"


def _about(people: ScopedReader, over: LookedOver, numbers: Sequence[int]) -> Mapping[int, dict[str, Any]]:
    """Return what a line about each child says: this year's sessions, who knows them, what was tried, and the last two notes' days."""
    if not numbers:
        return {}
    known = {r["pupil"]: r for r in people.known_by(numbers)}
    sessions: dict[int, Row] = {}
    for row in people.attendance(numbers):
        if row["urn"] == over.group.urn:
            sessions[row["pupil"]] = row
    latest = max((r["period"] for r in sessions.values()), default=None)
    was_tried = tried(people, numbers)
    return {
        n: {
            "known": known.get(n), "sessions": sessions[n] if n in sessions and sessions[n]["period"] == latest else None,
            "year": str(AcademicYear(latest)) if latest else "", "tried": [_tried(r) for r in was_tried.get(n, [])],
        }
        for n in numbers
    }  # fmt: skip


def _tried(row: Row) -> str:
    until = f"to {day(row['end_date'])}" if row["end_date"] else "and goes on"
    return f"{row['programme']}, from {day(row['start_date'])} {until}"
