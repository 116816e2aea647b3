"""From the facts about children to their record: who is one child, attendance, the ledger, flags, moves, the quality of the data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from collegiate.build.half_terms import marked
from collegiate.engine import Session
from collegiate.pupils.attendance import Attendance, publish_marks
from collegiate.pupils.cohorts import cohort_results
from collegiate.pupils.decisions import Decision
from collegiate.pupils.gains import ground_lost, programme_effects, programme_years, steps, value_added
from collegiate.pupils.identity import resolve
from collegiate.pupils.ledger import PupilWeek, ledger, marks_by_week
from collegiate.pupils.quality import findings, sendings
from collegiate.pupils.record import described_by_nobody, record
from collegiate.pupils.transition import moves, packs
from collegiate.store import Building
from collegiate.store.publishing import Rows
from collegiate.tables import PEOPLE, Mark, SessionMark
from collegiate.vocabulary.phases import last_year_group
from collegiate.watch.alarms import alarms
from collegiate.watch.flags import flags
from collegiate.watch.series import school_series

Step = Callable[[str], None]

_IDENTITY_KINDS = ("one_child", "two_children", "undo")


def has_people(building: Building) -> bool:
    """Whether any file told of children."""
    return any(building.rows(t.name) for t in PEOPLE)


def people_of(
    building: Building, schools: pa.Table, journal: Sequence[Mapping[str, Any]], step: Step
) -> dict[str, Rows]:
    """Return the tables of the record by name; marks as Parquet files. `schools` is table School, `journal` what people decided."""
    facts = {t.name: building.read(t.name) for t in PEOPLE if t is not SessionMark}
    receipts = building.read("receipt")
    step("Finding out who is one child")
    named = _names_in_marks(building)
    identity = resolve(
        facts, receipts, secret=building.secret, decisions=_decisions(journal), schools=None, named=named
    )
    tables = record(facts, identity, receipts)
    tables |= {
        "pupil": identity.pupil,
        "person_link": identity.person_link,
        "identity_question": identity.identity_question,
    }
    step("Counting sessions")
    attendance = _attendance(building, tables, receipts)
    weeks = _weeks(attendance)
    today = max([identity.today, *_last_marked(attendance)])
    tables |= {name: getattr(attendance, name) for name in ("pupil_attendance", "attendance_count", "attendance_week")}
    beside = {name: facts[name] for name in ("staff_member", "class_teacher")}
    tables |= _kept(tables | beside, weeks, today, step)
    step("Looking at tests and moves")
    tables |= _learnt(tables, weeks, schools, today, journal)
    tables["school_series"] = marked(
        tables["school_series"], tables["attendance_count"], tables["attendance_week"], _trusts(schools)
    )
    step("Checking children's data")
    looked_at = (
        facts
        | tables
        | _noticed(attendance)
        | {"receipt": receipts, "described_by_nobody": described_by_nobody(facts, identity)}
    )
    tables |= {"pupil_finding": findings(looked_at, today), "sending": sendings(looked_at, today)}
    return {**tables, Mark.name: attendance.mark_files}


def _names_in_marks(building: Building) -> list[str]:
    """Return every sender's name that a mark is under; few, and kept once in each part."""
    names: set[str] = set()
    for part in building.parts(SessionMark.name):
        for chunk in pq.read_table(part, columns=["person"])["person"].chunks:
            names.update((chunk.dictionary if pa.types.is_dictionary(chunk.type) else chunk.unique()).to_pylist())
    return sorted(names)


def _decisions(journal: Sequence[Mapping[str, Any]]) -> list[Decision]:
    fields = ("kind", "person", "other_person", "by", "why", "at")
    return [
        Decision(**{f: entry.get(f, "") for f in fields}) for entry in journal if entry.get("kind") in _IDENTITY_KINDS
    ]


def _attendance(building: Building, tables: Mapping[str, pa.Table], receipts: pa.Table) -> Attendance:
    return publish_marks(
        building.parts(SessionMark.name), tables["person_link"], tables["pupil_enrolment"], tables["pupil"], receipts, building.folder("mark"),
        needs=tables["pupil_need"], classes=tables["pupil_class_membership"],
    )  # fmt: skip


def _weeks(attendance: Attendance) -> pa.Table:
    if not attendance.mark_files:
        return PupilWeek.empty()
    with Session() as session:
        return marks_by_week(session, attendance.mark_files)


def _last_marked(attendance: Attendance) -> list[dt.date]:
    """Return the Friday of the latest week with marks, and the latest mark under an unknown name, as far as there are any."""
    monday = pc.max(attendance.school_weeks["week"]).as_py()
    unlinked = pc.max(attendance.unlinked["last_day"]).as_py()
    return [day for day in (monday and monday + dt.timedelta(days=4), unlinked) if day]


def _kept(tables: Mapping[str, pa.Table], weeks: pa.Table, today: dt.date, step: Step) -> dict[str, pa.Table]:
    step("Seeing who is being missed")
    kept = ledger(tables, weeks, today)
    step("Looking for children who drift")
    found = flags({**tables, PupilWeek.name: weeks}, today)
    return {
        "ledger_entry": kept.entries, "ledger_count": kept.counts, "known_now": kept.known,
        "flag": found.flags, "flag_score": found.scores, "flag_model": found.models,
    }  # fmt: skip


def _learnt(
    tables: Mapping[str, pa.Table],
    weeks: pa.Table,
    schools: pa.Table,
    today: dt.date,
    journal: Sequence[Mapping[str, Any]],
) -> dict[str, pa.Table]:
    found = steps(tables["pupil_result"])
    named = {(pack.from_year, pack.to_year): pack.move for pack in packs() if pack.from_year}
    last_years = {
        r["urn"]: last_year_group(r["high_age"])
        for r in schools.select(["urn", "high_age"]).to_pylist()
        if r["high_age"]
    }
    trusts = _trusts(schools)
    return {
        "cohort_result": cohort_results(tables["pupil_result"], tables["pupil"]), "pupil_value_added": value_added(found), "programme_effect": programme_effects(found, tables["pupil_support"]), "ground_lost": ground_lost(found, tables["pupil"], named),
        "programme_year": programme_years(found, tables["pupil_support"], trusts),
        "alarm": alarms(weeks, tables["pupil"], found, today, tables["pupil_need"]), "school_series": school_series(weeks, tables["pupil"]), "move": moves(tables, last_years, today, decisions=journal),
    }  # fmt: skip


def _trusts(schools: pa.Table) -> dict[int, int]:
    return {r["urn"]: r["trust_uid"] for r in schools.select(["urn", "trust_uid"]).to_pylist() if r["trust_uid"]}


def _noticed(attendance: Attendance) -> dict[str, pa.Table]:
    return {name: getattr(attendance, name) for name in ("off_roll", "school_weeks", "unlinked", "not_valid")}
