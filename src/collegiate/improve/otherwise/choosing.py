"""Choosing a comparison: beside whom, over which spans. What cannot be compared is refused in words."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np

from collegiate.improve.otherwise.alike import comparators
from collegiate.improve.otherwise.dates import check_dates
from collegiate.improve.otherwise.designs import METHOD, METHOD_VERSION, OWN_PROGRAMMES, Design, design_of
from collegiate.improve.otherwise.errors import CannotCompareError
from collegiate.improve.otherwise.held import Held, Value, held
from collegiate.improve.otherwise.locked import Helped, LeftOut, Locked, Other
from collegiate.improve.otherwise.programmes import choose_programme
from collegiate.improve.otherwise.spans import Span
from collegiate.improve.otherwise.tables import panel_of
from collegiate.improve.series import Series, series_of
from collegiate.statistics.effects import steady_spans
from collegiate.statistics.effects.two_step import FEWEST
from collegiate.store import Reader, ScopedReader

LATE_MOST = 1
"""So many spans after the start may be in the data already; the comparison is then graded as locked late. With more it is refused."""


def choose(
    *, trust_uid: int, urn: int | None, series: str, start: dt.date, due: dt.date, minimum: Decimal, about: str, on: dt.date,
    reader: Reader, people: ScopedReader | None, case: str = "", plan: str = "", request: str = "",
) -> Locked:  # fmt: skip
    """Return the comparison that is to be locked for a school's series. Nothing that became known after `on` is used.

    people: a reader of the whole trust's counts. minimum: the smallest effect worth having, in the unit of the series. Raises
    `CannotCompareError` in words: an unknown series, days that cannot be, a start long past, no comparators, too few children.
    """
    about = " ".join(about.split())
    if urn is None or design_of(series) is OWN_PROGRAMMES:
        return choose_programme(
            trust_uid=trust_uid, urn=urn, series=series, start=start, due=due, minimum=minimum, about=about, on=on, reader=reader, people=people,
            case=case, plan=plan, request=request,
        )  # fmt: skip
    known, design = _known(series, reader, people), design_of(series)
    check_dates(design, start, due, minimum, about, on)
    mine = _school(urn, trust_uid, reader)
    candidates, left_out = comparators(design, urn, trust_uid, on, reader)
    every = held(series, [urn, *(o.urn for o in candidates)], reader, people)
    over = [s for s in every.finished(on) if s.last <= on]
    own = every.of(urn)
    late = sum(s.first >= start - dt.timedelta(days=design.grace) for s in over if s in own)
    _not_long_past(design, start, late)
    spans = _before(design, mine, every, [s for s in over if s.last < start])
    others, short = _with(design, candidates, every, spans, own)
    kept = others[: design.nearest] if design.nearest else others
    if len(kept) < FEWEST:
        raise CannotCompareError(_no_others(design, mine, len(kept), short))
    before, left = _steady(design, urn, kept, every, spans)
    return Locked(
        trust_uid, Helped(mine.urn, mine.name), known, design, start, due, minimum, about, tuple(before), tuple(left), tuple(kept),
        (*left_out, *short), on, max((s.last for s in every.spans if s.last <= on), default=None), late, reader.snapshot,
        case, plan, request, METHOD, METHOD_VERSION,
    )  # fmt: skip


def _known(series: str, reader: Reader, people: ScopedReader | None) -> Series:
    found = series_of(series, reader, people)
    if found is None:
        raise CannotCompareError(
            f"There is no series '{series}' in this picture, or none that you may see. Choose one of the list."
        )
    return found


def _school(urn: int, trust_uid: int, reader: Reader) -> Other:
    row = next((m for m in reader.members(trust_uid) if m["urn"] == urn), None)
    if row is None:
        raise CannotCompareError(f"School {urn} is not in the trust today, so nothing can be locked for it.")
    return Other(urn, row["school_name"] or f"School {urn}")


def _not_long_past(design: Design, start: dt.date, late: int) -> None:
    if late > LATE_MOST:
        raise CannotCompareError(
            f"It began on {start:%-d %B %Y}, and {late} {design.span}s since then are in the data already: whoever chooses a comparison now "
            "can have seen what came out. It is not locked. Lock the comparison of what begins next."
        )


def _before(design: Design, mine: Other, every: Held, before: list[Span]) -> list[Span]:
    """Return the spans before, of one era, up to the latest in which the school has enough children."""
    own = every.of(mine.urn)
    there = [s for s in before if s in own]
    if len(there) < design.least_before:
        raise CannotCompareError(
            f"{mine.name} has {_count(len(there), design)} of this series before the start; {_count(design.least_before, design)} are needed to say "
            "what would have been. Choose another series."
        )
    few = [s for s in there[-design.least_before :] if (own[s].n or design.fewest) < design.fewest]
    if few:
        raise CannotCompareError(
            f"Fewer than {design.fewest} children are behind {mine.name}'s figures ({few[-1].words}): one child's luck would look like an effect. "
            "Too few children to say."
        )
    era = own[there[-1]].era
    same = [s for s in there if own[s].era == era and (own[s].n or design.fewest) >= design.fewest]
    if len(same) < design.least_before:
        raise CannotCompareError(
            f"The measure was changed: only {_count(len(same), design)} before the start {'is' if len(same) == 1 else 'are'} counted as it is now, "
            f"and {_count(design.least_before, design)} are needed. Choose another series."
        )
    return same[-2 * design.most_before :]


def _count(n: int, design: Design) -> str:
    return f"{n} {design.span}{'' if n == 1 else 's'}"


def _with(
    design: Design, candidates: list[Other], every: Held, spans: list[Span], own: dict[Span, Value]
) -> tuple[list[Other], list[LeftOut]]:
    """Return the others that have every span of the latest ones, nearest first where the nearest are taken, and those that have not."""
    needed = spans[-min(len(spans), design.most_before) :]
    kept, short = [], []
    for other in candidates:
        why = _lacks(design, every, other.urn, needed)
        if why:
            short.append(LeftOut(other.urn, other.name, why))
        else:
            kept.append(other)
    if design.nearest:
        kept = _nearest(kept, every, needed, own)
    return kept, short


def _lacks(design: Design, every: Held, urn: int, needed: list[Span]) -> str:
    values = every.of(urn)
    missing = [s for s in needed if s not in values]
    if missing:
        return f"no figure of {missing[-1].words}"
    if any((values[s].n or design.fewest) < design.fewest for s in needed):
        return f"fewer than {design.fewest} children"
    return ""


def _nearest(others: list[Other], every: Held, spans: list[Span], own: dict[Span, Value]) -> list[Other]:
    mine = np.array([own[s].value for s in spans])
    far = {o.urn: float(np.abs(np.array([every.of(o.urn)[s].value for s in spans]) - mine).sum()) for o in others}
    return sorted(others, key=lambda o: (far[o.urn], o.urn))


def _steady(
    design: Design, urn: int, others: list[Other], every: Held, spans: list[Span]
) -> tuple[list[Span], list[Span]]:
    """Return the spans before through which the school kept its distance from the others, and those of the latest that were left out."""
    latest = spans[-design.most_before :]
    if len(latest) <= design.least_before:
        return latest, []
    panel = panel_of(every, [urn, *(o.urn for o in others)], latest)
    taken = steady_spans(panel, range(len(latest)), least=design.least_before, most=design.most_before)
    return [latest[t] for t in taken], latest[: taken[0]]


def _no_others(design: Design, mine: Other, kept: int, short: list[LeftOut]) -> str:
    why = f" Left out: {'; '.join(f'{s.name} ({s.why})' for s in short[:5])}." if short else ""
    return (
        f"Beside {mine.name} stand {kept} of {design.beside} with figures of the same {design.span}s; at least {FEWEST} are needed, since from fewer nobody "
        f"can tell how far schools differ by themselves.{why} Choose a series that more schools have."
    )
