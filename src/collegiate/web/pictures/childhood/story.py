"""What happened to a child, in order of time: every dated fact that people would tell, each in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.pictures.childhood.named import need_name, need_value
from collegiate.web.words import counted

Row = dict[str, Any]

KINDS = (
    ("academic", "Academic"), ("curricular", "In the curriculum"), ("extra_curricular", "Beyond the curriculum"), ("personal", "Personal"),
)  # fmt: skip
"""The four kinds of achievement: each stands beside the others, none before them."""

_NOTES = {"acted_on": "acted", "looked_at": "looked and had no concern", "contact": "had a talk that meant something"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day."""

    day: date
    kind: str
    words: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Adults:
    """Who the senders' names for staff are, where a file says so: a sender's own name for somebody is never shown."""

    names: Mapping[str, str]

    @classmethod
    def of(cls, known_by: Sequence[Row]) -> Adults:
        """Read them from who is named as knowing the child."""
        return cls({r["staff"]: r["staff_name"] for r in known_by if r["staff_name"]})

    def called(self, staff: str | None) -> str:
        """Return somebody's name, or that an adult of the school it was."""
        return self.names.get(staff or "", "an adult of the school")


def story(
    facts: Mapping[str, Sequence[Row]], schools: Mapping[int, str], adults: Adults
) -> list[tuple[str, list[Event]]]:
    """Return a child's events by academic year, the latest first. `facts` holds the rows of the resolved tables by name."""
    events = [
        *_rolls(facts["pupil_enrolment"], schools), *_needs(facts["pupil_need"]), *_support(facts["pupil_support"]), *_notes(facts["pupil_adult_note"], adults),
        *_achievements(facts["pupil_achievement"]), *_conduct(facts["pupil_conduct"]), *_words(facts["pupil_childs_word"]),
    ]  # fmt: skip
    by_year: dict[int, list[Event]] = {}
    for event in sorted(events, key=lambda e: (e.day, e.kind, e.words), reverse=True):
        by_year.setdefault(AcademicYear.of(event.day).end, []).append(event)
    return [(str(AcademicYear(period)), own) for period, own in by_year.items()]


def _rolls(rows: Sequence[Row], schools: Mapping[int, str]) -> list[Event]:
    came = [Event(r["entry_date"], "roll", f"Came on the roll of {schools[r['urn']]}") for r in rows]
    left = [
        Event(r["leaving_date"], "roll", f"Left {schools[r['urn']]}", r["leaving_reason"] or "")
        for r in rows
        if r["leaving_date"]
    ]
    return came + left


def _needs(rows: Sequence[Row]) -> list[Event]:
    found = []
    for row in rows:
        words = f"{need_name(row['kind'])}: {need_value(row['kind'], row['code'])}"
        if row["start_date"]:  # some systems send that there is a need, and not since when
            found.append(Event(row["start_date"], "need", f"{words}, from here"))
        if row["end_date"]:
            found.append(Event(row["end_date"], "need", f"{words}, until here"))
    return found


def _support(rows: Sequence[Row]) -> list[Event]:
    begun = [Event(r["start_date"], "support", f"{r['programme']} began") for r in rows]
    return begun + [Event(r["end_date"], "support", f"{r['programme']} ended") for r in rows if r["end_date"]]


def _notes(rows: Sequence[Row], adults: Adults) -> list[Event]:
    return [
        Event(r["day"], "note", f"{_first(adults.called(r['staff']))} {_NOTES.get(r['kind'], r['kind'])}{_about(r)}", r["words"] or "")
        for r in rows
    ]  # fmt: skip


def _about(row: Row) -> str:
    return f", about {row['about']}" if row["about"] else ""


def _first(words: str) -> str:
    return words[:1].upper() + words[1:]


def _achievements(rows: Sequence[Row]) -> list[Event]:
    return [Event(r["day"], "achievement", r["title"]) for r in rows]


def _conduct(rows: Sequence[Row]) -> list[Event]:
    return [Event(r["day"], r["kind"], conduct_words(r)) for r in rows]


def conduct_words(row: Row) -> str:
    """Say an incident, a suspension or an exclusion."""
    lost = f", {counted(row['sessions'], 'session')} lost" if row["sessions"] else ""
    return f"{_first(row['kind'])}: {row['code'] or 'no category'}{lost}"


def _words(rows: Sequence[Row]) -> list[Event]:
    said = {"aspiration": "Said of their hopes", "next_step": "Set a next step"}
    return [Event(r["day"], "own words", said.get(r["kind"], "Said"), r["words"]) for r in rows]
