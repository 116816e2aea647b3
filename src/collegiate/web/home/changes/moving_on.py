"""Schools with more children than before whose pack for the next school lacks something."""

from __future__ import annotations

from collegiate.vocabulary.years import AcademicYear
from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source, View
from collegiate.web.pictures.childhood.counts import children
from collegiate.web.words import capital

WHY = "Each child who moves on has an agreed pack. A school is shown when the packs of more of its children than before lack something."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    period, lacking, whole = _packs(both.now)
    if period is None:
        return [], []
    then_period, before, _ = _packs(both.then) if both.then else (None, {}, 0)
    was = before if then_period == period else {}
    worse = {u: n for u, n in lacking.items() if n > was.get(u, 0)} if both.then else lacking
    names = both.names(list(worse))
    items = [_item(names[u], u, n, was.get(u), period, both) for u, n in worse.items()]
    calm = whole + sum(n for u, n in lacking.items() if u not in worse)
    return items, [
        Same(calm, "children who move on have a whole pack, or are at a school where no more lack something")
    ] if calm else []


def _packs(view: View) -> tuple[int | None, dict[int, int], int]:
    """Return the latest year of moves, each school's children whose pack lacks something, and how many have a whole one."""
    counts = view.people.move_counts() if view.people else {}
    period = max((k[0] for k in counts), default=None)
    lacking: dict[int, int] = {}
    whole = 0
    for (year, _, urn, _, complete, *_), n in counts.items():
        if year == period and complete:
            whole += n
        elif year == period:
            lacking[urn] = lacking.get(urn, 0) + n
    return period, lacking, whole


def _item(name: str, urn: int, n: int, was: int | None, period: int, both: Both) -> Item:
    return Item(
        f"{name}: the packs of {children(n)} who move on lack something.",
        f"Itself in the earlier picture: {children(was)}." if was is not None else "Nothing: the earlier picture had none, or there is none.",
        "It is a count of the agreed items that are in the files.",
        f"{capital(both.since)}; they move at the end of {AcademicYear(period)}.",
        Link(f"See what is missing at {name}", f"/children/moving/schools/{urn}/"),
        WHY, Consequence.MOVE, n if was is None else n - was, "Packs that were sent are on the page of the school.",
    )  # fmt: skip


SOURCE = Source(_look, Right.MOVE_CHILDREN)
