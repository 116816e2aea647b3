"""Early identification on a made-up trust whose drifting children are known."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from children_record import ChildrenRecord, children_record

from collegiate.statistics.calibration import calibration
from collegiate.tables import Flag, FlagModel, FlagScore
from collegiate.watch.flags import Flags, flags

PROTECTED = (
    "sex", "ethnicity", "language", "english_additional", "sen_provision", "sen_need", "free_school_meals", "pupil_premium",
    "looked_after", "service_child", "outward_code", "birth_date", "forename", "surname", "year_group", "registration_group",
)  # fmt: skip
WHAT_A_FLAG_SAYS = ["pupil", "urn", "as_of", "period", "chance", "place", "raised", "reasons"]
LAST_YEAR = date(2025, 11, 21)


@pytest.fixture(scope="module")
def record() -> ChildrenRecord:
    return children_record(11, 2000, 4)


@pytest.fixture(scope="module")
def found(record: ChildrenRecord) -> Flags:
    return flags(record.tables, record.trust.today)


def of_day(table: pa.Table, day: date) -> list[dict[str, Any]]:
    return table.filter(pc.equal(table["as_of"], pa.scalar(day, pa.date32()))).to_pylist()


def cards(found: Flags) -> dict[str, dict[str, Any]]:
    return {card["as_of"]: card for card in map(json.loads, found.models["card"].to_pylist())}


def test_the_tables_are_those_of_the_record(found: Flags) -> None:
    assert [t.schema for t in found] == [Flag.schema(), FlagScore.schema(), FlagModel.schema()]


@pytest.mark.parametrize(("day", "period"), [(date(2026, 11, 20), "2027"), (LAST_YEAR, "2026")])
def test_four_in_five_of_the_children_planted_as_drifting_are_found_at_a_flag_rate_of_one_in_ten(
    record: ChildrenRecord, found: Flags, day: date, period: str
) -> None:
    raised = {r["pupil"]: r["raised"] for r in of_day(found.flags, day)}
    planted = {record.numbers[p] for p in record.trust.truth["drifting"][period]} & raised.keys()
    assert len(planted) > 30
    assert sum(raised[p] for p in planted) >= 0.8 * len(planted)
    assert sum(raised.values()) == pytest.approx(0.1 * len(raised), rel=0.1)


def test_every_child_on_roll_has_one_place_in_one_school(record: ChildrenRecord, found: Flags) -> None:
    now = of_day(found.flags, record.trust.today)
    assert len({r["pupil"] for r in now}) == len(now) == record.trust.truth["on_roll"]
    by_school: dict[int, list[dict[str, Any]]] = {}
    for r in now:
        by_school.setdefault(r["urn"], []).append(r)
    for rows in by_school.values():
        rows.sort(key=lambda r: r["place"])
        assert [r["place"] for r in rows] == list(range(1, len(rows) + 1))
        assert [r["chance"] for r in rows] == sorted((r["chance"] for r in rows), reverse=True)
        capacity = max(1, math.floor(0.1 * len(rows) + 0.5))
        assert [r["raised"] for r in rows] == [i < capacity for i in range(len(rows))]


def test_base_and_weights_add_up_to_the_log_odds_of_the_chance(found: Flags) -> None:
    base = {date.fromisoformat(day): card["base"] for day, card in cards(found).items()}
    for r in found.flags.to_pylist():
        total = base[r["as_of"]] + sum(reason["weight"] for reason in json.loads(r["reasons"]))
        assert total == pytest.approx(math.log(r["chance"] / (1 - r["chance"])), abs=1e-6)


def test_reasons_come_with_the_largest_weight_first_and_say_their_value(found: Flags) -> None:
    for r in found.flags.to_pylist()[::50]:
        reasons = [x for x in json.loads(r["reasons"]) if x["sign"]]
        assert [x["weight"] for x in reasons] == sorted((x["weight"] for x in reasons), reverse=True)
        assert all(x["reason"] for x in reasons)


def test_no_protected_trait_can_change_a_flag_of_today_or_of_last_year(record: ChildrenRecord, found: Flags) -> None:
    rng = np.random.default_rng(1)
    pupil = record.tables["pupil"]
    order = pa.array(rng.permutation(pupil.num_rows))
    for name in PROTECTED:
        pupil = pupil.set_column(pupil.column_names.index(name), pupil.schema.field(name), pupil[name].take(order))
    assert not pupil["sex"].equals(record.tables["pupil"]["sex"])
    need = record.tables["pupil_need"].slice(0, 0)
    other = flags({**record.tables, "pupil": pupil, "pupil_need": need}, record.trust.today)
    assert other.flags.equals(found.flags)
    assert not other.scores.equals(found.scores)


def test_flags_of_last_year_know_nothing_of_what_came_after(record: ChildrenRecord, found: Flags) -> None:
    rng = np.random.default_rng(2)
    changed = dict(record.tables)
    for name, column in (
        ("pupil_result", "day"), ("pupil_effort", "day"), ("pupil_conduct", "day"), ("pupil_enrolment", "entry_date"),
    ):  # fmt: skip
        before = pc.less_equal(changed[name][column], pa.scalar(LAST_YEAR, pa.date32()))
        assert not pc.all(before).as_py()
        changed[name] = changed[name].filter(before)
    weeks = changed["pupil_week"]
    later = pc.greater(weeks["week"], pa.scalar(LAST_YEAR, pa.date32()))
    missed = pc.if_else(later, pa.array(rng.integers(0, 10, weeks.num_rows)), weeks["missed"])
    changed["pupil_week"] = weeks.set_column(weeks.column_names.index("missed"), "missed", missed)
    other = flags(changed, record.trust.today)

    def past(table: pa.Table) -> pa.Table:
        return table.filter(pc.equal(table["as_of"], pa.scalar(LAST_YEAR, pa.date32())))

    assert past(other.flags).select(WHAT_A_FLAG_SAYS).equals(past(found.flags).select(WHAT_A_FLAG_SAYS))
    assert not past(other.flags)["outcome"].equals(past(found.flags)["outcome"])


def test_the_order_of_the_rows_changes_nothing(record: ChildrenRecord, found: Flags) -> None:
    rng = np.random.default_rng(3)
    shuffled = {name: t.take(pa.array(rng.permutation(t.num_rows))) for name, t in record.tables.items()}
    other = flags(shuffled, record.trust.today)
    assert other.flags["pupil"].equals(found.flags["pupil"])
    assert other.flags["raised"].equals(found.flags["raised"])
    np.testing.assert_allclose(other.flags["chance"], found.flags["chance"], atol=1e-4)


def test_past_flags_say_how_they_came_out_and_the_scores_count_them(record: ChildrenRecord, found: Flags) -> None:
    now, past = of_day(found.flags, record.trust.today), of_day(found.flags, LAST_YEAR)
    assert {r["outcome"] for r in now} == {None}
    kinds = ("caught", "missed", "wrongly_worried", "rightly_calm")
    told = [r["outcome"] for r in past]
    assert set(told) <= {None, *kinds}
    assert all(r["raised"] == (r["outcome"] in ("caught", "wrongly_worried")) for r in past if r["outcome"])
    (trust,) = (r for r in found.scores.to_pylist() if r["urn"] is None and r["grouping"] == "all")
    assert {k: trust[k] for k in kinds} == {k: told.count(k) for k in kinds}
    assert trust["expected"] == pytest.approx(sum(r["chance"] for r in past if r["outcome"]))


def test_scores_add_up_over_schools_and_over_groups(found: Flags) -> None:
    rows = found.scores.to_pylist()
    counts = ("pupils", "caught", "missed", "wrongly_worried", "rightly_calm")
    assert all(r["pupils"] == sum(r[k] for k in counts[1:]) for r in rows)
    schools = {r["urn"] for r in rows}
    everyone = {r["urn"]: r for r in rows if r["grouping"] == "all"}
    for k in counts:
        assert everyone[None][k] == sum(r[k] for u, r in everyone.items() if u is not None)
        for grouping in ("sex", "free_school_meals", "sen_provision", "english_additional", "ethnicity"):
            for urn in schools:
                parts = [r[k] for r in rows if r["urn"] == urn and r["grouping"] == grouping]
                assert sum(parts) == everyone[urn][k]


def test_the_card_says_how_the_model_did_on_a_year_and_on_schools_that_it_had_not_seen(found: Flags) -> None:
    past, now = cards(found)["2025-11-21"], cards(found)["2026-11-20"]
    assert (past["fitted_on"], past["calibrated_on"]) == ([2024], 2025)
    assert (now["fitted_on"], now["calibrated_on"]) == ([2024, 2025], 2026)
    for trial in (past["later_year"], past["later_year_and_other_schools"]):
        assert trial["period"] == 2026
        assert 0.5 <= trial["slope"] <= 1.2, "one school of the trust fell in that year, which nobody could foresee"
        assert trial["auc"] > 0.75
        assert trial["error"] < 0.06
        assert trial["net_benefit"] > max(0, trial["net_benefit_of_all"])
    groups = {g["grouping"] for g in past["groups"]}
    assert groups == {"all", "sex", "free_school_meals", "sen_provision", "english_additional", "ethnicity"}
    assert sum(g["rows"] for g in past["groups"] if g["grouping"] == "ethnicity") == past["later_year"]["rows"]


def test_in_schools_that_did_not_fall_chances_came_true_as_often_as_they_said(
    record: ChildrenRecord, found: Flags
) -> None:
    falling = record.trust.truth["decline"]["urn"]
    rows = [r for r in of_day(found.flags, LAST_YEAR) if r["outcome"] and r["urn"] != falling]
    came = np.array([r["outcome"] in ("caught", "missed") for r in rows])
    told = calibration(came, np.array([r["chance"] for r in rows]))
    assert 0.8 <= told.slope <= 1.2
    assert told.error < 0.03


def test_a_larger_capacity_raises_more_flags_and_changes_no_chance(record: ChildrenRecord, found: Flags) -> None:
    more = flags(record.tables, record.trust.today, capacity=0.2)
    assert more.flags["chance"].equals(found.flags["chance"])
    assert pc.sum(more.flags["raised"]).as_py() == pytest.approx(2 * pc.sum(found.flags["raised"]).as_py(), rel=0.05)
    for wrong in (0.0, 1.5):
        with pytest.raises(ValueError, match="capacity"):
            flags(record.tables, record.trust.today, capacity=wrong)


def test_with_too_little_there_is_no_model_and_the_card_says_what_it_would_take(record: ChildrenRecord) -> None:
    weeks = record.tables["pupil_week"]
    this_year = weeks.filter(pc.greater_equal(weeks["week"], pa.scalar(date(2026, 8, 31), pa.date32())))
    none = flags({**record.tables, "pupil_week": this_year}, record.trust.today)
    assert (none.flags.num_rows, none.scores.num_rows) == (0, 0)
    (card,) = cards(none).values()
    assert not card["fitted"]
    assert "too few" in card["why"]
    empty = flags({name: t.slice(0, 0) for name, t in record.tables.items()}, record.trust.today)
    assert (empty.flags.num_rows, empty.models.num_rows) == (0, 1)


def test_with_two_years_the_model_is_calibrated_on_schools_left_out(record: ChildrenRecord) -> None:
    weeks = record.tables["pupil_week"]
    two = weeks.filter(pc.greater_equal(weeks["week"], pa.scalar(date(2024, 9, 1), pa.date32())))
    made = flags({**record.tables, "pupil_week": two}, record.trust.today)
    now, past = cards(made)["2026-11-20"], cards(made)["2025-11-21"]
    assert now["fitted_on"] == [2026]
    assert "schools left out" in now["calibrated_on"]
    assert not past["fitted"]
    assert made.scores.num_rows == 0
    expected = sum(r["chance"] for r in of_day(made.flags, record.trust.today))
    came = now["came"] / now["children"]
    assert expected / made.flags.num_rows == pytest.approx(came, rel=0.35)


def test_no_word_of_a_protected_trait_is_in_any_reason(found: Flags) -> None:
    said = {x["reason"] for r in found.flags["reasons"].to_pylist() for x in json.loads(r)}
    assert not [
        s
        for s in said
        for word in ("sex", "boy", "girl", "ethnic", "meal", "premium", "SEN", "care", "language")
        if word in s
    ]


def test_at_the_end_of_a_year_flags_look_into_the_next() -> None:
    record = children_record(12, 1000, 4, running=False)
    made = flags(record.tables, record.trust.today)
    now = of_day(made.flags, record.trust.today)
    assert {r["period"] for r in now} == {2027}
    assert {c["period"] for c in cards(made).values()} == {2027, 2026}
    assert made.scores["period"].unique().to_pylist() == [2026]
