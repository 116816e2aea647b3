"""Which of the nearest make the set: PFI and boarding schools like the school, then its region, then the rest."""

from __future__ import annotations

import numpy as np

from collegiate.compare.dfe.definition import Mode
from collegiate.compare.dfe.nearest import NOBODY
from collegiate.compare.dfe.schools import NO_REGION, Flags, Numbers, Places, Schools


def select(
    schools: Schools, own: Places, near: Places, far: Numbers, *, others: int, mode: Mode
) -> tuple[Places, Numbers]:
    """Choose up to `others` of the nearest for each school, in the tool's order of preference, with their distances.

    The tool appends each preferred group without looking at who is in the list already, so a PFI or boarding school's set
    repeats members; `mode="corrected"` takes each once.
    """
    wanted = _preferences(schools, own, near)
    if mode == "corrected":
        wanted = _once(wanted)
    return _first(near, far, np.concatenate(wanted, axis=1), others)


def _preferences(schools: Schools, own: Places, near: Places) -> list[Flags]:
    there = near != NOBODY
    like = [schools.pfi[own][:, None] & schools.pfi[near], schools.boards[own][:, None] & schools.boards[near]]
    region = schools.region[own][:, None]
    same_region = there & (region == schools.region[near]) & (region != NO_REGION)
    return [*(there & flag for flag in like), same_region, there & ~same_region]


def _once(wanted: list[Flags]) -> list[Flags]:
    taken = np.zeros_like(wanted[0])
    once = []
    for flag in wanted:
        once.append(flag & ~taken)
        taken = taken | flag
    return once


def _first(places: Places, far: Numbers, chosen: Flags, others: int) -> tuple[Places, Numbers]:
    """The first `others` chosen of each row, moved to the left; `chosen` repeats the columns once for each preference."""
    position = np.cumsum(chosen, axis=1, dtype=np.int16) - 1
    row, repeated = np.nonzero(chosen & (position < others))
    at, column = position[row, repeated], repeated % places.shape[1]
    members = np.full((len(places), others), NOBODY, dtype=np.intp)
    distances = np.full((len(places), others), np.nan)
    members[row, at] = places[row, column]
    distances[row, at] = far[row, column]
    return members, distances
