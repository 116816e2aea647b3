"""What the pages of the strategy show: counts by state, aims by horizon, and all that is known of one aim."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collegiate.charts import Chart
from collegiate.charts.toward import Mark, Toward, draw_toward
from collegiate.strategy import NEEDS, ORDER, SOURCES, Aim, Horizon, State, Stood, Strategy, odds
from collegiate.web.components import Cell, Count, Counts, Fact, Link
from collegiate.web.strategy.told import path
from collegiate.web.strategy.working import Work, term_words
from collegiate.web.words import capital, day, listed, number

COLUMNS = ("Aim", "State", "Latest", "Target", "Chance", "Owner", "Shown at")


@dataclass(frozen=True, slots=True)
class Part:
    """The aims of one horizon: its name, the day it ends, a line for each that is measured, and those that the board minutes."""

    title: str
    due: str
    rows: tuple[tuple[object, ...], ...]
    minuted: tuple[Minuted, ...]


@dataclass(frozen=True, slots=True)
class Minuted:
    """An aim that nothing here measures: its one line, its state by the board's own word, and who answers for it."""

    called: str
    path: str
    state: str
    owner: str
    mind: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A trust's strategy on a page."""

    uid: int
    name: str
    stood: Sequence[Stood]
    strategy: Strategy
    untouched: Sequence[str]
    on: dt.date

    @property
    def path(self) -> str:
        """Its address."""
        return path(self.uid)

    @property
    def counts(self) -> Counts:
        """All aims as the sum of their states."""
        found = Counter(s.state for s in self.stood)
        parts = [Count(found[s], _SAYS[s], f"{self.path}?state={s.name.lower()}", mind=s in NEEDS) for s in ORDER if found[s]]  # fmt: skip
        return Counts(Count(len(self.stood), "aim" if len(self.stood) == 1 else "aims", self.path), parts)

    @property
    def sentence(self) -> str:
        """What the page says, in a sentence."""
        found = Counter(s.state for s in self.stood)
        told = [f"{number(found[s])} {_is(found[s])} {_SAYS[s]}" for s in ORDER if found[s]]
        return f"Of {number(len(self.stood))} aims, {listed(told)}." if told else "This trust holds no aim."

    @property
    def untouched_words(self) -> str:
        """How many promises nobody worked on this term."""
        n = len(self.untouched)
        if not n:
            return f"Every aim was worked on in {term_words(self.on)}."
        return f"{capital(number(n))} of {number(len(self.stood))} aims were worked on by nobody in {term_words(self.on)}, as far as Collegiate knows."  # fmt: skip

    @property
    def first(self) -> Stood | None:
        """The aim that needs the board first."""
        return next((s for s in in_order(self.stood) if s.state in NEEDS), None)

    def parts(self, state: str = "") -> list[Part]:
        """The aims by horizon, those that need the board first; `state` keeps to one."""
        wanted = [s for s in self.stood if not state or s.state.name.lower() == state]
        parts = ((h, in_order([s for s in wanted if s.agreed.aim.horizon is h])) for h in Horizon)
        return [self._part(h, own) for h, own in parts if own]

    def _part(self, horizon: Horizon, own: Sequence[Stood]) -> Part:
        rows = tuple(_row(s, self.uid) for s in own if s.rule)
        minuted = tuple(_minuted(s, self.uid) for s in own if not s.rule)
        return Part(capital(horizon.value), self._due(horizon), rows, minuted)

    def _due(self, horizon: Horizon) -> str:
        due = horizon.due(self.strategy.start)
        if horizon.years is None:
            return "at all times"
        return f"by {day(due)}" if due else "no date: from which day the strategy counts is not settled"


_SAYS: Mapping[State, str] = {
    State.OFF_TRACK: "off track", State.RESTATE: "to be restated", State.ON_TRACK: "on track", State.MET: "met",
    State.NO_THRESHOLD: "without a threshold", State.NO_DATA: "without data yet", State.BY_MINUTE: "for the board to minute", State.UNSEEN: "not shown to you",
}  # fmt: skip


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def in_order(stood: Sequence[Stood]) -> list[Stood]:
    """Return aims with those that need the board first, otherwise as they stand in the sources."""
    return sorted(stood, key=lambda s: ORDER.index(s.state))


def _row(s: Stood, uid: int) -> tuple[object, ...]:
    aim = s.agreed.aim
    latest = f"{s.latest}, {s.found.as_of}" if s.latest and s.found and s.found.as_of else s.latest
    chance = odds(s.chance) if s.chance is not None else None
    return (
        Cell(aim.called, path(uid, aim.id)),
        Cell(s.state.value, mind=s.state in NEEDS),
        latest or None,
        s.target_words if s.rule else None,
        chance,
        s.agreed.owner,
        Cell(shown_at(aim, uid).words, shown_at(aim, uid).path) if aim.evidence else None,
    )


def _minuted(s: Stood, uid: int) -> Minuted:
    aim = s.agreed.aim
    state = "" if s.state is State.BY_MINUTE else s.state.value
    return Minuted(aim.called, path(uid, aim.id), state, s.agreed.owner, s.state in NEEDS)


_PLACES = {
    "/joining/": "Joining", "/support/": "Support", "/counts/": "Counts", "/slipping/": "What slips", "/cases/": "Achievement board", "/effects/": "Did it work?",
    "/standing/": "How we stand", "/plans/": "Plans", "/settings/": "Board's numbers", "/meetings/": "Meetings",
}  # fmt: skip


