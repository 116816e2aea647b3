"""Who was on which roll on which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collegiate.pupils.attendance.calendar import ALWAYS, NEVER, Days
from collegiate.vocabulary.codes import code_list

_LEFT = "P"

Ints = NDArray[np.int64]
_NONE: tuple[Ints, NDArray[Any], NDArray[Any]] = (np.zeros(0, np.int64), np.zeros((0, 1)), np.zeros((0, 1)))


def spells(enrolments: pa.Table) -> pa.Table:
    """Return the spells that put a child on a roll: pupil, urn, entry_date, leaving_date.

    `enrolments` are rows of `PupilEnrolment`; the leaving date is the last day on roll, empty while on roll. A guest sits in
    a class without being on the roll. One who is marked as having left without a day is on none: when they left is not known.
    """
    status = enrolments["enrolment_status"]
    elsewhere = pa.array([c.code for c in code_list("enrolment_status") if c.group == "not_on_roll"], pa.string())
    left = pc.and_(pc.fill_null(pc.equal(status, _LEFT), False), pc.is_null(enrolments["leaving_date"]))
    off = pc.or_(pc.is_in(status, elsewhere), left)
    return enrolments.select(["pupil", "urn", "entry_date", "leaving_date"]).filter(pc.invert(off))


@dataclass(frozen=True, slots=True)
class Roll:
    """Every school's spells side by side: for a school its children in order, and a column each for first, second … spell."""

    schools: dict[int, tuple[Ints, NDArray[Any], NDArray[Any]]]

    @classmethod
    def of(cls, enrolments: pa.Table) -> Roll:
        """Arrange rows of `PupilEnrolment`."""
        found = spells(enrolments)
        urn, pupil = found["urn"].to_numpy(), found["pupil"].to_numpy()
        first = pc.fill_null(found["entry_date"].cast(pa.int32()), ALWAYS).to_numpy()
        last = pc.fill_null(found["leaving_date"].cast(pa.int32()), NEVER).to_numpy()
        return cls({int(u): _side_by_side(pupil[urn == u], first[urn == u], last[urn == u]) for u in np.unique(urn)})

    def holds(self, urn: int, pupils: Ints, repeats: Ints, days: NDArray[Any]) -> NDArray[np.bool_]:
        """Say of each day whether its child was on this roll. `pupils` are the children in turn, each with `repeats` days."""
        known, first, last = self.schools.get(urn, _NONE)
        place = np.searchsorted(known, pupils)
        there = np.zeros(len(pupils), dtype=bool)
        inside = place < len(known)
        there[inside] = known[place[inside]] == pupils[inside]
        row = np.where(there, place, 0)
        on = np.zeros(len(days), dtype=bool)
        for spell in range(first.shape[1] if len(known) else 0):
            begins = np.repeat(np.where(there, first[row, spell], NEVER), repeats)
            ends = np.repeat(np.where(there, last[row, spell], ALWAYS), repeats)
            on |= (days >= begins) & (days <= ends)
        return on


def _side_by_side(pupil: Ints, first: Days, last: Days) -> tuple[Ints, NDArray[Any], NDArray[Any]]:
    order = np.lexsort((first, pupil))
    pupil, first, last = pupil[order], first[order], last[order]
    known, start, counts = np.unique(pupil, return_index=True, return_counts=True)
    spell = np.arange(len(pupil)) - np.repeat(start, counts)
    row = np.repeat(np.arange(len(known)), counts)
    begins = np.full((len(known), int(counts.max())), NEVER)
    ends = np.full_like(begins, ALWAYS)
    begins[row, spell], ends[row, spell] = first, last
    return known, begins, ends
