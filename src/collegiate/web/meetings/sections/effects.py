"""Did it work? What changed, compared with what would have happened."""

from __future__ import annotations

from collegiate.improve.cards import EffectCard
from collegiate.packs.pack import Cell, Said, grid, paragraph
from collegiate.web.meetings.given import Given, Part, Section, said_day, told
from collegiate.web.words import capital, counted


def _make(given: Given) -> Part | None:
    make = told("effects", "effect_cards")
    if make is None:
        return None
    cards: list[EffectCard] = make(given.trust_uid)
    if not cards:
        return Part("No comparison was locked yet, so nothing can be said of whether it worked.")
    due = [c for c in cards if c.effect is not None]
    rows = [_row(given, c) for c in cards]
    table = grid("Effects", ("What", "School", "Measure", "Effect", "95 % interval", "How much to trust it", "It comes to"), rows, (5, 4, 4, 4, 3, 3, 3), quiet=True)  # fmt: skip
    said = counted(len(due), "effect is", "effects are")
    return Part(
        f"{capital(said)} known, of {counted(len(cards), 'comparison')} that {'was' if len(cards) == 1 else 'were'} locked before the result.",
        [
            paragraph(
                "“No clear effect” is a normal result: the interval holds nought, so it could be chance.", quiet=True
            ),
            table,
        ],
    )


def _row(given: Given, card: EffectCard) -> tuple[Said, ...]:
    what = Cell(f"{card.reference}: {card.about}", path=card.path)
    if card.effect is None or card.low is None or card.high is None:
        return (what, card.school, card.series, "–", "–", card.grade or "–", card.verdict)
    between = f"{_signed(card.low)} to {_signed(card.high)}"
    effect = given.figure(
        f"{card.school}, {card.about}: effect", f"{_signed(card.effect)} {card.unit}".strip(), compared=card.compared,
        sure=f"95 % interval {between}; how much to trust it: {card.grade}.", where=f"{card.series}; the comparison was locked on {said_day(card.locked.date())}, before the result was known; {given.picture}.",
        who="The school or the children that the plan or support was for, and those that they are compared with; nobody is named.", done=card.verdict, path=card.path,
    )  # fmt: skip
    return (what, card.school, card.series, effect, between, card.grade, card.verdict)


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{abs(value):.1f}"


SECTION = Section("effects", "Did it work?", _make)
