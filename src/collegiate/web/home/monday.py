"""What changed since last week that needs somebody, and what did not: the picture of today laid beside an earlier one that is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.http import HttpRequest

from collegiate.store import NoSnapshotError, Reader, ScopedReader, Store
from collegiate.web.accounts.models import Appointment, User
from collegiate.web.authorization.rights import Right
from collegiate.web.home.acted import Acted
from collegiate.web.home.answers import Consequence, Count, Link, Sum
from collegiate.web.home.asking import SCHOOLS, academies_of, modules, said_of
from collegiate.web.reading import reader_of, school_names
from collegiate.web.scoped import children_of
from collegiate.web.words import moment

MOST = 5
"""Things that a Monday page asks of somebody: more would be read by nobody."""
ABOUT = {
    Consequence.CHILD: "about children", Consequence.SCHOOL: "about schools", Consequence.MOVE: "about moving on", Consequence.DATA: "about data",
}  # fmt: skip
"""What an item may be about, by what hangs on it."""
WEEK = timedelta(days=6, hours=12)
"""How long before the present picture another must have been made to be last week's."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that changed and needs somebody, with the answers that every number owes."""

    sentence: str
    compared: str
    sure: str
    since: str
    one_thing: Link
    why: str
    consequence: Consequence
    touched: int
    done: str
    about: str = ""
    """What it tells of, where another source may tell of it too: an alert's reference."""

    @property
    def weight(self) -> tuple[int, int]:
        """What sorts them: what hangs on it, then how many it touches."""
        return (self.consequence, self.touched)


@dataclass(frozen=True, slots=True)
class Same:
    """A number of things that were looked at and did not change for the worse."""

    number: int
    many: str
    one: str = ""

    @property
    def words(self) -> str:
        """What there are so many of."""
        return self.one if self.number == 1 and self.one else self.many


@dataclass(frozen=True, slots=True)
class View:
    """One picture as somebody may see it: `people` is None for whoever sees no child; `urns` are their academies."""

    reader: Reader
    people: ScopedReader | None
    urns: tuple[int, ...]

    @property
    def key(self) -> Hashable:
        """What all that is worked out of it hangs on: the picture, and how much of it may be seen."""
        scope = self.people.scope if self.people else None
        return (self.reader.snapshot, scope and (scope.urns, scope.keys, scope.parts, scope.names))


@dataclass(frozen=True, slots=True)
class Both:
    """The picture of today, and the earlier one; None where there is none. `user` is whoever asks, `acted` what people did."""

    now: View
    then: View | None
    user: User
    acted: Acted

    @property
    def who(self) -> str:
        """The address of whoever asks."""
        return self.user.email

    @property
    def trusts(self) -> dict[int, set[int]]:
        """Somebody's academies by the trust in which they are today."""
        found: dict[int, set[int]] = {}
        for urn in self.now.urns:
            uid = self.acted.trust_of(urn)
            if uid is not None:
                found.setdefault(uid, set()).add(urn)
        return found

    def roll(self, *urns: int | None) -> int:
        """Return how many children the schools have by the public register: how many something touches, to rank it by.

        A school whose roll is not known ranks as the largest that is known: not knowing makes nothing small.
        """
        known = {u: int(s["roll"]) for u, s in self.acted.schools.items() if s["roll"] is not None}
        largest = max(known.values(), default=1)
        return sum(known.get(u, largest) for u in urns if u in self.acted.schools)

    def names(self, urns: Sequence[int]) -> dict[int, str]:
        """Return schools' names."""
        return school_names(self.now.reader, urns)

    @property
    def since(self) -> str:
        """Say since when something that was not so in the earlier picture is so."""
        return (
            f"since the picture of {moment(self.then.reader.made_at)}"
            if self.then
            else "not known: there is no earlier picture"
        )


@dataclass(frozen=True, slots=True)
class Source:
    """A thing that may change. It is looked at for whoever holds `right`; without one, for everybody who has academies."""

    look: Callable[[Both], tuple[list[Item], list[Same]]]
    right: Right | None = None
    prior: int = 0
    """Of two sources that tell of one thing the one with more tells it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found, of each source the weightiest first, and what did not change."""

    found: list[list[Item]]
    same: list[Same]
    since: str
    kept: list[tuple[str, str]]
    ours: str

    @property
    def items(self) -> list[Item]:
        """Everything that needs somebody, the weightiest first."""
        return _by_weight(i for of in self.found for i in of)

    @property
    def shown(self) -> list[Item]:
        """The items that the page asks of somebody: of each kind of change the weightiest, before any second of one kind."""
        first = _by_weight(of[0] for of in self.found if of)
        second = _by_weight(i for of in self.found for i in of[1:])
        return _by_weight([*first, *second][:MOST])

    @property
    def rest(self) -> list[Item]:
        """Those for which there was no room."""
        shown = {id(i) for i in self.shown}
        return [i for i in self.items if id(i) not in shown]

    @property
    def counts(self) -> Sum:
        """The items as the sum of what they are about."""
        found = Counter(i.consequence for i in self.items)
        return Sum.of(
            "to look at", [Count(found[c], words, "/monday/#changed", mind=True) for c, words in ABOUT.items()]
        )

    @property
    def since_words(self) -> str:
        """The moment at which the earlier picture was made."""
        return moment(self.since) if self.since else ""


