"""Is any child left out? For whoever sees counts and never a child: the cells of the counts pages, protected as they are there."""

from __future__ import annotations

from collegiate.disclosure import Disclosed
from collegiate.web.authorization.rights import Right
from collegiate.web.counts.published import tables
from collegiate.web.counts.sheets import Beside, Who
from collegiate.web.counts.subjects import nobody_missed
from collegiate.web.home.answers import Answer, Consequence, Link
from collegiate.web.home.asking import SCHOOLS, Asked, Question

WHY = (
    "Every child on roll is counted once, by what adults wrote in the latest week with school days. It is shown to whoever sees counts: in steps of five, "
    "so that no child can be worked out from them."
)


def _answer(asked: Asked) -> Answer | None:
    if asked.user.may(Right.SEE_CHILDREN):
        return None  # they are told by name who is missed
    found = tables(asked.request)
    who = _who(asked, found)
    if who is None:
        return None
    more = Link(f"Every count of {who.name}", _path(who))
    return Answer(
        nobody_missed(found, who, Beside()).lead, WHY, one_thing=Link("See the counts", "/counts/"), links=(more,),
        consequence=Consequence.CHILD,
    )  # fmt: skip


def _who(asked: Asked, found: Disclosed) -> Who | None:
    """Return the whole trust where it is seen whole, else the first academy by name."""
    urns = [u for u in asked.academies if u in found.trusts]
    names = asked.names(urns)
    for uid in sorted(found.whole_trusts):
        if set(urns) >= found.academies(uid):
            row = asked.reader.trust(uid)
            return Who(row["trust_name"] if row else f"Trust {uid}", None, uid, names)
    first = min(urns, key=lambda u: names[u], default=None)
    return None if first is None else Who(names[first], first, found.trusts[first], names)


def _path(who: Who) -> str:
    return f"/counts/schools/{who.urn}/" if who.urn is not None else f"/counts/trusts/{who.trust}/"


QUESTION = Question("Is any child left out?", _answer, Right.SEE_COUNTS, SCHOOLS)
