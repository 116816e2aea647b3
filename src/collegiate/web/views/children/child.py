"""One child: everything that was sent of them, from nursery to post-16, and who looked at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.charts import Conversion, moment
from collegiate.store import ScopedReader, Store
from collegiate.tables import RESOLVED
from collegiate.vocabulary.subjects import subject_name
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.accounts.models import signed_in
from collegiate.web.asked import Pages
from collegiate.web.audit.told import by_day, people_named
from collegiate.web.authorization.rights import Right
from collegiate.web.pictures.childhood.named import child_name, move_name, need_name, need_value, year_name
from collegiate.web.pictures.childhood.reasons import chance_words, outcome_words, reasons
from collegiate.web.pictures.childhood.results import drawn_results, goals
from collegiate.web.pictures.childhood.sessions import school_years
from collegiate.web.pictures.childhood.story import KINDS, Adults, conduct_words, story
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.common import show
from collegiate.web.words import day, listed

Facts = dict[str, list[Row]]

LOOKS_A_PAGE = 50
_TERMS = ("autumn", "spring", "summer")


def child(request: HttpRequest, key: str) -> HttpResponse:
    """Show a child's record."""
    people = children_of(request)
    row = required(people, key)
    if row["pupil_key"] != key:
        return redirect("child", key=row["pupil_key"])
    pupil = row["pupil"]
    facts: Facts = {t.name: people.facts(t.name, pupil) for t in RESOLVED}
    attendance = people.attendance([pupil])
    names = school_names(reader_of(request), _schools(row, facts, attendance))
    known = next(iter(people.known_by([pupil])), None)
    adults = Adults.of(facts["pupil_known_by"])
    return show(request, "child", "find", {
        "child": row, "name": child_name(row), "school": names[row["urn"]], "lead": _lead(row, known, names), "known": known,
        "years": school_years(attendance, people.marks(pupil), names, _year_groups(people, attendance)), "results": drawn_results(facts["pupil_result"], _moved(facts, names), people.year_group_results(pupil)),
        "goals": goals(facts["pupil_result"]), "efforts": _efforts(facts["pupil_effort"]), "needs": _needs(facts["pupil_need"]), "support": facts["pupil_support"],
        "achievements": _achievements(facts["pupil_achievement"]), "words": list(reversed(facts["pupil_childs_word"])), "adults": _adults(facts["pupil_known_by"], adults),
        "conduct": [(r, conduct_words(r)) for r in reversed(facts["pupil_conduct"])], "story": story(facts, names, adults), "contacts": facts["pupil_contact"],
        "classes": [r for r in facts["pupil_class_membership"] if r["end_date"] is None], "rolls": [(r, names[r["urn"]]) for r in facts["pupil_enrolment"]],
        "flags": [(f, chance_words(f["chance"]), reasons(f), outcome_words(f)) for f in people.flags_of(pupil)],
        "moves": [(m, move_name(m["move"])) for m in people.moves_of(pupil)], "findings": people.findings_of(pupil), "circumstances": _circumstances(row),
    })  # fmt: skip


def _year_groups(people: ScopedReader, attendance: Sequence[Row]) -> list[Row]:
    """Return how the year groups of the child's schools and years attended: counts of the schools that the reader may see."""
    urns = {r["urn"] for r in attendance if people.scope.holds_school(r["urn"])}
    return [row for urn in sorted(urns) for row in people.attendance_counts(urn=urn, grouping="year_group")]


def looks(request: HttpRequest, key: str) -> HttpResponse:
    """Show who looked at a child's record, when and why, by day and person, the latest first; this look is among them."""
    people = children_of(request)
    row = required(people, key)
    found = list(Store(settings.COLLEGIATE_STORE).audit.of(people.keys_of(row["pupil"])))
    who = {str(e["who"]) for e in found}
    user = signed_in(request)
    days = by_day(found, people_named(who), reasons=user is not None and user.may(Right.READ_AUDIT))
    pages = Pages.of(request, len(days), LOOKS_A_PAGE)
    return show(request, "looks", "find", {
        "child": row, "name": child_name(row), "days": days[pages.offset : pages.offset + pages.size], "pages": pages, "looks": len(found), "people": len(who),
    })  # fmt: skip


