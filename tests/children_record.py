"""A made-up trust's children as a record, put together by UPN: the simulator's clean facts need no more than that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.engine import Session
from collegiate.pupils.ledger import PupilWeek, marks_by_week
from collegiate.simulate.children import MadeUpTrust, make_trust
from collegiate.tables import Mark, Pupil
from collegiate.tables.record import RESOLVED

_SAME = {
    "birth_date", "sex", "upn", "ethnicity", "language", "year_group", "registration_group", "enrolment_status",
    "entry_date", "leaving_date", "outward_code", "sen_provision", "sen_need", "free_school_meals", "pupil_premium",
    "service_child", "looked_after", "surname", "forename", "urn",
}  # fmt: skip

_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class ChildrenRecord:
    """The record by table name, `pupil_week` among it, with the trust that it is of and each person's number."""

    trust: MadeUpTrust
    tables: dict[str, pa.Table]
    numbers: dict[str, int]


@cache
def children_record(
    seed: int, pupils: int, years: int, *, running: bool = True, trust: str = "both", until: date | None = None
) -> ChildrenRecord:
    """Make a trust up and put its record together; read it, never change it."""
    made = make_trust(seed=seed, pupils=pupils, years=years, running=running, trust=trust, until=until)
    latest = made.facts["pupil_record"].sort_by("as_of")
    upns = {upn: n for n, upn in enumerate(sorted(set(latest["upn"].to_pylist())))}
    numbers = {p: upns[u] for p, u in zip(latest["person"].to_pylist(), latest["upn"].to_pylist(), strict=True)}
    tables = {t.name: _resolved(made.facts[t.fact.name], numbers, t) for t in RESOLVED if t.fact.name in made.facts}
    tables["pupil"] = _pupils(latest, numbers)
    tables["staff_member"] = made.facts["staff_member"]
    tables["pupil_week"] = _weeks(made, numbers)
    return ChildrenRecord(made, tables, numbers)


def numbered(person: pa.ChunkedArray, numbers: dict[str, int]) -> pa.Array:
    """Return each person's number."""
    coded = pc.dictionary_encode(person) if not pa.types.is_dictionary(person.type) else person
    parts = [
        np.array([numbers[p] for p in chunk.dictionary.to_pylist()], np.int64)[chunk.indices.to_numpy()]
        for chunk in coded.chunks
        if len(chunk)
    ]
    return pa.array(np.concatenate(parts) if parts else np.zeros(0, np.int64))


def _resolved(fact: pa.Table, numbers: dict[str, int], table: type) -> pa.Table:
    given = fact.append_column("pupil", numbered(fact["person"], numbers))
    return table.conform(given.select(table.schema().names))


def _pupils(latest: pa.Table, numbers: dict[str, int]) -> pa.Table:
    number = np.array([numbers[p] for p in latest["person"].to_pylist()])
    last = np.full(number.max() + 1, -1)
    last[number] = np.arange(len(number))
    rows = latest.take(pa.array(last))
    columns = {name: rows[name] for name in rows.column_names if name in _SAME}
    columns["english_additional"] = pc.not_equal(rows["language"], "ENG")
    return Pupil.conform(pa.table({"pupil": np.arange(len(last)), "last_described": rows["as_of"], **columns}))


def _weeks(trust: MadeUpTrust, numbers: dict[str, int]) -> pa.Table:
    parts, waiting = [PupilWeek.empty()], [Mark.empty()]
    for _, _, marks in trust.marks():
        found = marks.select(["urn", "day", "session", "code"])
        found = found.append_column("pupil", numbered(marks["person"], numbers))
        waiting.append(Mark.conform(found.append_column("counted", pa.array(np.ones(found.num_rows, bool)))))
        if sum(t.num_rows for t in waiting) > _AT_ONCE:
            parts.append(by_week(waiting))
            waiting = []
    return pa.concat_tables([*parts, by_week(waiting)]) if waiting else pa.concat_tables(parts)


def by_week(marks: list[pa.Table]) -> pa.Table:
    """Return marks by child and week."""
    with Session() as session:
        return marks_by_week(session, pa.concat_tables(marks).unify_dictionaries())
