"""What is looked at in a measure: a decline over two or three years, and a break of the last year with the years before.

Both are changes within one era, set beside the same change at the school's similar schools of the latest year, as they are
frozen with the snapshot. So what moved everywhere, such as a hard paper, is no school's fall.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from collegiate.compare.books import Book, position
from collegiate.vocabulary.years import AcademicYear
from collegiate.watch.slipping.beside import ENOUGH, beside_similar
from collegiate.watch.slipping.panel import Floats, Ints, Panel

Mask = npt.NDArray[np.bool_]


class Kind(StrEnum):
    """The kinds of look at a published figure."""

    DECLINE = "decline"
    BREAK = "break"


SPANS = (3, 2)
"""Years over which a decline is looked at: three where the school's era has them, else two."""

PASTS = ((1, 2, 3), (1, 2), (1, 3), (2, 3))
"""Years back that make the past which a break is seen beside: as many as there are, and two at least."""

STALE = 2
"""A measure whose latest year is older than the picture's by more than this is no longer watched: it has gone."""


@dataclass(frozen=True, slots=True)
class Look:
    """Looks of one kind at one measure, by school (in the order of the panel): those without a difference were not looked at.

    `chance` is for one school alone; `why` says of one that was not looked at what is missing.
    """

    kind: Kind
    first: Ints
    before: Floats
    similar: Floats
    difference: Floats
    low: Floats
    high: Floats
    chance: Floats
    k: Ints
    why: list[str]

    @property
    def looked(self) -> Mask:
        """Which schools were looked at."""
        return np.isfinite(self.difference)


def looks(panel: Panel, book: Book, polarity: str, latest: int) -> Iterator[Look]:
    """Yield both looks at a measure. book: the similar sets of the panel's last year; latest: the picture's latest year."""
    neighbours = neighbours_of(panel, book)
    ways = {
        Kind.DECLINE: [{panel.last: 1.0, panel.last - span: -1.0} for span in SPANS],
        Kind.BREAK: [{panel.last: 1.0, **{panel.last - b: -1.0 / len(past) for b in past}} for past in PASTS],
    }
    for kind, tried in ways.items():
        look = _empty(kind, panel, latest)
        if latest - panel.last <= STALE:
            for weights in tried:
                _fill(look, panel, neighbours, weights, polarity)
            _say_too_few(look, panel, tried)
        yield look


def _empty(kind: Kind, panel: Panel, latest: int) -> Look:
    n = len(panel.urn)
    a, b, c, d, e, f = np.full((6, n), np.nan)
    year = AcademicYear(panel.last)
    if latest - panel.last > STALE:
        why = [f"its latest figures are those of {year}: the measure is no longer in the data"] * n
    else:
        now = np.isfinite(panel.value[:, -1])
        short = "fewer than two years before it have a figure that means the same"
        short = short if kind is Kind.BREAK else "no figure of two or three years earlier means the same"
        why = [short if there else f"there is no figure for {year}" for there in now]
    return Look(kind, np.zeros(n, np.int64), a, b, c, d, e, f, np.zeros(n, np.int64), why)


def neighbours_of(panel: Panel, book: Book) -> Ints:
    """Return, school by similar school, where the similar ones stand in the panel; -1 for none."""
    order = np.argsort(panel.urn)
    sorted_urn = panel.urn[order]
    there = position(sorted_urn, book.urn)
    place = np.append(np.where(there >= 0, order[there], -1), -1)  # the last stands for no neighbour
    mine = position(book.urn, panel.urn)
    width = book.neighbours.shape[1]
    found = np.full((len(panel.urn), width), -1, dtype=np.int64)
    found[mine >= 0] = place[book.neighbours[mine[mine >= 0]]]
    return found


def _fill(look: Look, panel: Panel, neighbours: Ints, weights: Mapping[int, float], polarity: str) -> None:
    """Look at the schools that have these years and were not looked at over more of them."""
    change, variance = panel.along(weights)
    rows = np.flatnonzero(np.isfinite(change) & ~look.looked)
    if not len(rows):
        return
    at = neighbours[rows]
    same = (at >= 0) & (panel.era[at, -1] == panel.era[rows, -1][:, None])
    found = beside_similar(
        change[rows], variance[rows], np.where(same, change[at], np.nan), np.where(same, variance[at], np.nan)
    )
    look.first[rows] = min(weights)
    look.before[rows] = panel.value[rows, -1] - change[rows]
    look.similar[rows], look.difference[rows] = found.similar, found.difference
    look.low[rows], look.high[rows] = found.low, found.high
    look.chance[rows] = np.where(np.isfinite(found.difference), found.below if polarity == "higher" else found.above, np.nan)  # fmt: skip
    look.k[rows] = found.k


def _say_too_few(look: Look, panel: Panel, tried: list[dict[int, float]]) -> None:
    had = np.zeros(len(panel.urn), dtype=bool)
    for weights in tried:
        had |= np.isfinite(panel.along(weights)[0])
    for row in np.flatnonzero(had & ~look.looked):
        look.why[row] = f"fewer than {ENOUGH} similar schools have the same years"


def since(panel: Panel, row: int, neighbours: Ints, first: int, polarity: str) -> int:
    """Return the year in which a school began to fall behind: the one after it last stood best beside its similar schools."""
    columns = range(max(panel.column(first), 0), panel.value.shape[1] - 1)
    others = panel.value[neighbours[row][neighbours[row] >= 0]]
    era = panel.era[row, -1]
    sign = 1 if polarity == "higher" else -1
    stood: Mapping[int, float] = {
        c: sign * float(panel.value[row, c] - np.nanmean(others[:, c]))
        for c in columns
        if panel.era[row, c] == era and np.isfinite(others[:, c]).any()
    }
    best = max(stood, key=lambda c: (stood[c], c), default=panel.value.shape[1] - 2)
    return panel.first + best + 1
