"""What the files of a bundle refer to: organisations and their URNs, sessions, courses, classes, people and their homes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from collegiate.intake.frame import FileError
from collegiate.intake.oneroster.words import class_kind, day_of, kind_of, listed, year_group_of
from collegiate.vocabulary.persons import local_person

SYSTEM = "oneroster"
_URN = re.compile(r"[1-9]\d{5}")
_DEEPEST = 20

Cells = dict[str, str]


class LinesOf(Protocol):
    """Rows of cells, each with its line."""

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Yield line and cells."""
        ...


class Files(Protocol):
    """The files of a bundle, or the pages of a fetch."""

    names: dict[str, str]

    def lines(self, file: str) -> LinesOf | None:
        """Return a file's rows; None where it holds nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Session:
    """A term or year: its days, and the year in which its academic year ends."""

    start: dt.date | None
    end: dt.date | None
    period: int | None


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class as it is named to people."""

    name: str
    kind: str
    subject: str | None
    year_group: str | None
    org: str
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class User:
    """Somebody of users.csv: pupil, family or staff, their organisation, and their name."""

    kind: str
    org: str
    surname: str
    forename: str
    role: str
    agents: tuple[str, ...]


@dataclass
class Roster:
    """The context of a bundle, and of the bulk that it changes. `fallback` is the URN of the folder's school."""

    fallback: int | None = None
    orgs: dict[str, Cells] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    courses: dict[str, Cells] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    categories: dict[str, Cells] = field(default_factory=dict)
    line_items: dict[str, Cells] = field(default_factory=dict)
    children_of: dict[str, list[str]] = field(default_factory=dict)

    def urn(self, org: str) -> int | None:
        """Return the URN of an organisation: its own, that of the school above it, else that of the folder's school."""
        for _ in range(_DEEPEST):
            cells = self.orgs.get(org)
            if cells is None:
                break
            if _URN.fullmatch(cells.get("identifier", "")):
                return int(cells["identifier"])
            org = cells.get("parentSourcedId", "")
        return self.fallback

    @property
    def urns(self) -> frozenset[int]:
        """The URNs that the organisations carry."""
        return frozenset(int(c["identifier"]) for c in self.orgs.values() if _URN.fullmatch(c.get("identifier", "")))

    def person(self, user: str) -> str | None:
        """Return the sender's name for somebody; None for one whom no file of the bundle has, or who has no school."""
        found = self.users.get(user)
        home = self.urn(found.org) if found else None
        return local_person(home, SYSTEM, user) if home is not None else None

    def take(self, bundle: Files) -> None:
        """Add what a bundle says; later bundles overwrite earlier ones. A damaged file adds nothing."""
        for file, add in (
            ("orgs", self._org), ("academicSessions", self._session), ("courses", self._course), ("classes", self._class),
            ("categories", self._category), ("lineItems", self._line_item), ("roles", self._role), ("users", self._user),
        ):  # fmt: skip
            for cells in _rows(bundle, file):
                if cells.get("sourcedId"):
                    add(cells["sourcedId"], cells)
        self._disambiguate()

    def _org(self, key: str, cells: Cells) -> None:
        self.orgs[key] = cells

    def _session(self, key: str, cells: Cells) -> None:
        year = cells.get("schoolYear", "")
        period = int(year) if re.fullmatch(r"(19|20)\d\d", year) else None
        self.sessions[key] = Session(day_of(cells.get("startDate", "")), day_of(cells.get("endDate", "")), period)

    def _course(self, key: str, cells: Cells) -> None:
        self.courses[key] = cells

    def _class(self, key: str, cells: Cells) -> None:
        course = self.courses.get(cells.get("courseSourcedId", ""), {})
        subjects = listed(cells.get("subjects", "")) or listed(course.get("subjects", ""))
        kind = class_kind(cells.get("classType", ""))
        self.classes[key] = SchoolClass(
            name=cells.get("title") or cells.get("classCode") or key,
            kind=kind,
            subject=subjects[0] if subjects and kind == "teaching" else None,
            year_group=year_group_of(cells.get("grades", "")),
            org=cells.get("schoolSourcedId", ""),
            sessions=tuple(listed(cells.get("termSourcedIds", ""))),
        )

    def _category(self, key: str, cells: Cells) -> None:
        self.categories[key] = cells

    def _line_item(self, key: str, cells: Cells) -> None:
        self.line_items[key] = cells

    def _role(self, _: str, cells: Cells) -> None:
        user = cells.get("userSourcedId", "")
        if user and (user not in self.roles or cells.get("roleType", "").casefold() == "primary"):
            self.roles[user] = (cells.get("role", ""), cells.get("orgSourcedId", ""))

    def _user(self, key: str, cells: Cells) -> None:
        role, org = self.roles.get(key, ("", ""))
        before = self.users.get(key)
        orgs = listed(cells.get("orgSourcedIds", ""))
        word = cells.get("role") or role or (before.role if before else "")
        agents = tuple(listed(cells.get("agentSourcedIds", "")))
        self.users[key] = User(
            kind=kind_of(word) if word else "",
            org=cells.get("primaryOrgSourcedId") or (orgs[0] if orgs else "") or org or (before.org if before else ""),
            surname=cells.get("familyName") or (before.surname if before else ""),
            forename=cells.get("givenName") or (before.forename if before else ""),
            role=word,
            agents=agents,
        )
        for agent in agents:
            children = self.children_of.setdefault(agent, [])
            children += [] if key in children else [key]

    def _disambiguate(self) -> None:
        """Two classes of one name in one term get their ids into their names: a class is known by its name."""
        by_name: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
        for key, found in self.classes.items():
            by_name.setdefault((found.org, found.name, found.sessions), []).append(key)
        for (_, name, _), keys in by_name.items():
            for key in keys if len(keys) > 1 else ():
                old = self.classes[key]
                self.classes[key] = SchoolClass(
                    f"{name} ({key})", old.kind, old.subject, old.year_group, old.org, old.sessions
                )


def _rows(bundle: Files, file: str) -> Iterable[Cells]:
    if file not in bundle.names:
        return
    try:
        table = bundle.lines(file)
    except FileError:
        return
    if table is not None:
        yield from (cells for _, cells in table.rows())
