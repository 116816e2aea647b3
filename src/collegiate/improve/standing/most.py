"""How many academies are at the trust's standard, against "most": a number that only the board can say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from collegiate.improve.standing.frameworks import Area
from collegiate.improve.standing.judging import Judgement


class Level(StrEnum):
    """Where an academy is. What is not judged in every area is never at the standard."""

    AT = "at or above the standard"
    BELOW = "below it in an area"
    UNKNOWN = "not judged in every area"


@dataclass(frozen=True, slots=True)
class Most:
    """The answer in words; `met` is None where it cannot be said."""

    words: str
    met: bool | None


def level_of(standard: str, judged: Sequence[tuple[Area, Judgement | None]]) -> Level:
    """Say where an academy is. Areas whose scale has not the standard's word (safeguarding) are at it with the best of their own.

    judged: each area with the judgement that counts, the moderator's where there is one.
    """
    places = [_at(area, found.grade, standard) if found else None for area, found in judged if not (area.optional and found is None)]  # fmt: skip
    if False in places:
        return Level.BELOW
    return Level.UNKNOWN if None in places or not places else Level.AT


def most_of(levels: Sequence[Level], share: Decimal | None) -> Most:
    """Say whether most academies are at the standard. `share` in percent as the board settled it, None where it did not.

    Academies that are not judged count as not at it: missing is never met.
    """
    at, all_ = sum(level is Level.AT for level in levels), len(levels)
    if not all_:
        return Most("There is no academy to count.", None)
    said = f"{at} of {all_} academies {'is' if at == 1 else 'are'} at or above the standard"
    if share is None:
        return Most(f"{said}. Whether that is most: no threshold set.", None)
    met = Decimal(100 * at) >= share * all_
    return Most(f"{said}; most means {share.normalize():f} %, so most are{'' if met else ' not'}.", met)


def _at(area: Area, grade: str, standard: str) -> bool | None:
    place, wanted = area.place(grade), area.place(standard)
    if place is None:
        return None
    return place <= (0 if wanted is None else wanted)
