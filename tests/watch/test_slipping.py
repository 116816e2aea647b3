"""Published figures that slip: planted falls are raised with their reasons, what is no fall is not, and the stated rate of false alerts holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from collegiate.measures import definitions
from collegiate.tables import Alert, FigureRow, School, SimilarSet
from collegiate.watch.slipping import FALSE_ALERTS, slipping
from collegiate.watch.slipping.beside import ENOUGH, beside_similar
from collegiate.watch.slipping.words import Written, compared, published, sure

MEASURES = [m for m in definitions() if m.id in {"ks4_progress8", "persistent_absence", "roll"}]
P8, ABSENCE = "ks4_progress8", "persistent_absence"
SE, SCHOOLS = 0.1, 60


@dataclass
class Nation:
    """Sixty schools alike, of which the first ten are of trust 1; every figure is chance unless it is set."""

    seed: int = 1
    years: tuple[int, ...] = (2016, 2017, 2018, 2019)
    set: dict[tuple[int, int, str], float | None] = field(default_factory=dict)
    eras: dict[int, str] = field(default_factory=dict)
    measures: tuple[str, ...] = (P8,)
    interval: bool = True
    renamed: dict[int, int] = field(default_factory=dict)

    def figures(self) -> pa.Table:
        draw = np.random.default_rng(self.seed)
        rows = []
        for year in self.years:
            for place in range(SCHOOLS):
                urn = 100_001 + place
                for measure in self.measures:
                    value: Any = draw.normal(0, SE) + (12 if measure == ABSENCE else 0)
                    value = self.set.get((urn, year, measure), value)
                    half = 1.96 * SE if self.interval and value is not None else None
                    called = self.renamed.get(urn, urn) if year < self.years[-1] else urn
                    rows.append({"subject": "school", "urn": called, "measure": measure, "period": year, "shown": True, "era": self.eras.get(year, "one"), "value": value,
                                 "low": None if half is None else value - half, "high": None if half is None else value + half})  # fmt: skip
        return pa.Table.from_pylist(rows, schema=FigureRow.schema())

    def sets(self, others: int = 50) -> pa.Table:
        urns = [100_001 + p for p in range(SCHOOLS)]
        rows = [
            {"set_id": "s", "period": y, "phase_group": "secondary", "urn": u, "neighbours": [o for o in urns if o != u][-others:], "distances": [0.1] * others}
            for y in self.years for u in urns
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, schema=SimilarSet.schema())

    def schools(self) -> pa.Table:
        rows = [
            {"urn": 100_001 + p, "institution": 100_001 + p, "status": "open", "trust_uid": 1 if p < 10 else None}
            for p in range(SCHOOLS)
        ]
        rows += [
            {"urn": old, "institution": new, "status": "closed", "trust_uid": None} for new, old in self.renamed.items()
        ]
        return pa.Table.from_pylist(rows, schema=School.schema())

    def alerts(self) -> list[dict[str, Any]]:
        return slipping(self.figures(), self.sets(), self.schools(), MEASURES).to_pylist()

    def of(self, urn: int, measure: str = P8) -> dict[str, dict[str, Any]]:
        return {r["kind"]: r for r in self.alerts() if (r["urn"], r["measure"]) == (urn, measure)}


FALLING = {(100_001, y, P8): v for y, v in ((2016, 0.3), (2017, 0.1), (2018, -0.1), (2019, -0.5))}
BROKEN = {(100_002, y, P8): v for y, v in ((2016, 0.0), (2017, 0.05), (2018, 0.0), (2019, -0.7))}


def raised(rows: list[dict[str, Any]]) -> set[tuple[int, str]]:
    return {(r["urn"], r["kind"]) for r in rows if r["state"] == "raised"}


def test_a_school_that_falls_faster_than_similar_schools_is_raised_with_its_numbers() -> None:
    row = Nation(set=FALLING).of(100_001)["decline"]
    assert row["state"] == "raised" and (row["first_period"], row["period"]) == (2016, 2019)
    assert row["difference"] == pytest.approx(-0.8, abs=0.1) and row["low"] < row["difference"] < row["high"] < 0
    assert row["similar_k"] == 50 and row["chance"] < 0.01 < FALSE_ALERTS and row["alone"] < row["chance"]
    assert row["since"] == dt.date(2016, 9, 1) and row["looks"] == 20


def test_a_sudden_break_is_raised_beside_the_schools_own_past() -> None:
    row = Nation(set=BROKEN).of(100_002)["break"]
    assert row["state"] == "raised" and row["before"] == pytest.approx(0.05 / 3)
    assert row["since"] == dt.date(2018, 9, 1)


def test_what_moved_everywhere_is_no_schools_fall() -> None:
    hard_paper = {(100_001 + p, 2019, P8): -2.0 + 0.1 * np.sin(p) for p in range(SCHOOLS)}
    assert raised(Nation(set=hard_paper).alerts()) == set()


def test_a_rise_is_never_raised_and_for_absence_a_rise_is_the_fall() -> None:
    rises = {(100_001, y, P8): v for y, v in ((2016, -0.5), (2019, 0.6))}
    assert raised(Nation(set=rises).alerts()) == set()
    absent = {(100_001, y, ABSENCE): v for y, v in ((2016, 12), (2017, 12.3), (2018, 12.6), (2019, 13.2))}
    found = Nation(set=absent, measures=(ABSENCE,), interval=False).alerts()
    assert 100_001 in {u for u, _ in raised(found)}
    less = {k: 24 - v for k, v in absent.items()}
    assert 100_001 not in {u for u, _ in raised(Nation(set=less, measures=(ABSENCE,), interval=False).alerts())}


def test_no_line_is_read_across_an_era() -> None:
    nation = Nation(set=FALLING, eras={2016: "old", 2017: "old", 2018: "old"})
    assert raised(nation.alerts()) == set()
    row = nation.of(100_001)["decline"]
    assert row["state"] == "not_looked" and "means the same" in row["why"] and row["chance"] is None


def test_a_shorter_era_is_looked_at_over_two_years() -> None:
    row = Nation(set=FALLING, eras={2016: "old"}).of(100_001)["decline"]
    assert row["first_period"] == 2017


def test_a_figure_that_is_missing_is_said_and_never_raised() -> None:
    found = Nation(set={**FALLING, (100_001, 2019, P8): None}).of(100_001)
    assert {r["state"] for r in found.values()} == {"not_looked"} and "no figure for 2018/19" in found["decline"]["why"]


def test_a_measure_that_is_published_no_longer_is_said_and_never_raised() -> None:
    old = Nation(set=FALLING)
    later = Nation(measures=("roll",), years=(2022, 2023)).figures()
    rows = slipping(pa.concat_tables([old.figures(), later]), old.sets(), old.schools(), MEASURES).to_pylist()
    mine = [r for r in rows if (r["urn"], r["measure"]) == (100_001, P8)]
    assert {r["state"] for r in mine} == {"not_looked"} and "no longer in the data" in mine[0]["why"]
    assert all(r["measure"] != "roll" for r in rows), "a measure without a good direction cannot slip"


def test_a_school_keeps_its_past_through_a_conversion() -> None:
    assert Nation(set=FALLING, renamed={100_001: 99_001}).of(100_001)["decline"]["state"] == "raised"


def test_too_few_similar_schools_say_nothing() -> None:
    nation = Nation(set=FALLING)
    rows = slipping(nation.figures(), nation.sets(ENOUGH - 1), nation.schools(), MEASURES).to_pylist()
    assert {r["state"] for r in rows} == {"not_looked"} and "similar schools" in rows[0]["why"]


def test_more_looks_make_an_alert_harder() -> None:
    one, two = Nation(set=FALLING).of(100_001), Nation(set=FALLING, measures=(P8, ABSENCE)).of(100_001)
    assert two["decline"]["looks"] == 2 * one["decline"]["looks"] == 40
    assert two["decline"]["chance"] / two["decline"]["alone"] == pytest.approx(40)


def test_what_is_raised_where_few_looks_were_taken_says_since_when_too() -> None:
    one_academy = Nation(set={(100_001, y, P8): v for y, v in ((2016, 0.12), (2017, 0.1), (2018, 0.05), (2019, -0.16))})
    schools = one_academy.schools().to_pylist()
    alone = pa.Table.from_pylist([s | {"trust_uid": 1 if s["urn"] == 100_001 else None} for s in schools], schema=School.schema())  # fmt: skip
    rows = [r for r in slipping(one_academy.figures(), one_academy.sets(), alone, MEASURES).to_pylist() if r["state"] == "raised"]  # fmt: skip
    assert rows and max(r["alone"] for r in rows) > 0.01, rows
    assert all(r["since"] is not None for r in rows)


def test_trusts_in_which_nothing_slips_are_seldom_told_that_something_does() -> None:
    told = sum(bool(raised(Nation(seed=s).alerts())) for s in range(40))
    assert told <= 9, "more than the stated rate and what chance adds to it"


def test_nothing_read_is_nothing_looked_at() -> None:
    nation = Nation()
    none = slipping(FigureRow.empty(), nation.sets(), nation.schools(), MEASURES)
    assert none.num_rows == 0 and none.schema == Alert.schema()


def test_beside_similar_agrees_with_the_plain_arithmetic() -> None:
    draw = np.random.default_rng(3)
    own, variance, others = draw.normal(size=3), np.full(3, 0.5), draw.normal(size=(3, 30))
    others[0, 5] = np.nan
    found = beside_similar(own, variance, others, np.full((3, 30), 0.5))
    there = others[0][np.isfinite(others[0])]
    between = max(there.var(ddof=1) - 0.5 * 29 / 29, 0)
    sd = np.sqrt(0.5 + between + there.var(ddof=1) / 29)
    assert found.difference[0] == pytest.approx(own[0] - there.mean()) and found.k[0] == 29
    assert (found.high[0] - found.low[0]) / 2 == pytest.approx(2.0484 * sd, rel=1e-3)
    assert found.below[0] + found.above[0] == pytest.approx(1)


def test_the_words_say_all_that_an_alert_owes() -> None:
    row = Nation(set=FALLING).of(100_001)["decline"]
    said = published(row, Written("Progress 8", "grades", 2, "higher"))
    assert "fell from 0.30 in 2015/16 to −0.50 in 2018/19" in said and "further down than they (95% interval" in said
    assert "50 of the schools most like it" in compared(row) and "20 looks" in sure(row) and "1 in" in sure(row)
    broken = published(Nation(set=BROKEN).of(100_002)["break"], Written("Progress 8", "grades", 2, "higher"))
    assert "after 0.02 on average of 2015/16 to 2017/18" in broken
