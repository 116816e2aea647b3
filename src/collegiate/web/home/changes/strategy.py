"""Aims of the strategy that went off track, or whose words can no longer be measured, since the earlier picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collegiate.strategy import NEEDS, Asked, Stood, stand
from collegiate.web.accounts.models import User
from collegiate.web.authorization.rights import Right
from collegiate.web.board.models import settled
from collegiate.web.clock import today
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source, View
from collegiate.web.strategy.models import decided
from collegiate.web.strategy.told import path
from collegiate.web.strategy.working import Work, work_of
from collegiate.web.words import capital, day

WHY = "An aim is shown when its latest published figure leaves it off track and did not in the earlier picture, or when its words can no longer be measured."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    user = User.objects.filter(email=both.who).first()
    if both.then is None or user is None or not user.may(Right.READ_STRATEGY):
        return [], []
    items: list[Item] = []
    quiet = 0
    for uid in _trusts(both.now):
        before = {s.agreed.aim.id: s for s in _stood(both.then, uid)}
        now = _stood(both.now, uid)
        new = [s for s in now if s.state in NEEDS and not _needed(before.get(s.agreed.aim.id))]
        work = work_of(uid) if new else {}
        items += [_item(s, before.get(s.agreed.aim.id), uid, work.get(s.agreed.aim.id, ()), both.since) for s in new]
        quiet += len(now) - len(new)
    same = Same(quiet, "aims of the strategy stand as they did", "aim of the strategy stands as it did")
    return items, [same] if quiet else []


def _trusts(view: View) -> list[int]:
    schools = view.reader.schools(list(view.urns), columns=["urn", "trust_uid"])
    return sorted({s["trust_uid"] for s in schools if s["trust_uid"]})


def _stood(view: View, uid: int) -> list[Stood]:
    """How the aims stand that are measured by a picture alone: what other parts' records say is asked of those parts."""
    strategy = decided(uid)
    asked = Asked(view.reader, view.people, uid, today(), settled(uid))
    return [s for a in strategy.held if a.aim.rule and (s := stand(a, strategy, asked)).found and not s.found.unseen]


def _needed(stood: Stood | None) -> bool:
    return stood is not None and stood.state in NEEDS


def _item(now: Stood, then: Stood | None, uid: int, work: Sequence[Work], since: str) -> Item:
    aim = now.agreed.aim
    was = (
        f"It was “{then.state.value}”{f' at {then.latest}' if then.latest else ''} in the earlier picture."
        if then
        else "It is new."
    )
    more: dict[str, Any] = (
        {"done": f"{day(work[0].on)}: {work[0].words}."} if work else {"done": "Nobody has noted any work on it."}
    )
    return Item(
        f"{aim.called}: {now.state.value}{f', {now.latest}' if now.latest else ''}.",
        f"{was} The target is {now.target_words}.",
        (now.found.sure if now.found else "") or now.why,
        capital(f"{since}."),
        Link("See this aim", path(uid, aim.id)),
        WHY, Consequence.SCHOOL, sum(m.counts is False for m in now.found.members) if now.found else 0, **more,
    )  # fmt: skip


SOURCE = Source(_look, Right.SEE_COUNTS)
