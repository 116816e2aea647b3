"""The strategy on one page: how many aims stand how, those that need the board, the others by name; every aim in full stands in the appendix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from collegiate.improve.cards import AimCard
from collegiate.packs.pack import Cell, Json, Said, counts, grid, paragraph
from collegiate.strategy import State
from collegiate.strategy.states import ORDER
from collegiate.web.meetings.given import Given, Part, Section, told
from collegiate.web.navigation import IMPROVEMENT, STRATEGY
from collegiate.web.words import counted, listed

_NEED_THE_BOARD = (State.OFF_TRACK.value, State.RESTATE.value)
_MOST_ROWS = 14
"""Aims that need the board of which the page says more than the name: with more it would be two pages."""
_SAID = {State.RESTATE.value: "to be restated"}
_PLACES: Mapping[str, str] = {e.path: e.words for e in (*STRATEGY, *IMPROVEMENT)}


def _make(given: Given) -> Part | None:
    make = told("strategy", "aim_cards")
    if make is None:
        return None
    aims: list[AimCard] = make(given.reader, given.people, given.trust_uid, given.on)
    if not aims:
        return Part("The trust has written down no aim yet.")
    aims = sorted(aims, key=lambda a: _ORDER.index(a.state))
    states = Counter(a.state for a in aims)
    lead = f"Of {counted(len(aims), 'aim')}, {listed([f'{n} {_said(state)}' for state, n in states.items()])}."
    now = {a.id: _now(a, given) for a in aims}
    needy = [a for a in aims if a.state in _NEED_THE_BOARD]
    shown, others = needy[:_MOST_ROWS], [a for a in aims if a not in needy[:_MOST_ROWS]]
    blocks: list[Json] = [counts(*((n, _said(state)) for state, n in states.items()))]
    if shown:
        rows = [(a.called or a.wording, a.owner or "nobody yet", now[a.id], a.target or "–", chance(a.chance), Cell(_said(a.state), mind=_off(a))) for a in shown]  # fmt: skip
        blocks.append(grid("Aims that need the board", ("Aim", "Owner", "Now", "Target", "Chance", "State"), rows, (9, 4, 3, 3, 2, 3), small=True))  # fmt: skip
    blocks += _others(others)
    blocks.append(
        paragraph("Every aim with its own words, owner, horizon and figure stands in the appendix.", quiet=True)
    )
    return Part(lead, blocks, [_in_full(aims, now)])


_ORDER = [s.value for s in ORDER]


def _said(state: str) -> str:
    return _SAID.get(state, state)


def _off(aim: AimCard) -> bool:
    return aim.state == State.OFF_TRACK.value


def _others(aims: Sequence[AimCard]) -> list[Json]:
    """Name the others by how they stand, a line for each state."""
    by_state: dict[str, list[str]] = {}
    for a in aims:
        by_state.setdefault(a.state, []).append(a.called or a.wording)
    rows = [(f"{_said(state)} ({len(names)})", "; ".join(names) + ".") for state, names in by_state.items()]
    return [grid("The other aims", ("How they stand", "Aims"), rows, (2, 9), small=True)] if rows else []


def _in_full(aims: Sequence[AimCard], now: Mapping[str, Said]) -> Json:
    rows = [(Cell(a.wording, path=a.path), a.horizon, a.owner or "nobody yet", now[a.id], a.target or "–", chance(a.chance), Cell(_said(a.state), mind=_off(a))) for a in aims]  # fmt: skip
    columns = ("Aim, in the words of the strategy", "Horizon", "Owner", "Now", "Target", "Chance", "State")
    return grid("Every aim", columns, rows, (10, 3, 4, 3, 3, 2, 3), small=True)


def _now(aim: AimCard, given: Given) -> Said:
    if not aim.latest:
        return "–"
    return given.figure(
        f"{aim.called or aim.wording}: now", aim.latest, compared=f"The target that the board set: {aim.target or 'none is set'}.",
        sure=f"The chance of meeting it by its date is put at {chance(aim.chance)}." if aim.chance is not None else "No chance is forecast: there is too little to go by.",
        where=f"{_evidence(aim)}; {given.picture}.", who="The academies that the aim names.",
        done=f"Its owner is {aim.owner or 'nobody yet'}; it is {_said(aim.state)}.", path=aim.path,
    )  # fmt: skip


def _evidence(aim: AimCard) -> str:
    place = _PLACES.get(aim.evidence)
    return f"What stands under “{place}”" if place else "The aim's page"


def chance(value: float | None) -> str:
    """Write a chance from 0 to 1 as odds out of ten; a dash for none.

    >>> chance(0.72), chance(0.01), chance(None)
    ('about 7 in 10', 'less than 1 in 20', '–')
    """
    if value is None:
        return "–"
    if value < 0.05:
        return "less than 1 in 20"
    return "more than 19 in 20" if value > 0.95 else f"about {max(round(value * 10), 1)} in 10"


SECTION = Section("strategy", "Strategy on a page", _make, own_page=True)
