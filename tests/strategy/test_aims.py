"""The aims: each is whole, its rule is there, its target can be meant, and its horizon counts from the day that a board settled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from collegiate.strategy import SOURCES, Aim, Horizon, Target, aims, board_numbers, known_rules


@pytest.mark.parametrize("aim", aims(), ids=lambda a: a.id)
def test_an_aim_is_whole(aim: Aim) -> None:
    assert aim.wording and aim.owner and aim.source in SOURCES and len(aim.called) <= 80 and len(aim.id) <= 60
    assert bool(aim.rule) != bool(aim.minute), "it is measured, or says what a board would minute instead"
    assert aim.rule in known_rules() or not aim.rule
    numbers = {n.id for n in board_numbers()}
    assert {aim.target.number, *aim.needs} <= numbers | {""}
    if aim.rule:
        assert set(aim.given) <= set(known_rules()[aim.rule].takes) and aim.evidence


def test_both_sources_and_every_horizon_have_aims() -> None:
    assert len({a.id for a in aims()}) == len(aims()) > 50
    assert {a.source for a in aims()} == {"uttoxeter", "city"}
    assert {a.horizon for a in aims()} == set(Horizon)


def test_an_aim_is_read_back_as_it_was_written() -> None:
    for aim in aims():
        assert Aim.of(aim.as_dict()) == aim


@pytest.mark.parametrize(
    ("horizon", "due"),
    [
        (Horizon.FIRST_YEAR, date(2025, 2, 27)),
        (Horizon.MEDIUM, date(2027, 2, 27)),
        (Horizon.LONGER, date(2029, 2, 27)),
        (Horizon.ONGOING, None),
    ],
)
def test_a_horizon_counts_from_the_first_day_even_of_a_leap_year(horizon: Horizon, due: date | None) -> None:
    assert horizon.due(date(2024, 2, 29)) == due
    assert horizon.due(None) is None


def test_a_target_may_be_the_boards_number() -> None:
    target = Target(number="several")
    assert target.set and target.settled({}).value is None
    assert target.settled({"several": Decimal(3)}) == Target(Decimal(3))
    assert not Target().set and Target.of(Target(Decimal(15), Decimal(20)).as_dict()) == Target(
        Decimal(15), Decimal(20)
    )


def test_every_rule_says_how_it_counts() -> None:
    for rule in known_rules().values():
        assert rule.made.endswith(".") and rule.better in ("higher", "lower") and rule.unit
    assert (
        known_rules()["academies"].write(1) == "1 academy"
        and known_rules()["not_worse"].write(Decimal("57.14")) == "57.1%"
    )
