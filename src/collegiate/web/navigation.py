"""The ways round the site: one list for its parts, one for the pages about children. A page is added by adding a line.

Pages that are open to anybody show the ways that are open to anybody; pages for whoever is signed in, those that their rights open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from collegiate.web.accounts.models import User
from collegiate.web.authorization.rights import Right


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to a page; `section` is what a page says of itself to have its entry marked. `right` is what it takes, if anything.

    An entry with others `under` it stands for them in the row on top; they make a second row on each of their pages.
    """

    words: str
    path: str
    section: str
    right: Right | None = None
    under: tuple[Entry, ...] = ()

    @property
    def sections(self) -> tuple[str, ...]:
        """What pages say of themselves that are found by way of this entry."""
        return (self.section, *(e.section for e in self.under))


OVERSIGHT = (
    Entry("People", "/people/", "people", Right.SEE_PEOPLE),
    Entry("Who looked", "/audit/", "audit", Right.READ_AUDIT),
    Entry("Emergencies", "/emergency/review/", "emergencies", Right.SAFEGUARD),
    Entry("Answer a person", "/persons/", "persons", Right.ANSWER_PERSONS),
    Entry("Board's numbers", "/settings/", "settings", Right.READ_STRATEGY),
)
"""Who may see what, who did, and what the board settled."""

STRATEGY = (
    Entry("Strategy on a page", "/strategy/", "strategy", Right.READ_STRATEGY),
    Entry("Meetings and papers", "/meetings/", "meetings", Right.READ_STRATEGY),
    Entry("Joining", "/joining/", "joining", Right.READ_STRATEGY),
)
"""What the trust is for, who meets about it, and whom it takes in."""

IMPROVEMENT = (
    Entry("What slips", "/slipping/", "slipping", Right.READ_STRATEGY),
    Entry("How we stand", "/standing/", "standing", Right.READ_STRATEGY),
    Entry("Achievement board", "/cases/", "cases", Right.READ_STRATEGY),
    Entry("Plans", "/plans/", "plans", Right.READ_STRATEGY),
    Entry("Support", "/support/", "support", Right.READ_STRATEGY),
    Entry("Did it work?", "/effects/", "effects", Right.READ_STRATEGY),
)
"""The loop: what is not working, what was decided, who was sent, and what would have happened otherwise."""

YOURS = (
    Entry("Account", "/account/", "account"),
    Entry("Saved views", "/saved/", "saved"),
    Entry("Tokens", "/account/tokens/", "tokens"),
)
"""What belongs to whoever is signed in."""

MAIN = (
    Entry("Home", "/home/", "home"),
    Entry("Trusts", "/", "trusts"),
    Entry("Measures", "/measures/", "measures"),
    Entry("Sources", "/sources/", "sources"),
    Entry("Help", "/help/", "help"),
    Entry("Account", "/account/", "account"),
)
"""What every shared page shows."""

OWN = (
    Entry("Home", "/home/", "home"),
    Entry("Monday", "/monday/", "monday", Right.SEE_COUNTS),
    Entry("My child", "/my-child/", "my-child", Right.SEE_OWN_CHILD),
    Entry("Trusts", "/", "trusts"),
    Entry("Children", "/children/", "children", Right.SEE_CHILDREN),
    Entry("Counts", "/counts/", "counts", Right.SEE_COUNTS),
    Entry("Improvement", "/slipping/", "improvement", under=IMPROVEMENT),
    Entry("Strategy", "/strategy/", "strategy", under=STRATEGY),
    Entry("Measures", "/measures/", "measures"),
    Entry("Data desk", "/data/", "data", Right.MEND_DATA),
    Entry("Oversight", "/people/", "oversight", under=OVERSIGHT),
    Entry("Help", "/help/", "help"),
    Entry("Account", "/account/", "account", under=YOURS),
)
"""What pages for whoever is signed in show of their parts."""

CHILDREN = (
    Entry("Find a child", "/children/", "find"),
    Entry("My class", "/my-class/", "my-class"),
    Entry("Nobody missed", "/children/ledger/", "ledger"),
    Entry("Attendance", "/children/attendance/", "attendance"),
    Entry("Worth a look", "/children/flags/", "flags"),
    Entry("Moving on", "/children/moving/", "moving"),
    Entry("Progress", "/children/progress/", "progress"),
    Entry("Schools that fall", "/children/alarms/", "alarms"),
    Entry("Data quality", "/children/data/", "data"),
    Entry("In an emergency", "/emergency/", "emergency"),
    Entry("One child or two", "/children/questions/", "questions", Right.MEND_DATA),
)


def open_to(entries: Iterable[Entry], user: User | None) -> tuple[Entry, ...]:
    """Return the entries that somebody may follow. Of several under one only those; one alone takes the place of what it is under."""
    return tuple(found for e in entries for found in _opened(e, user))


def _opened(entry: Entry, user: User | None) -> tuple[Entry, ...]:
    if entry.right is not None and (user is None or not user.may(entry.right)):
        return ()
    if not entry.under:
        return (entry,)
    under = open_to(entry.under, user)
    return (replace(entry, path=under[0].path, under=under),) if len(under) > 1 else under
