"""A school's register of a year: a table of codes, child by session, the counts that follow from it, and its rows as facts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from collegiate.tables import SessionMark
from collegiate.vocabulary.codes import code_list

CODES = tuple(meaning.code for meaning in code_list("attendance"))
NUMBER = {code: n for n, code in enumerate(CODES)}
_GROUPS = {"present": 1, "approved_educational_activity": 1, "authorised_absence": 2, "unauthorised_absence": 3}
GROUP = np.array([_GROUPS.get(meaning.group, 0) for meaning in code_list("attendance")], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Register:
    """A school's register of a year: `codes` holds numbers of `CODES`, one row a seat, two columns a day; where not `open` the
    child was not on roll and there is no mark. `late` are minutes, 0 where nobody was late.
    """

    seats: np.ndarray
    days: np.ndarray
    codes: np.ndarray
    open: np.ndarray
    late: np.ndarray

    @property
    def marks(self) -> int:
        """How many marks there are."""
        return int(self.open.sum())

    def seen(self, day: int, seats: np.ndarray) -> Register:
        """Return what was in it at the end of a day, of those of its rows whose `seats` were taken by then."""
        days = int(np.searchsorted(self.days, day, side="right"))
        if days == len(self.days) and seats.all():
            return self
        codes, opened, late = (part[seats, : 2 * days] for part in (self.codes, self.open, self.late))
        return Register(self.seats[seats], self.days[:days], codes, opened, late)


def counts(register: Register) -> dict[str, int]:
    """Count a register as the statistics do: sessions of the code list's groups, children by their own sessions."""
    group = np.where(register.open, GROUP[register.codes], 0)
    attended, authorised, unauthorised = ((group == n).sum(axis=1) for n in (1, 2, 3))
    missed = authorised + unauthorised
    possible = attended + missed
    return {
        "possible": int(possible.sum()),
        "attended": int(attended.sum()),
        "authorised": int(authorised.sum()),
        "unauthorised": int(unauthorised.sum()),
        "persistent": int(((possible > 0) & (missed * 10 >= possible)).sum()),
        "severe": int(((possible > 0) & (missed * 2 >= possible)).sum()),
        "pupils": int((possible > 0).sum()),
    }


def marks_table(register: Register, urn: int, persons: pa.Array) -> pa.Table:
    """Return a register as rows of `SessionMark`, child by child and day by day. `persons` names the seats, in order."""
    kept = register.open.ravel()
    shape, total = register.codes.shape, int(kept.sum())
    every = total == len(kept)

    def column(values: np.ndarray) -> np.ndarray:
        flat = np.broadcast_to(values, shape).reshape(-1)
        return flat if every else flat[kept]

    codes = column(register.codes.astype(np.int32))
    late = column(register.late.astype(np.int64))
    columns = {
        "file_id": pa.nulls(total, pa.int64()),
        "line": pa.nulls(total, pa.int64()),
        "urn": pa.array(np.full(total, urn)),
        "person": pa.DictionaryArray.from_arrays(column(np.arange(shape[0], dtype=np.int32)[:, None]), persons),
        "deleted": pa.nulls(total, pa.bool_()),
        "day": pa.array(column(np.repeat(register.days, 2).astype(np.int32)[None, :])).view(pa.date32()),
        "session": pa.DictionaryArray.from_arrays(column(np.tile(np.array([0, 1], dtype=np.int32), shape[1] // 2)[None, :]), ["AM", "PM"]),
        "code": pa.DictionaryArray.from_arrays(codes, pa.array(CODES)),
        "minutes_late": pa.array(late, mask=codes != NUMBER["L"]),
    }  # fmt: skip
    return pa.table([columns[f.name] for f in SessionMark.schema()], schema=SessionMark.schema())
