"""Odds, places and targets in words: never more digits than is known."""

from __future__ import annotations

import pytest

from collegiate.charts import Measured
from collegiate.measures.figure import Figure, Standing
from collegiate.web.pictures import stood

SHARE = Measured("ks2_expected_standard", "Expected standard", unit="%", polarity="higher", decimals=0)
ABSENCE = Measured("persistent_absence", "Persistent absence", unit="%", polarity="lower")


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.0, "under 1 in 100"),
        (0.0123, "1 in 80"),
        (0.03, "1 in 30"),
        (0.0834, "1 in 12"),
        (0.094, "1 in 11"),
        (0.095, "1 in 10"),
        (0.12, "1 in 10"),
        (0.44, "4 in 10"),
        (0.9, "9 in 10"),
        (0.949, "9 in 10"),
        (0.95, "over 9 in 10"),
        (1.0, "over 9 in 10"),
    ],
)
def test_odds(chance: float, said: str) -> None:
    assert stood.odds(chance) == said


def figure(n: int | None = 18, **standing: object) -> Figure:
    return Figure("m", 2019, urn=1, value=50.0, n=n, standing=Standing(**standing))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measured", "standing", "said"),
    [
        (SHARE, {"p_top_quarter": 0.2, "children_to_target": 3}, "For an even chance of the top quarter: three more of these 18 children."),
        (ABSENCE, {"p_top_quarter": 0.2, "children_to_target": 12}, "For an even chance of the top quarter: 12 fewer of these 18 children."),
        (SHARE, {"p_top_quarter": 0.7, "children_to_target": 0}, "It already has an even chance of the top quarter or better."),
        (SHARE, {"p_top_quarter": 0.0}, "Not even the whole cohort would have given it an even chance of the top quarter."),
        (SHARE, {}, ""),
    ],
)  # fmt: skip
def test_what_it_would_take(measured: Measured, standing: dict[str, object], said: str) -> None:
    assert stood.takes(figure(**standing), measured) == said


def test_a_place_is_between_two_places_and_never_one_number_unless_it_is_sure() -> None:
    assert stood.place(figure(place=9, low=4, high=31, of=50)) == "between 4th and 31st of 50"
    assert stood.place(figure(place=1, low=1, high=1, of=50)) == "1st of 50"
    assert stood.place(figure()) == ""


def test_a_figure_without_a_place_says_nothing_of_one() -> None:
    assert stood.sentences(figure(), SHARE) == []
    assert stood.sentences(figure(indistinguishable=12), SHARE) == ["Cannot be told apart from 12 of them."]


@pytest.mark.parametrize(("n", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (112, "112th"), (1001, "1,001st")])  # fmt: skip
def test_ordinals(n: int, said: str) -> None:
    from collegiate.web.pictures.placed import ordinal

    assert ordinal(n) == said
