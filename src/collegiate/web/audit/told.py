"""The journal in readable words: who did what, when, to whom, and why; names only of children whom the reader may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from collegiate.store.journal import Entry
from collegiate.web.accounts.models import User
from collegiate.web.pictures.childhood.named import child_name
from collegiate.web.words import counted, listed

MOST_NAMED = 3
"""Children whom one line names; of more it says how many."""

_LOOKS = (
    ("record", "opened the record of {}"),
    ("list of children", "read a list with {}"),
    ("search by name", "searched by name and was shown {}"),
    ("ledger of the week", "read the {what}, with {}"),
    ("pupil attendance", "read the attendance of {}"),
    ("known now", "read who knows {}"),
    ("flag", "read the flags of {}"),
    ("move", "read the moves of {}"),
    ("data quality findings", "read findings about the data of {}"),
    ("duplicate-child questions", "read whether these are one child or two: {}"),
    ("children by a sender's name", "read whom a file tells of: {}"),
    ("refused rows", "read the {what}"),
    ("audit journal", "read in the audit journal who looked at {}"),
    ("emergency", "found {} by name and birth date, in an emergency"),
)
_PAGE = "opened the page "
_REASON = "gave as reason: "
_GIVEN = "a reason was given; whoever leads safeguarding can read it"


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in words. `child` is the key of the one child that it is about, where the reader may see the child."""

    at: datetime
    who: str
    email: str
    did: str
    why: str
    child: str = ""

    @property
    def sentence(self) -> str:
        """The whole entry as one sentence."""
        return f"{self.who} {self.did}{f' ({self.why})' if self.why else ''}."


@dataclass(frozen=True, slots=True)
class Day:
    """What one person did about a child on one day: the first and the last time, and each thing once with how often."""

    on: date
    who: str
    email: str
    first: datetime
    last: datetime
    did: tuple[tuple[str, str, int], ...]


def tell(entry: Entry, people: Mapping[str, str], children: Mapping[str, Mapping[str, Any]]) -> Told:
    """Say an entry in words. `people` are names by e-mail address, `children` those whom the reader may see, by key."""
    email, keys = str(entry.get("who", "")), tuple(entry.get("keys", ()))
    only = keys[0] if len(keys) == 1 and keys[0] in children else ""
    did = _did(entry, _of_whom(keys, children))
    return Told(moment_of(entry), people.get(email) or email, email, did, why_of(entry), only)


def by_day(entries: Iterable[Entry], people: Mapping[str, str], *, reasons: bool = True) -> list[Day]:
    """Put the entries about one child together by person and day, the latest day first: the same thing twice is one line.

    Without `reasons` it is said that one was given, not which: it may tell more of a child than the reader has to know.
    """
    told = sorted(entries, key=lambda e: (moment_of(e).date(), str(e.get("who"))), reverse=True)
    return [
        _day(on, who, list(some), people, reasons)
        for (on, who), some in groupby(told, key=lambda e: (moment_of(e).date(), str(e.get("who"))))
    ]


def people_named(emails: Collection[str]) -> dict[str, str]:
    """Return what people with an account are called, by e-mail address."""
    users = User.objects.filter(email__in=sorted(set(emails))).values_list("email", "name")
    return {email: name for email, name in users if name}


def moment_of(entry: Entry) -> datetime:
    """Return when an entry was written, in the time of the place."""
    return timezone.localtime(datetime.fromisoformat(str(entry["at"])))


def why_of(entry: Entry, *, reasons: bool = True) -> str:
    """Say why, as it was given: the reason first, then as what, then the page."""
    if entry.get("kind") == "emergency" and not reasons:
        return _GIVEN
    before, _, given = str(entry.get("why", "")).partition(_REASON)
    parts = [p for p in before.split("; ") if p]
    pages = [f"page “{p.removeprefix(_PAGE).replace('-', ' ')}”" for p in parts if p.startswith(_PAGE)]
    rest = [p for p in parts if not p.startswith(_PAGE)]
    return "; ".join([*([f"reason given: “{given}”" if reasons else _GIVEN] if given else []), *rest, *pages])


def _day(on: date, who: str, entries: Sequence[Entry], people: Mapping[str, str], reasons: bool) -> Day:
    times = [moment_of(e) for e in entries]
    count: dict[tuple[str, str], int] = {}
    for entry in entries:
        keys = entry.get("keys", ())
        others = len(keys) - 1
        whom = "this child" if others < 1 else f"this child and {counted(others, 'other', 'others')}"
        line = (_did(entry, whom), why_of(entry, reasons=reasons))
        count[line] = count.get(line, 0) + 1
    did = tuple((what, why, times_) for (what, why), times_ in count.items())
    return Day(on, people.get(who) or who, who, min(times), max(times), did)


def _did(entry: Entry, whom: str) -> str:
    what = str(entry.get("what", ""))
    if entry.get("kind") != "look":
        return f"{what}: {whom}" if whom else what
    pattern = next((p for start, p in _LOOKS if what.startswith(start)), "looked at {what}: {}")
    return pattern.replace("{what}", what).replace("{}", whom or "nobody").removesuffix(": nobody")


def _of_whom(keys: Sequence[str], children: Mapping[str, Mapping[str, Any]]) -> str:
    """Name the children where there are few and the reader may see them; otherwise say how many."""
    if not keys:
        return ""
    mine = [k for k in keys if k in children]
    if len(keys) > MOST_NAMED:
        return f"{len(keys):,} children"
    hidden = len(keys) - len(mine)
    others = [counted(hidden, "child whom you may not see", "children whom you may not see")] if hidden else []
    return listed([*(child_name(dict(children[k])) for k in mine), *others])
