"""An item of a reply on its way into tables: its values by path, and what of it could not be read."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from collegiate.intake.cells import parse_date
from collegiate.intake.connectors.pages import Page
from collegiate.intake.documents import Rows
from collegiate.intake.grid import Problem
from collegiate.vocabulary.codes import code_list
from collegiate.vocabulary.persons import local_person

_SEXES = {"male": "M", "m": "M", "female": "F", "f": "F", "unknown": "U", "u": "U"}
_OLDEST = 40
_CORRECT = "Correct it in the management system, and fetch again."


@dataclass
class Item:
    """One item. `at` reads a value, `add` adds a fact about a person of the page's school."""

    value: Any
    line: int
    page: Page
    urn: int
    as_of: dt.date
    rows: Rows
    refused: list[Problem] = field(default_factory=list)

    def raw(self, path: str) -> Any:
        """Return what stands at a path such as year.data.code; None where something of it is missing."""
        found = self.value
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def at(self, *paths: str) -> str | None:
        """Return the first text or number that stands at one of the paths, without the spaces around it."""
        for path in paths:
            found = self.raw(path)
            if isinstance(found, str | int | float) and not isinstance(found, bool) and str(found).strip():
                return str(found).strip()
        return None

    def flag(self, path: str) -> bool | None:
        """Return yes or no, written as JSON or in a word."""
        found = self.raw(path)
        word = str(found).strip().casefold()
        return {
            "true": True,
            "1": True,
            "y": True,
            "yes": True,
            "false": False,
            "0": False,
            "n": False,
            "no": False,
        }.get(word)

    def day(self, path: str) -> dt.date | None:
        """Return the day at a path, which may be an object with a `date`; one that the calendar has not is a refused cell."""
        text = self.at(f"{path}.date", path)
        found = parse_date(text[:10]) if text else None
        if text and found is None:
            self.refuse(path, text, "It is not a day of the calendar.")
        return found

    def birth_date(self, path: str) -> dt.date | None:
        """Return a day on which a child on a school's books can have been born."""
        found = self.day(path)
        if found is not None and not self.as_of.year - _OLDEST <= found.year <= self.as_of.year:
            self.refuse(path, found.isoformat(), "No child on a school's books was born on that day.")
            return None
        return found

    def sex(self, *paths: str) -> str | None:
        """Return M, F or U."""
        text = self.at(*paths)
        found = _SEXES.get(text.casefold()) if text else None
        if text and found is None:
            self.refuse(paths[0], text, "It is no sex that the code list has.")
        return found

    def refuse(self, path: str, value: str, reason: str) -> None:
        """Refuse one value of the item."""
        self.refused.append(Problem(reason, _CORRECT, path, value))

    def person(self, number: str | None) -> str:
        """Return the name of somebody whom the service knows by a number."""
        return local_person(self.urn, self.page.kind, number or "")

    def add(self, table: str, **values: Any) -> None:
        """Add a fact."""
        self.rows.add(table, self.line, urn=self.urn, **values)

    def mark(self, person: str, day: dt.date, session: str, code: str, minutes: str | None = None) -> Problem | None:
        """Add a session mark, unless its code did not hold on its day."""
        known = code_list("attendance").meaning(code, day)
        if known is None:
            return Problem(
                "The attendance code did not hold on its day, so that nobody can say what it means.",
                _CORRECT,
                "code",
                code,
            )
        late = int(minutes) if minutes and minutes.isdigit() else None
        self.add("session_mark", person=person, day=day, session=session, code=known.code, minutes_late=late)
        return None


NO_ID = Problem("The item says nobody's id, so that nobody can say whom it is about.", "Ask the service's support.")
NO_NAME = Problem("A member of staff has no surname.", _CORRECT)
NO_DAY = Problem("A mark lacks its day, its session or its code.", _CORRECT)


def year_group(text: str | None) -> str | None:
    """Return the National Curriculum year that a service names: 7, 07, Year 7, Y7, R, Reception, N1; None for another.

    >>> year_group("Year 7"), year_group("Reception"), year_group("Sixth form")
    ('7', 'R', None)
    """
    found = _YEAR.fullmatch((text or "").strip())
    if found:
        return found[1]
    word = (text or "").strip().upper()
    if word in ("R", "RECEPTION", "YEAR R"):
        return "R"
    nursery = _NURSERY.fullmatch(word)
    return f"N{nursery[1]}" if nursery else None


_YEAR = re.compile(r"(?:year|yr|y)?\s*0*([1-9]|1[0-4])", re.I)
_NURSERY = re.compile(r"(?:NURSERY|N)\s*([12])")
