"""Counts of children of a trust's academies, protected: every child counted in one part, groups of the same children beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from collegiate.disclosure.cells import HIDDEN, Cell, Published
from collegiate.disclosure.policy import Policy
from collegiate.disclosure.released import Block
from collegiate.disclosure.together import Ints, is_next_to, nearest, round_together

ALL, CHILDREN, NOT_KNOWN = "all", "children", "not known"
"""The grouping and the group of everybody; the part that is the sum of the parts; the group of whom nothing says their group."""

Parts = Sequence[int]


@dataclass(frozen=True, slots=True)
class Counts:
    """Children of one table and period: by academy, each child in one part; and `groups` of the same children, by grouping."""

    table: str
    period: str
    parts: tuple[str, ...]
    rows: Mapping[int, Parts]
    groups: Mapping[str, Mapping[int, Mapping[str, Parts]]] = field(default_factory=dict)

    def name(self, urn: int, grouping: str) -> str:
        """Return what an academy's numbers are remembered by."""
        return f"{self.table}|{self.period}|{urn}|{grouping}"


@dataclass(frozen=True, slots=True)
class Protected:
    """Cells that may be shown, and the numbers to remember them by."""

    cells: tuple[Published, ...]
    blocks: Mapping[str, Block]


def protect(counts: Counts, trusts: Mapping[int, int | None], held: Mapping[str, Block], policy: Policy) -> Protected:
    """Round an academy's counts together with those of its trust; what was released stays where it still may stand for the truth."""
    cells: list[Published] = []
    blocks: dict[str, Block] = {}
    for trust in sorted({trusts.get(u) for u in counts.rows}, key=lambda t: (t is None, t or 0)):
        urns = sorted(u for u in counts.rows if trusts.get(u) == trust)
        for found in _protect_trust(counts, trust, urns, held, policy):
            cells += found.cells
            blocks |= found.blocks
    return Protected(tuple(cells), blocks)


def _protect_trust(
    counts: Counts, trust: int | None, urns: Sequence[int], held: Mapping[str, Block], policy: Policy
) -> Iterator[Protected]:
    small = [u for u in urns if sum(counts.rows[u]) < policy.least_roll]
    large = [u for u in urns if u not in small]
    writer = _Writer(counts, trust, bool(small))
    if small:
        yield Protected(tuple(c for u in small for c in writer.line(u, ALL, ALL, None)), {})
    if not large:
        return
    truth = np.array([counts.rows[u] for u in large], np.int64)
    shown = _everybody(counts, large, truth, held, policy.step)
    yield writer.everybody(large, shown)
    for grouping in counts.groups:
        yield _grouped(counts, grouping, large, shown, held, policy, writer)


def _everybody(counts: Counts, urns: Sequence[int], truth: Ints, held: Mapping[str, Block], step: int) -> Ints:
    """Return the parts of each academy in steps; its sum is the step nearest to its children."""
    before = [_numbers(held.get(counts.name(u, ALL), {}).get("parts"), truth.shape[1]) for u in urns]
    stays = np.array([b is not None and _stands(b, t, step) for b, t in zip(before, truth, strict=True)], bool)
    shown = np.array([b if s else np.zeros(truth.shape[1], np.int64) for b, s in zip(before, stays, strict=True)])
    shown = shown.reshape(truth.shape)
    fresh = ~stays
    if fresh.any():
        columns = truth.sum(axis=0) - shown[stays].sum(axis=0)
        shown[fresh] = round_together(truth[fresh], nearest(truth[fresh].sum(axis=1), step), step, columns=columns)
    return shown


def _stands(before: Ints, truth: Ints, step: int) -> bool:
    return is_next_to(before, truth, step) and abs(int(before.sum() - truth.sum())) < step


def _numbers(parts: Sequence[int] | None, width: int) -> Ints | None:
    return np.array(parts, np.int64) if parts is not None and len(parts) == width else None


def _grouped(
    counts: Counts,
    grouping: str,
    urns: Sequence[int],
    everybody: Ints,
    held: Mapping[str, Block],
    policy: Policy,
    writer: _Writer,
) -> Protected:
    """Round the groups of a grouping so that those of each academy add up, part by part, to what is shown of everybody there."""
    told = counts.groups[grouping]
    values = sorted({v for u in urns for v in told.get(u, {})} | {NOT_KNOWN})
    truth = np.array([_with_rest(told.get(u, {}), values, counts.rows[u]) for u in urns], np.int64)
    sound = [i for i, u in enumerate(urns) if u in told and (truth[i] >= 0).all()]
    if not sound:
        return Protected((), {})
    truth, everybody, urns = truth[sound], everybody[sound], [urns[i] for i in sound]
    shown = np.zeros_like(truth)
    stays = np.zeros(len(urns), bool)
    for i, urn in enumerate(urns):
        before = held.get(counts.name(urn, grouping), {}).get("groups")
        if before is not None and _group_stands(before, values, truth[i], everybody[i], policy.step):
            shown[i], stays[i] = _placed(before, values, truth.shape[2]), True
    _round_groups(truth, shown, everybody, ~stays, policy.step)
    return writer.groups(grouping, urns, values, shown)