def required(people: ScopedReader, key: str) -> Row:
    """Return the child whom a key leads to. Raises Http404, which does not say whose it may have been."""
    row = people.pupil(key)
    if row is None:
        raise Http404("No child of this picture has this address.")
    return row


def _schools(row: Row, facts: Mapping[str, Sequence[Row]], attendance: Sequence[Row]) -> set[int]:
    return {row["urn"], *(r["urn"] for rows in facts.values() for r in rows), *(r["urn"] for r in attendance)}


def _lead(row: Row, known: Row | None, names: Mapping[int, str]) -> str:
    at = f"{year_name(row['year_group'])} at {names[row['urn']]}"
    since = f", on roll since {day(row['entry_date'])}" if row["entry_date"] else ""
    if not row["on_roll"]:
        left = f" on {day(row['leaving_date'])}" if row["leaving_date"] else ""
        return f"Left {names[row['urn']]}{left}; on no roll of this picture now."
    return f"{at}{since}. {_knows(known)}"


def _knows(known: Row | None) -> str:
    if known is None or not known["adult"]:
        who = "No adult is named as knowing them well"
    else:
        who = f"{known['adult']} is named as knowing them well"
    acted = known and known["last_action"]
    return f"{who}; an adult last acted on {day(acted)}." if acted else f"{who}; no adult is known to have acted."


def _moved(facts: Mapping[str, Sequence[Row]], names: Mapping[int, str]) -> list[Conversion]:
    """Return where the child changed school: the first school is a beginning, not a move."""
    rolls = sorted(facts["pupil_enrolment"], key=lambda r: r["entry_date"])
    moves, at = [], None
    for row in rolls:
        if at is not None and row["urn"] != at:
            moves.append(Conversion(moment(row["entry_date"]), f"to {_short(names[row['urn']])}"))
        at = row["urn"]
    return moves


def _short(name: str) -> str:
    return name if len(name) <= 22 else f"{name[:21].rstrip()}…"


def _efforts(rows: Sequence[Row]) -> dict[str, Any] | None:
    """Return effort grades as a table: subjects down, reports across, the latest report first."""
    if not rows:
        return None
    reports = sorted(
        {(r["period"], _TERMS.index(r["term"]) if r["term"] in _TERMS else 3, r["term"]) for r in rows}, reverse=True
    )[:9]
    labels = [f"{term.capitalize()} {AcademicYear(period)}" for period, _, term in reports]
    grades = {(r["subject"], r["period"], r["term"]): r["grade"] for r in rows}
    subjects = sorted({r["subject"] for r in rows}, key=subject_name)
    latest = [grades[s, reports[0][0], reports[0][2]] for s in subjects if (s, reports[0][0], reports[0][2]) in grades]
    return {
        "reports": labels, "latest": latest, "mean": sum(latest) / len(latest),
        "rows": [(subject_name(s), [(label, grades.get((s, period, term))) for label, (period, _, term) in zip(labels, reports, strict=True)]) for s in subjects],
    }  # fmt: skip


def _needs(rows: Sequence[Row]) -> list[tuple[Row, str, str]]:
    return [(r, need_name(r["kind"]), need_value(r["kind"], r["code"])) for r in rows]


def _achievements(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Return the achievements of each of the four kinds, the latest first; a kind without one stays, and says so."""
    return [(words, [r for r in reversed(rows) if r["kind"] == kind]) for kind, words in KINDS]


def _adults(rows: Sequence[Row], adults: Adults) -> list[tuple[str, date, date | None]]:
    return [(adults.called(r["staff"]), r["start_date"], r["end_date"]) for r in reversed(rows)]


def _circumstances(row: Row) -> str:
    """Say a child's circumstances now in one line; what is not recorded is not said to be absent."""
    said = [need_value("sen_provision", row["sen_provision"])] if row["sen_provision"] not in (None, "N") else []
    said += [words for column, words in (
        ("free_school_meals", "free school meals"), ("pupil_premium", "pupil premium"), ("looked_after", "looked after by a local authority"),
        ("service_child", "a parent in the armed forces"), ("english_additional", "English as an additional language"),
    ) if row[column]]  # fmt: skip
    return listed(said)
