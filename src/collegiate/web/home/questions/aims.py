"""Is the promise being kept? Aim by aim, for trustees, from the strategy on a page."""

from __future__ import annotations

from collegiate.web.authorization.rights import Right
from collegiate.web.authorization.roles import Span
from collegiate.web.home.answers import Answer, Consequence, Link, Sum
from collegiate.web.home.asking import Asked, Question
from collegiate.web.words import capital

WHY = (
    "Each aim of the strategy is counted once, by how it stands today: worked out from its measure, its target and its day, or as the board minuted it. "
    "Where the board has not said how much is meant, it is without a threshold, and never met."
)


def _answer(asked: Asked) -> Answer | None:
    from collegiate.strategy import NEEDS
    from collegiate.web.strategy.asking import page_of
    from collegiate.web.whose import trusts, whole_trusts

    whole = whole_trusts(asked.request, Right.READ_STRATEGY)
    held = [(uid, name) for uid, name in trusts(asked.request, Right.READ_STRATEGY) if uid in whole]
    if not held:
        return None
    page = page_of(asked.request, *held[0], kept=True)
    if not page.stood:
        return None
    first, counts = page.first, page.counts
    whose = f"{page.name}: " if len(held) > 1 else ""
    one_thing = (
        Link(f"See what is {first.state.value}: {first.agreed.aim.called}", f"{page.path}{first.agreed.aim.id}/")
        if first
        else Link("Open the strategy", page.path)
    )
    return Answer(
        f"{whose}{capital(page.sentence)}", WHY, Sum(counts.whole, tuple(counts.parts)), one_thing,
        (Link(page.untouched_words.rstrip("."), f"{page.path}untouched/"),),
        consequence=Consequence.SCHOOL, touched=sum(s.state in NEEDS for s in page.stood),
    )  # fmt: skip


QUESTION = Question(
    "Is the promise being kept? Aim by aim",
    _answer,
    Right.READ_STRATEGY,
    frozenset({Span.TRUST}),
    frozenset({"trustee"}),
    only=True,
)
