"""Who is on roll when: every child once, at the main school where two hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import OPEN, Array, SchoolWeeks, days, index_of, integers, number_of, paint, words
from collegiate.vocabulary.codes import code_list

_SUBSIDIARY = "S"
_LEFT = "P"


@dataclass(frozen=True, slots=True)
class Spells:
    """Spells on roll, those that give way first: a later one in the arrays stands where two overlap."""

    child: Array
    urn: Array
    first: Array
    last: Array


def spells(enrolments: pa.Table, children: Array) -> Spells:
    """Read spells from `PupilEnrolment` rows; `children` are the sorted numbers of all children, `child` a place among them.

    A guest, or a child of another provider, is on no roll here. One that is marked as having left without a day is on none
    either: when they left is not known. A subsidiary registration gives way to a main one, an earlier to a later one.
    """
    status = words(enrolments["enrolment_status"])
    last = days(enrolments["leaving_date"], OPEN)
    elsewhere = {c.code for c in code_list("enrolment_status") if c.group == "not_on_roll"}
    counts = ~np.isin(status, list(elsewhere)) & ~((status == _LEFT) & (last == OPEN))
    child, first = index_of(integers(enrolments["pupil"]), children), days(enrolments["entry_date"], OPEN)
    urn = integers(enrolments["urn"])
    order = np.lexsort((urn, first, status != _SUBSIDIARY))
    order = order[counts[order] & (child[order] >= 0)]
    return Spells(child[order], urn[order], first[order], last[order])


def roll_by_week(spells: Spells, children: int, weeks: SchoolWeeks) -> Array:
    """The school that counts each child in each week, 0 where they are on no roll: an array of children by weeks.

    A child is on roll in a week when a spell covers a school day of it.
    """
    roll = np.zeros((children, weeks.number), np.int64)
    paint(roll, spells.child, *weeks.spans(spells.first, spells.last), spells.urn)
    return roll


def roll_on(spells: Spells, children: int, day: date) -> Array:
    """The school that counts each child on a day, 0 where they are on no roll."""
    on, at = np.zeros(children, np.int64), number_of(day)
    there = (spells.first <= at) & (at <= spells.last)
    on[spells.child[there]] = spells.urn[there]
    return on


def first_days(spells: Spells, children: int) -> Array:
    """The day on which each child first came on a roll of the trust."""
    first = np.full(children, OPEN, np.int64)
    np.minimum.at(first, spells.child, spells.first)
    return first
