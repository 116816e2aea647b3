"""How each management system writes its exports: headers, days, flags and year groups, read from one TOML file a system."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

TEMPLATES = "plain"
"""The layout of a school whose system sends OneRoster or transfer files, for what these have no room for."""

BY_UPN = "ctf"
"""The system that knows a child by UPN alone."""

TABLES = {
    "pupils": "pupil_record",
    "roll-history": "enrolment",
    "needs": "need",
    "class-members": "class_membership",
    "class-teachers": "class_teacher",
    "staff": "staff_member",
    "marks": "session_mark",
    "assessments": "result",
    "effort": "effort",
    "behaviour": "conduct",
    "achievements": "achievement",
    "support": "support",
    "adult-notes": "adult_note",
    "childs-words": "childs_word",
    "known-by": "known_by",
    "contacts": "contact",
}
"""Which table each kind of file holds."""

_WORDS = ("year_group", "sex")


@dataclass(frozen=True, slots=True)
class System:
    """A management system's manner of writing. `kinds` maps a kind of file to its headers and the fields under them."""

    name: str
    encoding: str
    date: str
    year_groups: Mapping[str, str]
    flags: tuple[str, str]
    sexes: Mapping[str, str]
    kinds: Mapping[str, Mapping[str, str]]
    trailing: str = ""
    workbooks: frozenset[str] = frozenset()
    full_postcodes: bool = True

    def day(self, day: dt.date) -> str:
        """Write a day."""
        if self.date == "d/m/Y":
            return f"{day.day}/{day.month}/{day.year}"
        return day.strftime(self.date)

    def impossible_day(self, year: int, month: int) -> str:
        """Write the thirty-first or thirtieth day of a month that has not so many."""
        known = self.day(dt.date(year, month, 28))
        return known.replace("28", "30" if month == 2 else "31", 1)

    def year_group(self, code: str) -> str:
        """Write a National Curriculum year."""
        return self.year_groups.get(code) or self.year_groups["other"].format(code)


@cache
def system(name: str) -> System:
    """Return how a system of `MadeUpSchool.system` writes. An unknown one is an error that lists those there are."""
    own = name if name in ("sims", "arbor", "bromcom") else TEMPLATES
    if own == TEMPLATES and name not in ("oneroster", BY_UPN):
        raise ValueError(
            f"No exports are known of the system '{name}': there are sims, arbor, bromcom, oneroster, ctf."
        )
    said = tomllib.loads(resources.files(__package__).joinpath("layouts", f"{own}.toml").read_text(encoding="utf-8"))
    kinds = {kind: said[kind] for kind in TABLES}
    if name == BY_UPN:
        kinds = {kind: _by_upn(headers) for kind, headers in kinds.items()}
    return System(
        name=name,
        encoding=said["encoding"],
        date=said["date"],
        year_groups=said["year_group"],
        flags=tuple(said["flag"]),
        sexes=said["sex"],
        kinds=kinds,
        trailing=said.get("trailing", ""),
        workbooks=frozenset(said.get("workbooks", ())),
        full_postcodes=own != TEMPLATES,
    )


def _by_upn(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Put the UPN in the place of the number: it is said once."""
    without = {header: field for header, field in headers.items() if field != "upn"}
    return {("UPN" if field == "person" else header): field for header, field in without.items()}
