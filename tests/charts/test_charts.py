"""Charts: the right place, the right sentence, the right shape."""

from __future__ import annotations

import itertools
import re
from datetime import date
from xml.etree import ElementTree

import pytest

from collegiate.charts import (
    Conversion,
    Dot,
    History,
    Locality,
    Measured,
    Place,
    Point,
    Scale,
    Spot,
    Stay,
    Strip,
    Tenure,
    axis_of,
    draw_axis,
    draw_dot,
    draw_history,
    draw_locality,
    draw_lone,
    draw_strip,
    draw_tenure,
    scale_for,
)
from collegiate.charts.locality import projection_for, short_name, spread
from collegiate.charts.scale import covering, round_step
from collegiate.charts.svg import Markup, element

PROGRESS8 = Measured("ks4_progress8", "Progress 8", "Progress 8", "grades", "higher", 2)
ABSENCE = Measured("persistent_absence", "Persistent absence", "Persistent absence", "%", "lower", 1)
BALANCE = Measured("in_year_balance", "In-year balance", "Balance", "% of income", "none", 1)
HAYWOOD = Dot(PROGRESS8, -0.39, -0.56, -0.20, -0.25, 0.0, 0.25, "worse", "Haywood", "2018/19")


def shapes(svg: str, tag: str, class_: str) -> list[dict[str, str]]:
    tree = ElementTree.fromstring(svg)
    return [dict(e.attrib) for e in tree.iter(tag) if e.get("class") == class_]


def words(svg: str) -> list[str]:
    return [e.text or "" for e in ElementTree.fromstring(svg).iter("text")]


@pytest.mark.parametrize(
    ("measured", "value", "written"),
    [
        (PROGRESS8, 0.13, "+0.13"),
        (PROGRESS8, -0.39, "−0.39"),
        (PROGRESS8, -0.001, "0.00"),
        (ABSENCE, 17.84, "17.8%"),
        (BALANCE, -4.21, "−4.2%"),
        (Measured("roll", "Pupils on roll", decimals=0), 1047, "1,047"),
        (Measured("mean_salary", "Mean salary", unit="£", decimals=0), 47900, "£47,900"),
        (ABSENCE, None, ""),
    ],
)
def test_numbers_are_written_with_true_minus_sign_and_unit(
    measured: Measured, value: float | None, written: str
) -> None:
    assert measured.write(value) == written


def test_an_axis_has_no_more_decimals_than_it_needs_and_nought_is_0() -> None:
    assert PROGRESS8.write_ticks((-0.5, 0.0, 0.5)) == ["−0.5", "0", "+0.5"]
    assert ABSENCE.write_ticks((5.0, 10.0)) == ["5%", "10%"]


def test_a_scale_puts_its_ends_at_its_edges_and_the_middle_between() -> None:
    scale = Scale(-1.0, 1.0, 10, 110)
    assert (scale(-1), scale(0), scale(1)) == (10, 60, 110)
    assert (scale(-9), scale(9)) == (10, 110)


def test_ticks_are_round_and_on_the_scale() -> None:
    assert Scale(-0.62, 0.61, 0, 100).ticks(4) == (-0.5, 0.0, 0.5)
    assert [round_step(x) for x in (0.13, 0.3, 1.0, 7.0)] == [0.2, 0.5, 1.0, 10.0]


def test_a_range_holds_every_number_and_gives_room_to_a_single_one() -> None:
    low, high = covering([3.0, None, 5.0])
    assert low < 3 and high > 5
    assert covering([]) == (0.0, 1.0)
    low, high = covering([7.0])
    assert low < 7 < high


def test_a_dot_stands_where_its_value_is_and_its_line_where_its_interval_is() -> None:
    scale = scale_for([HAYWOOD])
    chart = draw_dot(HAYWOOD, scale)
    (line,) = shapes(chart.svg, "line", "sure") or shapes(chart.svg, "{http://www.w3.org/2000/svg}line", "sure")
    assert float(line["x1"]) == pytest.approx(scale(-0.56), abs=0.06)
    assert float(line["x2"]) == pytest.approx(scale(-0.20), abs=0.06)
    (diamond,) = shapes(chart.svg, "polygon", "worse")
    top = diamond["points"].split()[1]
    assert float(top.split(",")[0]) == pytest.approx(scale(-0.39), abs=0.06)
    (band,) = shapes(chart.svg, "rect", "band")
    assert float(band["x"]) == pytest.approx(scale(-0.25), abs=0.06)
    assert float(band["width"]) == pytest.approx(scale(0.25) - scale(-0.25), abs=0.11)


def test_a_dot_reads_itself_in_one_sentence_which_is_its_text_alternative() -> None:
    chart = draw_dot(HAYWOOD, scale_for([HAYWOOD]))
    said = "Haywood, Progress 8, 2018/19: −0.39 (95% interval −0.56 to −0.20), worse than similar schools, whose middle half is −0.25 to +0.25."
    assert chart.sentence == said
    svg = ElementTree.fromstring(chart.svg)
    assert (svg.get("role"), svg.get("aria-label")) == ("img", said)


