"""The ways round the site: one list for its parts, one for the pages about children. A page is added by adding a line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to a page; `section` is what a page says of itself to have its entry marked."""

    words: str
    path: str
    section: str


MAIN = (
    Entry("Trusts", "/", "trusts"),
    Entry("Children", "/children/", "children"),
    Entry("Measures", "/measures/", "measures"),
    Entry("Sources", "/sources/", "sources"),
    Entry("Help", "/help/", "help"),
    Entry("Account", "/account/", "account"),
)

CHILDREN = (
    Entry("Find a child", "/children/", "find"),
    Entry("Nobody missed", "/children/ledger/", "ledger"),
    Entry("Attendance", "/children/attendance/", "attendance"),
    Entry("Worth a look", "/children/flags/", "flags"),
    Entry("Moving on", "/children/moving/", "moving"),
    Entry("Progress", "/children/progress/", "progress"),
    Entry("Schools that fall", "/children/alarms/", "alarms"),
    Entry("Data quality", "/children/data/", "data"),
    Entry("One child or two", "/children/questions/", "questions"),
)
