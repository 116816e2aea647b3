"""What is done about meetings: called, minuted, decided, asked of people, ticked. Each act is whole or not at all, and written to the journal first.

Nothing that somebody writes here may hold a pupil number: what stands in papers is read by trustees.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from collegiate.store import Look, Store
from collegiate.web.accounts.models import User, same_address
from collegiate.web.clock import today
from collegiate.web.meetings.kinds import kinds, title_of
from collegiate.web.meetings.models import (
    Action,
    ActionLine,
    Decision,
    Finance,
    Item,
    Meeting,
    Minute,
    Paper,
    last_frozen,
)
from collegiate.web.references import numbered
from collegiate.web.said import plain

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


class MeetingError(Exception):
    """An act about a meeting that cannot be done as asked; the message says what to do instead. Nothing was changed."""


@transaction.atomic
def call_meeting(
    *, trust_uid: int, kind: str, day: dt.date, by: str, begins: str = "", place: str = "", agenda: Sequence[str] = ()
) -> Meeting:
    """Call a meeting, with an agenda to begin with."""
    if kind not in kinds():
        raise MeetingError("Choose which kind of meeting it is.")
    begins = plain(begins, "the time", longest=40, needed=False)
    place = plain(place, "the place", longest=200, needed=False)
    _write(by, f"called a meeting of trust {trust_uid}: {title_of(kind)}, {day:%-d %B %Y}")
    meeting = numbered(
        Meeting, "MEET", day.year,
        lambda reference: Meeting(
            trust_uid=trust_uid, reference=reference, kind=kind, day=day, begins=begins, place=place, by=by
        ),
    )  # fmt: skip
    for position, words in enumerate(agenda, start=1):
        Item.objects.create(meeting=meeting, position=position, words=words, by=by)
    return meeting


@transaction.atomic
def change_meeting(
    *, meeting: Meeting, version: int, day: dt.date, begins: str, place: str, called_off: str, by: str
) -> Meeting:
    """Move a meeting, or call it off with a reason. Raises `ChangedMeanwhileError`."""
    held = Meeting.hold(meeting.pk, version)
    words = plain(called_off, "the reason", needed=False)
    if (day != held.day or words) and (held.minutes.exists() or held.decisions.exists()):
        raise MeetingError("It was minuted: it took place on its day. Call another meeting for another day.")
    _write(by, f"changed {held.reference}: {day:%-d %B %Y}{', called off' if words else ''}", words)
    held.day, held.called_off = day, words
    held.begins = plain(begins, "the time", longest=40, needed=False)
    held.place = plain(place, "the place", longest=200, needed=False)
    held.rewrite(by)
    return held


@transaction.atomic
def add_item(*, meeting: Meeting, words: str, who: str, paper: str, by: str) -> Item:
    """Put an item at the end of an agenda."""
    words, who, paper = _item_words(words, who, paper)
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    _write(by, f"put an item on the agenda of {meeting.reference}")
    return Item.objects.create(meeting=meeting, position=last + 1, words=words, who=who, paper=paper, by=by)


@transaction.atomic
def change_item(*, item: Item, version: int, position: int, words: str, who: str, paper: str, by: str) -> Item:
    """Reword an item, or give it another place on the agenda. Raises `ChangedMeanwhileError`."""
    held = Item.hold(item.pk, version)
    Meeting.objects.select_for_update().get(pk=held.meeting.pk)  # its agenda is put in order by one at a time
    words, who, paper = _item_words(words, who, paper)
    _write(by, f"changed an item on the agenda of {held.meeting.reference}")
    others = [i for i in held.meeting.items.all() if i.pk != held.pk]
    place = min(max(position, 1), len(others) + 1)
    held.words, held.who, held.paper, held.position = words, who, paper, place
    held.rewrite(by)
    for number, other in enumerate(others, start=1):
        other.position = number if number < place else number + 1
    Item.objects.bulk_update(others, ["position"])
    return held


@transaction.atomic
def drop_item(*, item: Item, version: int, by: str) -> None:
    """Take an item off an agenda. Raises `ChangedMeanwhileError`."""
    held = Item.hold(item.pk, version)
    _write(by, f"took an item off the agenda of {held.meeting.reference}", held.words)
    held.delete()


@transaction.atomic
def attach_finance(*, meeting: Meeting, words: str, figures: Sequence[Mapping[str, str]], by: str) -> Finance:
    """Attach the finance paper of a meeting; an earlier one is kept, and no longer stands."""
    said = plain(words, "the finance paper", longest=20_000)
    rows = [{k: plain(r.get(k, ""), f"the {k} of a figure", longest=200) for k in ("name", "value", "from")} for r in figures]  # fmt: skip
    _write(by, f"attached the finance paper of {meeting.reference}: {len(rows)} figures")
    return Finance.objects.create(meeting=meeting, words=said, figures=rows, by=by)


@transaction.atomic
def add_minute(*, meeting: Meeting, item: str, words: str, by: str) -> Minute:
    """Minute what was said, against the frozen pack that lay before the meeting."""
    said, about = plain(words, "the minute", longest=10_000), plain(item, "the item", longest=200, needed=False)
    pack, sha256 = _before(meeting)
    _write(by, f"minuted {meeting.reference}{_against(pack)}")
    return Minute.objects.create(meeting=meeting, item=about, words=said, pack=pack, sha256=sha256, by=by)


@transaction.atomic
def add_decision(*, meeting: Meeting, words: str, about: str, by: str) -> Decision:
    """Record a decision under the next number; `about` is the reference of an aim, a case or a plan, or empty."""
    said, about = plain(words, "the decision", longest=4_000), _reference(about)
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    number = (meeting.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
    pack, sha256 = _before(meeting)
    _write(by, f"recorded decision {number} of {meeting.reference}{f' about {about}' if about else ''}{_against(pack)}")
    return Decision.objects.create(
        meeting=meeting, number=number, words=said, about=about, pack=pack, sha256=sha256, by=by
    )


@transaction.atomic
def add_action(
    *, trust_uid: int, words: str, owner: str, due: dt.date, by: str, meeting: str = "", about: str = ""
) -> Action:
    """Ask something of somebody by a day; `meeting` and `about` are references. Raises `MeetingError`."""
    said, owner, about = plain(words, "the action"), same_address(owner), _reference(about)
    if "@" not in owner:
        raise MeetingError("Say whose action it is by the address that they sign in with.")
    user = User.objects.filter(email=owner).first()
    _write(by, f"asked {owner} for an action by {due:%-d %B %Y}{f', {meeting}' if meeting else ''}", said)
    return numbered(
        Action, "ACT", today().year,
        lambda reference: Action(
            trust_uid=trust_uid, reference=reference, words=said, owner=owner, owner_called=user.called if user else "",
            due=due, meeting=meeting, about=about, by=by,
        ),
    )  # fmt: skip


@transaction.atomic
def mark_action(*, action: Action, version: int, done: bool, words: str, by: str) -> Action:
    """Say that an action is done, or is not after all; both stay written. Raises `ChangedMeanwhileError`."""
    held = Action.hold(action.pk, version)
    said = plain(words, "what was done", needed=not done)
    if done == (held.done is not None):
        return held
    _write(by, f"marked {held.reference} as {'done' if done else 'not done'}", said)
    ActionLine.objects.create(action=held, done=done, words=said, by=by)
    held.done = today() if done else None
    held.rewrite(by)
    return held


def _item_words(words: str, who: str, paper: str) -> tuple[str, str, str]:
    return (
        plain(words, "the item", longest=200),
        plain(who, "who leads it", longest=120, needed=False),
        plain(paper, "the paper", longest=200, needed=False),
    )


def _reference(text: str) -> str:
    said = text.strip()
    if said and not _REFERENCE.fullmatch(said):
        raise MeetingError(f"'{said[:40]}' is no reference. Write it as RAB-2026-3 or PLAN-2026-12, or leave it empty.")
    return said


def _before(meeting: Meeting) -> tuple[int, str]:
    pack: Paper | None = last_frozen(meeting)
    return (pack.number or 0, pack.sha256) if pack else (0, "")


def _against(pack: int) -> str:
    return f", against frozen pack {pack}" if pack else ", without a frozen pack"


def _write(by: str, what: str, why: str = "") -> None:
    store = Store(settings.COLLEGIATE_STORE)
    store.audit.acted(Look(by, what, why or "a meeting's record", (), store.current or ""))
