"""Schools that are behind with something that came in time before."""

from __future__ import annotations

from typing import Any

from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.words import capital, counted, listed

Row = dict[str, Any]

WHY = "Every kind of data that a school should send is looked at for its latest day and its usual number of rows. What is missing is why children have no data."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    if both.now.people is None:
        return [], []
    rows = both.now.people.sendings()
    behind = [r for r in rows if r["state"] != "sent"]
    earlier = both.then.people.sendings() if both.then and both.then.people else []
    before = {(r["urn"], r["kind"]) for r in earlier if r["state"] != "sent"}
    new: dict[int, list[Row]] = {}
    for row in behind:
        if (row["urn"], row["kind"]) not in before:
            new.setdefault(row["urn"], []).append(row)
    names = both.names(list(new))
    rolls = {urn: n for (urn,), n in both.now.people.count_pupils("urn", on_roll=True).items()}
    same = [Same(len(rows) - len(behind), "sendings came in time", "sending came in time")]
    still = len(behind) - sum(len(of) for of in new.values())
    if still:
        same.append(Same(still, "sendings that were behind before are still behind"))
    return [_item(names[u], u, of, rolls.get(u, 0), both) for u, of in new.items()], same


def _item(name: str, urn: int, rows: list[Row], roll: int, both: Both) -> Item:
    return Item(
        f"{name} is behind with {listed([r['kind'] for r in rows])}.",
        " ".join(f"{capital(r['kind'])}: {r['found']}" for r in rows),
        f"It is a count of what came: {counted(len(rows), 'kind', 'kinds')} of data.",
        capital(f"{both.since}."),
        Link(f"See what {name} sent", f"/children/data/schools/{urn}/"),
        WHY, Consequence.DATA, roll, "Whether anybody asked the school for it is not written down.",
    )  # fmt: skip


SOURCE = Source(_look, Right.SEE_CHILDREN)
