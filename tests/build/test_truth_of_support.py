"""The line of a truth check about planted help: held or not by the interval, and no line where nothing can be said yet."""

from __future__ import annotations

from datetime import date

import pytest
from children_record import children_record
from seen_picture import SeenPicture, weeks_with_help, with_help

from collegiate.build.truth.helped import helped
from collegiate.watch.series import school_series

UNTIL, SINCE = date(2027, 7, 20), date(2027, 1, 5)


@pytest.fixture(scope="module")
def seen() -> tuple[SeenPicture, dict]:
    """An urban trust in July 2027 whose declining school has been helped since January, and its truth."""
    record = children_record(41, 1_100, 1, trust="urban", until=UNTIL)
    trust = with_help(record.trust, SINCE)
    weeks = weeks_with_help(record.tables["pupil_week"], trust, record.numbers)
    return SeenPicture(trust, school_series(weeks, record.tables["pupil"]).to_pylist()), trust.truth


def test_planted_help_lies_in_the_interval_and_another_effect_would_not(seen):
    picture, truth = seen
    (line,) = helped(picture, picture, truth)
    assert (line.truth, line.planted, line.hit) == ("support", 4.5, True)
    assert 2 < line.found["low"] < line.found["effect"] < line.found["high"] < 7
    assert line.found["verdict"] == "better than it would have been"
    (other,) = helped(picture, picture, truth | {"support": truth["support"] | {"effect": -1.0}})
    assert not other.hit


@pytest.mark.parametrize("change", [{"support": None}, {"today": "2027-03-20"}])
def test_without_help_or_before_two_half_terms_there_is_no_line(seen, change):
    picture, truth = seen
    assert list(helped(picture, picture, truth | change)) == []


def test_where_the_school_is_of_no_trust_there_is_no_line(seen):
    picture, truth = seen
    alone = SeenPicture(picture.trust, picture.series)
    alone._rows = []
    assert list(helped(alone, alone, truth)) == []
