"""Support that somebody has to see to: people who left with bookings, terms without enough days, requests whose day has passed."""

from __future__ import annotations

from datetime import timedelta

from collegiate.web.authorization.rights import Right
from collegiate.web.clock import today
from collegiate.web.home.answers import Consequence, Link
from collegiate.web.home.monday import Both, Item, Same, Source
from collegiate.web.support.ledger import OpenRequest, open_requests
from collegiate.web.support.overview import short, to_rematch
from collegiate.web.support.told import capacities
from collegiate.web.words import capital, counted, listed

WHY = "Support that was asked for and is not given changes nothing. Requests, days and bookings are counted from what people wrote down."
SURE = "It is a count of records, not an estimate."
DONE = "What was booked and visited stays; the requests are open."


def _look(both: Both) -> tuple[list[Item], list[Same]]:
    items, met = [], 0
    for uid in sorted(both.trusts):
        waiting = open_requests(uid, today())
        items += [*_left(uid, waiting, both), *_late(waiting, both), *_lacking(uid, waiting, both)]
        met += sum(not o.late for o in waiting)
    same = Same(met, "requests for support wait and are not late", "request for support waits and is not late")
    return items, [same] if met else []


def _children(waiting: list[OpenRequest], both: Both) -> int:
    """Return how many children are at the academies that wait."""
    return both.roll(*{o.request.urn for o in waiting})


def _left(uid: int, waiting: list[OpenRequest], both: Both) -> list[Item]:
    found = to_rematch(uid, waiting)
    if not found:
        return []
    people = listed(sorted({b.supporter.called for b in found}))
    return [
        Item(
            f"{capital(counted(len(found), 'booking'))} of {people} {'has' if len(found) == 1 else 'have'} to be matched anew.",
            "What was booked before they left.", SURE, f"Since {people} left.", Link("Match them anew", "/support/"), WHY, Consequence.SCHOOL,
            both.roll(*{b.request.urn for b in found}), DONE,
        )
    ]  # fmt: skip


def _late(waiting: list[OpenRequest], both: Both) -> list[Item]:
    found = [o for o in waiting if o.late]
    if not found:
        return []
    names = listed([o.request.reference for o in found[:3]])
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    oldest = max(o.waited for o in found)
    return [
        Item(
            f"The day has passed by which support was wanted: {names}{more}.", "The day that each request names.", SURE,
            f"The oldest was asked for {counted(oldest, 'day')} ago.", Link("See what is not met", "/support/"), WHY, Consequence.SCHOOL, _children(found, both), "The requests are open: nobody is booked for all of their days.",
        )
    ]  # fmt: skip


def _lacking(uid: int, waiting: list[OpenRequest], both: Both) -> list[Item]:
    words = short(capacities(uid, today()))
    if not words:
        return []
    until = today() + timedelta(days=300)
    return [
        Item(
            f"There are not enough days of support: {words}.", "Days asked for beside days released, term by term.", SURE,
            f"As it stands today, looking ahead to {until:%B %Y}.", Link("See days needed and offered", "/support/"), WHY, Consequence.SCHOOL, _children(waiting, both), "Nobody has released more days, nor withdrawn a request, since.",
        )
    ]  # fmt: skip


SOURCE = Source(_look, Right.LEAD_IMPROVEMENT)
