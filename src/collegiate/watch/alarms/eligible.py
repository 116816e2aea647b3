"""Which children have free school meals on a day, by the spells that schools sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from collegiate.pupils.ledger.grid import days, index_of, integers, number_of

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_KIND = "free_school_meals"
_ALWAYS, _NEVER = -(10**6), 10**6


@dataclass(frozen=True, slots=True)
class Eligible:
    """Spells by child's place among all children in order of number; `said`: what the child's own row says, where no spell is known."""

    place: Ints
    first: Ints
    last: Ints
    said: Flags

    @classmethod
    def of(cls, needs: pa.Table | None, pupils: pa.Table) -> Eligible:
        """Read them from PupilNeed rows (None: no spell is known) and table Pupil."""
        ordered = pupils.sort_by("pupil")
        children = integers(ordered["pupil"])
        said = pc.fill_null(ordered[_KIND], False).to_numpy()
        if needs is None:
            none = np.zeros(0, np.int64)
            return cls(none, none, none, said)
        mine = needs.filter(pc.equal(needs["kind"].cast(pa.string()), _KIND))
        place = index_of(integers(mine["pupil"]), children)
        there = place >= 0
        first, last = (days(mine[c], e)[there] for c, e in (("start_date", _ALWAYS), ("end_date", _NEVER)))
        said = said.copy()
        said[place[there]] = False
        return cls(place[there], first, last, said)

    def on(self, day: dt.date) -> Flags:
        """Return by child's place whether they have free school meals on a day; nothing later is used."""
        found = self.said.copy()
        at = number_of(day)
        found[self.place[(self.first <= at) & (self.last >= at)]] = True
        return found
