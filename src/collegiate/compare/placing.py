"""Where one figure stands among many of its kind, without pretending that close ones can be told apart."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placing:
    """A place among others: `rank` of `of` by value alone (1 the best), and how many are surely ahead, behind, or neither."""

    rank: int
    of: int
    ahead: int
    behind: int
    cannot_be_told_apart: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


def placing(own: Estimate, others: Iterable[Estimate], *, higher_is_better: bool) -> Placing:
    """Place `own` among `others` (which leave itself out).

    Two are told apart when the 95 % interval of their difference, from both half-widths, leaves out zero. With many others
    a few of these come by chance: read the counts, not single pairs.
    """
    sign = 1.0 if higher_is_better else -1.0
    rank, ahead, behind, total = 1, 0, 0, 0
    for other in others:
        total += 1
        lead = sign * (own.value - other.value)
        margin = math.hypot((own.high - own.low) / 2, (other.high - other.low) / 2)
        rank += lead < 0
        ahead += lead < -margin
        behind += lead > margin
    return Placing(rank, total + 1, ahead, behind, total - ahead - behind)
