"""A made-up trust and a made-up nation with a planted effect, behind the two readers that a comparison asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np

TRUST, URN = 9001, 101
HALF_TERMS = [
    (dt.date(2025, 9, 1), 7), (dt.date(2025, 11, 3), 7), (dt.date(2026, 1, 5), 6), (dt.date(2026, 2, 23), 5), (dt.date(2026, 4, 13), 6),
    (dt.date(2026, 6, 1), 7), (dt.date(2026, 9, 7), 7), (dt.date(2026, 11, 2), 7), (dt.date(2027, 1, 4), 6), (dt.date(2027, 2, 22), 5), (dt.date(2027, 4, 12), 6),
    (dt.date(2027, 6, 1), 7),
]  # fmt: skip
START, DUE = dt.date(2026, 9, 7), dt.date(2027, 4, 1)


def last_of(place: int) -> dt.date:
    first, weeks = HALF_TERMS[place]
    return first + dt.timedelta(days=7 * weeks - 1)


@dataclass
class World:
    """Both readers in one: `rows` of school_series, `figure_rows`, schools and stays."""

    rows: list[dict[str, Any]]
    names: dict[int, str]
    closed: dict[int, dt.date] = field(default_factory=dict)
    left: dict[int, dt.date] = field(default_factory=dict)
    figure_rows: list[dict[str, Any]] = field(default_factory=list)
    neighbours: list[int] = field(default_factory=list)
    gained: list[dict[str, Any]] = field(default_factory=list)
    snapshot: str = "a-snapshot"
    until: dt.date = dt.date(2099, 1, 1)

    def members(self, trust: int, *, columns: Any = ()) -> list[dict[str, Any]]:
        return [self.school(u) for u in self.names if u < 500 and u not in self.left and trust == TRUST]  # type: ignore[misc]

    def memberships(self, *, trust: int | None = None, urns: Any = ()) -> list[dict[str, Any]]:
        return [{"urn": u, "trust_uid": TRUST, "left_before": self.left.get(u)} for u in urns if u < 500]

    def school(self, urn: int) -> dict[str, Any] | None:
        if urn not in self.names:
            return None
        return {"urn": urn, "school_name": self.names[urn], "close_date": self.closed.get(urn)}

    def schools(self, urns: Any, *, columns: Any = ()) -> list[dict[str, Any]]:
        return [s for u in urns if (s := self.school(u))]

    def similar_sets(self, urn: int) -> list[dict[str, Any]]:
        return [{"neighbours": self.neighbours}] if self.neighbours else []

    def measures(self) -> list[dict[str, Any]]:
        known = sorted({r["measure"] for r in self.figure_rows})
        return [{"measure": m, "title": m.replace("_", " "), "unit": "%", "polarity": "lower", "decimals": 1} for m in known]  # fmt: skip

    def figures(self, *, urns: Any = (), measure: Any = None, shown: Any = None, columns: Any = ()) -> list[dict[str, Any]]:  # fmt: skip
        return [r for r in self.figure_rows if r["urn"] in set(urns) and r["measure"] == measure]

    def school_series(self, *, urn: int | None = None, series: str | None = None) -> list[dict[str, Any]]:
        return [r for r in self.rows if r["first"] <= self.until]

    def value_added(self, *, urn: int | None = None) -> list[dict[str, Any]]:
        return self.gained


def trust_world(
    *, seed: int = 1, others: int = 9, effect: float = 0.0, since: int = 6, fall: float = 0.0, fell: int = 3, pupils: int = 350, spread: float = 0.4, until: int = 12,
) -> World:  # fmt: skip
    """Half terms of a trust: the first school `fall`s at the half term `fell`, and from `since` is `effect` points above what it would have been."""
    draw = np.random.default_rng(seed)
    sizes = [pupils, *draw.integers(90, 600, others).tolist()]
    season = draw.normal(0, 0.8, len(HALF_TERMS))
    rows = []
    for place, n in enumerate(sizes):
        own = 94 + draw.normal(0, 1) + season + draw.normal(0, spread, len(HALF_TERMS)) + draw.normal(0, np.sqrt(60 / n), len(HALF_TERMS))  # fmt: skip
        if place == 0:
            own[fell:] -= fall
            own[since:] += effect
        rows += [_row(URN + place, n, own[t], t) for t in range(until)]
    return World(rows, {URN + place: f"Academy {place}" for place in range(len(sizes))})


def _row(urn: int, n: int, rate: float, place: int) -> dict[str, Any]:
    first, weeks = HALF_TERMS[place]
    whole = n * weeks * 10
    return {
        "urn": urn, "series": "attendance", "first": first, "last": last_of(place), "pupils": n, "part": round(whole * rate / 100), "whole": whole,
        "change": 0.0, "change_variance": 60 / n, "change_pupils": n,
    }  # fmt: skip


def nation_world(*, seed: int = 1, effect: float = 0.0, schools: int = 40, changed: bool = False) -> World:
    """Published absence of a school and its similar schools in 2017 to 2025: from 2023/24 the school is `effect` points off."""
    draw = np.random.default_rng(seed)
    urns = [URN, *range(501, 501 + schools)]
    rows = []
    years = (2018, 2019, 2022, 2023, 2024, 2025)
    drift = draw.normal(0, 0.5, len(years))
    for urn in urns:
        own = 10 + draw.normal(0, 2) + drift + draw.normal(0, 0.6, len(years))
        for place, year in enumerate(years):
            value = own[place] + (effect if urn == URN and year >= 2024 else 0)
            era = "new" if changed and year >= 2024 else "present"
            rows.append({"urn": urn, "measure": "persistent_absence", "period": year, "release": "final", "value": value, "low": None, "high": None, "n": 200, "era": era, "symbol": ""})  # fmt: skip
    return World([], {u: f"School {u}" for u in urns}, figure_rows=rows, neighbours=urns[1:])
