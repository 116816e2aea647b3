"""One child or two: the questions that only a person can answer, with what speaks for and against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from collegiate.store import ScopedReader
from collegiate.store.journal import Entry
from collegiate.web.acts import ActError
from collegiate.web.acts.identity import NOT_NOW, answer, pair_of, standing, take_back
from collegiate.web.pictures.childhood.likeness import odds_words, reasons, schools_said
from collegiate.web.pictures.childhood.named import child_name, listed_name, year_name
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.acting import acting_of, decisions, who_acts
from collegiate.web.views.children.common import show
from collegiate.web.words import capital, counted, day

KINDS = {
    "maybe_one": ("Two records, perhaps one child", "No pupil number joins them, but much else does."),
    "maybe_two": ("One pupil number, perhaps two children", "One pupil number stands in both, but they differ in what no child changes."),
}  # fmt: skip
SAID = {"one_child": "one child", "two_children": "two children", NOT_NOW: "not now"}


def listing(request: HttpRequest, error: str = "") -> HttpResponse:
    """Show the questions, the surest first, those that are answered marked, and the answers that builds have followed."""
    people = children_of(request)
    rows = people.questions()
    held = standing(decisions())
    names = school_names(reader_of(request), {u for r in rows for u in (r["urn"], r["other_urn"])})
    asked = [_asked(r, held, names) for r in rows]
    still = [a for a in asked if a["answer"] is None or a["answer"]["kind"] == NOT_NOW]
    return show(request, "questions", "questions", {
        "kinds": [(kind, *KINDS[kind], _surest([a for a in asked if a["kind"] == kind])) for kind in KINDS], "total": len(asked), "open": len(still),
        "answered": len(asked) - len(still), "lead": _lead(len(still)), "followed": _followed(people, rows, held), "error": error,
    }, status=400 if error else 200)  # fmt: skip


def question(request: HttpRequest, question: str, error: str = "") -> HttpResponse:
    """Show two records side by side, what speaks for one child and for two, and the three answers."""
    people = children_of(request)
    row = _required(people, question)
    held = standing(decisions()).get(pair_of(row))
    spells = {side: people.facts("pupil_enrolment", row[side]["pupil"]) for side in ("first", "second")}
    contacts = {side: people.facts("pupil_contact", row[side]["pupil"]) for side in ("first", "second")}
    urns = {row["urn"], row["other_urn"], *schools_said(row), *(s["urn"] for found in spells.values() for s in found)}
    names = school_names(reader_of(request), urns)
    return show(request, "question", "questions", {
        "asked": row, "kind": KINDS[row["kind"]], "odds": odds_words(row["score"]), "reasons": reasons(row, names), "sides": _sides(row, spells, contacts, names),
        "answer": held, "said": SAID[held["kind"]] if held else "", "settled": bool(held and held["kind"] != NOT_NOW), "error": error, "why": request.POST.get("why", "") if error else "",
    }, status=400 if error else 200)  # fmt: skip


def answered(request: HttpRequest, question: str) -> HttpResponse:
    """Take an answer to a question."""
    people = children_of(request)
    row = _required(people, question)
    said = request.POST.get("answer", "")
    try:
        answer(
            acting_of(request, people), question=row, kind=said, by=who_acts(request), why=request.POST.get("why", "")
        )
    except ActError as error:
        return _shown(request, question, str(error))
    return redirect("question", question=question)


def taken_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take an answer back, whether or not a build has followed it."""
    people = children_of(request)
    try:
        take_back(acting_of(request, people), number=number, by=who_acts(request), why=request.POST.get("why", ""))
    except ActError as error:
        return listing(request, error=str(error))
    return redirect("questions")


def _shown(request: HttpRequest, wanted: str, error: str) -> HttpResponse:
    return question(request, wanted, error=error)


def _required(people: ScopedReader, wanted: str) -> Row:
    row = people.question(wanted)
    if row is None:
        raise Http404(
            "There is no such question in this picture. It may have been answered, and followed by a build since."
        )
    return row


