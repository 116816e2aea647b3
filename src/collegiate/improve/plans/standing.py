"""How a priority goes: worked out from its measures, its milestones and the day. Nobody types it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from collegiate.improve.criterion import Judged, Verdict

_UNKNOWN = frozenset({Verdict.NO_DATA, Verdict.SUPPRESSED, Verdict.GONE})


class State(StrEnum):
    """What is to be said of a priority on a day."""

    MET = "met"
    ON_THE_WAY = "on the way"
    BEHIND = "behind"
    OVERDUE = "overdue"
    CANNOT_BE_SAID = "cannot be said"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: what is to be done by a day; `done` is the day on which it was, None where it is not."""

    words: str
    day: dt.date
    done: dt.date | None = None

    def late(self, on: dt.date) -> bool:
        """Whether its day has passed without it."""
        return self.done is None and self.day < on


@dataclass(frozen=True, slots=True)
class Priority:
    """What a state is worked out from. `stop` is the day of "change or stop?"; `stopped` whether a person said stop."""

    judged: tuple[Judged, ...]
    steps: tuple[Step, ...]
    stop: dt.date
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Stood:
    """A state with its reasons in words. `asks`: whether somebody has to answer "change or stop?" now."""

    state: State
    reasons: tuple[str, ...]
    asks: bool


def standing_of(priority: Priority, on: dt.date) -> Stood:
    """Say how a priority goes on a day. What cannot be known never counts as met, and does not put off the stop date."""
    met = bool(priority.judged) and all(j.met for j in priority.judged)
    if priority.stopped:
        return Stood(State.STOPPED, ("A person answered: stop.",), asks=False)
    if met:
        return Stood(State.MET, ("Every measure is where it was to be.",), asks=False)
    reasons = (*_measures(priority.judged), *_late(priority.steps, on))
    if on > priority.stop:
        said = f"Its stop date was {priority.stop:%-d %B %Y} and it is not met."
        return Stood(State.OVERDUE, (said, *reasons), asks=True)
    if any(j.verdict is Verdict.NOT_MET for j in priority.judged) or _late(priority.steps, on):
        return Stood(State.BEHIND, reasons, asks=False)
    if not priority.judged or any(j.verdict in _UNKNOWN for j in priority.judged):
        return Stood(State.CANNOT_BE_SAID, reasons or ("No measure is named.",), asks=False)
    return Stood(State.ON_THE_WAY, ("No milestone is late, and there is time.",), asks=False)


def _measures(judged: Sequence[Judged]) -> tuple[str, ...]:
    missed = sum(j.verdict is Verdict.NOT_MET for j in judged)
    unknown = [j.verdict.value for j in judged if j.verdict in _UNKNOWN]
    said = [f"{missed} of {len(judged)} measures should be met by now and {'is' if missed == 1 else 'are'} not."] if missed else []  # fmt: skip
    times = {v: unknown.count(v) for v in unknown}
    return (*said, *(f"{'One measure' if n == 1 else f'{n} measures'}: {v}." for v, n in times.items()))


def _late(steps: Sequence[Step], on: dt.date) -> tuple[str, ...]:
    late = [s for s in steps if s.late(on)]
    if not late:
        return ()
    first = min(late, key=lambda s: s.day)
    more = f", and {len(late) - 1} more" if len(late) > 1 else ""
    return (f"“{first.words}” was to be done by {first.day:%-d %B %Y}{more}.",)
