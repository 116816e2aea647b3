"""Alerts that are new, or worse than when a person looked, about which nobody has acted: published figures, programmes, and the trust's own series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from collegiate.vocabulary.subjects import subject_name
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source, View
from collegiate.web.memory import Memory
from collegiate.web.words import month

if TYPE_CHECKING:
    from collegiate.watch.slipping import Found, Slip

WHY = "Schools, subjects and programmes are looked at for a fall further than chance would have it. What nobody has acted on stands here when it is new, or got worse since somebody looked."


_FOUND: Memory[Found] = Memory()


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    if not both.user.may(Right.READ_STRATEGY):
        return [], []
    items: list[Item] = []
    calm = known = 0
    for trust, urns in both.trusts.items():
        now = slips_of(both.now, trust, urns)
        then = {s.reference for s in slips_of(both.then, trust, urns).slips} if both.then else set()
        new = _needing(trust, now.slips, then)
        items += [_item(s, words, both) for s, words in new]
        calm += now.not_raised
        known += len(now.slips) - len(new)
    same = [
        Same(calm, "series that were looked at do not slip", "series that was looked at does not slip"),
        Same(known, "alerts are known from before, or somebody acted on them", "alert is known from before, or somebody acted on it"),
    ]  # fmt: skip
    return items, [s for s in same if s.number]


def slips_of(view: View, trust: int, urns: set[int]) -> Found:
    """Return what was looked at for somebody's academies of a trust; of a picture that lacks the table, nothing."""
    from collegiate.watch.slipping import found

    whole = _FOUND.get((view.key, trust), lambda: found(view.reader, view.people, trust, named=subject_name))
    members = {m["urn"] for m in view.reader.members(trust)}
    return whole if members <= urns else whole.of_schools(urns)


def _needing(trust: int, slips: Sequence[Slip], then: set[str]) -> list[tuple[Slip, str]]:
    """Return alerts on which nobody has acted that are new or came back, with what was done."""
    from collegiate.web.slipping.done import NOBODY, OPEN, done_about

    done = done_about(trust, slips)
    open_ = [(s, done[s.reference].words) for s in slips if done[s.reference].state == OPEN]
    return [(s, words) for s, words in open_ if s.reference not in then or words != NOBODY]


def _item(slip: Slip, done: str, both: Both) -> Item:
    what = (
        f"{slip.school}: {slip.about[:1].lower() + slip.about[1:]} slips."
        if slip.school
        else f"{slip.about} does not show that it helps."
    )
    falls = f", and is estimated to slip since {month(slip.since)}" if slip.since else ""
    leads = both.user.may(Right.LEAD_IMPROVEMENT)
    touched = both.roll(slip.urn) if slip.urn is not None else both.roll(*both.now.urns)
    return Item(
        what, f"{slip.words} {slip.compared}", slip.sure, f"Raised {both.since}{falls}.",
        Link("Refer it, or say why not" if leads else "See what was found", f"/slipping/{slip.reference}/"),
        WHY, Consequence.SCHOOL, touched, f"{done.rstrip('.')}.", slip.reference,
    )  # fmt: skip


SOURCE = Source(_look, Right.SEE_COUNTS, prior=2)
