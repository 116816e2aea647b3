"""What a page of counts says: a sentence, tables of cells that passed disclosure, why it is shown and how it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from collegiate.disclosure import Cell as Shown
from collegiate.disclosure import Disclosed
from collegiate.disclosure.cells import ABSENT
from collegiate.disclosure.policy import POLICY
from collegiate.vocabulary.years import AcademicYear
from collegiate.web.components import Cell
from collegiate.web.pictures.childhood.named import group_name, in_order
from collegiate.web.words import day

FEW = "fewer than five, or none"
GROUPED = {"year_group": "Year group", "sex": "Girls and boys", "free_school_meals": "Free school meals", "sen_provision": "Special educational needs"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a page is about: a trust, or one academy; `names` are those of the academies that the reader may see."""

    name: str
    urn: int | None
    trust: int | None
    names: Mapping[int, str]

    def line(self, found: Disclosed, table: str, period: str) -> Mapping[str, Shown]:
        """Return its own cells of everybody, by part."""
        return found.line(table, period, urn=self.urn, trust=self.trust)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One subject of one trust or academy. `whole` and `parts` are an equation, `answers` the five questions."""

    slug: str
    title: str
    lead: str
    tables: Sequence[Tabled] = ()
    whole: tuple[str, str] | None = None
    parts: Sequence[tuple[str, str]] = ()
    why: str = ""
    answers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table under its heading."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """Published attendance to lay beside, by academic year: similar schools' median and England, in percent."""

    similar: Mapping[int, float] = field(default_factory=dict)
    england: Mapping[int, float] = field(default_factory=dict)


def cell(shown: Shown, after: str = "") -> Cell:
    """Return a cell of a table: the number, or the symbol with its reason."""
    if shown.symbol is not None:
        return Cell(shown.shown, gap=True)
    return Cell(shown.shown + after) if after else Cell(shown.value, number=True)


def about(shown: Shown) -> str:
    """Say a count of children in a sentence."""
    if shown.symbol is None:
        return f"about {shown.shown}"
    return FEW if shown.hidden else "an unknown number"


def academies(found: Disclosed, who: Who, table: str) -> list[tuple[int, str]]:
    """Return the academies of a trust that a table has lines of, by name."""
    urns = {c.urn for c in found.cells if c.table == table and c.urn is not None}
    here = found.academies(who.trust) if who.trust is not None else set()
    return sorted(((u, who.names[u]) for u in urns & here if u in who.names), key=lambda a: a[1])


def lines(
    found: Disclosed, who: Who, table: str, period: str, parts: Sequence[str], after: str = ""
) -> list[list[object]]:
    """Return a row for each academy, then the trust's; or the academy's own."""
    rows: list[list[object]] = []
    if who.urn is None:
        for urn, name in academies(found, who, table):
            own = found.line(table, period, urn=urn)
            rows.append([name, *(cell(own.get(p, ABSENT), after) for p in parts)])
    whole = who.line(found, table, period)
    if whole:
        title = f"{who.name}" if who.urn is not None else "All academies"
        partial = any(c.partial for c in whole.values())
        rows.append([title + (", without the smallest" if partial else ""), *(cell(whole.get(p, ABSENT), after) for p in parts)])  # fmt: skip
    return rows


def grouped(
    found: Disclosed, who: Who, table: str, period: str, parts: Sequence[str], after: str = ""
) -> list[list[object]]:
    """Return a row for each group of the trust or academy, grouping after grouping."""
    rows: list[list[object]] = []
    for grouping, title in GROUPED.items():
        of = {
            k[5]: line
            for k, line in found.lines.items()
            if k[0] == table and k[3] == period and k[4] == grouping and _is(k, who)
        }
        rows += [
            [f"{title}: {group_name(grouping, g)}", *(cell(of[g].get(p, ABSENT), after) for p in parts)]
            for g in sorted(of, key=lambda g: in_order(grouping, g))
        ]
    return rows


def _is(line: tuple[object, ...], who: Who) -> bool:
    return line[2] == who.urn if who.urn is not None else (line[1] == who.trust and line[2] is None)


def hidden(tables: Iterable[Tabled]) -> int:
    """Count the cells that are kept back."""
    return sum(isinstance(c, Cell) and c.words == "c" for t in tables for row in t.rows for c in row)


ROUNDED = (
    f"Counts of children are in steps of {POLICY.step}: an academy's true number is at most {POLICY.step - 1} away, a trust's is the sum of its academies'. "
    f"They add up as shown. c means {FEW}; for a trust, at each of its academies."
)


def answered(
    sheet_tables: Sequence[Tabled], children: str, compared: str, source: str, done: str, sure: str = ROUNDED
) -> list[tuple[str, str]]:
    """Return the five questions with their answers."""
    kept_back = hidden(sheet_tables)
    who = f"{children} Suppressed on this page: {kept_back} cell{'' if kept_back == 1 else 's'}. No page shows you their names."
    return [
        ("Compared with what?", compared),
        ("How sure?", sure),
        ("Where from?", source),
        ("Who is in it?", who),
        ("What was done about it?", done),
    ]


def week(period: str) -> str:
    """Write a week by its Monday."""
    return day(date.fromisoformat(period))


def year(period: str) -> str:
    """Write an academic year; one that runs, with the day up to which it was counted."""
    number, _, until = period.partition(" to ")
    return str(AcademicYear(int(number))) + (f", up to {day(date.fromisoformat(until))}" if until else "")


Maker = Callable[[Disclosed, Who, Beside], Sheet]
