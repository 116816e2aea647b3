"""Children who moved from one school of the trust to another, and the attendance that goes with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from collegiate.simulate.children_files.cells import encoded
from collegiate.simulate.children_files.faults import Child
from collegiate.simulate.children_files.marks import ATTENDED, AUTHORISED, UNAUTHORISED, UNCOUNTED, Sheet, groups
from collegiate.vocabulary import AcademicYear

_SENT_AFTER = dt.timedelta(days=10)
NO_MARK, CLOSED = "-", "#"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A child's move: who it was at the school that it left, and when that school sent its file."""

    person: str
    urn: int
    next_urn: int
    left: dt.date
    sent: dt.datetime


@dataclass(frozen=True, slots=True)
class History:
    """A child's year at the school that it left: marks for each Monday to Friday from `start`, and what they come to."""

    period: int
    start: dt.date
    marks: str
    counts: Mapping[str, int]


def transfers_of(children: Iterable[Child], today: dt.date) -> list[Transfer]:
    """Return the moves within the trust of which a file was sent by `today`, in the order in which they were sent."""
    by_name = {child.person: child for child in children}
    found = []
    for child in by_name.values():
        left = child.left
        if left is None or child.subsidiary or left + _SENT_AFTER > today:
            continue
        others = (by_name[name] for name in child.others if name in by_name)
        after = [other for other in others if other.entered > left and not other.subsidiary]
        if after:
            to = min(after, key=lambda other: other.entered)
            sent = dt.datetime.combine(left + _SENT_AFTER, dt.time(10, 0))
            found.append(Transfer(child.person, child.urn, to.urn, left, sent))
    return sorted(found, key=lambda move: (move.sent, move.urn, move.next_urn, move.person))


class Histories:
    """Gathers the marks of children who move, from the sheets as they pass."""

    def __init__(self, moves: Iterable[Transfer]) -> None:
        self._wanted: dict[tuple[int, int], list[str]] = {}
        for move in moves:
            self._wanted.setdefault((move.urn, AcademicYear.of(move.left).end), []).append(move.person)
        self.found: dict[str, History] = {}

    def collect(self, sheet: Sheet, urn: int, period: int, open_days: Iterable[dt.date]) -> None:
        """Keep the marks of those who left this school in this year. `open_days` are the days on which it was open."""
        persons = self._wanted.get((urn, period))
        days = sorted(open_days)
        if not persons or not days:
            return
        start = days[0] - dt.timedelta(days=days[0].weekday())
        closed = _closed(start, days)
        for person, codes, kinds, places in _rows_by_person(sheet, persons, start):
            own = closed.copy()
            own[places] = codes
            self.found[person] = History(period, start, "".join(own.tolist()), _counts(kinds))


def _place(days: np.ndarray, start: dt.date) -> np.ndarray:
    """The place of each day's morning among the sessions of the weeks since a Monday, five days to a week."""
    weeks, weekday = np.divmod(days - np.datetime64(start).astype(int), 7)
    return 2 * (5 * weeks + weekday)


def _closed(start: dt.date, days: list[dt.date]) -> np.ndarray:
    """Return what stands where there is no mark, for each session up to the last on which the school was open."""
    places = _place(np.array(days, dtype="datetime64[D]").astype(int), start)
    grid = np.full(int(places[-1]) + 2, CLOSED, dtype="U2")
    grid[np.concatenate([places, places + 1])] = NO_MARK
    return grid


def _rows_by_person(
    sheet: Sheet, persons: list[str], start: dt.date
) -> Iterator[tuple[str, np.ndarray, np.ndarray, np.ndarray]]:
    """Yield the codes of each of these people, how each counts, and at which place in the grid it stands."""
    which, names = encoded(sheet.table["person"])
    leaving = set(persons)
    wanted = np.array([name in leaving for name in names])
    rows = np.flatnonzero(wanted[which])
    rows = rows[np.argsort(which[rows], kind="stable")]
    kept = sheet.table.take(pa.array(rows))
    codes, kinds = _codes(kept)
    session, words = encoded(kept["session"])
    late = np.array([word == "PM" for word in words])[session]
    places = _place(kept["day"].to_numpy().astype("datetime64[D]").astype(int), start) + late
    heads = np.flatnonzero(np.diff(which[rows], prepend=-1))
    for head, end in zip(heads.tolist(), [*heads[1:].tolist(), len(rows)], strict=True):
        yield names[which[rows[head]]], codes[head:end], kinds[head:end], places[head:end]


def _codes(table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    which, codes = encoded(table["code"])
    known = [code or "" for code in codes]
    return np.array(known, dtype="U2")[which], np.array([groups().get(code, UNCOUNTED) for code in known])[which]


def _counts(kinds: np.ndarray) -> dict[str, int]:
    number = np.bincount(kinds, minlength=UNCOUNTED + 1)
    attended, authorised, unauthorised = number[[ATTENDED, AUTHORISED, UNAUTHORISED]].tolist()
    possible = attended + authorised + unauthorised
    return {"possible": possible, "authorised": authorised, "attended": attended, "unauthorised": unauthorised}
