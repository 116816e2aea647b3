"""The strategy on a page: every aim with its state, and the chance of meeting it."""

from __future__ import annotations

from collections import Counter

from collegiate.improve.cards import AimCard
from collegiate.packs.pack import Cell, grid
from collegiate.web.meetings.given import Given, Part, Section, told
from collegiate.web.words import counted, listed


def _make(given: Given) -> Part | None:
    make = told("strategy", "aim_cards")
    if make is None:
        return None
    aims: list[AimCard] = make(given.reader, given.people, given.trust_uid, given.on)
    if not aims:
        return Part("The trust has written down no aim yet.")
    states = Counter(a.state for a in aims)
    lead = (
        f"Of {counted(len(aims), 'aim')}, {listed([f'{n} {_SAID.get(state, state)}' for state, n in states.items()])}."
    )
    told_ = sorted((a for a in aims if a.latest), key=lambda a: _ORDER.get(a.state, len(_ORDER)))
    rest = [a for a in aims if not a.latest]
    blocks = []
    if told_:
        blocks.append(grid("Aims that have a figure now", ("Aim", "Owner", "Now", "Target", "Chance", "State"), [_row(a, given) for a in told_], (8, 3, 3, 3, 2, 3)))  # fmt: skip
    if rest:
        rows = [(Cell(a.wording, path=a.path), a.horizon, a.owner or "nobody yet", a.state) for a in rest]
        blocks.append(grid("Aims without a figure", ("Aim", "Horizon", "Owner", "State"), rows, (9, 2, 3, 3)))
    return Part(lead, blocks)


_SAID = {"restate this aim": "to be restated"}

_ORDER = {state: place for place, state in enumerate(("off track", "restate this aim", "on track", "met"))}
"""Aims that need the board come first."""


def _row(aim: AimCard, given: Given) -> tuple[str | Cell, ...]:
    off = aim.state == "off track"
    now: str | Cell = aim.latest or "–"
    if aim.latest:
        now = given.figure(
            f"{aim.wording}: now", aim.latest, compared=f"The target that the board set: {aim.target or 'none is set'}.",
            sure=f"The chance of meeting it by its date is put at {chance(aim.chance)}." if aim.chance is not None else "No chance is forecast: there is too little to go by.",
            where=f"Evidence: {aim.evidence or 'the strategy page'}; {given.picture}.", who="The academies that the aim names.",
            done=f"Its owner is {aim.owner or 'nobody yet'}; its state is “{aim.state}”.", path=aim.path,
        )  # fmt: skip
    return (Cell(aim.wording, path=aim.path), aim.owner or "nobody yet", now, aim.target or "–", chance(aim.chance), Cell(aim.state, mind=off))  # fmt: skip


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


SECTION = Section("strategy", "Strategy on a page", _make)
