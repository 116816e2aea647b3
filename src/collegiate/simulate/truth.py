"""What is true of the made-up nation: planted effects and changes, and the counts that a build must find again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from collegiate.simulate.outcomes import DECLINE_A_YEAR, SUBJECTS
from collegiate.simulate.picture import Picture
from collegiate.simulate.register_files import memberships
from collegiate.simulate.trusts import MULTI, RURAL_NAME, RURAL_TRUST, SINGLE, SPONSOR, URBAN_NAME, URBAN_TRUST

_RURAL_NAME, _URBAN_NAME = (name.title().replace("And", "and") for name in (RURAL_NAME, URBAN_NAME))


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth beside the files, written as `truth.json`. Dates are ISO; a period is the year in which it ends.

    `effects` maps a school's latest URN to what it truly adds: key stage 2 progress in scaled-score points, Progress 8 in
    grades, A-level points per entry. `files` maps each file to its rows, the header not counted. `children` is the truth about
    children, where there are any.
    """

    seed: int
    years: list[int]
    rural_trust: int
    urban_trust: int
    rural_schools: list[int]
    urban_schools: list[int]
    small_church_schools: list[int]
    middle_schools: list[int]
    conversions: list[dict[str, Any]]
    moves: list[dict[str, Any]]
    mergers: list[dict[str, Any]]
    splits: list[dict[str, Any]]
    decline: dict[str, Any]
    totals: dict[str, int]
    files: dict[str, int]
    effects: dict[str, dict[str, float]]
    children: dict[str, Any] = field(default_factory=dict)

    def trusts_to_open(self) -> list[tuple[str, int]]:
        """The trusts to look at first, by name and Group UID: the rural one, then the urban one."""
        return [(_RURAL_NAME, self.rural_trust), (_URBAN_NAME, self.urban_trust)]

    def write(self, path: Path) -> None:
        """Write the truth as JSON, always in the same order."""
        path.write_text(json.dumps(asdict(self), indent=1, default=str) + "\n", encoding="utf-8")


def truth_of(picture: Picture, files: Mapping[str, int]) -> Truth:
    """Gather the truth of a nation and of the files that were written."""
    nation, group = picture.nation, picture.groups
    urn = nation.schools.urn_now
    return Truth(
        seed=nation.seed,
        years=list(nation.years),
        rural_trust=group.uid_of(RURAL_TRUST),
        urban_trust=group.uid_of(URBAN_TRUST),
        rural_schools=urn[nation.rural].tolist(),
        urban_schools=urn[nation.urban].tolist(),
        small_church_schools=urn[nation.rural[3:5]].tolist(),
        middle_schools=urn[nation.schools.kind == 3].tolist(),
        conversions=_conversions(picture),
        moves=_moves(picture),
        mergers=_mergers(picture),
        splits=_splits(picture),
        decline={
            "urn": int(urn[picture.effects.declining]),
            "measure": "ks4_progress8",
            "first_period": nation.years[0],
            "change_a_year": -DECLINE_A_YEAR,
        },
        totals=_totals(picture),
        files=dict(files),
        effects=_effects(picture),
    )


def _conversions(picture: Picture) -> list[dict[str, Any]]:
    """Conversions after the first census day: histories that must run through a change of URN."""
    schools, first = picture.nation.schools, np.datetime64(f"{picture.nation.years[0]}-01-17")
    during = np.flatnonzero(schools.converted > first)
    return [
        {"urn": int(schools.urn_before[s]), "next_urn": int(schools.urn_now[s]), "on": str(schools.converted[s])}
        for s in during.tolist()
    ]


def _moves(picture: Picture) -> list[dict[str, Any]]:
    schools, group = picture.nation.schools, picture.groups
    return [
        {
            "urn": int(schools.urn_now[s]),
            "from": group.uid_of(group.trust_before[s]),
            "to": group.uid_of(group.trust_now[s]),
            "on": str(group.joined_now[s]),
        }
        for s in sorted(group.moves.tolist())
    ]


def _mergers(picture: Picture) -> list[dict[str, Any]]:
    urn, changes = picture.nation.schools.urn_now, picture.nation.changes
    return [
        {"urns": urn[[a, b]].tolist(), "next_urn": int(urn[c]), "on": str(changes.on)}
        for a, b, c in changes.mergers.tolist()
    ]


def _splits(picture: Picture) -> list[dict[str, Any]]:
    urn, changes = picture.nation.schools.urn_now, picture.nation.changes
    return [
        {"urn": int(urn[a]), "next_urns": urn[[b, c]].tolist(), "on": str(changes.on)}
        for a, b, c in changes.splits.tolist()
    ]


def _totals(picture: Picture) -> dict[str, int]:
    schools, group = picture.nation.schools, picture.groups
    who, which, _ = memberships(picture, older=False)
    in_trust = np.isin(group.kind[which], (MULTI, SINGLE))
    converted = int((schools.urn_before > 0).sum())
    merged, split = picture.nation.changes.mergers, picture.nation.changes.splits
    return {
        "establishments": len(schools) + converted,
        "open_establishments": int(np.isnat(schools.closed).sum()),
        "multi_academy_trusts": int((group.kind == MULTI).sum()),
        "single_academy_trusts": int((group.kind == SINGLE).sum()),
        "sponsors": int((group.kind == SPONSOR).sum()),
        "academies_in_trusts": len(np.unique(who[in_trust])),
        "conversions": converted,
        "merger_steps": int(merged[:, :2].size),
        "split_steps": int(split[:, 1:].size),
        "moves": len(group.moves),
    }


def _effects(picture: Picture) -> dict[str, dict[str, float]]:
    effects = picture.effects
    names = [*(f"ks2_{subject.lower()}" for subject in SUBJECTS), "ks4_progress8", "ks5_points"]
    table = np.round(np.vstack([effects.ks2, effects.p8, effects.ks5]), 3).T.tolist()
    urns = picture.nation.schools.urn_now.tolist()
    return {str(urn): dict(zip(names, row, strict=True)) for urn, row in zip(urns, table, strict=True)}
