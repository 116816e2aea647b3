"""The transition room: who moves on, what of the agreed pack is there, and how far it has come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from collegiate.pupils.transition import Leaver, Pack, School, packs, transfer_file, transfer_file_name
from collegiate.store import ScopedReader
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.acts import ActError, Acting
from collegiate.web.acts.packs import batches, last_step, next_step, take_back, take_back_together, take_step
from collegiate.web.downloads import as_csv
from collegiate.web.pictures.childhood.counts import children
from collegiate.web.pictures.childhood.moving import STATES, Way, as_they_stand, has_year, in_order, missing, pack_of
from collegiate.web.pictures.childhood.named import child_name, move_name
from collegiate.web.reading import Row, reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.views.children.acting import acting_of, decisions, who_acts
from collegiate.web.views.children.child import required
from collegiate.web.views.children.common import school_of, show
from collegiate.web.words import capital, counted

OUTSIDE = "outside"
_SENT_TABLES = ("pupil_need", "pupil_contact", "pupil_result", "pupil_enrolment")


def trust(request: HttpRequest) -> HttpResponse:
    """Show how many children move on, by move and school, and how far their packs have come."""
    people = children_of(request)
    period = _period(people)
    moves = _states(people, period)
    names = school_names(reader_of(request), {m["urn"] for m in moves})
    whole = Way.of(moves)
    return show(request, "moving", "moving", {
        "period": period, "whole": whole if moves else None, "lead": _lead(whole, period), "moves": _by_move(moves, names), "packs": packs(),
    })  # fmt: skip


def academy(request: HttpRequest, urn: int, error: str = "") -> HttpResponse:
    """Show the children of a school who move on: what is missing of each, and what was sent."""
    people = children_of(request)
    name = school_of(request, people, urn)
    period = _period(people)
    journal = decisions()
    rows = as_they_stand(people.moves(period=period, urn=urn), journal) if period else []
    coming = [m for m in _states(people, period) if m["next_urn"] == urn and m["urn"] != urn and m["sent"]]
    done = batches(journal, urn=urn, period=period) if period else []
    names = school_names(
        reader_of(request), {m["next_urn"] or urn for m in [*rows, *done]} | {m["urn"] for m in coming}
    )
    return show(request, "moving_academy", "moving", {
        "urn": urn, "name": name, "period": period, "error": error, "lead": _lead(Way.of(rows), period), "names": names,
        "moves": [_move(request, people, move, of, names) for move, of in _grouped(rows)], "coming": _coming(people, coming, names),
        "done": [{**b, "move_name": move_name(b["move"]), "to": names.get(b["next_urn"] or 0, "")} for b in done],
    }, status=400 if error else 200)  # fmt: skip


def child(request: HttpRequest, key: str, move: str, error: str = "") -> HttpResponse:
    """Show one child's pack: what is there, what is missing, how far it has come and the step that comes next."""
    people = children_of(request)
    row = required(people, key)
    at = _one(request, people, row, move)
    pack = pack_of(move)
    lacks = missing(at)
    names = school_names(reader_of(request), {at["urn"], at["next_urn"] or at["urn"]})
    return show(request, "moving_child", "moving", {
        "child": row, "name": child_name(row), "at": at, "pack": pack, "move": move, "move_name": move_name(move), "school": names[at["urn"]],
        "items": [(item.title, item.title not in lacks) for item in pack.items] if pack else [], "lacks": lacks, "error": error,
        "next": names.get(at["next_urn"] or 0, ""), "step": next_step(at), "last": last_step(at), "state": STATES[last_step(at) or ""],
        "choices": _choices(request, people, pack, at["urn"]),
    }, status=400 if error else 200)  # fmt: skip


def step_of_child(request: HttpRequest, key: str, move: str) -> HttpResponse:
    """Take the next step of one child's pack, or take the last one back."""
    people = children_of(request)
    row = required(people, key)
    at = _one(request, people, row, move)
    acting, by, why = acting_of(request, people), who_acts(request), request.POST.get("why", "")
    try:
        if request.POST.get("step") == "back":
            take_back(acting, moves=[at], by=by, why=why)
        else:
            _take(request, people, acting, [at], pack_of(move))
    except ActError as error:
        return child(request, key, move, error=str(error))
    return redirect("moving-child", key=row["pupil_key"], move=move)


def step_of_academy(request: HttpRequest, urn: int) -> HttpResponse:
    """Take a step for all of a school's children who make one move: those with a whole pack are sent."""
    people = children_of(request)
    school_of(request, people, urn)
    acting, move, period = acting_of(request, people), request.POST.get("move", ""), _period(people)
    rows = as_they_stand(people.moves(period=period, urn=urn), acting.journal()) if period else []
    due = [m for m in rows if m["move"] == move and (m["complete"] or request.POST.get("step") != "sent")]
    try:
        _take(request, people, acting, due, pack_of(move))
    except ActError as error:
        return academy(request, urn, error=str(error))
    return redirect("moving-academy", urn=urn)


