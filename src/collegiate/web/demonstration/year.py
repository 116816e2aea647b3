"""The year itself, in the order of its days: each step is an act of the part that it belongs to, and stands in the journal as any other."""

from __future__ import annotations

from pathlib import Path

from collegiate.store import Store
from collegiate.web.demonstration.setting import TODAY, Setting, taken_for_today
from collegiate.web.ready import ready


def live(store: Path, trust_uid: int, falls: int, *, address: str = "") -> str:
    """Let a trust live a year of the loop around the academy `falls`; return the reference of its case.

    The demonstration's people have to be there. Raises `NotLivedError` where the trust is too small for it.
    """
    ready(store)
    from collegiate.web.worker import work_off

    case = go_through(Store(store), trust_uid, falls, address=address)
    work_off(store)
    return case


def go_through(store: Store, trust_uid: int, falls: int, *, address: str = "") -> str:
    """Go through the year's days; the pack that is asked for on the last one waits for the worker. Raises as `live` does."""
    from collegiate.web.demonstration import boards, hearings, helping
    from collegiate.web.effects.acts import work_out

    at = Setting.of(store, trust_uid, falls)
    with taken_for_today() as clock:
        case = hearings.refer(at, clock)
        helping.plan(at, clock, case)
        request = helping.lend(at, clock, case)
        helping.compare(at, clock, case, request)
        helping.visit(at, clock)
        hearings.review(at, clock, case)
        boards.strategy(at, clock)
        boards.met(at, clock, case)
        boards.standing_of_school(at, clock)
        helping.draft(at, clock)
        helping.ask_more(at, clock)
        hearings.refer_more(at, clock)
        clock.is_(TODAY)
        work_out(trust_uid, at.store)
        boards.freeze(at, clock, address)
    return case
