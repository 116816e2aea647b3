"""Made-up trusts whose every child is known, and a reader that counts them: what the store would say, without a store."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from attacker import Seen

from collegiate.disclosure import Disclosed
from collegiate.store import Scope

Row = dict[str, Any]
STATES = ("acted_on", "looked_at", "no_data")
MONDAYS = [date(2026, 9, 7) + timedelta(weeks=n) for n in range(6)]
TRUSTS = {101: 1, 102: 1, 103: 1, 104: 1, 201: 2}


@dataclass(frozen=True)
class Child:
    urn: int
    year: str
    sex: str
    fsm: str
    sen: str
    states: tuple[str, ...]
    missed: int
    complete: bool = True


@dataclass
class World:
    """Children as they are at one snapshot."""

    children: list[Child]
    weeks: list[date]
    gains: list[Row] = field(default_factory=list)

    def group(self, grouping: str, child: Child) -> str:
        return {"all": "all", "year_group": child.year, "sex": child.sex, "free_school_meals": child.fsm, "sen_provision": child.sen}[grouping]  # fmt: skip


def make(seed: int, sizes: dict[int, int] | None = None) -> World:
    draw = random.Random(seed)
    sizes = sizes or {101: 120, 102: 45, 103: 23, 104: 11, 201: 30}
    children = [
        Child(
            urn, draw.choice(("1", "2", "3")), draw.choice("FM"), draw.choice(("no", "no", "no", "yes")), draw.choice("NNNNNKE"),
            tuple(draw.choices(STATES, (2, 12, 1), k=len(MONDAYS))), draw.choice((0, 2, 5, 9, 20, 60)), draw.random() < 0.8,
        )
        for urn, n in sizes.items() for _ in range(n)
    ]  # fmt: skip
    gains = [{"urn": u, "subject": "MAT", "period": 2026, "pupils": n, "effect": draw.gauss(0, 2), "low": -1.0, "high": 3.0} for u, n in sizes.items()]  # fmt: skip
    return World(children, MONDAYS[:5], gains)


def later(world: World, seed: int) -> World:
    """The same trust a week on: one child left, one came, a note that came late changed what last week says of one child."""
    draw = random.Random(seed)
    children = list(world.children)
    children.pop(draw.randrange(len(children)))
    children.append(replace(draw.choice(children), year="2"))
    for _ in range(3):
        place = draw.randrange(len(children))
        child = children[place]
        states = list(child.states)
        states[draw.randrange(len(states))] = draw.choice(STATES)
        children[place] = replace(child, states=tuple(states))
    gains = [g | {"effect": g["effect"] + 0.3, "pupils": g["pupils"] + draw.choice((-1, 0, 1))} for g in world.gains]
    return World(children, MONDAYS[:6], gains)


class CountingReader:
    """Answers as the store's reader of counts does."""

    def __init__(self, world: World) -> None:
        self.scope = Scope("disclosure", "a test", None, names=False)
        self.world = world

    def weeks(self) -> list[date]:
        return sorted(self.world.weeks, reverse=True)

    def ledger_counts(self, *, week: date | None = None, urn: int | None = None, grouping: str = "all") -> list[Row]:
        counts: Counter[tuple[Any, ...]] = Counter()
        for w in self.world.weeks if week is None else [week]:
            for c in self.world.children:
                counts[c.urn, w, self.world.group(grouping, c), c.states[MONDAYS.index(w)]] += 1
        found: dict[tuple[Any, ...], Row] = defaultdict(lambda: dict.fromkeys(STATES, 0))
        for (u, w, g, state), n in counts.items():
            found[u, w, g][state] = n
        return [{"urn": u, "week": w, "value": g, "roll": sum(r.values()), **r} for (u, w, g), r in sorted(found.items())]  # fmt: skip

    def attendance_counts(self, *, urn: int | None = None, period: int | None = None, grouping: str = "all") -> list[Row]:  # fmt: skip
        of: dict[tuple[int, str], list[Child]] = defaultdict(list)
        for c in self.world.children:
            of[c.urn, self.world.group(grouping, c)].append(c)
        return [
            {"urn": u, "period": 2026, "value": g, "pupils": len(cs), "persistent": sum(c.missed >= 10 for c in cs), "severe": sum(c.missed >= 50 for c in cs),
             "possible": 100 * len(cs), "authorised": sum(c.missed for c in cs), "unauthorised": 0}
            for (u, g), cs in sorted(of.items())
        ]  # fmt: skip

    def attendance_weeks(self) -> list[Row]:
        return [
            {"urn": u, "week": w, "pupils": n, "possible": 10 * n, "authorised": n, "unauthorised": 0}
            for u, n in Counter(c.urn for c in self.world.children).items() for w in self.world.weeks
        ]  # fmt: skip

    def move_counts(self) -> dict[tuple[Any, ...], int]:
        return Counter((2027, "3_to_4", c.urn, None, c.complete, None, None, None) for c in self.world.children if c.year == "3")  # fmt: skip

    def flag_scores_by_school(self) -> list[Row]:
        return []

    def finding_counts(self) -> dict[tuple[Any, ...], int]:
        return {(101, "upn_temporary", date(2027, 1, 1)): 7, (102, "upn_temporary", date(2027, 1, 1)): 2, (102, "named_adult_missing", None): 9}  # fmt: skip

    def value_added(self) -> list[Row]:
        return self.world.gains

    def alarms(self) -> list[Row]:
        return []

    def count_pupils(self, *by: str, **equals: Any) -> dict[tuple[Any, ...], int]:
        return Counter((c.urn,) for c in self.world.children)


def shown(found: Disclosed, when: int) -> list[Seen]:
    """What somebody who sees everything of it sees."""
    return [
        Seen(when, c.table, c.trust, c.urn, c.period, c.grouping, c.group, c.part, c.cell.shown.replace(",", ""), c.cell.partial)
        for c in found.cells
    ]  # fmt: skip


def undefended(world: World, when: int, *, few_hidden: bool) -> list[Seen]:
    """The ledger as it would be without a defence, or with the few hidden and nothing else done."""
    reader = CountingReader(world)
    found: list[Seen] = []
    for grouping in ("all", "free_school_meals"):
        rows = reader.ledger_counts(grouping=grouping)
        found += [s for r in rows for s in _line(r, when, TRUSTS[r["urn"]], r["urn"], grouping, few_hidden)]
        for trust in set(TRUSTS.values()):
            mine = [r for r in rows if TRUSTS[r["urn"]] == trust]
            for week, value in sorted({(r["week"], r["value"]) for r in mine}):
                of = [r for r in mine if (r["week"], r["value"]) == (week, value)]
                whole = {"week": week, "value": value} | {s: sum(r[s] for r in of) for s in STATES}
                found += _line(whole, when, trust, None, grouping, few_hidden)
    return found


def _line(row: Row, when: int, trust: int, urn: int | None, grouping: str, few_hidden: bool) -> list[Seen]:
    cells: Sequence[tuple[str, int]] = [(s, row[s]) for s in STATES] + [("children", sum(row[s] for s in STATES))]
    return [
        Seen(when, "nobody_missed", trust, urn, row["week"].isoformat(), grouping, row["value"], part, "c" if few_hidden and 0 < n < 5 else str(n))
        for part, n in cells
    ]  # fmt: skip