@cache
def sources() -> tuple[Source, ...]:
    """Return every source: one for each file of `changes/`."""
    return tuple(m.SOURCE for m in modules("changes"))


def compared(request: HttpRequest, user: User) -> Compared | None:
    """Lay today's picture beside the earlier one that `?since=` names, else last week's. None for who has no academy of their own."""
    held = [a for a in user.appointments_now() if a.span in SCHOOLS]
    if not held:
        return None
    now = reader_of(request)
    before = _earlier(now, request.GET.get("since", ""))
    acted = Acted(now, user, tuple(academies_of(request, held)), frozenset(_reading(request, held)))
    found: list[tuple[Source, list[Item]]] = []
    unchanged: list[Same] = []
    for source in sources():
        own = [a for a in held if source.right is None or a.held_role.may(source.right)]
        urns = tuple(academies_of(request, own)) if own else ()
        if urns:
            items, same = source.look(_both(request, _right(user, source.right), now, before, urns, acted))
            found.append((source, items))
            unchanged.extend(same)
    return Compared(
        _told_once(found), unchanged, before.made_at if before else "", _kept(now), said_of(acted.urns, now)
    )


def _reading(request: HttpRequest, held: Sequence[Appointment]) -> list[int]:
    """Return the academies whose cases and looks may be read."""
    return academies_of(request, [a for a in held if a.held_role.may(Right.READ_STRATEGY)])


def _told_once(found: Sequence[tuple[Source, list[Item]]]) -> list[list[Item]]:
    """Return each source's items, the weightiest first; what several sources tell of is left to the one that knows most of it."""
    told: set[str] = set()
    kept: list[list[Item]] = []
    for _, items in sorted(found, key=lambda f: -f[0].prior):
        kept.append(_by_weight(i for i in items if not i.about or i.about not in told))
        told |= {i.about for i in items}
    return kept


def _by_weight(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda i: i.weight, reverse=True)


def _right(user: User, right: Right | None) -> Right | None:
    """Return the right whose reader serves: that of seeing children where the same appointments give both, so that it is made once."""
    if right is None:
        return None
    same = {a.pk for a in user.holding(right)} == {a.pk for a in user.holding(Right.SEE_CHILDREN)}
    return Right.SEE_CHILDREN if same else right


def _both(request: HttpRequest, right: Right | None, now: Reader, before: Reader | None, urns: tuple[int, ...], acted: Acted) -> Both:  # fmt: skip
    people = children_of(request, right) if right else None
    then = None
    if before is not None:
        audit = Store(settings.COLLEGIATE_STORE).audit.looked
        then = View(before, before.scoped(people.scope, audit) if people and before.has_children else None, urns)
    return Both(View(now, people, urns), then, acted.user, acted)


def _earlier(now: Reader, asked: str) -> Reader | None:
    """Return the picture to compare with: the one asked for, the latest that is a week older, else the oldest that is kept."""
    store = Store(settings.COLLEGIATE_STORE)
    kept = [s for s in store.layout.snapshots() if s < now.snapshot]
    if asked in kept:
        return _reader(store, asked)
    week_ago = f"{datetime.fromisoformat(now.made_at) - WEEK:%Y%m%dT%H%M%S}"
    older = [s for s in kept if s < week_ago]
    chosen = older[-1] if older else next(iter(kept), None)
    return _reader(store, chosen) if chosen else None


def _reader(store: Store, snapshot: str) -> Reader | None:
    try:
        return store.reader_at(snapshot)
    except NoSnapshotError:  # pruned by a build since it was listed
        return None


def _kept(now: Reader) -> list[tuple[str, str]]:
    """Return the earlier pictures that are kept, the latest first, each with the moment in its id."""
    found = [s for s in Store(settings.COLLEGIATE_STORE).layout.snapshots() if s < now.snapshot]
    return [(s, _moment_of(s)) for s in reversed(found)]


def _moment_of(snapshot: str) -> str:
    try:
        return moment(f"{datetime.strptime(snapshot[:15], '%Y%m%dT%H%M%S'):%Y-%m-%dT%H:%M:%S}")  # noqa: DTZ007 - ids are in UTC
    except ValueError:
        return snapshot
