"""What would have happened otherwise: chosen by what was known, worked out when due, and said where it cannot be."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from otherwise_world import DUE, HALF_TERMS, START, TRUST, URN, World, last_of, nation_world, trust_world

from collegiate.improve.otherwise import CannotCompareError, Found, Locked, Verdict, choose, evaluate
from collegiate.improve.otherwise.grading import Weighed, grade

LOCKED_ON, AFTERWARDS = dt.date(2026, 8, 20), dt.date(2027, 4, 12)


def chosen(world: World, **changed: Any) -> Locked:
    asked: dict[str, Any] = {
        "trust_uid": TRUST, "urn": URN, "series": "own.attendance", "start": START, "due": DUE, "minimum": Decimal(1), "about": "Attendance plan", "on": LOCKED_ON,
        "reader": world, "people": world,
    }  # fmt: skip
    return choose(**(asked | changed))


def test_a_planted_effect_is_within_its_interval_and_said():
    world = trust_world(seed=2, effect=4.0)
    found = evaluate(chosen(world), world, world, AFTERWARDS)
    assert found.verdict is Verdict.BETTER and found.low <= 4.0 <= found.high
    assert found.worth.startswith("At least the smallest effect worth having, 1.0 percentage points")
    assert [s.first for s in found.after] == [HALF_TERMS[p][0] for p in (6, 7, 8, 9)]
    assert len(found.others) == 9 and found.grade == "moderate"
    for figure in (found.effect, found.low, found.high):
        assert round(figure, 1) == figure


def test_no_clear_effect_is_the_usual_answer():
    verdicts = [evaluate(chosen(w), w, w, AFTERWARDS).verdict for w in (trust_world(seed=s) for s in range(20, 32))]
    assert verdicts.count(Verdict.NO_CLEAR) >= 10


def test_what_the_school_was_before_it_fell_is_left_out():
    world = trust_world(seed=2, effect=4.0, fall=3.0, fell=3)
    locked = chosen(world)
    assert [s.first for s in locked.before] == [HALF_TERMS[p][0] for p in (3, 4, 5)]
    assert locked.left_before[-1].last == last_of(2)
    found = evaluate(locked, world, world, AFTERWARDS)
    assert found.low <= 4.0 <= found.high


def test_nothing_that_becomes_known_later_is_used_in_choosing():
    early = trust_world(seed=2, effect=4.0, until=6)
    late = trust_world(seed=2, effect=4.0)
    assert chosen(early).canonical() == chosen(late).canonical()


def test_the_text_is_one_text_and_its_fingerprint_sees_every_letter():
    locked = chosen(trust_world(seed=2))
    assert Locked.of(json.loads(locked.canonical())) == locked
    assert replace(locked, minimum=Decimal("1.0")).sha256() == locked.sha256()
    changed = [replace(locked, minimum=Decimal(2)), replace(locked, due=DUE + dt.timedelta(1)), replace(locked, others=locked.others[1:]), replace(locked, about="x")]  # fmt: skip
    assert len({c.sha256() for c in [locked, *changed]}) == 5
    with pytest.raises(ValueError, match="no locked comparison"):
        Locked.of({"kind": "something"})


def test_what_was_found_is_read_back_as_it_was_kept():
    world = trust_world(seed=2, effect=2.0)
    for on in (AFTERWARDS, LOCKED_ON):
        found = evaluate(chosen(world), world, world, on)
        assert Found.of(json.loads(json.dumps(found.as_dict()))) == found


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"series": "own.nonsense"}, "There is no series"),
        ({"series": "published.nonsense"}, "There is no series"),
        ({"urn": 77}, "not in the trust today"),
        ({"minimum": Decimal(0)}, "more than 0"),
        ({"minimum": Decimal("NaN")}, "more than 0"),
        ({"about": " "}, "what begins"),
        ({"due": dt.date(2026, 10, 1)}, "too early"),
        ({"due": dt.date(2026, 8, 1)}, "is past"),
        ({"due": dt.date(2030, 8, 1)}, "too late"),
        ({"start": dt.date(2028, 9, 1), "due": dt.date(2029, 8, 1)}, "more than a year away"),
        ({"on": dt.date(2027, 3, 30), "due": dt.date(2027, 7, 1)}, "can have seen what came out"),
        ({"start": dt.date(2025, 10, 1), "on": dt.date(2025, 10, 2), "due": dt.date(2026, 4, 1)}, "0 half terms of this series before"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_in_words(changed, words):
    with pytest.raises(CannotCompareError, match=words):
        chosen(trust_world(seed=2), **changed)


def test_without_others_or_with_few_children_it_is_refused():
    with pytest.raises(CannotCompareError, match="stand 2 of the trust's other academies"):
        chosen(trust_world(others=2))
    with pytest.raises(CannotCompareError, match="Fewer than 40 children"):
        chosen(trust_world(pupils=30))
    with pytest.raises(CannotCompareError, match="No similar schools"):
        chosen(replace(nation_world(), neighbours=[]), series="published.persistent_absence", start=dt.date(2023, 9, 10), due=dt.date(2025, 8, 31), on=dt.date(2023, 9, 5))  # fmt: skip


def test_one_span_after_the_start_known_is_locked_late_and_graded_so():
    world = trust_world(seed=2, effect=4.0)
    on_time, late = chosen(world), chosen(world, on=dt.date(2026, 11, 1))
    assert (on_time.late, late.late) == (0, 1) and late.when == "late"
    found = evaluate(late, world, world, AFTERWARDS)
    assert found.grade in ("very low", "low") and "locked late" in found.reasons[0]


def test_it_is_not_worked_out_before_it_is_due_nor_before_the_data_are_there():
    world = trust_world(seed=2, effect=4.0)
    locked = chosen(world)
    found = evaluate(locked, world, world, DUE - dt.timedelta(1))
    assert (found.verdict, found.effect, found.course) == (Verdict.NOT_DUE, None, ())
    short = trust_world(seed=2, effect=4.0, until=8)
    found = evaluate(locked, short, short, AFTERWARDS)
    assert found.verdict is Verdict.NOT_DUE and "the data end on 20 December 2026" in found.reasons[0]


def test_what_is_due_on_the_last_day_of_its_year_is_worked_out_when_the_figures_are_there():
    world = nation_world(effect=-4.0)
    locked = chosen(world, series="published.persistent_absence", start=dt.date(2024, 9, 10), due=dt.date(2025, 8, 31), on=dt.date(2024, 9, 5))  # fmt: skip
    assert evaluate(locked, world, world, dt.date(2025, 9, 1)).verdict is Verdict.NOT_DUE
    found = evaluate(locked, world, world, dt.date(2025, 12, 1))
    assert found.effect is not None and [s.words for s in found.after] == ["2024/25"]


def test_a_school_that_closed_or_left_and_a_measure_that_is_gone_cannot_be_said():
    locked = chosen(trust_world(seed=2, effect=4.0))
    closed, left, gone = trust_world(seed=2), trust_world(seed=2), trust_world(seed=2)
    closed.closed[URN] = dt.date(2027, 1, 31)
    left.left[URN] = dt.date(2027, 1, 31)
    gone.rows = []
    for world, words in (
        (closed, "closed on 31 January 2027"),
        (left, "left the trust"),
        (gone, "no longer in the data"),
    ):
        found = evaluate(locked, world, world, AFTERWARDS)
        assert (found.verdict, found.effect) == (Verdict.CANNOT, None) and words in found.reasons[0]
    found = evaluate(locked, World([], {}), gone, AFTERWARDS)
    assert found.verdict is Verdict.CANNOT and "no longer in the picture" in found.reasons[0]


def test_a_comparator_that_is_lost_is_named_and_lowers_the_grade():
    world = trust_world(seed=2, effect=4.0)
    locked = chosen(world)
    for place in (1, 2, 3):
        world.closed[URN + place] = dt.date(2027, 1, 31)
    found = evaluate(locked, world, world, AFTERWARDS)
    assert [o.why for o in found.left_out] == ["closed on 31 January 2027"] * 3 and len(found.others) == 6
    assert found.grade == "low" and any("can no longer be compared" in r for r in found.reasons)
    for place in (4, 5, 6, 7):
        world.closed[URN + place] = dt.date(2027, 1, 31)
    assert evaluate(locked, world, world, AFTERWARDS).verdict is Verdict.CANNOT


PUBLISHED: dict[str, Any] = {"series": "published.persistent_absence", "start": dt.date(2023, 9, 10), "due": dt.date(2025, 8, 31), "on": dt.date(2023, 9, 5), "people": None}  # fmt: skip


def test_published_figures_are_seen_beside_the_nearest_similar_schools():
    world = nation_world(seed=3, effect=-3.0)
    locked = chosen(world, **PUBLISHED)
    assert len(locked.others) == 15 and locked.before[-1].words == "2022/23"
    found = evaluate(locked, world, None, dt.date(2026, 3, 1))
    assert (
        found.verdict is Verdict.BETTER and found.low <= -3.0 <= found.high and found.effect < 0
    )  # less absence is better
    assert (
        [s.words for s in found.after] == ["2023/24", "2024/25"]
        and found.second.agrees
        and found.grade in ("moderate", "high")
    )
    own = {u: [r["value"] for r in world.figure_rows if r["urn"] == u] for u in world.names}
    far = {u: sum(abs(a - b) for a, b in zip(own[u][:4], own[URN][:4], strict=True)) for u in own if u != URN}
    assert {o.urn for o in locked.others} == set(sorted(far, key=lambda u: (far[u], u))[:15])


def test_a_measure_that_was_changed_is_not_compared():
    before, after = nation_world(seed=3), nation_world(seed=3, changed=True)
    found = evaluate(chosen(before, **PUBLISHED), after, None, dt.date(2026, 3, 1))
    assert found.verdict is Verdict.CANNOT and "The measure was changed between 2022/23 and 2024/25" in found.reasons[0]


def test_figures_that_are_not_published_yet_are_waited_for():
    world = nation_world(seed=3)
    locked = chosen(world, **PUBLISHED)
    world.figure_rows = [r for r in world.figure_rows if r["period"] < 2024]
    found = evaluate(locked, world, None, dt.date(2025, 9, 30))
    assert found.verdict is Verdict.NOT_DUE and "the latest are of 2022/23" in found.reasons[0]


_WELL = Weighed(
    late=False, others=15, lost=0, spans=6, drift_chance=0.6, cut=False, agrees=True, children=(300.0, 310.0)
)


@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({}, "high"),
        ({"others": 9}, "moderate"),
        ({"others": 4}, "low"),
        ({"late": True}, "low"),
        ({"drift_chance": 0.05}, "low"),
        ({"drift_chance": None, "spans": 2}, "moderate"),
        ({"lost": 5}, "moderate"),
        ({"lost": 3}, "high"),
        ({"agrees": False}, "moderate"),
        ({"agrees": None}, "high"),
        ({"children": (300.0, 220.0)}, "moderate"),
        ({"late": True, "others": 4}, "very low"),
        ({"late": True, "others": 4, "agrees": False, "drift_chance": 0.01}, "very low"),
    ],
)
def test_the_grade_follows_written_rules(changed, level):
    assert grade(replace(_WELL, **changed))[0] == level