def _round_groups(truth: Ints, shown: Ints, everybody: Ints, fresh: np.ndarray, step: int) -> None:
    """Round part after part; what one part's rounding added to a group is owed by the next, so that the group's own sum stays near."""
    if not fresh.any():
        return
    owed = np.zeros(truth[fresh].shape[:2], np.int64)
    for part in range(truth.shape[2]):
        columns = truth[:, :, part].sum(axis=0) - shown[~fresh, :, part].sum(axis=0)
        found = round_together(truth[fresh, :, part], everybody[fresh, part], step, columns=columns, owed=owed)
        owed += found - truth[fresh, :, part]
        shown[fresh, :, part] = found


def _with_rest(told: Mapping[str, Parts], values: Sequence[str], whole: Parts) -> list[list[int]]:
    """Return an academy's groups in order; children in none are of those whose group is not known. Negative where groups exceed the whole."""
    rest = [w - sum(told[v][i] for v in told) for i, w in enumerate(whole)]
    nothing = [0] * len(whole)
    return [[t + (r if v == NOT_KNOWN else 0) for t, r in zip(told.get(v, nothing), rest, strict=True)] for v in values]


def _placed(before: Mapping[str, Sequence[int]], values: Sequence[str], width: int) -> Ints:
    return np.array([before.get(v, [0] * width) for v in values], np.int64)


def _group_stands(
    before: Mapping[str, Sequence[int]], values: Sequence[str], truth: Ints, everybody: Ints, step: int
) -> bool:
    if set(before) - set(values) or any(len(n) != truth.shape[1] for n in before.values()):
        return False
    placed = _placed(before, values, truth.shape[1])
    return is_next_to(placed, truth, step) and bool((placed.sum(axis=0) == everybody).all())


@dataclass(frozen=True, slots=True)
class _Writer:
    """Numbers made into cells: of academies, and of their trust, which is their sum."""

    counts: Counts
    trust: int | None
    partial: bool

    def everybody(self, urns: Sequence[int], shown: Ints) -> Protected:
        cells = [c for u, parts in zip(urns, shown, strict=True) for c in self.line(u, ALL, ALL, parts)]
        blocks = {
            self.counts.name(u, ALL): {"parts": [int(n) for n in parts]} for u, parts in zip(urns, shown, strict=True)
        }
        return Protected((*cells, *self.whole(ALL, ALL, shown.sum(axis=0))), blocks)

    def groups(self, grouping: str, urns: Sequence[int], values: Sequence[str], shown: Ints) -> Protected:
        cells = [
            c
            for u, of in zip(urns, shown, strict=True)
            for v, parts in zip(values, of, strict=True)
            if parts.any()
            for c in self.line(u, grouping, v, parts)
        ]
        together = shown.sum(axis=0)
        cells += [
            c for v, parts in zip(values, together, strict=True) if parts.any() for c in self.whole(grouping, v, parts)
        ]
        blocks = {
            self.counts.name(u, grouping): {
                "groups": {v: [int(n) for n in parts] for v, parts in zip(values, of, strict=True) if parts.any()}
            }
            for u, of in zip(urns, shown, strict=True)
        }
        return Protected(tuple(cells), blocks)

    def line(self, urn: int | None, grouping: str, group: str, parts: Iterable[int] | None) -> Iterator[Published]:
        """Yield the cells of one line: its sum, then its parts; all hidden where the children are too few to be taken apart."""
        numbers = None if parts is None else [int(n) for n in parts]
        partial = self.partial and urn is None
        told = (
            [HIDDEN] * (len(self.counts.parts) + 1)
            if numbers is None
            else [Cell.count(sum(numbers), partial=partial), *(Cell.count(n, partial=partial) for n in numbers)]
        )
        for part, cell in zip((CHILDREN, *self.counts.parts), told, strict=True):
            yield Published(self.counts.table, self.trust, urn, self.counts.period, grouping, group, part, cell)

    def whole(self, grouping: str, group: str, parts: Ints) -> Iterator[Published]:
        if self.trust is not None:
            yield from self.line(None, grouping, group, parts)
