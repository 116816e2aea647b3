"""Half terms beside the years on counts pages: whoever puts both together learns nothing of an academy of few."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection
from typing import Any

import pytest

from collegiate.disclosure import POLICY, Published
from collegiate.disclosure.half_terms import kept_back
from collegiate.disclosure.means import RATE, attendance, rate

SIZES = {101: 310, 102: 180, 103: 45, 104: 12}
TINY, CHEAPEST = 104, 103
STARTS = [dt.date(2025, 9, 1), dt.date(2025, 11, 3), dt.date(2026, 1, 5), dt.date(2026, 2, 23), dt.date(2026, 4, 13), dt.date(2026, 6, 1)]  # fmt: skip
NEXT = dt.date(2026, 9, 7)
SESSIONS = 62
"""Possible sessions of a child in a half term."""
Row = dict[str, Any]


class Trust:
    """A trust with one academy of a dozen children: every sum of its sessions, as a reader of counts tells them."""

    def __init__(self, seed: int, sizes: dict[int, int] | None = None) -> None:
        draw = random.Random(seed)
        self.sizes = sizes or SIZES
        level = {u: draw.uniform(88, 97) for u in self.sizes}
        self.rows: list[Row] = []
        for urn, n in self.sizes.items():
            for first in STARTS:
                whole = n * SESSIONS
                part = round(whole * (level[urn] + draw.gauss(0, 0.4)) / 100)
                self.rows.append({"urn": urn, "first": first, "pupils": n, "part": part, "whole": whole})

    def attendance_weeks(self) -> list[Row]:
        return [{"urn": u, "week": NEXT, "pupils": n, "possible": 10 * n, "authorised": n, "unauthorised": 0} for u, n in self.sizes.items()]  # fmt: skip

    def attendance_counts(self, *, period: int | None = None, grouping: str = "all") -> list[Row]:
        if grouping != "all":
            return []
        return [
            {"urn": u, "period": 2026, "value": "all", "pupils": n, "authorised": 0}
            | {"possible": sum(r["whole"] for r in mine), "unauthorised": sum(r["whole"] - r["part"] for r in mine)}
            for u, n in self.sizes.items() if (mine := [r for r in self.rows if r["urn"] == u])
        ]  # fmt: skip

    def truth(self, urn: int) -> float:
        mine = [r for r in self.rows if r["urn"] == urn]
        return 100 * sum(r["part"] for r in mine) / sum(r["whole"] for r in mine)


def rates_of(trust: Trust) -> list[Published]:
    return list(attendance(trust, dict.fromkeys(trust.sizes, 1), POLICY))


def guesses(trust: Trust, rates: Collection[Published], hidden: Collection[tuple[int, dt.date]]) -> dict[int, float]:
    """What somebody works out of academies whose year is hidden: from half terms, or as what is left of the trust.

    The attacker has the cells of the years, the half terms that are shown, and the roll of every school, which is public.
    """
    year = {c.urn: c.cell.value for c in rates if c.period == "2026" and c.part == RATE}
    few = {(r["urn"], r["first"]) for r in trust.rows if r["pupils"] < POLICY.least_rate}
    for urn in trust.sizes:
        shown = [rate(r["part"], r["whole"], POLICY).value for r in trust.rows if r["urn"] == urn and (urn, r["first"]) not in {*few, *hidden}]  # fmt: skip
        known = [v for v in shown if v is not None]
        if year[urn] is None and len(known) == len(STARTS):
            year[urn] = sum(known) / len(known)
    left = [u for u in trust.sizes if year[u] is None]
    if len(left) == 1 and year[None] is not None:
        rest = year[None] * sum(trust.sizes.values()) - sum(year[u] * n for u, n in trust.sizes.items() if u != left[0])
        year[left[0]] = rest / trust.sizes[left[0]]
    return {u: v for u, v in year.items() if u is not None and v is not None and _hidden(rates, u)}


def _hidden(rates: Collection[Published], urn: int) -> bool:
    return any(c.urn == urn and c.period == "2026" and c.part == RATE and c.cell.value is None for c in rates)


@pytest.mark.parametrize("seed", range(5))
def test_half_terms_that_stood_beside_the_years_gave_the_smallest_academy_away_and_do_no_longer(seed: int) -> None:
    trust = Trust(seed)
    rates = rates_of(trust)
    before = guesses(trust, rates, ())
    assert abs(before[TINY] - trust.truth(TINY)) < 3, "what is attacked was there to be found"
    assert guesses(trust, rates, kept_back(trust.rows, rates, POLICY)) == {}


def test_only_as_many_are_kept_back_as_the_years_keep_back() -> None:
    trust = Trust(1)
    hidden = kept_back(trust.rows, rates_of(trust), POLICY)
    assert {urn for urn, _ in hidden} == {TINY, CHEAPEST}


def test_a_half_term_of_few_is_not_what_is_left_of_its_year() -> None:
    trust = Trust(2, {101: 310, 102: 180})
    small = next(r for r in trust.rows if r["urn"] == 102)
    small["pupils"] = 15
    hidden = kept_back(trust.rows, rates_of(trust), POLICY)
    assert (102, small["first"]) in hidden and len(hidden) == 2 and {urn for urn, _ in hidden} == {102}


def test_a_year_of_which_nothing_is_published_hides_its_few_alone() -> None:
    trust = Trust(3)
    assert kept_back(trust.rows, (), POLICY) == {(TINY, first) for first in STARTS}


def test_a_picture_is_built_with_what_is_kept_back_and_without_a_word_nothing_is_shown() -> None:
    import pyarrow as pa

    from collegiate.build.half_terms import marked
    from collegiate.improve.series import OWN_ATTENDANCE, points
    from collegiate.tables import AttendanceCount, AttendanceWeek, SchoolSeries

    trust = Trust(4)
    rows = [r | {"series": "attendance", "last": r["first"] + dt.timedelta(days=34)} for r in trust.rows]
    series = pa.Table.from_pylist(rows, schema=SchoolSeries.schema())
    every = {"grouping": "all", "value": "all"}
    counts = pa.Table.from_pylist([r | every for r in trust.attendance_counts()], schema=AttendanceCount.schema())
    weeks = pa.Table.from_pylist([r | every for r in trust.attendance_weeks()], schema=AttendanceWeek.schema())

    class Reader:
        made_at = "2026-09-20T00:00:00"

        def __init__(self, table: pa.Table) -> None:
            self.school_series = lambda **_: table.to_pylist()

    def shown(table: pa.Table) -> set[int]:
        reader = Reader(table)
        return {p.urn for p in points(OWN_ATTENDANCE, list(SIZES), reader, reader) if p.value is not None}  # type: ignore[arg-type]

    assert shown(marked(series, counts, weeks, dict.fromkeys(SIZES, 1))) == {101, 102}
    assert shown(series) == set(), "a picture of an earlier version says nothing of what may be shown"
