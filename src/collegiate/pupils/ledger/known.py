"""Who knows a child now, and when an adult last wrote of them or acted: nothing more."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import NEVER, OPEN, Array, days, index_of, integers, number_of, words
from collegiate.tables import KnownByNow

WITHOUT_NAME = "somebody whose name was not sent"


def known_now(
    children: Array,
    school: Array,
    adult: list[str | None],
    last_note: Array,
    last_action: Array,
    first_day: Array,
    today: date,
) -> pa.Table:
    """Return `KnownByNow` rows of the children on roll; `school` is 0 for the others, days are `NEVER` where there is none."""
    on = np.flatnonzero(school)
    since = np.where(last_action == NEVER, first_day, last_action)
    return KnownByNow.conform(
        pa.table(
            {
                "pupil": children[on],
                "urn": school[on],
                "adult": pa.array([adult[i] for i in on], pa.string()),
                "last_note": dates(last_note[on]),
                "last_action": dates(last_action[on]),
                "days_without_action": number_of(today) - since[on],
            }
        )
    )


def named_adults(known: pa.Table, staff: pa.Table, children: Array, today: date) -> list[str | None]:
    """The named adult of each child on a day, by name: of several the one named last; None where nobody is."""
    names = _names(staff)
    now = number_of(today)
    first, last = days(known["start_date"], OPEN), days(known["end_date"], OPEN)
    child = index_of(integers(known["pupil"]), children)
    holds = (first <= now) & (now <= last) & (child >= 0)
    adult: list[str | None] = [None] * len(children)
    given, who = words(known["staff_name"]), words(known["staff"])
    for row in np.argsort(first, kind="stable"):
        if holds[row]:
            adult[child[row]] = given[row] or names.get(who[row]) or WITHOUT_NAME
    return adult


def dates(day: Array) -> pa.Array:
    """Day numbers as dates, `NEVER` as empty."""
    return pa.array(day.astype(np.int32), pa.int32(), mask=day == NEVER).cast(pa.date32())


def _names(staff: pa.Table) -> dict[str, str]:
    columns = [words(staff[c]) for c in ("staff", "title", "forename", "surname")]
    return {who: " ".join(p for p in parts if p) for who, *parts in zip(*columns, strict=True)}