def taken_back(request: HttpRequest, urn: int, batch: str) -> HttpResponse:
    """Take back what was done in one go for a school's children."""
    people = children_of(request)
    school_of(request, people, urn)
    acting, period = acting_of(request, people), _period(people)
    rows = as_they_stand(people.moves(period=period, urn=urn), acting.journal()) if period else []
    try:
        take_back_together(acting, batch=batch, moves=rows, by=who_acts(request), why=request.POST.get("why", ""))
    except ActError as error:
        return academy(request, urn, error=str(error))
    return redirect("moving-academy", urn=urn)


def download(request: HttpRequest, urn: int) -> HttpResponse:
    """Hand out a school's list of moving children with what is missing of each."""
    people = children_of(request)
    school_of(request, people, urn)
    period = _period(people)
    rows = as_they_stand(people.moves(period=period, urn=urn), decisions()) if period else []
    columns = (
        "move",
        "key",
        "surname",
        "forename",
        "year_group",
        "class",
        "next_urn",
        "complete",
        "items",
        "items_there",
        "missing",
        "sent",
        "received",
        "confirmed",
    )
    cells = (
        (move_name(r["move"]), r["pupil_key"], r["surname"], r["forename"], r["year_group"], r["registration_group"], r["next_urn"], "yes" if r["complete"] else "no",
         r["items"], r["items_there"], r["missing"], r["sent"], r["received"], r["confirmed"])
        for _, of in _grouped(rows) for r in of
    )  # fmt: skip
    return as_csv(f"moving-on-{urn}.csv", columns, cells)


def transfer(request: HttpRequest, urn: int, move: str, next_urn: int) -> HttpResponse:
    """Hand out the transfer file of a school's children whose packs were sent to another school. Raises Http404 for none."""
    people = children_of(request)
    school_of(request, people, urn)
    period, journal = _period(people), decisions()
    going = [
        m for m in _states(people, period)
        if m["urn"] == urn and m["move"] == move and m["sent"] and (m["next_urn"] or 0) == next_urn
    ]  # fmt: skip
    if not going or period is None:
        raise Http404("No pack of this school's children was sent there, so that there is nothing to put into a file.")
    leavers = _leavers(people, [m["pupil"] for m in going], "transfer file for the next school")
    urns = {urn, *(r["urn"] for x in leavers for rows in x.facts.values() for r in rows)} | (
        {next_urn} if next_urn else set()
    )
    schools = _schools(request, urns)
    source, there = schools[urn], schools.get(next_urn, School())
    sent_before = sum(
        b["step"] == "sent" and (b["next_urn"] or 0) == next_urn for b in batches(journal, urn=urn, period=period)
    )
    content = transfer_file(
        leavers,
        source,
        there,
        academic_year=period - 1,
        made_at=timezone.localtime().replace(tzinfo=None),
        schools=schools,
    )
    name = transfer_file_name(source, there, min(max(sent_before, 1), 999))
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _period(people: ScopedReader) -> int | None:
    return max((period for period, *_ in people.move_counts()), default=None)


def _states(people: ScopedReader, period: int | None) -> list[Row]:
    return as_they_stand(people.move_states(period), decisions()) if period else []


def _one(request: HttpRequest, people: ScopedReader, row: Row, move: str) -> Row:
    period = _period(people)
    found = [
        m | {"pupil_key": row["pupil_key"]}
        for m in people.moves_of(row["pupil"])
        if m["move"] == move and m["period"] == period
    ]
    if not found:
        raise Http404("This child does not make this move this year.")
    return as_they_stand(found, decisions())[0]


def _take(request: HttpRequest, people: ScopedReader, acting: Acting, moves: Sequence[Row], pack: Pack | None) -> int:
    """Take the step that a form names for some children of one school. Raises `ActError`."""
    step = request.POST.get("step", "")
    next_urn = _where(request, people, pack, moves) if step == "sent" and moves else None
    return take_step(
        acting, moves=moves, step=step, next_urn=next_urn, on=timezone.localdate(), by=who_acts(request), why=request.POST.get("why", "")
    )  # fmt: skip


def _where(request: HttpRequest, people: ScopedReader, pack: Pack | None, moves: Sequence[Row]) -> int | None:
    """Return the next school that a form chooses; None for one outside the trust. Raises `ActError` for any other."""
    chosen = request.POST.get("next", "").strip()
    if chosen == OUTSIDE:
        return None
    for urn, _ in _choices(request, people, pack, moves[0]["urn"]):
        if chosen == str(urn):
            return urn
    raise ActError(
        "Choose the next school: one of the trust's that has the next year group, or say that it is outside the trust."
    )


