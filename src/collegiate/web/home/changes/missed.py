"""Academies at which more children than before have no data: nothing says that an adult looked."""

from __future__ import annotations

from typing import Any

from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.ledgers import latest
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.pictures.childhood.counts import children
from collegiate.web.words import capital, counted, day

WHY = "The roll of the latest week counts each child once. An academy is shown when more of its children than before have no data."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    if both.now.people is None:
        return [], []
    week, rows = latest(both.now.people)
    earlier_week, earlier = latest(both.then.people) if both.then and both.then.people else (None, [])
    before = {r["urn"]: r for r in earlier}
    names = both.names([r["urn"] for r in rows])
    items, calm = [], []
    for row in rows:
        was = before.get(row["urn"])
        if row["no_data"] > (was["no_data"] if was else 0):
            items.append(_item(row, was, names[row["urn"]], day(week), day(earlier_week)))
        else:
            calm.append(row)
    same = (
        [
            Same(
                sum(r["roll"] for r in calm),
                f"children are at {counted(len(calm), 'academy', 'academies')} where no more children than before have no data",
            )
        ]
        if calm
        else []
    )
    return items, same


def _item(row: dict[str, Any], was: dict[str, Any] | None, name: str, week: str, earlier: str) -> Item:
    more = row["no_data"] - (was["no_data"] if was else 0)
    said = f"{capital(children(row['no_data']))} of {row['roll']:,} have no data"
    return Item(
        f"{name}: {said[:1].lower() + said[1:]}{f', {more:,} more than before' if was else ''}.",
        f"Itself in the week of {earlier}: {was['no_data']:,} of {was['roll']:,}." if was else "Nothing: no earlier picture counts this academy.",
        "It is a count of the whole roll, not an estimate.",
        f"The week of {week}.",
        Link(f"See the {children(row['no_data'])}", f"/children/ledger/schools/{row['urn']}/children/?state=no_data"),
        WHY, Consequence.CHILD, more,
        f"In that week adults acted on {children(row['acted_on'])} there and looked at {row['looked_at']:,} without concern.",
    )  # fmt: skip


SOURCE = Source(_look, Right.SEE_CHILDREN)
