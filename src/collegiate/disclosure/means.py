"""What is not a count: attendance as a percentage of sessions, and estimates for a school's children. Hidden for few, rounded wide enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from collegiate.disclosure.cells import HIDDEN, Cell, Published
from collegiate.disclosure.counts import ALL, CHILDREN
from collegiate.disclosure.gathering import ATTENDANCE
from collegiate.disclosure.policy import Policy
from collegiate.disclosure.released import Block
from collegiate.disclosure.rounding import half_away, share
from collegiate.disclosure.suppression import Sum, suppress
from collegiate.store import ScopedReader
from collegiate.vocabulary.years import AcademicYear

PROGRESS, FALLING, RATE = "progress", "falling", "attendance"
GAIN = ("gain", "low", "high")
RATE_GROUPINGS = ("sex", "free_school_meals", "sen_provision")

Row = dict[str, Any]
Trusts = Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class _Sessions:
    """Sessions of a group of children: of the academy's or, with `urn` None, of the trust's."""

    pupils: int
    attended: int
    possible: int

    def __add__(self, other: _Sessions) -> _Sessions:
        return _Sessions(self.pupils + other.pupils, self.attended + other.attended, self.possible + other.possible)


Place = tuple[int | None, int | None, str, str]
"""Trust, academy, grouping and group."""


class OfSessions(Protocol):
    """What tells schools' sums of sessions: a reader of counts, or the tables of a picture that is being built."""

    def attendance_weeks(self) -> list[Row]:
        """Return schools' sessions by week."""

    def attendance_counts(self, *, period: int | None = None, grouping: str = ALL) -> list[Row]:
        """Return schools' sessions by academic year, of a grouping."""


def attendance(reader: OfSessions, trusts: Trusts, policy: Policy) -> Iterator[Published]:
    """Yield attendance in every finished year, by group in the latest; and of the year that runs up to the last whole month.

    A figure that moved every day would tell how many were away on each.
    """
    weeks = reader.attendance_weeks()
    last = max((w["week"] for w in weeks), default=None)
    rows = reader.attendance_counts()
    running = AcademicYear.of(last).end if last else max((r["period"] for r in rows), default=0) + 1
    finished = sorted({r["period"] for r in rows if r["period"] < running}, reverse=True)
    for period in finished:
        groups = RATE_GROUPINGS if period == finished[0] else ()
        whole = {(r["urn"], ALL, ALL): _sessions(r) for r in rows if r["period"] == period}
        grouped = {
            (r["urn"], g, r["value"]): _sessions(r)
            for g in groups
            for r in reader.attendance_counts(period=period, grouping=g)
        }
        yield from _rates(whole | grouped, trusts, str(period), policy)
    if last:
        yield from _so_far(weeks, {r["urn"]: r["pupils"] for r in rows if r["period"] == running}, last, trusts, policy)


def _so_far(
    weeks: Iterable[Row], pupils: Mapping[int, int], last: date, trusts: Trusts, policy: Policy
) -> Iterator[Published]:
    until = last.replace(day=1) - timedelta(days=1)
    year = AcademicYear.of(last).end
    sums: dict[tuple[int, str, str], _Sessions] = {}
    for w in weeks:
        if AcademicYear.of(w["week"]).end == year and w["week"] + timedelta(days=4) <= until and w["urn"] in pupils:
            at = (w["urn"], ALL, ALL)
            sums[at] = sums.get(at, _Sessions(pupils[w["urn"]], 0, 0)) + _Sessions(0, *_attended(w))
    yield from _rates(sums, trusts, f"{year} to {until.isoformat()}", policy)


def _sessions(row: Row) -> _Sessions:
    return _Sessions(row["pupils"], *_attended(row))


def _attended(row: Row) -> tuple[int, int]:
    return row["possible"] - row["authorised"] - row["unauthorised"], row["possible"]


def _rates(
    academies: Mapping[tuple[int, str, str], _Sessions], trusts: Trusts, period: str, policy: Policy
) -> Iterator[Published]:
    places: dict[Place, _Sessions] = {}
    for (urn, grouping, group), sessions in _with_nobody(academies).items():
        trust = trusts.get(urn)
        places[trust, urn, grouping, group] = sessions
        if trust is not None:
            whole: Place = (trust, None, grouping, group)
            places[whole] = places[whole] + sessions if whole in places else sessions
    hidden = suppress(
        {at: s.pupils for at, s in places.items()}, _sums(places), least=policy.least_rate, width=policy.step
    )
    for at, sessions in places.items():
        cell = HIDDEN if at in hidden else rate(sessions.attended, sessions.possible, policy)
        yield Published(ATTENDANCE, at[0], at[1], period, at[2], at[3], RATE, cell)


