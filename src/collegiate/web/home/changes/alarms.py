"""Schools whose attendance or tests began to fall further than chance and the trust's other schools would have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collegiate.watch.slipping import OWN, found
from collegiate.web.accounts.models import User
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
    acted = _acted(both, [r["urn"] for r in new])
    return [_item(r, names[r["urn"]], rolls.get(r["urn"], 0), both, acted.get((r["urn"], r["series"]), "")) for r in new], same  # fmt: skip


def _acted(both: Both, urns: Sequence[int]) -> dict[tuple[int, str], str]:
    """Return what a person did about each alarm, by school and series, for whoever may read it."""
    from collegiate.web.slipping.done import done_about

    user = User.objects.filter(email=both.who).first()
    if user is None or not user.may(Right.READ_STRATEGY):
        return {}
    schools = both.now.reader.schools(list(urns), columns=["urn", "trust_uid"])
    found_: dict[tuple[int, str], str] = {}
    for trust in {s["trust_uid"] for s in schools if s["trust_uid"] is not None}:
        slips = [s for s in found(both.now.reader, both.now.people, trust).slips if s.source == OWN]
        done = done_about(trust, slips)
        found_ |= {(s.rows[0]["urn"], s.rows[0]["series"]): f"{done[s.reference].words.rstrip('.')}." for s in slips}
    return found_


def _item(row: dict[str, Any], name: str, roll: int, both: Both, acted: str) -> Item:
    falls = f", and is estimated to fall since {month(row['since'])}" if row["since"] else ""
    return Item(
        f"{name}: {series_name(row['series']).lower()} falls.",
        "Itself the year before, and the trust's other schools. " + str(row["found"]),
        f"Chance alone would raise this alarm {_odds(row['chance'])}, after allowing for every series that was looked at.",
        f"Raised {both.since}{falls}.",
        Link(f"Look at {name}", f"/children/alarms/schools/{row['urn']}/"),
        WHY, Consequence.SCHOOL, roll, **({"done": acted} if acted else {}),
    )  # fmt: skip


def _odds(chance: float) -> str:
    return (
        "less than once in a hundred looks"
        if chance < 0.01
        else f"about {round(100 * chance)} times in a hundred looks"
    )


SOURCE = Source(_look, Right.SEE_CHILDREN)