def _choices(request: HttpRequest, people: ScopedReader, pack: Pack | None, urn: int) -> list[tuple[int, str]]:
    """Return the trust's schools that have the next year group, by the register's ages or by the roll."""
    if pack is None:
        return []
    if not pack.from_year:
        return list(school_names(reader_of(request), [urn]).items())
    taught: dict[int, set[str | None]] = defaultdict(set)
    for (school, year), n in people.count_pupils("urn", "year_group", on_roll=True).items():
        if n:
            taught[school].add(year)
    ages = {s["urn"]: s for s in reader_of(request).schools(sorted(taught), columns=["urn", "low_age", "high_age"])}
    fit = [u for u, years in taught.items() if pack.to_year in years or has_year(ages.get(u, {}), pack.to_year)]
    names = school_names(reader_of(request), fit)
    alike = Counter(names.values())
    told = {u: f"{name}, URN {u}" if alike[name] > 1 else name for u, name in names.items()}
    return sorted(told.items(), key=lambda s: s[1])


def _grouped(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (r.get("surname") or "", r.get("forename") or "")):
        found[row["move"]].append(row)
    return sorted(found.items(), key=lambda m: in_order(m[0]))


def _by_move(moves: Sequence[Row], names: dict[int, str]) -> list[tuple[str, str, list[tuple[int, str, Way]], Way]]:
    """Return for each move its schools with their counts, and the sum."""
    found = []
    for move, of in _grouped(moves):
        urns = sorted({m["urn"] for m in of}, key=lambda u: names[u])
        found.append(
            (move, move_name(move), [(u, names[u], Way.of([m for m in of if m["urn"] == u])) for u in urns], Way.of(of))
        )
    return found


def _move(
    request: HttpRequest, people: ScopedReader, move: str, rows: Sequence[Row], names: dict[int, str]
) -> dict[str, Any]:
    """Return what a school's page says of one move."""
    pack = pack_of(move)
    ready = sum(bool(m["complete"]) and next_step(m) == "sent" for m in rows)
    going = Counter((m["next_urn"] or 0) for m in rows if m["sent"])
    return {
        "move": move, "title": capital(move_name(move)), "way": Way.of(rows), "pack": pack, "ready": ready,
        "sent": sum(next_step(m) == "received" for m in rows), "received": sum(next_step(m) == "confirmed" for m in rows),
        "choices": _choices(request, people, pack, rows[0]["urn"]), "lacks": Counter(x for m in rows for x in missing(m)).most_common(),
        "rows": [(m, missing(m), STATES[last_step(m) or ""], names.get(m["next_urn"] or 0, "")) for m in rows],
        "files": [(urn, names.get(urn, "a school outside the trust"), n) for urn, n in going.most_common()],
    }  # fmt: skip


def _coming(people: ScopedReader, moves: Sequence[Row], names: dict[int, str]) -> list[tuple[Row, str, str, str]]:
    """Return the children whose packs were sent to a school."""
    by_number = {m["pupil"]: m for m in moves}
    found = people.pupils(numbers=by_number, on_roll=None) if by_number else []
    shown = sorted(found, key=lambda r: (r["surname"] or "", r["forename"] or ""))
    return [(r, by_number[r["pupil"]]["move"], names[by_number[r["pupil"]]["urn"]], STATES[last_step(by_number[r["pupil"]]) or ""]) for r in shown]  # fmt: skip


def _leavers(people: ScopedReader, numbers: Sequence[int], what: str) -> list[Leaver]:
    """Return children with what a transfer file carries of them; each is a look of its own at their numbers."""
    rows = people.pupils(numbers=numbers, on_roll=None)
    facts: dict[int, dict[str, list[Row]]] = {n: defaultdict(list) for n in numbers}
    for table in _SENT_TABLES:
        for fact in people.facts_of(table, numbers):
            facts[fact["pupil"]][table].append(fact)
    for year in people.attendance(numbers):
        facts[year["pupil"]]["pupil_attendance"].append(year)
    return [Leaver(r | (people.identifiers(r["pupil_key"], what=what) or {}), facts[r["pupil"]]) for r in rows]


def _schools(request: HttpRequest, urns: set[int]) -> dict[int, School]:
    columns = ["urn", "school_name", "la_code", "establishment_number"]
    rows = {s["urn"]: s for s in reader_of(request).schools(sorted(urns), columns=columns)}
    return {
        urn: School(urn, s.get("school_name") or "", s.get("la_code"), s.get("establishment_number"))
        for urn in urns for s in [rows.get(urn, {})]
    }  # fmt: skip


def _lead(way: Way, period: int | None) -> str:
    if period is None or not way.children:
        return "No child of this picture moves on to the next stage this year."
    lacking = f"the pack of {children(way.lacking)} lacks something" if way.lacking else "no pack lacks anything"
    return (
        f"{capital(children(way.children))} {'moves' if way.children == 1 else 'move'} on at the end of {AcademicYear(period)}: {counted(way.complete, 'pack')} complete, {lacking}. "
        f"{capital(counted(way.confirmed, 'pack'))} confirmed by the next school."
    )
