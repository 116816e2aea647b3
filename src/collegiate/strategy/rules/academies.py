"""How many academies the trust has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collegiate.strategy.measuring import Asked, Found, Member, Moment, Rule
from collegiate.vocabulary.years import AcademicYear


def _measure(asked: Asked, given: Mapping[str, Any]) -> Found:
    if not asked.stays:
        return Found(missing="The register names no academy of this trust.")
    joined = {s["urn"]: s["joined"] for s in asked.stays}
    members = tuple(
        Member(u, asked.name(u), f"joined {joined[u]:%-d %B %Y}" if joined[u] else "day of joining not known", True, f"/schools/{u}/")
        for u in asked.urns
    )  # fmt: skip
    return Found(
        len(asked.urns), moments=tuple(_moments(asked)), members=members, step=1.0, as_of=f"{asked.on:%-d %b %Y}",
        compared="nothing: it is a count", sure="Every academy that the register names is counted.", came="the register of schools and trusts (GIAS)",
    )  # fmt: skip


def _moments(asked: Asked) -> list[Moment]:
    starts = [AcademicYear.of(s["joined"]).end for s in asked.stays if s["joined"]]
    years = range(min(starts), AcademicYear.of(asked.on).end + 1) if starts else ()
    days = [(end, min(AcademicYear(end).last_day, asked.on)) for end in years]
    return [Moment(day, str(AcademicYear(end)), len(asked.members_on(day))) for end, day in days]


RULE = Rule("academies", "Academies in the trust", "academies", "higher", "Counts the academies that are in the trust on the day.", _measure)  # fmt: skip
