"""How many year groups, from nursery to Year 13, an academy of the trust serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.register.coverage import coverage
from collegiate.strategy.measuring import Asked, Found, Member, Moment, Rule
from collegiate.vocabulary.years import AcademicYear


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    schools = [asked.schools[u] for u in asked.urns if u in asked.schools]
    if not schools:
        return Found(missing="The register names no academy of this trust today.")
    groups = coverage(schools)
    served = sum(not g.hole for g in groups)
    members = tuple(
        Member(g.urns[0] if g.urns else None, g.name, ", ".join(asked.name(u) for u in g.urns) or "no academy", not g.hole)
        for g in groups
    )  # fmt: skip
    return Found(
        served, moments=tuple(_moments(asked, len(groups))), members=members, step=1.0, as_of=f"{asked.on:%-d %b %Y}",
        compared="the fifteen year groups from nursery to Year 13",
        sure="Statutory ages are what the register says; an academy whose ages it does not give serves none here.",
        came="the register of schools (GIAS)",
    )  # fmt: skip


def _moments(asked: Asked, most: int) -> list[Moment]:
    starts = sorted({AcademicYear.of(s["joined"]).end for s in asked.stays if s["joined"]})
    years = range(starts[0], AcademicYear.of(asked.on).end + 1) if starts else ()
    found = []
    for end in years:
        day = min(AcademicYear(end).last_day, asked.on)
        there = [asked.schools[u] for u in asked.members_on(day) if u in asked.schools]
        served = sum(not g.hole for g in coverage(there))
        found.append(Moment(day, str(AcademicYear(end)), served, served, most))
    return found


RULE = Rule(
    "ages_covered", "Year groups that an academy of the trust serves", "year groups", "higher",
    "Counts the year groups from nursery to Year 13 that lie within the statutory ages of an academy of today.", _measure,
)  # fmt: skip