def shown_at(aim: Aim, uid: int) -> Link:
    """Return where the evidence of an aim is shown."""
    at = aim.evidence.format(trust=uid)
    return Link(_PLACES.get(at, "The family of schools" if at.startswith("/trusts/") else at), at)


def facts_of(s: Stood, uid: int, *, settles: bool) -> list[Fact]:
    """Return what is so of an aim, each with the way to change it for whoever settles."""
    aim, agreed = s.agreed.aim, s.agreed

    def change(kind: str) -> Link | None:
        return Link("Settle", f"{path(uid, aim.id)}{kind}/") if settles else None

    due = (
        day(s.due)
        if s.due
        else "at all times"
        if aim.horizon.years is None
        else "no date: the strategy's first day is not settled"
    )
    measured = [
        Fact("Latest", f"{s.latest} ({s.found.as_of})" if s.latest and s.found else f"none: {s.found.missing if s.found else s.why}"),
        Fact("Target", s.target_words, change("target")),
        Fact("Baseline", s.rule.write(agreed.baseline) if s.rule and agreed.baseline is not None else "not settled", change("baseline")),
        Fact("Chance of meeting it by then", chance_words(s)),
    ]  # fmt: skip
    return [
        Fact("By", f"{due} ({aim.horizon.value})"),
        *(measured if s.rule else []),
        Fact("Owner", agreed.owner, change("owner")),
        Fact("From", aim.cited),
    ]


def chance_words(s: Stood) -> str:
    """Say the odds, or why there are none."""
    if s.chance is not None and s.forecast is not None and s.rule is not None and s.forecast.low is not None and s.forecast.high is not None:  # fmt: skip
        low, high = (s.rule.write(_bounded(v, s.rule.unit)) for v in (s.forecast.low, s.forecast.high))
        return f"{odds(s.chance)}; in 8 of 10 courses like its past it then lies between {low} and {high}"
    if s.forecast is not None and s.forecast.why:
        return s.forecast.why
    return "none: it takes a date ahead, a target and a value of today"


def _bounded(value: float, unit: str) -> float:
    return min(max(value, 0.0), 100.0) if unit == "%" else value


def chart_of(s: Stood, who: str) -> Chart | None:
    """Draw the course of an aim towards its target; None where one value or none is known."""
    if s.found is None or s.rule is None or len(s.found.moments) < 2:
        return None
    moments = [Mark(m.on, m.value, m.when, s.rule.write(m.value), "" if m.whole is None else f"{m.part} of {m.whole}", m.era) for m in s.found.moments]  # fmt: skip
    target = float(s.target.value) if s.target.value is not None else None
    return draw_toward(Toward(f"{who}, {s.rule.title[:1].lower()}{s.rule.title[1:]}", moments, target, s.target_words if target is not None else "", s.due, percent=s.rule.unit == "%"))  # fmt: skip


def members_of(s: Stood) -> list[tuple[object, ...]]:
    """Return who is in it: each academy, what is said of it, and whether it counts."""
    if s.found is None:
        return []
    words = {True: "counts", False: "does not count", None: "left out"}
    return [(Cell(m.name, m.path), m.said, Cell(words[m.counts], gap=m.counts is None)) for m in s.found.members]


def known_of(s: Stood, work: Sequence[Work]) -> list[tuple[str, str]]:
    """Return the five questions that every figure answers, for an aim."""
    if s.found is None or s.rule is None:
        return []
    counted = sum(m.counts is not None for m in s.found.members)
    left = sum(m.counts is None for m in s.found.members)
    who = (
        f"{counted} in it, {left} left out: the table names each."
        if s.found.members
        else "Counts alone; nobody is named."
    )
    return [
        ("Compared with what", s.found.compared or "nothing yet"),
        ("How sure", " ".join(p for p in (s.found.sure, f"Era: {s.found.era}." if s.found.era else "") if p) or "nothing yet"),
        ("Where from", s.found.came or "nothing yet"),
        ("Who is in it", who),
        ("What did we do", f"{day(work[0].on)}: {work[0].words}" if work else "Nobody has noted any work on it."),
    ]  # fmt: skip


def decision_words(kind: str, said: Mapping[str, Any], s: Stood | None = None) -> str:
    """Say what was decided."""
    write = s.rule.write if s and s.rule else str
    if kind == "target":
        most = f" to {said['most']}" if said.get("most") else ""
        return f"target {said['value']}{most}" if said.get("value") else "no threshold"
    told = {
        "start": lambda: f"the strategy counts from {day(dt.date.fromisoformat(said['day']))}",
        "baseline": lambda: f"baseline {write(float(said['value']))}",
        "owner": lambda: f"owner: {said['owner']}",
        "restated": lambda: f"restated as “{said['wording']}”",
        "judged": lambda: f"the board's own word: {said['state']}, by {said['evidence']}",
        "off": lambda: "not an aim of this trust",
        "added": lambda: "added as the board's own",
        "undone": lambda: "took back the decision named above it",
    }
    return told[kind]() if kind in told else kind


def sources_of(stood: Sequence[Stood]) -> list[str]:
    """Name the sources of the aims that are held."""
    return [words for key, words in SOURCES.items() if any(s.agreed.aim.source == key for s in stood)]
