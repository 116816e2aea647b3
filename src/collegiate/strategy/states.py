"""How an aim stands on a day, in one of few words, with the reason. What is missing is never met."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from collegiate.statistics.forecast import Forecast, chance_of_reaching
from collegiate.strategy.agreed import Agreed, Strategy
from collegiate.strategy.aims import Target
from collegiate.strategy.measuring import Asked, Found, Rule, known_rules

JUDGED_FOR = 366
"""Days for which a board's own word on an aim stands; then it is asked anew."""
UNSETTLED = "The board has not said how much is meant, so it is neither met nor missed."
EVEN = 0.5
"""The chance from which an aim is called on track."""


class State(StrEnum):
    """How an aim stands."""

    MET = "met"
    ON_TRACK = "on track"
    OFF_TRACK = "off track"
    RESTATE = "restate this aim"
    NO_DATA = "no data yet"
    NO_THRESHOLD = "no threshold set"
    BY_MINUTE = "for the board to minute"
    UNSEEN = "not shown to you"


ORDER = (
    State.OFF_TRACK,
    State.RESTATE,
    State.ON_TRACK,
    State.MET,
    State.NO_THRESHOLD,
    State.NO_DATA,
    State.BY_MINUTE,
    State.UNSEEN,
)
"""The states in the order in which a board reads them: first what needs it."""
NEEDS = frozenset({State.OFF_TRACK, State.RESTATE})
"""States that need somebody."""


@dataclass(frozen=True, slots=True)
class Stood:
    """An aim as it stands: its state and why, the rule and what it found, the target as settled, the day it is due, and the odds."""

    agreed: Agreed
    state: State
    why: str
    due: dt.date | None
    target: Target
    rule: Rule | None = None
    found: Found | None = None
    forecast: Forecast | None = None

    @property
    def chance(self) -> float | None:
        """The chance of meeting it by its date, 0 to 1; None where it cannot be forecast, or is past."""
        return self.forecast.chance if self.forecast else None

    @property
    def latest(self) -> str:
        """The latest value as it is written, with its time; empty where there is none."""
        found, rule = self.found, self.rule
        if found is None or rule is None or found.value is None:
            return ""
        of = f" ({found.latest.part} of {found.latest.whole})" if found.latest and found.latest.whole else ""
        return f"{rule.write(found.value)}{of}"

    @property
    def target_words(self) -> str:
        """The target as it is written."""
        return target_words(self.target, self.rule, self.agreed)


def target_words(target: Target, rule: Rule | None, agreed: Agreed) -> str:
    """Write a target: at least 100%, from 15 to 20 academies, no threshold set."""
    if rule is None:
        return "the board's minute"
    if target.value is None:
        return "no threshold set"
    if target.most is not None:
        return f"{target.value.normalize():f} to {rule.write(target.most)}"
    return f"{'at most' if rule.better == 'lower' else 'at least'} {rule.write(target.value)}"


def stand(agreed: Agreed, strategy: Strategy, asked: Asked) -> Stood:
    """Say how an aim stands for a trust on a day."""
    due = agreed.aim.horizon.due(strategy.start)
    rule = known_rules().get(agreed.aim.rule)
    target = agreed.target.settled(asked.numbers)
    if rule is None:
        state, why = _by_minute(agreed, asked.on)
        return Stood(agreed, state, why, due, target)
    unsettled = [n for n in agreed.aim.needs if n not in asked.numbers]
    if unsettled:
        return Stood(agreed, State.NO_THRESHOLD, UNSETTLED, due, target, rule, Found(missing=UNSETTLED))
    found = rule.measure(asked, agreed.aim.given)
    forecast = _forecast(found, rule, target, due, asked.on)
    state, why = _state(agreed, rule, found, target, due, forecast, asked.on)
    return Stood(agreed, state, why, due, target, rule, found, forecast)


def reached(value: float, target: Target, rule: Rule) -> bool:
    """Whether a value is on the good side of a target that is settled."""
    if target.value is None:
        return False
    number = Decimal(str(value))
    if target.most is not None:
        return target.value <= number <= target.most
    return number <= target.value if rule.better == "lower" else number >= target.value