@pytest.mark.parametrize(
    ("verdict", "tag", "class_"),
    [
        ("better", "circle", "better"),
        ("worse", "polygon", "worse"),
        ("cannot be told apart", "circle", "level"),
        ("", "circle", "alone"),
        ("higher", "circle", "apart"),
    ],
)
def test_every_verdict_has_its_own_shape(verdict: str, tag: str, class_: str) -> None:
    dot = Dot(PROGRESS8, 0.1, verdict=verdict)
    assert len(shapes(draw_dot(dot, scale_for([dot])).svg, tag, class_)) == 1


def test_a_dot_without_an_interval_or_similar_schools_draws_neither() -> None:
    dot = Dot(PROGRESS8, 0.1, who="A")
    svg = draw_dot(dot, scale_for([dot])).svg
    assert not shapes(svg, "rect", "band")
    assert "95% interval" not in svg


def test_labels_of_an_axis_never_touch() -> None:
    for low, high in ((8.9, 14.1), (-0.21, 0.74), (0, 100), (2.4, 13.9), (996, 1004)):
        ticks = axis_of(Scale(low, high, 8, 112), ABSENCE)
        assert ticks
        assert all(b[0] - a[0] > 5.5 * max(len(a[1]), len(b[1])) for a, b in itertools.pairwise(ticks))


def test_an_axis_is_silent_because_every_dot_says_its_numbers() -> None:
    assert 'aria-hidden="true"' in draw_axis(scale_for([HAYWOOD]), PROGRESS8)


def history(*points: Point, **more: object) -> History:
    return History(ABSENCE, points, 2015, 2019, "Haywood", **more)  # type: ignore[arg-type]


def test_a_line_runs_through_years_that_follow_each_other_and_stops_at_an_era_and_at_a_gap() -> None:
    chart = draw_history(
        history(
            Point(2015, 5, era="old"),
            Point(2016, 12, era="new"),
            Point(2017, 11, era="new"),
            Point(2019, 10, era="new"),
            eras=[("new", "counted anew")],
        )
    )
    assert len(shapes(chart.svg, "line", "thread")) == 1
    assert len(shapes(chart.svg, "line", "era")) == 1
    assert "counted anew" in words(chart.svg)


def test_a_conversion_is_drawn_and_named_and_the_line_runs_through_it() -> None:
    chart = draw_history(
        history(Point(2017, 12), Point(2018, 11), conversions=[Conversion(2017.5, "academy, Sep 2017")])
    )
    assert len(shapes(chart.svg, "line", "conversion")) == 1
    assert "academy, Sep 2017" in words(chart.svg)
    assert len(shapes(chart.svg, "line", "thread")) == 1


def test_a_conversion_outside_the_years_shown_is_left_out() -> None:
    chart = draw_history(
        history(Point(2017, 12), Point(2018, 11), conversions=[Conversion(2009.5, "academy, Sep 2009")])
    )
    assert not shapes(chart.svg, "line", "conversion")


def test_a_missing_year_shows_its_symbol_and_its_row_says_why_and_is_never_nought() -> None:
    chart = draw_history(history(Point(2018, 12), Point(2019, None, symbol="c", reason="suppressed")))
    assert "c" in words(chart.svg)
    assert chart.rows[-1][:2] == ("2018/19", "c suppressed")
    assert chart.rows[-1][-1] == "no figure"
    assert len(shapes(chart.svg, "circle", "alone")) == 1


def test_a_history_reads_its_last_figure_and_the_one_before_of_the_same_era() -> None:
    chart = draw_history(history(Point(2017, 12, era="n"), Point(2018, 11, 9, 13, verdict="better", era="n")))
    assert (
        chart.sentence
        == "Haywood, Persistent absence: 11.0% in 2017/18, after 12.0% in 2016/17; better than similar schools."
    )
    other_era = draw_history(history(Point(2017, 12, era="o"), Point(2018, 11, era="n")))
    assert "after" not in other_era.sentence


def test_a_history_without_any_number_says_so() -> None:
    assert draw_history(history(Point(2018, None, symbol="x"))).sentence.endswith(
        "no figure was published for this school."
    )


def test_a_negative_share_is_not_drawn_as_nought() -> None:
    points = (Point(2017, 1.0), Point(2018, -4.2))
    svg = draw_history(History(BALANCE, points, 2017, 2018)).svg
    dots = [float(c["cy"]) for c in shapes(svg, "circle", "alone")]
    zero = float(shapes(svg, "line", "zero")[0]["y1"])
    assert dots[0] < zero < dots[1]


def test_a_predecessors_year_is_marked_in_the_table() -> None:
    assert draw_history(history(Point(2017, 12, before=True))).rows[0][0] == "2016/17 (predecessor)"


