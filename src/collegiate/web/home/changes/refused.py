"""Files about children, new since the earlier picture, of which rows were refused."""

from __future__ import annotations

from collegiate.web.authorization.rights import Right
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.words import capital, counted

WHY = "A row that cannot be read as it should is refused with its reason and its remedy; nothing is guessed. Until it is mended, what it said is missing from every count."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    if both.now.people is None or both.now.people.scope.urns is not None:
        return [], []
    now = [r for r in both.now.reader.receipts() if r.get("people")]
    before = {r["sha256"] for r in both.then.reader.receipts()} if both.then else set()
    bad = [r for r in now if r["rows_refused"] and (not both.then or r["sha256"] not in before)]
    same = (
        [Same(len(now) - len(bad), "files about children are as they were, or have nothing newly refused")]
        if now
        else []
    )
    if not bad:
        return [], same
    rows = sum(r["rows_refused"] for r in bad)
    item = Item(
        f"{capital(counted(rows, 'row'))} of {counted(len(bad), 'file')} about children {'was' if rows == 1 else 'were'} refused.",
        f"{sum(r['rows_in'] for r in bad):,} rows of the same files." if both.then else "Nothing: there is no earlier picture.",
        "It is a count of every row that was read.",
        capital(f"{both.since}."),
        Link("See which rows, why, and how to mend them", "/children/data/files/"),
        WHY, Consequence.DATA, rows, "The sender can mend the file and send it again; whether somebody asked is not written down.",
    )  # fmt: skip
    return [item], same


SOURCE = Source(_look, Right.MEND_DATA)
