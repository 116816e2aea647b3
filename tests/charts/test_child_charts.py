"""The drawings of a child: scales kept apart, weeks without a mark left empty."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

from collegiate.charts import Conversion, Course, Lane, Sat, Week, Weeks, draw_course, draw_weeks, moment

TESTS = Lane("Trust's test", [Sat(2021.3, "96", 96, when="July 2021"), Sat(2022.3, "98", 98, when="July 2022"), Sat(2022.9, "105", 105, hoped=True, when="November 2022")])  # fmt: skip
PHONICS = Lane(
    "Phonics", [Sat(2020.3, "29 (not met)", 29, when="June 2020"), Sat(2021.3, "36 (met)", 36, when="June 2021")], 0, 40
)
WORDS = Lane("Writing", [Sat(2022.2, "working towards", when="2021/22")])


def shapes(svg: str, class_: str) -> list[ElementTree.Element]:
    return [e for e in ElementTree.fromstring(svg).iter() if class_ in (e.get("class") or "").split()]


def course(*lanes: Lane, **more):
    return draw_course(Course("Maya", "Reading", lanes, 2019, 2023, **more))


def test_each_scale_has_its_lane_parted_by_a_break_and_no_line_leads_across() -> None:
    chart = course(PHONICS, TESTS, WORDS)
    assert len(shapes(chart.svg, "era")) == 2
    edges = sorted(float(e.get("y1")) for e in shapes(chart.svg, "era"))
    for thread in shapes(chart.svg, "thread"):
        ys = sorted((float(thread.get("y1")), float(thread.get("y2"))))
        assert not [e for e in edges if ys[0] < e < ys[1]]
    assert len(shapes(chart.svg, "thread")) == 2


def test_a_hope_is_hollow_joined_to_nothing_and_not_read_as_a_result() -> None:
    chart = course(TESTS)
    assert len(shapes(chart.svg, "level")) == 1 and len(shapes(chart.svg, "thread")) == 1
    assert chart.sentence == "Maya, Reading. Trust's test: 98 in July 2022, after 96 in July 2021."
    assert chart.rows[-1][2] == "105"


def test_an_outcome_in_words_is_drawn_and_tabled() -> None:
    chart = course(WORDS)
    assert "working towards" in chart.svg and chart.rows == (("2021/22", "Writing", "working towards", ""),)


def test_a_move_is_drawn_through_all_lanes_and_one_outside_is_not() -> None:
    chart = course(PHONICS, TESTS, moves=[Conversion(2021.5, "to Windmill Park"), Conversion(1999.0, "to nowhere")])
    assert len(shapes(chart.svg, "conversion")) == 1
    assert "nowhere" not in chart.svg


def test_nothing_leaves_the_paper() -> None:
    chart = course(PHONICS, TESTS, WORDS)
    height = float(ElementTree.fromstring(chart.svg).get("height"))
    for circle in shapes(chart.svg, "apart"):
        assert 0 <= float(circle.get("cx")) <= 360 and 0 <= float(circle.get("cy")) <= height


def test_names_are_escaped() -> None:
    assert "<b>" not in course(Lane("<b>x</b>", [Sat(2020, "<i>", 3, when="now")])).svg


def test_a_day_stands_in_its_academic_year() -> None:
    assert moment(date(2018, 9, 1)) == 2018.5
    assert 2019.49 < moment(date(2019, 8, 31)) < 2019.5


STRIP = Weeks("Maya", 2026, [Week(date(2025, 9, 8), 10, 0, 0), Week(date(2025, 9, 15), 10, 2, 3), Week(date(2025, 9, 22), 0, 0, 0), Week(date(2025, 9, 29), 8, 8, 0)])  # fmt: skip


def test_a_week_with_leave_and_without_are_told_apart_and_an_empty_week_is_empty() -> None:
    chart = draw_weeks(STRIP)
    assert len(shapes(chart.svg, "excused")) == 2 and len(shapes(chart.svg, "unexcused")) == 1
    assert len(shapes(chart.svg, "zero")) == 3
    assert (
        chart.sentence
        == "Maya, 2025/26: 13 of 28 sessions missed, in 2 of 3 weeks; most in the week of 29 September, 8 of 8."
    )
    assert len(chart.rows) == 4


def test_the_parts_of_a_bar_add_up_to_what_was_missed() -> None:
    chart = draw_weeks(Weeks("", 2026, [Week(date(2025, 9, 15), 10, 2, 3)]))
    heights = [float(e.get("height")) for k in ("excused", "unexcused") for e in shapes(chart.svg, k)]
    assert [round(h, 1) for h in heights] == [8.0, 12.0]


def test_years_without_marks_or_without_absence_are_said() -> None:
    assert draw_weeks(Weeks("Maya", 2026, [])).sentence == "Maya, 2025/26: no mark."
    assert "none of 10 sessions" in draw_weeks(Weeks("Maya", 2026, [Week(date(2025, 9, 8), 10, 0, 0)])).sentence


def test_the_last_week_of_a_year_stands_on_the_paper() -> None:
    chart = draw_weeks(Weeks("", 2026, [Week(date(2026, 7, 20), 4, 4, 0)]))
    bar = shapes(chart.svg, "excused")[0]
    assert float(bar.get("x")) + float(bar.get("width")) <= 360


def test_a_year_group_is_a_line_of_its_own_and_stands_in_the_table():
    sat = [
        Sat(2021, "98", 98.0, when="June 2021", beside=101.5, beside_written="101.5 (54 children)"),
        Sat(2022, "99", 99.0, when="June 2022", beside=102.0, beside_written="102.0 (53 children)"),
    ]
    chart = course(Lane("The trust's test", sat))
    assert chart.svg.count('class="group"') == 3
    assert "its year group 102.0 (53 children)" in chart.sentence
    assert [row[-1] for row in chart.rows] == ["101.5 (54 children)", "102.0 (53 children)"]


def test_a_small_year_group_is_said_as_children_and_not_drawn():
    chart = course(Lane("The trust's test", [Sat(2021, "98", 98.0, when="June 2021", beside_written="4 children")]))
    assert 'class="group"' not in chart.svg and "year group" not in chart.sentence
    assert chart.rows[0][-1] == "4 children"
