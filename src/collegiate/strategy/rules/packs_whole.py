"""The share of children moving to another school of the trust whose agreed pack is whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.disclosure import POLICY, half_away
from collegiate.strategy.measuring import Asked, Found, Moment, Rule
from collegiate.vocabulary.years import AcademicYear

_STEPS = (1.0, 2.0, 5.0, 10.0)


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if asked.counts is None:
        return Found(missing="It is counted over all children of the trust who move on.", unseen=asked.part_only)
    whole: dict[int, int] = {}
    complete: dict[int, int] = {}
    for (period, _, urn, _, packed, *_), n in asked.counts.move_counts().items():
        if urn in asked.urns:
            whole[period] = whole.get(period, 0) + n
            complete[period] = complete.get(period, 0) + (n if packed else 0)
    found = [m for p in sorted(whole) if (m := _moment(p, complete[p], whole[p]))]
    moments = tuple(m for m in found if m.on <= asked.on)
    if found and not moments:
        return Found(
            missing=f"The packs of {found[-1].when} are due in the summer; {found[-1].value:g}% are whole so far."
        )
    if not moments:
        return Found(missing="No children move on in this picture, or too few to say.")
    return Found(
        moments[-1].value, moments=moments, as_of=moments[-1].when, compared="the pack that the trust agreed for each move",
        sure="Every child in the last year group of an academy is counted. Shares are rounded to steps of ten children or more.",
        came="the trust's own records; the transition room shows what each pack lacks",
    )  # fmt: skip


def _moment(period: int, complete: int, whole: int) -> Moment | None:
    step = next((s for s in _STEPS if s * whole >= 100 * 2 * POLICY.step), None)
    year = AcademicYear(period)
    return None if step is None else Moment(year.last_day, str(year), float(half_away(100 * complete / whole, step)))


RULE = Rule(
    "packs_whole", "Share of children moving on with a whole pack", "%", "higher",
    "Every child who moves on at the end of the year counts once, by whether the agreed pack for the next school is whole.", _measure,
)  # fmt: skip
