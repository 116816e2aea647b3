"""Aims of the strategy that went off track, or whose words can no longer be measured, since the earlier picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from collegiate.strategy import NEEDS, Asked, Stood, Strategy, stand
from collegiate.web.authorization.rights import Right
from collegiate.web.board.models import settled
from collegiate.web.clock import today
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source, View
from collegiate.web.memory import Memory
from collegiate.web.strategy.models import decided
from collegiate.web.strategy.told import path
from collegiate.web.strategy.working import Work, work_of
from collegiate.web.words import capital, day

WHY = "An aim is shown when its latest published figure leaves it off track and did not in the earlier picture, or when its words can no longer be measured."


_STOOD: Memory[list[Stood]] = Memory()


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    if both.then is None or not both.user.may(Right.READ_STRATEGY):
        return [], []
    items: list[Item] = []
    quiet = 0
    for uid in sorted(both.trusts):
        strategy, numbers = decided(uid), settled(uid)
        before = {s.agreed.aim.id: s for s in _stood(both.then, uid, strategy, numbers)}
        now = _stood(both.now, uid, strategy, numbers)
        new = [s for s in now if s.state in NEEDS and not _needed(before.get(s.agreed.aim.id))]
        work = work_of(uid) if new else {}
        items += [_item(s, before.get(s.agreed.aim.id), uid, work.get(s.agreed.aim.id, ()), both) for s in new]
        quiet += len(now) - len(new)
    same = Same(quiet, "aims of the strategy stand as they did", "aim of the strategy stands as it did")
    return items, [same] if quiet else []


def _stood(view: View, uid: int, strategy: Strategy, numbers: Mapping[str, Decimal]) -> list[Stood]:
    """How the aims stand that are measured by a picture alone: what other parts' records say is asked of those parts."""
    asked = Asked(view.reader, view.people, uid, today(), numbers)
    key = (view.key, uid, today(), repr(strategy), frozenset(numbers.items()))
    return _STOOD.get(
        key,
        lambda: [
            s for a in strategy.held if a.aim.rule and (s := stand(a, strategy, asked)).found and not s.found.unseen
        ],
    )


def _needed(stood: Stood | None) -> bool:
    return stood is not None and stood.state in NEEDS


def _item(now: Stood, then: Stood | None, uid: int, work: Sequence[Work], both: Both) -> Item:
    aim = now.agreed.aim
    was = (
        f"It was “{then.state.value}”{f' at {then.latest}' if then.latest else ''} in the earlier picture."
        if then
        else "It is new."
    )
    done = f"{day(work[0].on)}: {work[0].words.rstrip('.')}." if work else "Nobody has noted any work on it."
    return Item(
        f"{aim.called}: {now.state.value}{f', {now.latest}' if now.latest else ''}.",
        f"{was} The target is {now.target_words}.",
        (now.found.sure if now.found else "") or now.why,
        capital(f"{both.since}."),
        Link("See this aim", path(uid, aim.id)),
        WHY, Consequence.SCHOOL, both.roll(*(m.urn for m in now.found.members if m.counts is False)) if now.found else 0, done,
    )  # fmt: skip


SOURCE = Source(_look, Right.SEE_COUNTS)
