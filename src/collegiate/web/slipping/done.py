"""What a person did about each alert: a case that is open, a look with its reason, or nobody yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collegiate.watch.slipping import Slip, still_stands
from collegiate.web.called import called
from collegiate.web.cases.told import open_about
from collegiate.web.slipping.models import PersonsLook, last_looks
from collegiate.web.words import day

NOBODY = "Nobody yet"
CASE, LOOKED, OPEN = "case", "looked", "open"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about an alert, in words; `state` is case, looked or open (nobody, or it got worse since somebody looked)."""

    state: str
    words: str


def done_about(trust_uid: int, slips: Iterable[Slip]) -> dict[str, Done]:
    """Return what was done about each alert, by its reference."""
    cases, looks = open_about(trust_uid), last_looks(trust_uid)
    return {s.reference: _done(s, cases, looks.get(s.reference)) for s in slips}


def _done(slip: Slip, cases: Mapping[tuple[int | None, str], str], look: PersonsLook | None) -> Done:
    case = cases.get((slip.urn, slip.series)) or (cases.get((slip.urn, "")) if slip.urn is not None else None)
    if case:
        return Done(CASE, case)
    if look is None:
        return Done(OPEN, NOBODY)
    who = f"{called(look.by)} on {day(look.on)}"
    if still_stands(slip, look.size, look.on):
        return Done(LOOKED, f"Looked at by {who}, no case because: {look.reason}")
    return Done(OPEN, f"{NOBODY}: it got worse since {who} looked and opened no case because: {look.reason}")
