"""A page of replies as facts, with a receipt of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from collegiate.intake.connectors import arbor_facts, bromcom_facts, wonde_facts
from collegiate.intake.connectors.items import Item
from collegiate.intake.connectors.oneroster_rest import cells
from collegiate.intake.connectors.pages import FIRST_ITEM, Page, read_page
from collegiate.intake.documents import Contents, Document, Refusal, Rows, Setting
from collegiate.intake.frame import FileError
from collegiate.intake.grid import Problem
from collegiate.intake.oneroster.facts import PLACE as ROSTER_PLACE
from collegiate.intake.oneroster.facts import Row
from collegiate.intake.oneroster.roster import Roster

TITLES = {"oneroster": "OneRoster REST", "wonde": "Wonde", "arbor": "Arbor", "bromcom": "Bromcom"}
_PLACES: Mapping[str, Mapping[str, Callable[[Item], Problem | None]]] = {
    "wonde": wonde_facts.PLACE,
    "arbor": arbor_facts.PLACE,
    "bromcom": bromcom_facts.PLACE,
}
_AGAIN = "Fetch it again."
_NO_ITEM = Problem("It is not an item: a JSON object with names and values.", _AGAIN)
_DELETED = "tobedeleted"


def page_document(name: str, data: bytes) -> list[tuple[str, Document]] | None:
    """Return the page that the bytes are; None when they are none. Raises FileError for a damaged one."""
    try:
        page = read_page(data)
    except ValueError as error:
        raise FileError(f"The page of a reply is damaged ({type(error).__name__}).", _AGAIN) from error
    return None if page is None else [("", PageDocument(page))]


@dataclass(frozen=True)
class PageDocument(Document):
    """A page of replies."""

    page: Page

    def read(self, setting: Setting) -> Contents:
        """Read its items. A page of another school than the folder's is refused whole."""
        reading = _Reading(self.page, setting)
        problem, question = reading.blocked()
        if problem is not None:
            reading.refusals += [(line, problem, True, "") for line, _ in _numbered(self.page)]
        else:
            reading.run()
        return reading.contents(problem, question)


@dataclass
class _Reading:
    page: Page
    setting: Setting
    refusals: list[Refusal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = Rows(self.setting.number)
        self.urn = self.page.urn or 0
        self.as_of = dt.date.fromisoformat(self.page.sent_at[:10]) if self.page.sent_at else dt.date.min

    def blocked(self) -> tuple[Problem | None, str]:
        """Return why nothing of the page can be read, and, where it only waits, for what."""
        page, school = self.page, self.setting.school
        if page.kind not in TITLES or page.urn is None or not page.sent_at:
            return Problem(
                "The head of the page does not say from which service, of which school, or when.", _AGAIN
            ), ""
        if school is not None and school.urn != page.urn:
            reason = f"The page is for the wrong school: it is of URN {page.urn}, and this folder belongs to URN {school.urn}."
            return Problem(reason, "Put it into the folder of the school that it is of."), ""
        if page.since and not any(
            other.kind == page.kind and other.urn == page.urn and not other.since for other in _others(self.setting)
        ):
            question = (
                f"It holds what changed since {page.since} alone. Fetch everything once, without updated_after, into the same "
                "folder, and build again."
            )
            return Problem("The page waits, and nothing of it was kept until then.", question), question
        known = ROSTER_PLACE if page.kind == "oneroster" else _PLACES[page.kind]
        if page.resource not in known:
            return Problem(
                f"{page.resource} holds nothing that a record of children keeps.", "Nothing needs to be done."
            ), ""
        return None, ""

    def run(self) -> None:
        place = self._roster_place() if self.page.kind == "oneroster" else self._item
        for line, value in _numbered(self.page):
            if not isinstance(value, dict):
                self.refusals.append((line, _NO_ITEM, True, ""))
                continue
            problem, cells_refused = place(line, value)
            if problem is not None:
                self.refusals.append((line, problem, True, ""))
            else:
                self.refusals += [(line, cell, False, "") for cell in cells_refused]

    def _item(self, line: int, value: Mapping[str, Any]) -> tuple[Problem | None, list[Problem]]:
        item = Item(value, line, self.page, self.urn, self.as_of, self.rows)
        return _PLACES[self.page.kind][self.page.resource](item), item.refused

    def _roster_place(self) -> Callable[[int, Mapping[str, Any]], tuple[Problem | None, list[Problem]]]:
        roster = self._roster()

        def place(line: int, value: Mapping[str, Any]) -> tuple[Problem | None, list[Problem]]:
            found = cells(self.page.resource, value)
            if not found.get("sourcedId"):
                return Problem("The item has no sourcedId, by which everything else refers to it.", _AGAIN), []
            deleted = found.get("status", "").casefold() == _DELETED
            row = Row(found, line, deleted, roster, self.rows, self.as_of)
            return ROSTER_PLACE[self.page.resource](row), row.refused

        return place

    def _roster(self) -> Roster:
        """Gather what the pages of this school, up to this one's fetch, refer to; once for all pages of a fetch."""

        def gathered() -> Roster:
            roster = Roster(self.urn)
            pages = [
                p
                for p in _others(self.setting)
                if (p.kind, p.urn) == ("oneroster", self.urn) and p.run <= self.page.run
            ]
            for run in sorted({p.run for p in pages}):
                roster.take(_Pages([p for p in pages if p.run == run]))
            return roster

        found: Roster = self.setting.once(("oneroster rest", self.urn, self.page.run), gathered)
        return found

    def contents(self, problem: Problem | None, question: str) -> Contents:
        page = self.page
        how = [f"a page of {page.resource} fetched from {TITLES.get(page.kind, 'a service')}"]
        how += [f"what changed since {page.since}"] if page.since else []
        how += [problem.reason] if problem is not None else ["this connector has not been tried with the real service"]
        return Contents(
            source="connectors",
            title=f"{TITLES.get(page.kind, 'Service')}: {page.resource}",
            how="; ".join(how),
            rows_in=len(page.items),
            facts=self.rows.tables(),
            refusals=self.refusals,
            sent_at=page.sent_at,
            as_of=self.as_of if page.sent_at else None,
            question=question,
        )


@dataclass(frozen=True)
class _Lines:
    """Items of one resource as rows of cells."""

    items: list[tuple[int, dict[str, str]]]

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        yield from self.items


class _Pages:
    """The pages of one fetch as if they were the files of a bundle."""

    def __init__(self, pages: list[Page]) -> None:
        self._pages = pages
        self.names = {page.resource: page.resource for page in pages}

    def lines(self, file: str) -> _Lines:
        """Return the rows of a resource."""
        found = [
            (line, cells(file, item))
            for page in self._pages
            if page.resource == file
            for line, item in _numbered(page)
            if isinstance(item, dict)
        ]
        return _Lines(found)


def _numbered(page: Page) -> Iterator[tuple[int, Any]]:
    yield from enumerate(page.items, FIRST_ITEM)


def _others(setting: Setting) -> list[Page]:
    """Return the pages of this build that other pages may need: those of OneRoster whole, of the others the head alone."""
    found: list[Page] = setting.once(
        "connector pages", lambda: [p for path in setting.given if path.suffix == ".json" for p in _page(path)]
    )
    return found


def _page(path: Path) -> Iterator[Page]:
    try:
        page = read_page(path.read_bytes())
    except (OSError, ValueError):
        return
    if page is not None:
        yield page if page.kind == "oneroster" and page.resource != "enrollments" else replace(page, items=())
