"""How one establishment became another.

The register holds most links twice, once from each end. The later school's record says the day on which it began, the
earlier school's usually the day on which it ended: the two differ by a day, and are one step. What a step is:

* The words of the link decide first: *merged*, *amalgamated* or *closure* make a merger, *split* a split.
* A plain Predecessor or Successor is a **conversion** when the later school has one founding predecessor and the earlier
  school one successor. Two or more founding predecessors make a **merger** of each, two or more successors a **split** of
  each. A plain successor beside a *split school* is a split too, unless the two are more than a year apart: a school that
  lost a part in 2012 and converted in 2016 converted.
* A link into a school that already existed is a merger, however it is worded: its URN is kept and its history is its own.
  A school already existed when it opened more than a year before the day of the link; where its opening is not known, when
  its URN is lower than the earlier school's, or is one of those given out when the register was set up, or when another
  school had become it more than a year before.
* *Result of amalgamation* and *merged - …* are written from both ends alike. The later school is the one that is open, or
  went on to another link; failing that the one whose record has the later day; failing that the one that is pointed to.

A step happened on the day on which the later school opened; for a link into a school that already existed, on the day of
the link. Only a conversion that has happened by the day of the extract joins two histories, and never in a circle.
Links of sixth-form centres, expansions and 'other' are not steps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

FIRST_NEW_URN = 130_000
"""URNs below were given out together when the register was set up: two such schools existed side by side."""

_A_YEAR = timedelta(days=366)


class Kind(StrEnum):
    """What happened between two establishments."""

    CONVERSION = "conversion"
    MERGER = "merger"
    SPLIT = "split"


@dataclass(slots=True)
class Step:
    """One step from an earlier to a later establishment, with the days that either end's record gives."""

    urn: int
    next_urn: int
    words: set[str] = field(default_factory=set)
    ended: date | None = None
    began: date | None = None
    happened: date | None = None
    kind: Kind = Kind.CONVERSION
    into_existing: bool = False
    joined: bool = False

    @property
    def recorded(self) -> date | None:
        """The day of the link: the later school's record goes before the earlier's."""
        return self.began or self.ended

    @property
    def days_apart(self) -> int | None:
        """How far the two ends' records differ, in days."""
        return abs((self.began - self.ended).days) if self.began and self.ended else None

    def says(self, *fragments: str) -> bool:
        """Whether the register's words for the link contain one of these."""
        return any(f in words for words in self.words for f in fragments)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else is known of the schools at the ends of a link."""

    opened: Mapping[int, date]
    is_open: Callable[[int], bool | None]


def steps_of(links: Iterable[Mapping[str, Any]], evidence: Evidence, today: date | None) -> list[Step]:
    """Turn the register's links into steps, each with its kind and whether it joins the two histories.

    `links` are rows of `establishment_link`, `today` the day of their latest extract: a later step is planned, not joined.
    """
    steps = _collect(sorted(links, key=lambda row: row["as_of"]), evidence)
    _date(steps, evidence)
    _classify(steps)
    for step in steps:
        step.joined = step.kind is Kind.CONVERSION and not _is_planned(step, today)
    _break_circles(steps)
    return sorted(steps, key=lambda step: (step.urn, step.next_urn))


def institutions(steps: Iterable[Step]) -> dict[int, int]:
    """Return, for every URN in a joined step, the URN of the last establishment of its chain."""
    following = {step.urn: step.next_urn for step in steps if step.joined}
    last: dict[int, int] = {}
    for urn in {*following, *following.values()}:
        end = urn
        while end in following:
            end = following[end]
        last[urn] = end
    return last


def _collect(links: Iterable[Mapping[str, Any]], evidence: Evidence) -> list[Step]:
    directed: dict[tuple[int, int], Step] = {}
    undirected: dict[tuple[int, int], dict[int, Mapping[str, Any]]] = defaultdict(dict)
    for row in links:
        here, there, words = row["urn"], row["link_urn"], row["link_type"].strip().lower()
        if here == there:
            continue
        if words.startswith("successor"):
            _add(directed, here, there, words).ended = row["established"]
        elif words.startswith(("predecessor", "closure")):
            _add(directed, there, here, words).began = row["established"]
        elif words.startswith(("result of amalgamation", "merged")):
            undirected[min(here, there), max(here, there)][here] = row
    goes_on = {step.urn for step in directed.values()}
    for ends, rows in undirected.items():
        if ends not in directed and ends[::-1] not in directed:
            _direct(directed, ends, rows, evidence, goes_on)
    return list(directed.values())


def _add(steps: dict[tuple[int, int], Step], earlier: int, later: int, words: str) -> Step:
    step = steps.setdefault((earlier, later), Step(earlier, later))
    step.words.add(words)
    return step


def _direct(
    steps: dict[tuple[int, int], Step],
    ends: tuple[int, int],
    rows: Mapping[int, Mapping[str, Any]],
    evidence: Evidence,
    goes_on: set[int],
) -> None:
    """Add the step of an amalgamation that is worded alike from both ends."""
    later = _survivor(ends, rows, evidence, goes_on)
    earlier = ends[0] if later == ends[1] else ends[1]
    step = _add(steps, earlier, later, "amalgamated")
    step.ended = rows[earlier]["established"] if earlier in rows else None
    step.began = rows[later]["established"] if later in rows else None


def _survivor(
    ends: tuple[int, int], rows: Mapping[int, Mapping[str, Any]], evidence: Evidence, goes_on: set[int]
) -> int:
    alive = [urn for urn in ends if evidence.is_open(urn) or urn in goes_on]
    if len(alive) == 1:
        return alive[0]
    days = {urn: row["established"] for urn, row in rows.items() if row["established"]}
    if len(set(days.values())) == 2:
        return max(days, key=lambda urn: days[urn])
    first = min(rows)
    return rows[first]["link_urn"]


def _date(steps: Iterable[Step], evidence: Evidence) -> None:
    first: dict[int, date] = {}
    for step in steps:
        if step.recorded:
            first[step.next_urn] = min(step.recorded, first.get(step.next_urn, step.recorded))
    for step in steps:
        opened = evidence.opened.get(step.next_urn)
        step.into_existing = _existed(step, opened, first.get(step.next_urn))
        step.happened = step.recorded if step.into_existing or opened is None else opened


def _existed(step: Step, opened: date | None, first_link: date | None) -> bool:
    """Whether the later school was there before the step."""
    if opened and step.recorded:
        return opened < step.recorded - _A_YEAR
    if step.next_urn < step.urn or step.next_urn < FIRST_NEW_URN:
        return True
    return bool(first_link and step.recorded and first_link < step.recorded - _A_YEAR)


def _classify(steps: Iterable[Step]) -> None:
    before: dict[int, list[Step]] = defaultdict(list)
    after: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        after[step.urn].append(step)
        if not step.into_existing:
            before[step.next_urn].append(step)
    for step in steps:
        step.kind = _kind(step, before[step.next_urn], after[step.urn])


def _kind(step: Step, founding: list[Step], leaving: list[Step]) -> Kind:
    if step.says("split"):
        return Kind.SPLIT
    if step.into_existing or step.says("merged", "amalgamat", "closure"):
        return Kind.MERGER
    if any(other is not step and not _long_apart(step, other) for other in leaving):
        return Kind.SPLIT
    return Kind.MERGER if len(founding) > 1 else Kind.CONVERSION


def _long_apart(step: Step, other: Step) -> bool:
    """Whether a part split off so long before or after that the step stands on its own."""
    if not other.says("split") or not step.happened or not other.happened:
        return False
    return abs(step.happened - other.happened) > _A_YEAR


def _is_planned(step: Step, today: date | None) -> bool:
    return bool(step.happened and today and step.happened > today)


def _break_circles(steps: Iterable[Step]) -> None:
    """A joined step has one way in and one way out, so a circle is found by walking; none of its steps stays joined."""
    following = {step.urn: step for step in steps if step.joined}
    settled: set[int] = set()
    for start in following:
        path: dict[int, Step] = {}
        urn = start
        while urn in following and urn not in settled and urn not in path:
            path[urn] = following[urn]
            urn = following[urn].next_urn
        if urn in path:
            _unjoin(path, urn)
        settled.update(path)


def _unjoin(path: Mapping[int, Step], start: int) -> None:
    urn = start
    while True:
        step = path[urn]
        step.joined = False
        urn = step.next_urn
        if urn == start:
            return
