"""How an aim stands: what is missing, too old or without a threshold is never met, and the odds come from its own past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from collegiate.strategy import (
    Aim,
    Asked,
    Found,
    Horizon,
    Kind,
    Line,
    Moment,
    Rule,
    State,
    Stood,
    Target,
    stand,
    strategy_of,
)
from collegiate.strategy import states as module

TODAY = date(2026, 11, 20)
AIM = Aim(
    "an-aim",
    "An aim",
    "It will be so.",
    "uttoxeter",
    "",
    Horizon.MEDIUM,
    "Heads",
    rule="made_up",
    target=Target(Decimal(80)),
)
ASKED = Asked(None, None, 1, TODAY)  # type: ignore[arg-type]  # the made-up rule reads nothing
BEGUN = ("start", "", {"day": "2025-09-01"})


def line(number: int, kind: str, aim: str, said: Mapping[str, Any], undoes: int | None = None) -> Line:
    return Line(
        number,
        Kind(kind),
        aim,
        said,
        f"minute {number}",
        "chair@example.org",
        datetime(2026, 1, number, tzinfo=UTC),
        undoes,
    )


def stood(
    monkeypatch: pytest.MonkeyPatch,
    found: Found,
    *decided: tuple[str, str, Mapping[str, Any]],
    aim: Aim = AIM,
    better: str = "higher",
) -> Stood:
    rule = Rule("made_up", "Made up", "%", better, "It is made up.", lambda _, __: found)
    monkeypatch.setattr(module, "known_rules", lambda: {"made_up": rule})
    strategy = strategy_of([line(n, *d) for n, d in enumerate(decided, 1)], [aim])
    return stand(strategy.agreed[0], strategy, ASKED)


def course(*values: float) -> tuple[Moment, ...]:
    return tuple(Moment(date(2026 - len(values) + n + 1, 8, 31), "", v) for n, v in enumerate(values))


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Found(85.0), State.MET),
        (Found(80.0), State.MET),
        (Found(79.9), State.NO_THRESHOLD),
        (Found(missing="nothing"), State.NO_DATA),
        (Found(85.0, old="of 2018/19"), State.NO_DATA),
        (Found(85.0, unseen=True), State.UNSEEN),
        (Found(85.0, restate="no more grades"), State.RESTATE),
        (Found(85.0, barred="One is worse."), State.OFF_TRACK),
    ],
)
def test_a_state_without_a_day(monkeypatch, found: Found, state: State) -> None:
    assert stood(monkeypatch, found).state is state


def test_without_a_threshold_nothing_is_met(monkeypatch) -> None:
    aim = replace(AIM, target=Target())
    assert stood(monkeypatch, Found(100.0), aim=aim).state is State.NO_THRESHOLD
    assert stood(monkeypatch, Found(100.0), aim=replace(AIM, needs=("top_quarter_chance",))).state is State.NO_THRESHOLD
    settled = stood(monkeypatch, Found(100.0), ("target", "an-aim", {"value": "90"}), aim=aim)
    assert settled.state is State.MET and settled.target_words == "at least 90%"


@pytest.mark.parametrize(("value", "state"), [(14.0, State.OFF_TRACK), (15.0, State.MET), (20.0, State.MET), (21.0, State.OFF_TRACK)])  # fmt: skip
def test_a_range_has_two_ends(monkeypatch, value: float, state: State) -> None:
    aim = replace(AIM, horizon=Horizon.ONGOING, target=Target(Decimal(15), Decimal(20)))
    assert stood(monkeypatch, Found(value), aim=aim).state is state


def test_a_rule_of_which_less_is_better(monkeypatch) -> None:
    aim = replace(AIM, horizon=Horizon.ONGOING, target=Target(Decimal(0)))
    assert stood(monkeypatch, Found(0.0), aim=aim, better="lower").state is State.MET
    assert stood(monkeypatch, Found(1.0), aim=aim, better="lower").state is State.OFF_TRACK


def test_odds_decide_on_and_off_track(monkeypatch) -> None:
    rising = stood(monkeypatch, Found(76.0, moments=course(20, 40, 58, 76)), BEGUN)
    assert rising.state is State.ON_TRACK and rising.chance is not None and rising.chance > 0.5
    flat = stood(monkeypatch, Found(50.0, moments=course(50, 52, 49, 50)), BEGUN)
    assert flat.state is State.OFF_TRACK and flat.chance is not None and flat.chance < 0.1


def test_too_little_history_is_judged_from_its_baseline_or_not_at_all(monkeypatch) -> None:
    short = Found(60.0, moments=course(55, 60))
    none = stood(monkeypatch, short, BEGUN)
    assert none.state is State.NO_DATA and none.chance is None and "One value is no course" in none.why
    up = stood(monkeypatch, short, BEGUN, ("baseline", "an-aim", {"value": "50"}))
    assert up.state is State.ON_TRACK and "too few figures for odds" in up.why
    assert stood(monkeypatch, short, BEGUN, ("baseline", "an-aim", {"value": "65"})).state is State.OFF_TRACK


def test_an_aim_whose_day_has_passed_is_off_track_and_has_no_odds(monkeypatch) -> None:
    late = stood(monkeypatch, Found(70.0, moments=course(40, 51, 58, 70)), ("start", "", {"day": "2020-09-01"}))
    assert late.state is State.OFF_TRACK and late.chance is None and "31 August 2023" in late.why


def test_a_decision_that_is_taken_back_leaves_what_stood_before() -> None:
    lines = [
        line(1, "target", "an-aim", {"value": "60"}), line(2, "target", "an-aim", {"value": "70"}), line(3, "undone", "an-aim", {}, 2),
        line(4, "off", "an-aim", {}), line(5, "undone", "an-aim", {}, 4),
    ]  # fmt: skip
    agreed = strategy_of(lines, [AIM]).agreed[0]
    assert agreed.target == Target(Decimal(60)) and not agreed.off and len(agreed.lines) == 5


def test_a_restated_aim_keeps_its_old_words_and_figures_and_not_its_old_target() -> None:
    said = {"wording": "It will be otherwise.", "rule": "other", "given": {}, "target": {"value": "90"}, "figures": [{"when": "2023/24", "written": "50%", "of": "4 of 8"}]}  # fmt: skip
    before = [line(1, "target", "an-aim", {"value": "60"}), line(2, "owner", "an-aim", {"owner": "Chair"}), line(3, "restated", "an-aim", said)]  # fmt: skip
    agreed = strategy_of(before, [AIM]).agreed[0]
    assert (
        agreed.aim.wording == "It will be otherwise."
        and agreed.target == Target(Decimal(90))
        and agreed.owner == "Chair"
    )
    assert agreed.before[0].aim == AIM and agreed.before[0].figures[0]["written"] == "50%"
    again = strategy_of([*before, line(4, "undone", "an-aim", {}, 3)], [AIM]).agreed[0]
    assert again.aim == AIM and again.target == Target(Decimal(60)) and not again.restated


def test_an_aim_that_nothing_measures_is_the_boards_to_minute_and_asked_again_after_a_year() -> None:
    aim = replace(AIM, rule="", minute="A board would minute it.")
    said = {"state": "on track", "evidence": "paper 7", "on": "2026-01-10"}
    strategy = strategy_of([line(10, "judged", "an-aim", said)], [aim])
    assert stand(strategy.agreed[0], strategy, ASKED).state is State.ON_TRACK
    later = replace(ASKED, on=date(2027, 2, 1))
    assert stand(strategy.agreed[0], strategy, later).state is State.NO_DATA
    bare = strategy_of([], [aim])
    assert stand(bare.agreed[0], bare, ASKED).state is State.BY_MINUTE


def test_what_a_board_said_of_the_old_words_is_not_said_of_the_new() -> None:
    aim = replace(AIM, rule="", minute="A board would minute it.")
    said = {"state": "met", "evidence": "paper 7", "on": "2026-01-10"}
    lines = [line(1, "judged", "an-aim", said), line(2, "restated", "an-aim", {"wording": "It will be otherwise."})]
    strategy = strategy_of(lines, [aim])
    assert stand(strategy.agreed[0], strategy, ASKED).state is State.BY_MINUTE
    anew = strategy_of([*lines, line(3, "judged", "an-aim", said | {"state": "off track"})], [aim])
    assert stand(anew.agreed[0], anew, ASKED).state is State.OFF_TRACK


def test_a_rule_that_is_gone_is_no_data() -> None:
    strategy = strategy_of([], [replace(AIM, rule="no_such_rule")])
    assert stand(strategy.agreed[0], strategy, ASKED).state is State.NO_DATA


def test_alerts_about_academies_alone_are_counted_and_nobody_is_no_answer() -> None:
    from collegiate.improve.cards import AlertCard
    from collegiate.strategy import Cards, known_rules

    class Asking(Asked):
        urns = (1, 2)

        def name(self, urn: int) -> str:
            return f"School {urn}"

    def alert(urn: int | None, done: str) -> AlertCard:
        return AlertCard("ref", urn, "", "own.attendance", None, "It falls.", "its past", None, done, "/slipping/")

    cards = Cards(alerts=[alert(1, "Nobody yet"), alert(2, "Case RAB-2026-3"), alert(None, "Nobody yet")])
    found = known_rules()["alerts_unanswered"].measure(Asking(None, None, 1, TODAY, {}, cards), {})  # type: ignore[arg-type]
    assert found.value == 1 and [m.counts for m in found.members] == [False, True]
    assert known_rules()["alerts_unanswered"].measure(replace(ASKED, cards=None), {}).unseen
    assert known_rules()["alerts_unanswered"].measure(replace(ASKED, cards=Cards()), {}).value is None
