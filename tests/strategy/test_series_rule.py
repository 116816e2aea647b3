"""An aim in a series of the board's own: who counts towards it is who is counted."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from collegiate.improve.series import Point, Series
from collegiate.strategy.rules import series as rule

ON = date(2026, 11, 20)


def year(urn: int, end: int, value: float) -> Point:
    return Point("published.x", urn, date(end - 1, 9, 1), date(end, 8, 31), value)


def test_members_that_count_are_those_of_the_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """An academy whose last figure is of years ago is in neither: it had stood among the members as one that reaches it."""
    points = [year(1, 2026, 80.0), year(2, 2026, 60.0), year(3, 2019, 90.0)]
    monkeypatch.setattr(rule.s, "series_of", lambda *_: Series("published.x", "Expected standard", "%", "higher", 0, own=False))  # fmt: skip
    monkeypatch.setattr(rule.s, "points", lambda *_: points)
    asked: Any = SimpleNamespace(urns=(1, 2, 3), reader=None, counts=None, on=ON, part_only=False, first_current=2024, name=str)  # fmt: skip
    found = rule.RULE.measure(asked, {"series": "published.x", "value": 70})
    assert (found.value, found.latest.part, found.latest.whole) == (50.0, 1, 2)  # type: ignore[union-attr]
    assert [m.counts for m in found.members] == [True, False, None]
