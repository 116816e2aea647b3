"""Alerts that are new, or worse than when a person looked, about which nobody has acted: published figures, programmes, and the trust's own series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collegiate.store import Reader, ScopedReader
from collegiate.web.accounts.models import User
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source, View
from collegiate.web.pictures.childhood.named import subject_name
from collegiate.web.words import month

if TYPE_CHECKING:
    from collegiate.watch.slipping import Found, Slip

WHY = "Schools, subjects and programmes are looked at for a fall further than chance would have it. What nobody has acted on stands here when it is new, or got worse since somebody looked."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    user = User.objects.filter(email=both.who).first()
    if user is None or not user.may(Right.READ_STRATEGY):
        return [], []
    told_elsewhere = user.may(Right.SEE_CHILDREN)  # the trust's own series are told with the children's pages
    items: list[Item] = []
    calm = known = 0
    for trust, urns in _trusts(both.now).items():
        now = _found(both.now, trust, urns)
        then = {s.reference for s in _found(both.then, trust, urns).slips} if both.then else set()
        mine = [s for s in now.slips if not (told_elsewhere and s.source == "own")]
        new = _needing(trust, mine, then)
        items += [_item(s, words, both) for s, words in new]
        calm += now.not_raised
        known += len(now.slips) - len(new)
    same = [
        Same(calm, "series that were looked at do not slip", "series that was looked at does not slip"),
        Same(known, "alerts are known, or told of above", "alert is known, or told of above"),
    ]
    return items, [s for s in same if s.number]


def _trusts(view: View) -> dict[int, set[int]]:
    """Return somebody's academies by trust."""
    found: dict[int, set[int]] = {}
    for school in view.reader.schools(list(view.urns), columns=["urn", "trust_uid"]):
        if school["trust_uid"] is not None:
            found.setdefault(int(school["trust_uid"]), set()).add(int(school["urn"]))
    return found


def _found(view: View, trust: int, urns: set[int]) -> Found:
    from collegiate.watch.slipping import found

    reader: Reader = view.reader
    people: ScopedReader | None = view.people
    whole = found(reader, people, trust, named=subject_name)
    members = {m["urn"] for m in reader.memberships(trust=trust) if m["left_before"] is None}
    return whole if members <= urns else whole.of_schools(urns)


def _needing(trust: int, slips: list[Slip], then: set[str]) -> list[tuple[Slip, str]]:
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
    return Item(
        what, f"{slip.words} {slip.compared}", slip.sure, f"Raised {both.since}{falls}.", Link("Refer it, or say why not", f"/slipping/{slip.reference}/"),
        WHY, Consequence.SCHOOL, 0, f"{done.rstrip('.')}.",
    )  # fmt: skip


SOURCE = Source(_look, Right.SEE_COUNTS)
