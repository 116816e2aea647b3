"""A flag's reasons as people read them: what was seen, its weight, and which way it points."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collegiate.charts.svg import Markup, decoration, element, line

Row = dict[str, Any]

_WIDTH, _HEIGHT, _HALF = 120, 12, 58.0


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: in words, its weight, the bar that shows it beside the others; not `single` when it sums up several small ones."""

    words: str
    weight: float
    bar: Markup
    single: bool = True

    @property
    def written(self) -> str:
        """The weight with its sign."""
        return f"{'+' if self.weight > 0 else '−' if self.weight < 0 else ''}{abs(self.weight):.2f}"

    @property
    def towards(self) -> str:
        """Which way it points, in words."""
        return (
            "makes it likelier" if self.weight > 0 else "makes it less likely" if self.weight < 0 else "no difference"
        )


def reasons(flag: Row) -> list[Reason]:
    """Return a flag's reasons, the weightiest first."""
    found = json.loads(flag["reasons"] or "[]")
    largest = max((abs(r["weight"]) for r in found), default=1.0) or 1.0
    return [
        Reason(str(r["reason"]), float(r["weight"]), _bar(r["weight"] / largest), r.get("sign") is not None)
        for r in found
    ]


def _bar(share: float) -> Markup:
    middle, length = _WIDTH / 2, abs(share) * _HALF
    left = middle if share > 0 else middle - length
    kind = "unexcused" if share > 0 else "excused"
    return decoration(
        _WIDTH, _HEIGHT, element("rect", x=left, y=2, width=length, height=_HEIGHT - 4.0, class_=kind),
        line(middle, 0, middle, _HEIGHT, "zero"), kind="bar",
    )  # fmt: skip


def chance_words(chance: float) -> str:
    """Say a chance as people do: about 3 in 10."""
    tenths = round(10 * chance)
    if tenths == 0:
        return "fewer than 1 in 20" if chance < 0.05 else "fewer than 1 in 10"
    return "more than 9 in 10" if tenths == 10 else f"about {tenths} in 10"


OUTCOMES = {
    "caught": "it came", "missed": "it came", "wrongly_worried": "it did not come", "rightly_calm": "it did not come", "": "still open",
}  # fmt: skip


def outcome_words(flag: Row) -> str:
    """Say how a past flag came out."""
    return OUTCOMES.get(flag["outcome"] or "", flag["outcome"] or "")


def pointing(found: Sequence[Reason]) -> list[Reason]:
    """Return the weightiest reasons that point to a drift, for a list that has room for three."""
    return [r for r in found if r.weight > 0 and r.single][:3]
