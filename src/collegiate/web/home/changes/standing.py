"""Areas in which an academy and its moderator began to differ this week."""

from __future__ import annotations

from datetime import timedelta

from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.words import day

WHY = "An academy judges itself in each area that inspectors look at, and a moderator judges it too. Where they differ, somebody has to talk."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    from collegiate.web.standing.told import standing_cards

    cards = [c for uid in both.trusts for c in standing_cards(uid, urns=both.now.urns)]
    since = today() - timedelta(days=7)
    new = [c for c in cards if c.disagree and c.as_of and c.as_of > since]
    before = sum(c.disagree for c in cards) - len(new)
    agree = sum(not c.disagree and bool(c.own and c.moderated) for c in cards)
    same = [
        Same(agree, "areas in which academy and moderator agree", "area in which academy and moderator agree"),
        Same(before, "areas in which they differed before", "area in which they differed before"),
    ]
    items = [
        Item(
            f"{c.school}, {c.area.lower()}: the academy says “{c.own}”, the moderator “{c.moderated}”.", "Its own judgement beside the moderator's.",
            "Both are judgements, with their evidence beside them.", f"Since {day(c.as_of)}.", Link(f"Look at {c.area.lower()}", c.path), WHY,
            Consequence.SCHOOL, both.roll(c.urn), "Both judgements are written; nobody has judged anew.",
        )
        for c in new
    ]  # fmt: skip
    return items, [s for s in same if s.number]


SOURCE = Source(_look, Right.PLAN)
"""For whoever judges and moderates."""
