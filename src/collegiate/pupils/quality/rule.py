"""What a rule is, and the tables that it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.pupils import record_facts
from collegiate.pupils.attendance.noticed import NOT_VALID, OFF_ROLL, SCHOOL_WEEKS, UNLINKED
from collegiate.pupils.attendance.order import file_places
from collegiate.pupils.record import NOBODY
from collegiate.pupils.record_spells import known_on, with_pupil
from collegiate.tables import PEOPLE, RECORD, Receipt, Table
from collegiate.vocabulary.persons import upn_of_person

Row = dict[str, Any]

_TABLES: tuple[type[Table], ...] = (*PEOPLE, *RECORD, Receipt)
_SCHEMAS: dict[str, pa.Schema] = {t.name: t.schema() for t in _TABLES} | {
    "off_roll": OFF_ROLL,
    "school_weeks": SCHOOL_WEEKS,
    "unlinked": UNLINKED,
    "not_valid": NOT_VALID,
    "described_by_nobody": NOBODY,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    `find` returns one row a finding: `urn`, and `pupil`, `file_id` and `line` where it has them, and whatever the sentence
    `found` names in braces; the sentence holds neither the child's name nor a UPN. `due`: the next census, or the days in
    which a register can be mended. `error_number` is the school census's, where it has one.
    """

    find: Callable[[Tables], Iterable[Row]]
    title: str
    found: str
    matters: str
    remedy: str
    owner: str
    due: Literal["census", "attendance"] = "census"
    error_number: str | None = None
    id: str = ""


class Tables:
    """The published record, facts and counts by name; one that was not given is empty.

    Beside the tables of RECORD and PEOPLE there are `receipt`, `described_by_nobody` (`pupils.record`), and of attendance
    `off_roll`, `school_weeks`, `unlinked` and `not_valid` (`pupils.attendance.Attendance`).
    """

    def __init__(self, given: Mapping[str, pa.Table]) -> None:
        self._given = given

    def __getitem__(self, name: str) -> pa.Table:
        return self._given[name] if name in self._given else _SCHEMAS[name].empty_table()

    def rows(self, name: str, columns: Sequence[str]) -> list[Row]:
        """Return some columns of a table as rows."""
        return self[name].select(list(columns)).to_pylist()

    @cached_property
    def today(self) -> date:
        """The latest day that any fact is about."""
        days = [record_facts.latest_day(self._given)]
        described = pc.max(self["pupil"]["last_described"]).as_py()
        weeks = pc.max(self["school_weeks"]["week"]).as_py()
        friday = timedelta(days=4)
        return max([*days, *([described] if described else []), *([weeks + friday] if weeks and not described else [])])

    @cached_property
    def described(self) -> pa.Table:
        """Rows of PupilRecord that stand, in order of files, with their `pupil`."""
        rows = record_facts.described(self["pupil_record"], file_places(self["receipt"]))
        names = self["person_link"]["person"].combine_chunks()
        where = pc.index_in(rows["person"].cast(pa.string()), value_set=names)
        return with_pupil(rows, pc.take(self["person_link"]["pupil"].combine_chunks(), where))

    @cached_property
    def senders(self) -> list[Row]:
        """What each sender's name says of a child at a school now: the last entry of each column that is not empty.

        `own` says that it is the number of a school's own system; `file_id` and `line` are of its latest row; `known_on` is
        the day on which it knew the child: the last one at the school for a child who left.
        """
        rows = self.described
        if not rows.num_rows:
            return []
        code = record_facts.codes_of(rows, ("person", "urn"))
        rows = rows.append_column("sender", pa.array(code))
        rows = rows.append_column("known_on", known_on(rows, self["pupil_enrolment"]))
        columns = [c for c in rows.column_names if c != "sender"]
        last = record_facts.last_words(rows, "sender", columns).drop_columns(["sender"]).to_pylist()
        return [row | {"own": upn_of_person(row["person"]) is None} for row in last]

    @cached_property
    def by_child(self) -> dict[int, list[Row]]:
        """The rows of `senders` of each child who has more than one."""
        found: dict[int, list[Row]] = {}
        for row in self.senders:
            found.setdefault(row["pupil"], []).append(row)
        return {pupil: rows for pupil, rows in found.items() if len(rows) > 1}

    @cached_property
    def on_roll(self) -> list[Row]:
        """The children on roll: rows of Pupil."""
        return self["pupil"].filter(pc.fill_null(self["pupil"]["on_roll"], False)).to_pylist()

    @cached_property
    def place(self) -> dict[tuple[int, int], Row]:
        """For a child and a school the file and line in which the school last described the child."""
        return {(r["pupil"], r["urn"]): {"file_id": r["file_id"], "line": r["line"]} for r in self.senders}

    def lacking(self, column: str, rows: Iterable[Row] | None = None) -> list[Row]:
        """Return the children on roll (or some of them) of whom a column of Pupil says nothing, with their place."""
        some = self.on_roll if rows is None else rows
        return [self.child(row) for row in some if row[column] is None]

    def child(self, row: Row) -> Row:
        """Return the finding of a row of Pupil: child, school and the place of the latest description."""
        return {"pupil": row["pupil"], "urn": row["urn"], **self.place.get((row["pupil"], row["urn"]), {})}
