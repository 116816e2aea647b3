"""The caterpillar and the funnel: the one among the many, and what chance makes of small cohorts."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from collegiate.charts import Caterpillar, Funnel, Leg, Mate, Measured, draw_caterpillar, draw_funnel
from collegiate.charts.funnel import beyond

PROGRESS8 = Measured("ks4_progress8", "Progress 8", "Progress 8", "grades", "higher", 2)
SHARE = Measured("ks2_expected_standard", "Expected standard", "Expected", "%", "higher", 0)


def drawn_legs(svg: str, class_: str) -> int:
    paths = [e.get("d", "") for e in ElementTree.fromstring(svg).iter("path") if e.get("class") == f"leg {class_}"]
    return sum(d.count("M") for d in paths)


def many(count: int) -> list[Leg]:
    ahead = count // 4
    return [
        Leg(f"Trust {i}", i / count, i / count - 0.1, i / count + 0.1, "behind" if i < ahead else "")
        for i in range(count)
    ]


def test_every_leg_is_drawn_once_by_whether_it_can_be_told_apart() -> None:
    own = Leg("Ours", 0.62, 0.5, 0.7, own=True)
    chart = draw_caterpillar(Caterpillar(PROGRESS8, "2018/19", "Trust", [*many(400), own], "Ours: one of many."))
    assert (drawn_legs(chart.svg, "behind"), drawn_legs(chart.svg, "level"), drawn_legs(chart.svg, "ahead")) == (
        100,
        300,
        0,
    )
    assert chart.svg.count('class="own-leg"') == 1
    assert 'aria-label="Ours: one of many."' in chart.svg


def test_a_thousand_legs_stay_a_light_drawing() -> None:
    own = Leg("Ours", 0.62, 0.5, 0.7, own=True)
    chart = draw_caterpillar(Caterpillar(PROGRESS8, "2018/19", "Trust", [*many(1000), own], "Ours."))
    assert len(chart.svg) < 45_000


def test_the_table_of_a_caterpillar_lists_all_the_highest_first() -> None:
    own = Leg("Ours", 0.62, 0.5, 0.7, own=True)
    chart = draw_caterpillar(
        Caterpillar(
            PROGRESS8, "2018/19", "Trust", [Leg("A", 1, 0.9, 1.1, "ahead"), own, Leg("B", 0.6, 0.5, 0.7)], "Ours."
        )
    )
    assert chart.rows == (
        ("A", "+1.00", "+0.90 to +1.10", "surely ahead"),
        ("Ours", "+0.62", "+0.50 to +0.70", "itself"),
        ("B", "+0.60", "+0.50 to +0.70", "cannot be told apart"),
    )


def test_one_leg_far_out_does_not_flatten_the_rest() -> None:
    own = Leg("Ours", 0.5, 0.4, 0.6, own=True)
    svg = draw_caterpillar(
        Caterpillar(PROGRESS8, "2018/19", "Trust", [*many(200), own, Leg("Odd", -90, -95, -85)], "x")
    ).svg
    ticks = [t.text for t in ElementTree.fromstring(svg).iter("text")]
    assert "−50" not in ticks and "+1.0" in ticks


@pytest.mark.parametrize(
    ("value", "n", "said"),
    [
        (1.9, 100, "inside the 95% limits"),
        (2.0, 100, "above the 95% limit"),
        (-3.2, 100, "below the 99.8% limit"),
        (3.2, 25, "inside the 95% limits"),
    ],
)
def test_the_limits_are_those_of_the_cohorts_own_size(value: float, n: int, said: str) -> None:
    funnel = Funnel(PROGRESS8, "2018/19", Mate("Ours", value, n), [], 0.0, 10.0)
    assert beyond(funnel, funnel.own) == said


def test_a_funnel_says_where_the_school_lies_and_how_many_lie_outside() -> None:
    others = [Mate("A", 60, 100), Mate("B", 99, 50), Mate("C", 20, 200)]
    chart = draw_funnel(Funnel(SHARE, "2018/19", Mate("Ours", 72, 40), others, 60.0, 49.0, "cannot be told apart"))
    assert "Ours, Expected standard, 2018/19: 72% with 40 children, inside the 95% limits" in chart.sentence
    assert "2 of 3 similar schools lie outside the 99.8% limits" in chart.sentence
    assert [row[0] for row in chart.rows] == ["Ours", "B", "A", "C"]
    assert chart.svg.count('class="mate out"') == 2


def test_a_funnel_of_shares_never_leaves_0_to_100() -> None:
    svg = draw_funnel(Funnel(SHARE, "2018/19", Mate("Ours", 97, 6), [Mate("A", 95, 300)], 95.0, 22.0)).svg
    ticks = [t.text or "" for t in ElementTree.fromstring(svg).iter("text")]
    assert not [t for t in ticks if re.match(r"−|1[1-9]\d%", t)]
