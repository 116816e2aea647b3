"""What the trust's board did in the demonstration's year: its strategy, how an academy stands, its meetings and their pack."""

from __future__ import annotations

import datetime as dt

from collegiate.improve.standing import frameworks_for
from collegiate.strategy import Kind
from collegiate.web.demonstration.hearings import NEXT_BOARD
from collegiate.web.demonstration.setting import CHIEF, CLERK, HEAD, LEAD, MONEY, TODAY, TRUSTEE, Clock, Setting
from collegiate.web.meetings import acts as meetings
from collegiate.web.meetings import making
from collegiate.web.meetings.models import Action
from collegiate.web.meetings.pages.listing import USUAL
from collegiate.web.plans.acts import By
from collegiate.web.standing import acts as standing
from collegiate.web.strategy.acts import decide

_MINUTE = "Board of 14 October 2026, minute"


def strategy(at: Setting, clock: Clock) -> None:
    """The board says from which day its strategy counts, and who answers for its first aims."""
    clock.is_(dt.date(2026, 10, 14))
    decide(**at.as_keywords, aim="", kind=Kind.START, said={"day": "2024-09-01"}, minute=f"{_MINUTE} 2", by=TRUSTEE)


def standing_of_school(at: Setting, clock: Clock) -> None:
    """The head judges two areas of the academy, and somebody else moderates one of them."""
    on = clock.is_(dt.date(2026, 11, 4))
    school = at.reader.school(at.falls) or {}
    framework = frameworks_for(school, on)[0]
    for area, own, moderated in zip(framework.areas_of(school), (-3, -2), (-2, None), strict=False):
        where = standing.Where(at.trust_uid, at.falls, at.names[at.falls], framework, area)
        by, other = (By(at.store, at.reader.snapshot, who) for who in (HEAD, LEAD))
        standing.judge(where=where, grade=area.scale[own], words="Seen in the autumn's visits to lessons.", moderates=False, seen=0, day=on, by=by)  # fmt: skip
        if moderated is not None:
            standing.judge(where=where, grade=area.scale[moderated], words="What was seen does not reach that yet.", moderates=True, seen=0, day=on, by=other)  # fmt: skip


def met(at: Setting, clock: Clock, case: str) -> None:
    """The board met in October: what was decided and asked of whom. Its next meeting is called, and its pack is frozen."""
    clock.is_(dt.date(2026, 10, 14))
    held = meetings.call_meeting(trust_uid=at.trust_uid, kind="board", day=dt.date(2026, 10, 14), begins="18:00", place=at.names[at.lends], agenda=USUAL, by=CLERK)  # fmt: skip
    meetings.add_minute(meeting=held, item="", words="The board welcomed its new trustee.", by=CLERK)
    meetings.add_decision(meeting=held, words="To look at attendance again at each meeting until the case is left.", about=case, by=CLERK)  # fmt: skip
    for words, owner, due, about in (
        ("Tell the governors how their list is to be read", HEAD, dt.date(2026, 11, 13), case),
        ("Say what the spring's support will cost", LEAD, dt.date(2026, 11, 27), ""),
        ("Bring a proposal for leaving the case", TRUSTEE, NEXT_BOARD, case),
        ("Send the board's dates to the chairs of governors", CHIEF, dt.date(2026, 10, 30), ""),
    ):
        meetings.add_action(trust_uid=at.trust_uid, words=words, owner=owner, due=due, meeting=held.reference, about=about, by=CLERK)  # fmt: skip
    clock.is_(dt.date(2026, 10, 28))
    sent = Action.objects.get(trust_uid=at.trust_uid, owner=CHIEF)
    meetings.mark_action(action=sent, version=sent.version, done=True, words="Sent by letter.", by=CHIEF)


def freeze(at: Setting, clock: Clock, address: str) -> None:
    """The next board is called, the finance paper attached, and the pack asked for; the worker makes it."""
    clock.is_(TODAY)
    coming = meetings.call_meeting(trust_uid=at.trust_uid, kind="board", day=NEXT_BOARD, begins="18:00", place=at.names[at.lends], agenda=USUAL, by=CLERK)  # fmt: skip
    meetings.attach_finance(
        meeting=coming, words="The trust holds seven per cent of its income in reserve; no academy falls under its floor this year.",
        figures=[{"name": "Reserve, share of income", "value": "7 %", "from": "Made-up management accounts, October 2026"}], by=MONEY,
    )  # fmt: skip
    making.freeze(meeting=coming, address=address, by=CLERK)
