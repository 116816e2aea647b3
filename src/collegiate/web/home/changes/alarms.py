"""Schools whose attendance or tests began to fall further than chance and the trust's other schools would have it."""

from __future__ import annotations

from typing import Any

from collegiate.watch.alarms import GAP
from collegiate.watch.slipping.finding import own_series
from collegiate.web.authorization.rights import Right
from collegiate.web.home.alarmed import fallen, looked_at, series_name
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.words import month

WHY = "Every school's series is looked at beside the year before and the trust's other schools; an alarm is raised only where chance would seldom raise one."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    if both.now.people is None:
        return [], []
    rows = looked_at(both.now.people)
    before = (
        {(r["urn"], r["series"]) for r in fallen(looked_at(both.then.people))}
        if both.then and both.then.people
        else set()
    )
    raised = fallen(rows)
    new = [r for r in raised if (r["urn"], r["series"]) not in before]
    rolls = {urn: n for (urn,), n in both.now.people.count_pupils("urn", on_roll=True).items()}
    names = both.names([r["urn"] for r in new])
    same = [
        Same(
            len(rows) - len(raised),
            "series of schools that were looked at for a fall do not fall",
            "series of a school that was looked at for a fall does not fall",
        )
    ]
    if len(raised) > len(new):
        same.append(
            Same(len(raised) - len(new), "series that fell before still fall", "series that fell before still falls")
        )
    done = {
        (r["urn"], r["series"]): both.acted.about(r["urn"], own_series(r["series"]), _slug(r["series"])) for r in new
    }
    return [_item(r, names[r["urn"]], rolls.get(r["urn"], 0), both, done[r["urn"], r["series"]]) for r in new], same


def _slug(series: str) -> str:
    """Return how the alert is called where everything that slips is listed: a gap has its own, though a case about it is one of attendance."""
    return "own.attendance-gap" if series == GAP else own_series(series)


def _item(row: dict[str, Any], name: str, roll: int, both: Both, acted: str) -> Item:
    falls = f", and is estimated to fall since {month(row['since'])}" if row["since"] else ""
    return Item(
        f"{name}: {series_name(row['series']).lower()} falls.",
        "Itself the year before, and the trust's other schools. " + str(row["found"]),
        f"Chance alone would raise this alarm {_odds(row['chance'])}, after allowing for every series that was looked at.",
        f"Raised {both.since}{falls}.",
        Link(f"Look at {name}", f"/children/alarms/schools/{row['urn']}/"),
        WHY, Consequence.SCHOOL, roll, acted, both.acted.reference(row["urn"], _slug(row["series"])),
    )  # fmt: skip


def _odds(chance: float) -> str:
    return (
        "less than once in a hundred looks"
        if chance < 0.01
        else f"about {round(100 * chance)} times in a hundred looks"
    )


SOURCE = Source(_look, Right.SEE_CHILDREN, prior=1)
