"""Who may join, how ready, and what keeps the next one waiting: the pure rules."""

import datetime as dt

import pytest

from collegiate.growth import (  # fmt: skip
    Candidate,
    Colour,
    Decided,
    Joining,
    Judgement,
    Policy,
    Stage,
    broken,
    conditions,
    domains,
    gate,
    lock,
    ready,
    tasks,
)

DAY = dt.date(2026, 11, 20)


def judged(colour: Colour, day: dt.date = DAY) -> list[Judgement]:
    return [Judgement(d.id, colour, "seen", day, "somebody") for d in domains()]


def test_the_whole_is_as_ready_as_its_weakest() -> None:
    assert ready(judged(Colour.GREEN), DAY).whole
    assert ready([*judged(Colour.GREEN), Judgement("data", Colour.RED, "x", DAY, "y")], DAY).weakest[0].id == "data"
    assert ready(judged(Colour.GREEN)[1:], DAY).weakest[1] is Colour.UNKNOWN
    assert not ready(judged(Colour.GREEN, DAY - dt.timedelta(days=200)), DAY).whole
    assert ready([], DAY).weakest[1] is Colour.UNKNOWN


@pytest.mark.parametrize(
    ("candidate", "policy", "academies", "rules"),
    [
        (Candidate(1, "A", 5), Policy(None, None, None), 30, []),
        (Candidate(1, "A", 5), Policy(frozenset({2}), None, None), 3, ["partnership_first"]),
        (Candidate(1, "A", None), Policy(None, 20, None), 3, ["near"]),
        (Candidate(1, "A", 20.5), Policy(None, 20, 4), 4, ["near", "most_academies"]),
        (Candidate(1, "A", 20), Policy(frozenset({1}), 20, 4), 3, []),
    ],
)
def test_a_rule_that_is_broken_is_named(candidate: Candidate, policy: Policy, academies: int, rules: list[str]) -> None:
    assert [b.rule.id for b in broken(candidate, policy, academies)] == rules


def test_the_gate_opens_when_every_condition_is_green_and_the_last_decision_stands() -> None:
    green = [Decided(c.id, True, "minute", DAY, "board") for c in conditions()]
    assert gate(green).open
    assert [c.id for c in gate(green[1:]).shut_by] == [conditions()[0].id]
    assert not gate([*green, Decided("money", False, "minute", DAY, "board")]).open


@pytest.mark.parametrize(
    ("stages", "held"),
    [
        ([], None),
        ([Stage.SECURE, Stage.WITHDRAWN, Stage.PROPOSED], None),
        ([Stage.SECURE, Stage.OPEN], 1),
        ([Stage.JOINED, Stage.OPEN], 0),
    ],
)
def test_whoever_is_under_way_holds_the_lock(stages: list[Stage], held: int | None) -> None:
    found = lock([Joining(str(n), f"School {n}", s, ("a survey",)) for n, s in enumerate(stages)])
    assert (found.held_by.reference if found.held_by else None) == (None if held is None else str(held))
    assert found.open is (held is None)


def test_tasks_count_back_from_the_day() -> None:
    days = [t.due(dt.date(2027, 9, 1)) for t in tasks()]
    assert days == sorted(days) and days[-1] < dt.date(2027, 9, 1)
    assert {t.domain for t in tasks()} <= {d.id for d in domains()}
