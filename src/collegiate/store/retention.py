"""What is kept longer than its rule: counted, never removed here. Rules are data, each with its ground and where it is from."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from collegiate.engine import Between
from collegiate.store.held import PersonsReader
from collegiate.vocabulary.years import AcademicYear

_RULES = Path(__file__).with_name("retention.toml")
_DATED = ("end_date", "day", "week", "as_of", "period")
"""Columns by which a row says when it was, the first that a table has."""

From = Literal["birth", "left", "row"]
Row = dict[str, Any]


class RuleError(Exception):
    """A file of retention rules cannot be followed; the message says which rule and why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How long rows of some tables are kept, counted from what, for whom, on what ground, and where that is from."""

    id: str
    about: str
    tables: tuple[str, ...]
    counts_from: From
    years: int
    who: Literal["all", "sen", "not_sen"]
    ground: str
    source: str

    def before(self, today: date) -> date:
        """Return the last day that is past the rule: what was on it or earlier would go."""
        year = today.year - self.years
        if year < date.min.year:
            return date.min
        return date(year, 2, 28) if (today.month, today.day) == (2, 29) else date(year, today.month, today.day)


@dataclass(slots=True)
class Past:
    """What is past one rule at one academy: children, rows, files in which some of the rows stand, and children of whom nobody can tell."""

    rule: str
    urn: int
    children: set[int] = field(default_factory=set)
    rows: int = 0
    files: set[int] = field(default_factory=set)
    cannot_tell: set[int] = field(default_factory=set)


def rules(path: Path | None = None) -> list[Rule]:
    """Read the rules that are shipped, or a file of one's own. Raises `RuleError`."""
    try:
        given = tomllib.loads((path or _RULES).read_text(encoding="utf-8"))["rule"]
        found = [Rule(**{**r, "tables": tuple(r["tables"])}) for r in given]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RuleError(f"The retention rules in {(path or _RULES).name} cannot be read: {error}.") from error
    for rule in found:
        if rule.counts_from not in ("birth", "left", "row") or rule.who not in ("all", "sen", "not_sen"):
            raise RuleError(
                f"The rule {rule.id} counts from birth, left or row, for all, sen or not_sen; nothing else."
            )
        if isinstance(rule.years, bool) or not isinstance(rule.years, int) or not 0 <= rule.years <= 150:
            raise RuleError(f"The rule {rule.id} says {rule.years} years. Write a whole number from 0 to 150.")
    return found


class RetentionReader(PersonsReader):
    """A reader that counts what is past its rule, within its scope. Counts are no look; the children of a rule are."""

    def past(self, some: Iterable[Rule], today: date) -> list[Past]:
        """Count what is past each rule on a day, by academy: those with anything past, or of which nobody can tell."""
        self._must_name()
        found = [p for rule in some for p in self._past(rule, today).values()]
        return sorted((p for p in found if p.rows or p.cannot_tell), key=lambda p: (p.rule, p.urn))

    def children_past(self, rule: Rule, urn: int, today: date) -> list[Row]:
        """Return the children of an academy of whom rows are past a rule: one look at each."""
        past = self._past(rule, today).get(urn)
        return self.pupils(urn=None, numbers=sorted(past.children), on_roll=None) if past and past.children else []

    def _past(self, rule: Rule, today: date) -> dict[int, Past]:
        found: dict[int, Past] = {}
        children = self._of(rule)
        before = rule.before(today)
        gone, unknown = _past_children(rule, children.values(), before)
        for table in rule.tables:
            if table not in self._database.tables:
                continue
            for (urn, pupil, file_id), rows in self._counted(rule, table, before).items():
                if pupil not in children:
                    continue
                past = found.setdefault(urn, Past(rule.id, urn))
                if pupil in unknown:
                    past.cannot_tell.add(pupil)
                elif rule.counts_from == "row" or pupil in gone:
                    past.rows += rows
                    past.children.add(pupil)
                    past.files |= {file_id} if file_id is not None else set()
        return found

    def _of(self, rule: Rule) -> dict[int, Row]:
        """Return the children whom a rule is about, by number: dates and numbers alone, no name."""
        columns = ["pupil", "urn", "birth_date", "on_roll", "leaving_date", "sen_provision", "sen_need"]
        rows = self._database.select("pupil", where=self._within({}), columns=columns)
        if rule.who == "all":
            return {r["pupil"]: r for r in rows}
        needs = self._database.select(
            "pupil_need", where={"kind": ["sen_provision", "sen_need"]}, columns=["pupil", "code"]
        )
        with_need = {r["pupil"] for r in needs if r["code"] != "N"}
        sen = {r["pupil"] for r in rows if r["sen_need"] or r["sen_provision"] not in (None, "N")} | with_need
        return {r["pupil"]: r for r in rows if (r["pupil"] in sen) == (rule.who == "sen")}

    def _counted(self, rule: Rule, table: str, before: date) -> dict[tuple[int, int, int | None], int]:
        """Count a table's rows by school, child and file; of a rule that counts from the row, those on or before a day."""
        columns = self._database.columns(table)
        where: Row = {}
        if rule.counts_from == "row":
            dated = next((c for c in _DATED if c in columns), None)
            if dated is None:
                return {}
            where[dated] = _up_to(dated, before)
        by = [c for c in ("urn", "pupil", "file_id") if c in columns]
        schools: Mapping[int, int] = {} if "urn" in columns else self._homes()
        counts: dict[tuple[int, int, int | None], int] = defaultdict(int)
        for values, rows in self._database.tally(table, by, where).items():
            row = dict(zip(by, values, strict=True))
            urn = row["urn"] if "urn" in row else schools.get(row["pupil"])
            if urn is not None:
                counts[urn, row["pupil"], row.get("file_id")] += rows
        return counts

    def _homes(self) -> dict[int, int]:
        """The academy of each child, for tables that do not say it."""
        return {r["pupil"]: r["urn"] for r in self._database.select("pupil", columns=["pupil", "urn"])}


def _past_children(rule: Rule, children: Iterable[Row], before: date) -> tuple[set[int], set[int]]:
    """Return the children past a rule that counts from birth or leaving, and those whose date nobody knows: they stay."""
    if rule.counts_from == "row":
        return set(), set()
    gone, unknown = set(), set()
    for child in children:
        if rule.counts_from == "left" and child["on_roll"]:
            continue
        day = child["birth_date"] if rule.counts_from == "birth" else child["leaving_date"]
        if day is None:
            unknown.add(child["pupil"])
        elif day <= before:
            gone.add(child["pupil"])
    return gone, unknown


def _up_to(column: str, before: date) -> Between:
    """A condition on a column of days, or of academic years of which the last day has to be past."""
    if column != "period":
        return Between(date.min, before)
    return Between(0, AcademicYear.of(before).end - 1)


def described(past: Sequence[Past], names: Mapping[int, str], some: Sequence[Rule]) -> list[Row]:
    """Return counts as plain rows, for a table or JSON."""
    known = {r.id: r for r in some}
    return [
        {
            "rule": p.rule, "about": known[p.rule].about, "urn": p.urn, "academy": names.get(p.urn, f"School {p.urn}"), "children": len(p.children), "rows": p.rows,
            "files": len(p.files), "children_of_whom_nobody_can_tell": len(p.cannot_tell),
        }
        for p in past
    ]  # fmt: skip