def _with_nobody(academies: Mapping[tuple[int, str, str], _Sessions]) -> dict[tuple[int, str, str], _Sessions]:
    """Give every academy every group that any has, of nobody if need be: a group that is left out would say that nobody is in it."""
    groups = {(grouping, group) for _, grouping, group in academies}
    urns = {urn for urn, *_ in academies}
    nobody = _Sessions(0, 0, 0)
    return {(u, *g): academies.get((u, *g), nobody) for u in sorted(urns) for g in sorted(groups)}


def _sums(places: Iterable[Place]) -> list[Sum]:
    """Return every way in which groups add up: an academy's groups to the academy, the academies to the trust."""
    parts: dict[tuple[Place, str], list[Place]] = defaultdict(list)
    for trust, urn, grouping, group in places:
        if grouping != ALL:
            parts[(trust, urn, ALL, ALL), grouping].append((trust, urn, grouping, group))
        if urn is not None and trust is not None:
            parts[(trust, None, grouping, group), ""].append((trust, urn, grouping, group))
    return [Sum(of[0], tuple(cells)) for of, cells in parts.items()]


def rate(part: int, whole: int, policy: Policy) -> Cell:
    """Return a percentage of sessions in the finest steps that are wide enough to hide any few of them; all or none is not said."""
    wide = (s for s in policy.steps_of_rates if Decimal(str(s)) * whole >= 100 * policy.least_sessions)
    step = next(wide, None)
    if step is None:
        return HIDDEN
    found = share(part, whole, step)
    return Cell.of(found) if 0 < found < 100 else HIDDEN


def progress(
    reader: ScopedReader, trusts: Trusts, held: Mapping[str, Block], policy: Policy
) -> tuple[list[Published], dict[str, Block]]:
    """Return what schools' children gained in finished years; a figure stays until five children more or fewer are behind it."""
    last = max((w["week"] for w in reader.attendance_weeks()), default=None)
    rows = [r for r in reader.value_added() if last is None or r["period"] < AcademicYear.of(last).end]
    cells: list[Published] = []
    blocks: dict[str, Block] = {}
    for row in rows:
        name = f"{PROGRESS}|{row['period']}|{row['urn']}|{row['subject']}"
        block = _estimate(row, held.get(name), policy)
        if block is not None:
            blocks[name] = block
        cells += _estimated(row, trusts, block)
    return cells, blocks


def _estimate(row: Row, before: Block | None, policy: Policy) -> Block | None:
    if before is not None and abs(before["pupils"] - row["pupils"]) < policy.step:
        return before
    if row["pupils"] < policy.least_mean or row["effect"] is None:
        return None
    numbers = [None if row[c] is None else str(half_away(row[c], 0.1)) for c in ("effect", "low", "high")]
    children = int(half_away(row["pupils"], policy.step))
    return {"pupils": row["pupils"], "children": children, "numbers": numbers}


def _estimated(row: Row, trusts: Trusts, block: Block | None) -> Iterator[Published]:
    told = [HIDDEN] * (1 + len(GAIN))
    if block is not None:
        numbers = (HIDDEN if n is None else Cell.of(Decimal(n)) for n in block["numbers"])
        told = [Cell.count(block["children"]), *numbers]
    for part, cell in zip((CHILDREN, *GAIN), told, strict=True):
        yield Published(
            PROGRESS, trusts.get(row["urn"]), row["urn"], str(row["period"]), "subject", row["subject"], part, cell
        )


def falling(reader: ScopedReader, trusts: Trusts, rolls: Mapping[int, int], policy: Policy) -> Iterator[Published]:
    """Yield whether a school's series falls, at the latest look: 1 where the alarm was raised. About schools, and of no school of few."""
    rows = reader.alarms()
    day = max((r["as_of"] for r in rows), default=None)
    for row in (r for r in rows if r["as_of"] == day):
        few = rolls.get(row["urn"], 0) < policy.least_rate
        cell = HIDDEN if few else Cell(int(row["raised"]), None, "falls" if row["raised"] else "does not fall")
        yield Published(
            FALLING,
            trusts.get(row["urn"]),
            row["urn"],
            row["as_of"].isoformat(),
            "series",
            row["series"],
            "raised",
            cell,
        )
