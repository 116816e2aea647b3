"""What a person did about each alert: a case that is open, a look with its reason, or nobody yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collegiate.watch.slipping import Slip, still_stands
from collegiate.web.called import called
from collegiate.web.cases.told import open_about
from collegiate.web.slipping.models import Looks, PersonsLook, last_looks
from collegiate.web.words import day

NOBODY = "Nobody yet"
CASE, LOOKED, OPEN = "case", "looked", "open"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about an alert, in words; `state` is case, looked or open (nobody, or it got worse since somebody looked).

    `view` is what the academy itself said and nobody from outside it has agreed with yet: it acts on nothing.
    """

    state: str
    words: str
    view: PersonsLook | None = None


def done_about(trust_uid: int, slips: Iterable[Slip]) -> dict[str, Done]:
    """Return what was done about each alert, by its reference."""
    cases, looks = open_about(trust_uid), last_looks(trust_uid)
    return {s.reference: _done(s, cases, looks.get(s.reference, Looks())) for s in slips}


def _done(slip: Slip, cases: Mapping[tuple[int | None, str], str], looks: Looks) -> Done:
    case = cases.get((slip.urn, slip.series)) or (cases.get((slip.urn, "")) if slip.urn is not None else None)
    if case:
        return Done(CASE, case)
    look, view = looks.counting, looks.view
    if look is not None and still_stands(slip, look.size, look.on):
        return Done(LOOKED, looked(look))
    if view is not None:
        stands = still_stands(slip, view.size, view.on)
        return Done(OPEN, viewed(view, NOBODY), view if stands else None)
    if look is None:
        return Done(OPEN, NOBODY)
    return Done(OPEN, f"{NOBODY}: it got worse since {_who(look)} looked and opened no case because: {look.reason}")


def looked(look: PersonsLook) -> str:
    """Say who looked, why there is no case, and who agreed."""
    agreed = (
        f" Agreed by {called(look.agreed_by)} on {day(look.agreed_on)}" if look.agreed_by and look.agreed_on else ""
    )
    reason = f"{look.reason.rstrip('.')}." if agreed else look.reason
    return f"Looked at by {_who(look)}, no case because: {reason}{agreed}"


def viewed(view: PersonsLook, nobody: str) -> str:
    """Say what the academy itself answered, and that it acts on nothing until somebody from outside it agrees."""
    reason = view.reason.rstrip(".")
    return f"{nobody}: {_who(view)} answered for the academy itself that there is no case, because: {reason}. Somebody who leads improvement has to agree"


def _who(look: PersonsLook) -> str:
    return f"{called(look.by)} on {day(look.on)}"