def test_a_lone_figure_shows_england_and_says_it() -> None:
    chart = draw_lone(HAYWOOD, -0.03)
    assert chart.sentence.endswith("England −0.03.")
    assert len(shapes(chart.svg, "line", "england")) == 1


def test_the_strip_has_a_dot_for_every_similar_school_and_counts_those_below() -> None:
    chart = draw_strip(Strip(HAYWOOD, [("A", -0.5), ("B", -0.1), ("C", -0.1), ("D", 0.4)]))
    others = shapes(chart.svg, "circle", "other")
    assert len(others) == 4
    assert len({(c["cx"], c["cy"]) for c in others}) == 4
    assert "1 of 4 similar schools are below it" in chart.sentence
    assert [r[0] for r in chart.rows] == ["D", "B", "C", "A"]


NORTH, SOUTH = Spot(1, "North Academy", 52.95, -1.87), Spot(2, "South Primary School", 52.85, -1.87)


def test_the_map_is_true_to_scale_in_both_directions() -> None:
    at = projection_for([NORTH, SOUTH])
    (_, top), (_, bottom) = at(52.95, -1.87), at(52.85, -1.87)
    assert (bottom - top) / at.pixels_per_km == pytest.approx(11.12, rel=1e-6)
    (west, _), (east, _) = at(52.9, -1.95), at(52.9, -1.85)
    assert (east - west) / at.pixels_per_km == pytest.approx(11.12 * 0.6032, rel=1e-3)


def test_the_map_names_its_schools_numbers_them_and_has_a_bar_in_km() -> None:
    chart = draw_locality(Locality("Dove", [NORTH, SOUTH], [(52.9, -1.87)], [Place("Uttoxeter", 52.9, -1.9)]))
    said = words(chart.svg)
    assert {"1", "2", "North", "South", "Uttoxeter"} <= set(said)
    assert any(re.fullmatch(r"[\d.]+ km", w) for w in said)
    assert chart.sentence == "Map of Dove: 2 schools, the furthest two 11 km apart."


def test_the_map_of_one_school_is_a_map() -> None:
    assert "North Academy" in draw_locality(Locality("Dove", [NORTH])).sentence


def test_a_places_name_never_stands_far_from_the_place() -> None:
    near = draw_locality(Locality("Dove", [NORTH, SOUTH], (), [Place("Here", 52.95, -1.87)]))
    assert "Here" in words(near.svg)
    far = [Spot(1, "A", 50.5, -1.5), Spot(2, "B", 54.5, -1.5)]
    assert "Here" not in words(draw_locality(Locality("Nation", far, (), [Place("Here", 54.5, -1.5)])).svg)


def test_a_family_too_large_for_numbers_is_drawn_as_dots_in_their_true_places() -> None:
    spots = [Spot(i, f"School {i}", 51 + i / 20, -1.5 + (i % 5) / 10) for i in range(1, 31)]
    svg = draw_locality(Locality("Nation", spots)).svg
    assert len(shapes(svg, "circle", "spot")) == 30
    assert not shapes(svg, "text", "spot-number") and not shapes(svg, "line", "leader")


def test_schools_that_would_hide_each_other_are_pushed_apart() -> None:
    apart = spread([(100.0, 100.0), (100.0, 100.0), (104.0, 100.0)])
    gaps = [((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for i, a in enumerate(apart) for b in apart[i + 1 :]]
    assert min(gaps) > 17
    assert spread([(0.0, 0.0), (50.0, 0.0)]) == [(0.0, 0.0), (50.0, 0.0)]


@pytest.mark.parametrize(
    ("name", "short"),
    [("Haywood Academy", "Haywood"), ("Windmill Park CE Middle School", "Windmill Park"), ("School", "School")],
)
def test_a_map_has_room_for_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


def test_the_tenure_counts_who_is_there_and_who_left() -> None:
    stays = [Stay("A", date(2015, 9, 1)), Stay("B", date(2016, 9, 1), date(2019, 8, 31), "moved to C Trust")]
    chart = draw_tenure(Tenure("Kiln Street", stays, date(2026, 11, 22)))
    assert chart.sentence == "Kiln Street: 1 school is a member; 1 has left."
    assert chart.rows == (
        ("A", "1 September 2015", "still a member", ""),
        ("B", "1 September 2016", "31 August 2019", "moved to C Trust"),
    )


def test_a_stay_without_a_joining_date_is_drawn_from_the_edge_and_said() -> None:
    chart = draw_tenure(Tenure("K", [Stay("A", None)], date(2026, 1, 1)))
    assert chart.rows[0][1] == "not recorded"


def test_text_from_files_is_escaped_and_nothing_has_an_inline_style() -> None:
    chart = draw_locality(Locality("<b>", [Spot(1, "<script>x</script> & Sons", 52.9, -1.8)]))
    assert "<script>" not in chart.svg
    assert "style=" not in chart.svg
    assert element("text", "<b>", Markup("<i/>")) == "<text>&lt;b&gt;<i/></text>"
