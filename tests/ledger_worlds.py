"""Small records of children for the ledger's tests, and a slow ledger that anybody can check by eye."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from collegiate.pupils.ledger import PupilWeek
from collegiate.tables import Pupil, StaffMember, Table
from collegiate.tables.record import (
    PupilAdultNote,
    PupilClass,
    PupilEffort,
    PupilEnrolment,
    PupilKnownBy,
    PupilNeed,
    PupilResult,
    PupilSupport,
)

TODAY = date(2026, 11, 20)
KINDS: dict[str, type[Table]] = {
    t.name: t
    for t in (
        Pupil, PupilAdultNote, PupilClass, PupilEffort, PupilEnrolment, PupilKnownBy, PupilNeed, PupilResult, PupilSupport,
        StaffMember,
    )
}  # fmt: skip


def rows(table: type[Table], given: Iterable[Mapping[str, Any]]) -> pa.Table:
    """A canonical table from the columns that a test cares about; the others are empty."""
    given = list(given)
    names = {name for row in given for name in row}
    types = {n: c.arrow for n, c in table.columns().items()}
    columns = {
        n: pa.array([r.get(n) for r in given], pa.string() if pa.types.is_dictionary(types[n]) else types[n])
        for n in names
    }
    return table.conform(pa.table(columns)) if given else table.empty()


@dataclass
class World:
    """Facts as lists of dicts by table name, and the days on which each child has a mark at a school."""

    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    marks: list[tuple[int, int, date]] = field(default_factory=list)
    today: date = TODAY

    def tables(self) -> dict[str, pa.Table]:
        """The record."""
        return {name: rows(KINDS[name], given) for name, given in self.facts.items()}

    def by_week(self) -> pa.Table:
        """The marks by week, made by hand."""
        found: dict[tuple[int, int, date], set[int]] = {}
        for pupil, urn, day in self.marks:
            found.setdefault((pupil, urn, monday(day)), set()).add(day.weekday())
        return rows(
            PupilWeek,
            [
                {
                    "pupil": p, "urn": u, "week": w, "days": sum(1 << d for d in days), "marks": 2 * len(days),
                    "possible": 2 * len(days), "missed": 0, "unauthorised": 0, "late": 0, "study_leave": 0,
                    "edge_possible": 0, "edge_missed": 0,
                }
                for (p, u, w), days in sorted(found.items())
            ],
        )  # fmt: skip


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def slow_states(world: World) -> dict[tuple[int, date], tuple[int, str]]:
    """Child and week → the school that counts the child, and the state: one look at a time."""
    school_days = sorted({day for _, _, day in world.marks if day <= world.today})
    found: dict[tuple[int, date], tuple[int, str]] = {}
    for week in sorted({monday(d) for d in school_days}):
        for child in world.facts["pupil"]:
            school = _school(world, child["pupil"], [d for d in school_days if monday(d) == week])
            if school is not None:
                found[child["pupil"], week] = school, _state(world, child["pupil"], week)
    return found


def _school(world: World, pupil: int, days: list[date]) -> int | None:
    on = [
        e
        for e in world.facts["pupil_enrolment"]
        if e["pupil"] == pupil
        and e.get("enrolment_status") not in ("G", "F", "O")
        and not (e.get("enrolment_status") == "P" and e.get("leaving_date") is None)
        and any(e["entry_date"] <= d <= (e.get("leaving_date") or date.max) for d in days)
    ]
    if not on:
        return None
    best = max(on, key=lambda e: (e.get("enrolment_status") != "S", e["entry_date"], e["urn"]))
    return int(best["urn"])


def _state(world: World, pupil: int, week: date) -> str:
    def within(day: date | None) -> bool:
        return day is not None and monday(day) == week and day <= world.today

    notes = [n["kind"] for n in world.facts.get("pupil_adult_note", []) if n["pupil"] == pupil and within(n.get("day"))]
    support = [s for s in world.facts.get("pupil_support", []) if s["pupil"] == pupil and within(s["start_date"])]
    if support or "acted_on" in notes:
        return "acted_on"
    return "looked_at" if notes else "no_data"