def _by_minute(agreed: Agreed, on: dt.date) -> tuple[State, str]:
    said = agreed.judged
    if agreed.aim.rule:
        return State.NO_DATA, f"Its rule, {agreed.aim.rule}, is not in this version of Collegiate."
    if said is None:
        return State.BY_MINUTE, f"Nothing in Collegiate measures it. {agreed.aim.minute}".strip()
    if (on - said.on).days > JUDGED_FOR:
        return State.NO_DATA, f"The board last said “{said.state}” on {said.on:%-d %B %Y}, more than a year ago."
    return State(said.state), f"By the board's own word of {said.on:%-d %B %Y}: {said.evidence}"


def _state(
    agreed: Agreed,
    rule: Rule,
    found: Found,
    target: Target,
    due: dt.date | None,
    forecast: Forecast | None,
    on: dt.date,
) -> tuple[State, str]:
    unsaid = _unsaid(found, target)
    if unsaid is not None or found.value is None:
        return unsaid or (State.NO_DATA, found.missing)
    if reached(found.value, target, rule):
        if found.barred:
            return State.OFF_TRACK, f"It reaches its number, but {found.barred[:1].lower()}{found.barred[1:]}"
        return State.MET, "The latest value reaches the target."
    if due is None:
        return _undated(agreed)
    if on > due:
        return (
            State.OFF_TRACK,
            f"Its day, {due:%-d %B %Y}, has passed and the latest value does not reach the target.",
        )
    return _on_the_way(agreed, found, target, due, forecast)


def _unsaid(found: Found, target: Target) -> tuple[State, str] | None:
    """Return the state of an aim whose value or target says nothing; None where both do."""
    if found.unseen:
        return State.UNSEEN, "It is counted over the whole trust; you are appointed to a part of it."
    if found.restate:
        return State.RESTATE, found.restate
    if found.value is None or found.old:
        return State.NO_DATA, found.old or found.missing
    return (State.NO_THRESHOLD, UNSETTLED) if target.value is None else None


def _undated(agreed: Agreed) -> tuple[State, str]:
    if agreed.aim.horizon.years is None:
        return State.OFF_TRACK, "The latest value does not reach the target, and this aim holds at all times."
    return (
        State.NO_THRESHOLD,
        "It is not reached, and no minute says from which day the strategy counts: it has no date yet.",
    )


def _on_the_way(
    agreed: Agreed, found: Found, target: Target, due: dt.date, forecast: Forecast | None
) -> tuple[State, str]:
    if forecast is not None and forecast.chance is not None:
        state = State.ON_TRACK if forecast.chance >= EVEN else State.OFF_TRACK
        return (
            state,
            f"At the pace of its own past changes, the chance of reaching it by {due:%-d %B %Y} is {odds(forecast.chance)}.",
        )
    start = float(agreed.baseline) if agreed.baseline is not None else None
    latest = found.latest
    if start is None or latest is None or found.value is None or target.value is None:
        return (
            State.NO_DATA,
            "One value is no course: neither on nor off track can be said. Settle a baseline, or wait for more figures.",
        )
    ahead = (found.value - start) * (float(target.value) - start) > 0
    said = (
        "Since its baseline it has moved towards the target"
        if ahead
        else "Since its baseline it has not moved towards the target"
    )
    return (State.ON_TRACK if ahead else State.OFF_TRACK), f"{said}; there are too few figures for odds."


def _forecast(found: Found, rule: Rule, target: Target, due: dt.date | None, on: dt.date) -> Forecast | None:
    """Work out the odds where there is a day ahead, a target, and a value that says something of today."""
    if (
        found.value is None
        or found.old
        or found.restate
        or found.unseen
        or target.value is None
        or due is None
        or due <= on
    ):
        return None
    era = found.moments[-1].era if found.moments else ""
    course = [(m.on, m.value) for m in found.moments if m.era == era]
    return chance_of_reaching(
        course, float(target.value), due, upwards=rule.better != "lower", step=found.step,
        most=None if target.most is None else float(target.most),
    )  # fmt: skip


def odds(chance: float) -> str:
    """Write a chance: 7 in 10; never as certainty."""
    if chance < 0.05:
        return "less than 1 in 20"
    if chance > 0.95:
        return "more than 19 in 20"
    return f"{max(1, min(9, round(10 * chance)))} in 10"