def _asked(row: Row, held: Mapping[tuple[str, str], Entry], names: Mapping[int, str]) -> dict[str, Any]:
    entry = held.get(pair_of(row))
    return {
        "question": row["question"], "kind": row["kind"], "score": row["score"], "odds": odds_words(row["score"]), "answer": entry, "said": SAID[entry["kind"]] if entry else "",
        "names": [listed_name(row["first"]), listed_name(row["second"])], "schools": list(dict.fromkeys((names[row["urn"]], names[row["other_urn"]]))),
        "keys": [row["first"]["pupil_key"], row["second"]["pupil_key"]],
    }  # fmt: skip


def _surest(asked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(asked, key=lambda a: (bool(a["answer"]), -abs(a["score"])))


def _followed(people: ScopedReader, rows: Sequence[Row], held: Mapping[tuple[str, str], Entry]) -> list[dict[str, Any]]:
    """Return the answers whose question is asked no more, with the children whom they are about as they are called now."""
    asked = {pair_of(r) for r in rows}
    over = [(pair, e) for pair, e in held.items() if pair not in asked and e["kind"] != NOT_NOW]
    if people.scope.urns is not None:
        return []  # whom a sender's name led to is for those who see all
    numbers = people.led_to(sorted({name for pair, _ in over for name in pair})) if over else {}
    found = people.pupils(numbers=sorted(set(numbers.values())), on_roll=None) if numbers else []
    called = {r["pupil"]: r for r in found}
    told = []
    for pair, entry in over:
        now = [called[n] for n in dict.fromkeys(numbers.get(name) for name in pair) if n in called]
        told.append(
            {"answer": entry, "said": SAID[entry["kind"]], "children": [(r["pupil_key"], child_name(r)) for r in now]}
        )
    return sorted(told, key=lambda t: str(t["answer"]["at"]), reverse=True)


def _sides(
    row: Row, spells: Mapping[str, Sequence[Row]], contacts: Mapping[str, Sequence[Row]], names: Mapping[int, str]
) -> list[tuple[str, str, str, bool]]:
    """Return the two records line by line, and whether a line differs."""
    columns = [_side(row[s], spells[s], contacts[s], names) for s in ("first", "second")]
    return [
        (title, a, b, a.casefold() != b.casefold())
        for title, a, b in zip(columns[0], columns[0].values(), columns[1].values(), strict=True)
    ]


def _side(child: Row, spells: Sequence[Row], contacts: Sequence[Row], names: Mapping[int, str]) -> dict[str, str]:
    legal = " ".join(p for p in (child["legal_forename"], child["legal_surname"]) if p)
    places = dict.fromkeys(names[s["urn"]] + _span(s) for s in spells)
    adults = dict.fromkeys(" ".join(p for p in (c["forename"], c["surname"]) if p) for c in contacts)
    return {
        "Name": child_name(child), "Legal name": legal or "not recorded", "Middle names": child["middle_names"] or "none", "Born": day(child["birth_date"]) or "not recorded",
        "Year and class": ", ".join(p for p in (year_name(child["year_group"]), child["registration_group"]) if p), "Schools": "; ".join(places) or "no spell on a roll",
        "On roll now": "yes" if child["on_roll"] else "no", "Home postcode district": child["outward_code"] or "not recorded", "Parents and carers": "; ".join(adults) or "not recorded",
    }  # fmt: skip


def _span(spell: Row) -> str:
    left = f" to {day(spell['leaving_date'])}" if spell["leaving_date"] else ""
    return f", from {day(spell['entry_date'])}{left}"


def _lead(still: int) -> str:
    if not still:
        return "No question is open: every record is one child, as far as anything says."
    return f"{capital(counted(still, 'question is', 'questions are'))} open. Nothing is joined or parted until somebody answers, and every answer can be taken back."
