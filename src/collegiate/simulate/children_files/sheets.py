"""The marks of a school and year with the faults that are planned in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.simulate.children_files.faults import Fault, Plan
from collegiate.simulate.children_files.layout import System
from collegiate.simulate.children_files.marks import Sheet, renamed, replaced
from collegiate.tables import SessionMark
from collegiate.vocabulary import code_list

_SHORT_MONTHS = (4, 6, 9, 11)
_DAYS_AFTER_LEAVING = 3
_NEW_CODES = dt.date(2024, 8, 19)
_OLD, _NEW = ("H", "J", "Y"), ("C2", "K", "J1", "Q")
_EDGE = 2
"""Weeks at either end of a year in which no school falls silent: half weeks and last days look alike."""


def faulted(table: pa.Table, urn: int, period: int, plan: Plan, system: System) -> Sheet:
    """Plant what the plan holds for this school and year; faults that find no row are not planted and not in the truth."""
    names = plan.renamed.get((urn, period))
    sheet = Sheet(renamed(table, names) if names else table)
    for fault in plan.marks.get((urn, period), ()):
        rng = np.random.default_rng([urn, period, len(plan.faults)])
        if _PLANT[fault.kind](sheet, fault, system, rng):
            plan.add(fault)
    return sheet


def _silent_week(sheet: Sheet, fault: Fault, _: System, rng: np.random.Generator) -> bool:
    days = pc.unique(sheet.table["day"]).to_numpy(zero_copy_only=False).astype("datetime64[D]")
    mondays, counts = np.unique(days - (days.astype(int) + 3) % 7, return_counts=True)
    full = set(mondays[counts >= 4].tolist())
    week = dt.timedelta(days=7)
    whole = [monday for monday in sorted(full)[_EDGE:-_EDGE] if {monday - week, monday + week} <= full]
    if not whole:
        return False
    monday = whole[int(rng.integers(len(whole)))]
    day = sheet.table["day"]
    inside = pc.and_(pc.greater_equal(day, monday), pc.less(day, monday + week))
    fault.detail |= {"week": monday.isoformat(), "marks": int(pc.sum(inside).as_py())}
    sheet.table = sheet.table.filter(pc.invert(inside))
    return True


def _after_leaving(sheet: Sheet, fault: Fault, _: System, __: np.random.Generator) -> bool:
    left = dt.date.fromisoformat(fault.detail["left"])
    days = sorted(day for day in pc.unique(sheet.table["day"]).to_pylist() if day > left)[:_DAYS_AFTER_LEAVING]
    if not days:
        return False
    start, rows = sheet.table.num_rows, len(days) * 2
    added = SessionMark.conform(
        pa.table(
            {
                "urn": [fault.urn] * rows,
                "person": [fault.persons[0]] * rows,
                "day": [day for day in days for _ in range(2)],
                "session": ["AM", "PM"] * len(days),
                "code": ["/", "\\"] * len(days),
            }
        )
    )
    table = pa.concat_tables([sheet.table, added.select(sheet.table.column_names).cast(sheet.table.schema)])
    sheet.table = table.unify_dictionaries()
    sheet.off_roll.update(range(start, start + rows))
    fault.detail |= {"days": [day.isoformat() for day in days], "marks": rows, "line": sheet.line(start)}
    return True


def _impossible_day(sheet: Sheet, fault: Fault, system: System, rng: np.random.Generator) -> bool:
    rows = _rows_of(sheet, fault.persons[0])
    months = pc.month(sheet.table["day"].take(pa.array(rows))).to_numpy()
    fitting = rows[months == 2] if (months == 2).any() else rows[np.isin(months, _SHORT_MONTHS)]
    if not len(fitting):
        return False
    row = int(fitting[int(rng.integers(len(fitting)))])
    day = sheet.table["day"][row].as_py()
    sheet.day_words[row] = system.impossible_day(day.year, day.month)
    sheet.refused.add(row)
    session = sheet.table["session"][row].as_py()
    fault.detail |= {"field": "day", "session": session, "written": sheet.day_words[row], "line": sheet.line(row)}
    return True


def _code_of_another_time(sheet: Sheet, fault: Fault, _: System, rng: np.random.Generator) -> bool:
    rows = _rows_of(sheet, fault.persons[0])
    if not len(rows):
        return False
    row = int(rows[int(rng.integers(len(rows)))])
    day = sheet.table["day"][row].as_py()
    wrong = [c for c in (_OLD if day >= _NEW_CODES else _NEW) if code_list("attendance").meaning(c, day) is None]
    code = wrong[int(rng.integers(len(wrong)))]
    codes = replaced(sheet.table["code"].combine_chunks().cast(pa.string()), row, code)
    position, kind = sheet.table.schema.get_field_index("code"), sheet.table.schema.field("code")
    sheet.table = sheet.table.set_column(position, kind, pc.dictionary_encode(codes).cast(kind.type))
    sheet.refused.add(row)
    session = sheet.table["session"][row].as_py()
    fault.detail |= {"day": day.isoformat(), "session": session, "code": code, "line": sheet.line(row)}
    return True


def _rows_of(sheet: Sheet, person: str) -> np.ndarray:
    """The rows of somebody that are whole so far."""
    rows = np.flatnonzero(pc.equal(sheet.table["person"], person).to_numpy())
    return rows[~np.isin(rows, [*sheet.refused, *sheet.off_roll])]


_PLANT: Mapping[str, Callable[[Sheet, Fault, System, np.random.Generator], bool]] = {
    "silent_week": _silent_week,
    "marks_after_leaving": _after_leaving,
    "impossible_date": _impossible_day,
    "code_not_valid_on_date": _code_of_another_time,
}
