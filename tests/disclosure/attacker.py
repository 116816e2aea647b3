"""Somebody who wants to know of one to four children, and has everything that counts pages ever showed. Shares no code with the defence.

The attacker is clever and honest: it knows the rule by which numbers are shown, every way in which they add up, who is on a public roll,
and it compares every pair of tables and times. It says what it can prove: that a group, or a change of one, is of 1 to 4 children.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

FEW = 4
STEP = 5
WHOLE = "children"
EVERYBODY = ("all", "all")
NOT_COUNTS = {"attendance": {"attendance"}, "progress": {"gain", "low", "high", "children"}, "falling": {"raised"}}
"""By table, the measures that are no counts of children in one of several parts."""

Var = tuple[int, str, str, str]
"""Academy, grouping, group and part: children of one table and period."""


@dataclass(frozen=True)
class Seen:
    """One number that somebody saw, or `c`, at one time."""

    when: int
    table: str
    trust: int | None
    urn: int | None
    period: str
    grouping: str
    group: str
    part: str
    shown: str
    partial: bool = False

    @property
    def line(self) -> tuple[int | None, int | None, str, str]:
        return (self.trust if self.urn is None else None, self.urn, self.grouping, self.group)


def read(text: str, table: str, when: int) -> list[Seen]:
    """Read a download of counts."""
    found = []
    for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        trust, urn = (int(row[c]) if row[c] else None for c in ("trust_uid", "urn"))
        found.append(Seen(when, table, trust, urn, row["period"], row["grouping"], row["group"], row["measure"], row["value"], row["partial"] == "yes"))  # fmt: skip
    return found


@dataclass
class World:
    """What is known of one table in one period: numbers that are children, sums, and between what they lie."""

    bounds: dict[Var, list[float]] = field(default_factory=dict)
    lines: list[tuple[dict[Var, float], float, float]] = field(default_factory=list)
    targets: dict[str, dict[Var, float]] = field(default_factory=dict)
    pool: list[np.ndarray] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places: dict[Var, int] = {}

    def settle(self) -> None:
        """Lay the linear programme out once."""
        self.places = {v: i for i, v in enumerate(sorted(self.bounds))}
        rows, highest = [], []
        for coefficients, low, high in self.lines:
            row = np.zeros(len(self.places))
            for v, c in coefficients.items():
                row[self.places[v]] += c
            if high < math.inf:
                rows.append(row)
                highest.append(high)
            if low > -math.inf:
                rows.append(-row)
                highest.append(-low)
        self.matrix = csr_matrix(np.array(rows)) if rows else None
        self.right = np.array(highest) if rows else None
        self.box = [tuple(self.bounds[v]) for v in sorted(self.bounds)]

    def suppose(self, values: Mapping[Var, float]) -> None:
        """Suppose that everything is just as it was shown, what was hidden nothing; kept as a possible truth where it fits."""
        found = np.array([values.get(v, 0.0) for v in sorted(self.bounds)])
        fits = all(low - 1e-6 <= x <= high + 1e-6 for x, (low, high) in zip(found, self.box, strict=True))
        if fits and (self.matrix is None or (self.matrix @ found <= self.right + 1e-6).all()):
            self.pool.append(found)

    def aim(self, target: Mapping[Var, float]) -> np.ndarray:
        found = np.zeros(len(self.places))
        for v, c in target.items():
            found[self.places[v]] += c
        return found

    def end(self, target: Mapping[Var, float], sign: int) -> float | None:
        """Return the least (sign 1) or the most (sign -1) that a sum of numbers may be; None where nothing fits."""
        aim = self.aim(target)
        solved = linprog(sign * aim, A_ub=self.matrix, b_ub=self.right, bounds=self.box, method="highs-ds")
        if solved.status == 3:
            return -sign * math.inf
        if solved.status != 0:
            return None
        self.pool.append(solved.x)
        value = float(aim @ solved.x)
        return math.ceil(value - 1e-6) if sign > 0 else math.floor(value + 1e-6)

    def open_by_pool(self, target: Mapping[Var, float]) -> bool:
        """Whether a possible truth that was found before already leaves a sum at none, or at more than a few."""
        if not self.pool:
            return False
        values = np.array(self.pool) @ self.aim(target)
        return bool((values < 1 - 1e-6).any() or (values > FEW + 1e-6).any())

    def pinned(self, target: Mapping[Var, float]) -> tuple[float, float] | None:
        """Return between what a sum lies where that is proven to be one to four; nothing otherwise."""
        if self.open_by_pool(target):
            return None
        low = self.end(target, 1)
        if low is None or low < 1 or self.open_by_pool(target):
            return None
        high = self.end(target, -1)
        return (low, high) if high is not None and high <= FEW else None


class Attacker:
    """Collects what was seen, and says what it proves."""

    def __init__(self, seen: Iterable[Seen], public_rolls: Mapping[int, int] | None = None) -> None:
        self.seen = [s for s in seen if s.part not in NOT_COUNTS.get(s.table, set())]
        self.means = [s for s in seen if s.table == "progress"]
        self.rates = [s for s in seen if (s.table, s.part) == ("attendance", "attendance")]
        self.rolls = dict(public_rolls or {})
        numbers = [int(s.shown) for s in self.seen if s.shown.lstrip("-").isdigit()]
        self.in_steps = all(n % STEP == 0 for n in numbers)

    def proves(self) -> list[str]:
        """Return everything that is proven of one to four children."""
        worlds = {key: self._world(key, cells) for key, cells in self._by_world().items()}
        return [*self._in_worlds(worlds), *self._between_times(worlds), *self._of_means(), *self._of_rates()]

    def _by_world(self) -> dict[tuple[str, str], list[Seen]]:
        """Tables by period: what was shown of one period at two times is of the same truth, as far as anybody can see."""
        found: dict[tuple[str, str], list[Seen]] = defaultdict(list)
        for s in self.seen:
            found[s.table, s.period].append(s)
        return found

    def _range(self, shown: str) -> tuple[float, float]:
        """What a shown number may stand for, by the rule that the pages state."""
        if shown == "c":
            return (0, FEW)
        value = int(shown)
        return (max(value - FEW, 0), value + FEW) if self.in_steps else (value, value)

    def _world(self, key: tuple[str, str], cells: Sequence[Seen]) -> World:
        world = World()
        parts = sorted({s.part for s in cells} - {WHOLE})
        trust_of = {s.urn: s.trust for s in cells if s.urn is not None}
        groups = sorted({(s.grouping, s.group) for s in cells} - {EVERYBODY})
        grouped = {(s.urn, s.grouping) for s in cells if s.urn is not None and s.grouping != "all"}
        listed = {s.line for s in cells}
        for urn in trust_of:
            for p in parts:
                world.bounds[urn, *EVERYBODY, p] = [0, math.inf]
            for grouping, group in groups:
                if (urn, grouping) in grouped:
                    for p in parts:
                        here = (None, urn, grouping, group) in listed
                        world.bounds[urn, grouping, group, p] = [0, math.inf if here else FEW]
        self._say_what_adds_up(world, trust_of, groups, grouped, parts)
        self._say_what_was_shown(world, cells, trust_of, parts)
        if key[0] == "nobody_missed" and key[1] == max(p for t, p in self._periods() if t == "nobody_missed"):
            for urn, roll in self.rolls.items():
                if urn in trust_of:
                    world.lines.append(({(urn, *EVERYBODY, p): 1.0 for p in parts}, roll, roll))
        self._name_targets(world, cells, trust_of, parts)
        world.settle()
        world.suppose(self._as_shown(world, cells))
        return world

    @staticmethod
    def _as_shown(world: World, cells: Sequence[Seen]) -> dict[Var, float]:
        said = {
            (s.urn, s.grouping, s.group, s.part): float(s.shown)
            for s in cells if s.urn is not None and s.part != WHOLE and s.shown != "c"
        }  # fmt: skip
        for urn, grouping, group, part in world.bounds:
            if group == "of no group":
                taken = sum(n for (u, g, v, p), n in said.items() if (u, g, p) == (urn, grouping, part) and v != group)
                said[urn, grouping, group, part] = said.get((urn, *EVERYBODY, part), 0.0) - taken
        return said

    def _periods(self) -> set[tuple[str, str]]:
        return {(s.table, s.period) for s in self.seen}

    @staticmethod
    def _say_what_adds_up(world: World, trust_of: Mapping[int, int | None], groups: Sequence[tuple[str, str]], grouped: set[tuple[int | None, str]], parts: Sequence[str]) -> None:  # fmt: skip
        for urn in trust_of:
            for grouping in sorted({g for g, _ in groups}):
                if (urn, grouping) not in grouped:
                    continue
                for p in parts:
                    line = {(urn, grouping, v, p): 1.0 for g, v in groups if g == grouping}
                    line[urn, *EVERYBODY, p] = -1.0
                    rest = (urn, grouping, "of no group", p)
                    world.bounds[rest] = [0, FEW]
                    line[rest] = 1.0
                    world.lines.append((line, 0, 0))

    def _say_what_was_shown(self, world: World, cells: Sequence[Seen], trust_of: Mapping[int, int | None], parts: Sequence[str]) -> None:  # fmt: skip
        small = {s.line for s in cells if s.part == WHOLE and s.shown == "c"}
        for s in cells:
            low, high = self._range(s.shown)
            if s.shown == "c" and s.line in small:
                low, high = 0, 2 * STEP - 1
            made_of = [s.part] if s.part != WHOLE else parts
            urns = [s.urn] if s.urn is not None else [u for u, t in trust_of.items() if t == s.trust]
            line = {
                (u, s.grouping, s.group, p): 1.0 for u in urns for p in made_of
                if (u, s.grouping, s.group, p) in world.bounds
            }  # fmt: skip
            if s.urn is None and not s.partial and self.in_steps:
                low, high = (
                    0,
                    math.inf,
                )  # the trust's number is the sum of what is shown of its academies: it says no more
            if line:
                world.lines.append((line, low, high))

    def _name_targets(self, world: World, cells: Sequence[Seen], trust_of: Mapping[int, int | None], parts: Sequence[str]) -> None:  # fmt: skip
        """Every cell, what is left of its line and of its grouping without it, and the trust without one academy."""
        lines = {s.line for s in cells}
        for trust, urn, grouping, group in sorted(lines, key=repr):
            urns = [urn] if urn is not None else [u for u, t in trust_of.items() if t == trust]
            whole = {(u, grouping, group, p): 1.0 for u in urns for p in parts if (u, grouping, group, p) in world.bounds}  # fmt: skip
            if not whole:
                continue
            name = f"{urn or f'trust {trust}'} {grouping} {group}"
            world.targets[name] = whole
            for p in parts:
                only = {v: c for v, c in whole.items() if v[3] == p}
                world.targets[f"{name}: {p}"] = only
                world.targets[f"{name}: not {p}"] = {v: c for v, c in whole.items() if v[3] != p}
            if urn is not None and grouping != "all":
                for p in (*parts, None):
                    rest = {(urn, *EVERYBODY, q): 1.0 for q in parts if p in (None, q)}
                    for v in whole:
                        if p in (None, v[3]):
                            rest[v] = -1.0
                    world.targets[f"{urn} without {group}{f': {p}' if p else ''}"] = rest

    def _in_worlds(self, worlds: Mapping[tuple[str, str], World]) -> Iterator[str]:
        for (table, period), world in worlds.items():
            for name, target in world.targets.items():
                if (found := world.pinned(target)) is not None:
                    yield f"{table} {period}, {name}: {found[0]:.0f} to {found[1]:.0f} children"

    def _between_times(self, worlds: Mapping[tuple[str, str], World]) -> Iterator[str]:
        """Subtract the same group in every two neighbouring periods."""
        for table in sorted({t for t, _ in worlds}):
            periods = sorted(p for t, p in worlds if t == table)
            for before, after in itertools.pairwise(periods):
                first, second = worlds[table, before], worlds[table, after]
                for name in sorted(set(first.targets) & set(second.targets)):
                    change = self._change(first, second, name)
                    if change is not None:
                        yield f"{table} {before} to {after}, {name}: changed by {change[0]:.0f} to {change[1]:.0f} children"

    @staticmethod
    def _change(first: World, second: World, name: str) -> tuple[float, float] | None:
        def could(x: World) -> tuple[float, float]:
            values = np.array(x.pool) @ x.aim(x.targets[name])
            return float(values.min()), float(values.max())

        if first.pool and second.pool:
            (a, b), (c, d) = could(first), could(second)
            if c - b <= 1e-6 and d - a >= -1e-6:
                return None  # perhaps nothing changed
            if d - a > FEW + 1e-6 or c - b < -FEW - 1e-6:
                return None  # perhaps more than a few did
        ends = [w.end(w.targets[name], s) for w in (first, second) for s in (1, -1)]
        if None in ends:
            return None
        low, high = ends[2] - ends[1], ends[3] - ends[0]
        return (low, high) if 1 <= low <= high <= FEW or -FEW <= low <= high <= -1 else None

    def _of_means(self) -> Iterator[str]:
        """A mean that moved while as many children are behind it moved by a few of them."""
        lines: dict[tuple[object, ...], dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for s in self.means:
            lines[s.urn, s.period, s.group][s.when][s.part] = s.shown
        for line, times in lines.items():
            told = [times[w] for w in sorted(times)]
            for a, b in itertools.pairwise(told):
                if a.get("children") == b.get("children") and a.get("gain") != b.get("gain"):
                    yield f"progress {line}: the mean moved from {a.get('gain')} to {b.get('gain')} with as many children behind it"

    def _of_rates(self) -> Iterator[str]:
        """A percentage that is hidden alone in a sum: the whole without the others is it."""
        shown: dict[tuple[int, str], dict[tuple[object, ...], str]] = defaultdict(dict)
        for s in self.rates:
            shown[s.when, s.period][s.trust, s.urn, s.grouping, s.group] = s.shown
        for (when, period), cells in shown.items():
            sums: dict[object, list[tuple[object, ...]]] = defaultdict(list)
            for trust, urn, grouping, group in cells:
                if grouping != "all":
                    sums[(trust, urn, *EVERYBODY), grouping].append((trust, urn, grouping, group))
                if urn is not None:
                    sums[(trust, None, grouping, group), ""].append((trust, urn, grouping, group))
            for (whole, _), of in sums.items():
                hidden = [c for c in of if cells[c] == "c"]
                if cells.get(whole, "c") != "c" and len(hidden) == 1:
                    yield f"attendance {period} at {when}: {hidden[0]} is what is left of {whole}"
