"""The one way by which counts of children leave: read whole, protected together, remembered, then cut to what a reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property

from collegiate.disclosure.cells import ABSENT, Cell, Published
from collegiate.disclosure.counts import ALL, protect
from collegiate.disclosure.gathering import gather
from collegiate.disclosure.means import attendance, falling, progress
from collegiate.disclosure.policy import POLICY, Policy
from collegiate.disclosure.released import Block, Released
from collegiate.store import OutOfScopeError, Scope, ScopedReader

Line = tuple[str, int | None, int | None, str, str, str]
"""Table, trust, academy, period, grouping and group."""


@dataclass(frozen=True)
class Disclosed:
    """The cells that may be shown of one snapshot. Everybody who sees an academy sees the same cells of it."""

    snapshot: str
    trusts: Mapping[int, int | None]
    cells: tuple[Published, ...]

    def seen_by(self, scope: Scope) -> Disclosed:
        """Return what a scope holds: its whole academies, and a trust whose every academy it holds."""
        urns = {u for u in self.trusts if scope.holds_school(u)}
        whole = {t for t in self.trusts.values() if t is not None and self.academies(t) <= urns}
        seen = tuple(c for c in self.cells if (c.urn in urns if c.urn is not None else c.trust in whole))
        return Disclosed(self.snapshot, {u: t for u, t in self.trusts.items() if u in urns}, seen)

    def academies(self, trust: int) -> set[int]:
        """Return the academies of a trust that have children in the record."""
        return {u for u, t in self.trusts.items() if t == trust}

    @cached_property
    def lines(self) -> Mapping[Line, Mapping[str, Cell]]:
        """The cells by line and part."""
        found: dict[Line, dict[str, Cell]] = defaultdict(dict)
        for c in self.cells:
            found[c.table, c.trust if c.urn is None else None, c.urn, c.period, c.grouping, c.group][c.part] = c.cell
        return found

    @cached_property
    def whole_trusts(self) -> frozenset[int]:
        """The trusts of which there are cells."""
        return frozenset(c.trust for c in self.cells if c.urn is None and c.trust is not None)

    def line(
        self,
        table: str,
        period: str,
        *,
        urn: int | None = None,
        trust: int | None = None,
        grouping: str = ALL,
        group: str = ALL,
    ) -> Mapping[str, Cell]:
        """Return the cells of an academy's line, or of a trust's, by part; empty where there is none."""
        return self.lines.get((table, None if urn is not None else trust, urn, period, grouping, group), {})

    def cell(
        self,
        table: str,
        period: str,
        part: str,
        *,
        urn: int | None = None,
        trust: int | None = None,
        grouping: str = ALL,
        group: str = ALL,
    ) -> Cell:
        """Return one cell; where nothing is known, it is not available."""
        return self.line(table, period, urn=urn, trust=trust, grouping=grouping, group=group).get(part, ABSENT)

    def periods(self, table: str, part: str | None = None) -> list[str]:
        """Return the periods of a table, the latest first."""
        return sorted({c.period for c in self.cells if c.table == table and part in (None, c.part)}, reverse=True)


def publish(
    reader: ScopedReader,
    snapshot: str,
    trusts: Mapping[int, int | None],
    released: Released | None = None,
    policy: Policy = POLICY,
) -> Disclosed:
    """Return every cell that may be shown of a snapshot, named by its id. `trusts` says which trust each academy is in now.

    The reader sees counts alone, of the whole store: what one academy shows depends on what its trust's others do. Whoever shows cells
    cuts them with `seen_by`. Raises `OutOfScopeError` for a reader of a part or of names; `JournalBrokenError` where the memory is
    damaged, for then nothing may be shown.
    """
    if reader.scope.urns is not None or reader.scope.names:
        raise OutOfScopeError("Counts are protected together: by a reader of the whole store that sees no name.")
    memory = Released() if released is None else released
    with memory.lock or nullcontext():
        memory.read()
        cells, blocks = _protected(reader, trusts, memory.held, policy)
        memory.write(snapshot, blocks)
    return Disclosed(snapshot, dict(trusts), tuple(cells))


def _protected(
    reader: ScopedReader, trusts: Mapping[int, int | None], held: Mapping[str, Block], policy: Policy
) -> tuple[list[Published], dict[str, Block]]:
    cells: list[Published] = []
    blocks: dict[str, Block] = {}
    for counts in gather(reader, policy):
        found = protect(counts, trusts, held, policy)
        cells += found.cells
        blocks |= found.blocks
    cells += attendance(reader, trusts, policy)
    gained, remembered = progress(reader, trusts, held, policy)
    rolls = {urn: n for (urn,), n in reader.count_pupils("urn", on_roll=True).items()}
    return [*cells, *gained, *falling(reader, trusts, rolls, policy)], blocks | remembered
