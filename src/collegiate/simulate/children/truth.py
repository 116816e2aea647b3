"""What is true of the made-up children, for a build to be measured by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from collegiate.simulate.children.calendar import day_of
from collegiate.simulate.children.plan import DRIFTING, QUIETLY, SUBJECTS, Plan
from collegiate.simulate.children.population import SUBSIDIARY
from collegiate.simulate.children.scene import Scene


def truth_of(
    scene: Scene, facts: Mapping[str, pa.Table], counted: Mapping[tuple[int, int], Mapping[str, int]]
) -> dict[str, Any]:
    """Gather the truth. Persons are the names that the child has at the school of the row; dates are ISO."""
    plan, urns = scene.plan, scene.urns.tolist()
    return {
        "seed": scene.seed,
        "years": scene.known_periods,
        "today": day_of(scene.today).isoformat(),
        "pupils": len(np.unique(scene.seats.child[scene.begun()])),
        "on_roll": len(np.unique(scene.seats.child[scene.current()])),
        "schools": [{"urn": s.urn, "name": s.name, "system": s.system, "year_groups": list(s.year_groups)} for s in scene.schools],
        "roll": _roll(scene),
        "attendance": [
            {"urn": urns[school], "period": period, **count} for (school, period), count in sorted(counted.items())
        ],
        "school_effects": [
            {"urn": urns[n], "subject": subject, "effect": float(plan.school_effects[n, s])}
            for n, school in enumerate(scene.schools)
            for s, subject in enumerate(SUBJECTS)
            if _tested(school.last_year_group, subject)
        ],
        "subject_effects": dict(zip(SUBJECTS, plan.subject_effects.tolist(), strict=True)),
        "decline": {
            "urn": plan.declining_urn,
            "series": "attendance",
            "since": day_of(plan.declines_since).isoformat(),
            "falls_until": day_of(plan.declines_until).isoformat(),
            "change_a_year": plan.decline_a_year,
        },
        "support": _support(plan),
        "steady": [urn for urn in urns if urn != plan.declining_urn],
        "ground_lost": _ground_lost(scene),
        "drifting": _drifting(scene),
        "drifting_without_signs": _drifting(scene, only=QUIETLY),
        "nobody_recorded": _nobody(scene, facts["adult_note"], facts["support"]),
        "interventions": [
            {"programme": name, "subject": SUBJECTS[subject], "effect": effect}
            for name, subject, effect in plan.programmes
        ],
        "faults": [],
    }  # fmt: skip


def _support(plan: Plan) -> dict[str, Any] | None:
    """What support adds, in percentage points of the rate of attendance, of every half term from the day on."""
    if plan.helped is None:
        return None
    since = day_of(plan.helped.since).isoformat()
    return {
        "urn": plan.helped.urn,
        "series": "own.attendance",
        "since": since,
        "effect": round(100 * plan.helped.effect, 4),
    }


def _tested(last_year_group: int, subject: str) -> bool:
    return last_year_group >= (7 if subject == "SCI" else 1)


def _roll(scene: Scene) -> dict[str, int]:
    """Children on the roll of each school today, each once: a child who is registered at two schools at the main one."""
    here = scene.current()
    school = scene.seats.school[here][scene.seats.status[here] != SUBSIDIARY]
    return {str(s.urn): int((school == n).sum()) for n, s in enumerate(scene.schools)}


def _ground_lost(scene: Scene) -> dict[str, Any]:
    plan, urns = scene.plan, scene.urns.tolist()
    pairs = {"lost": (plan.lost, plan.lost_points), "not_lost": (plan.kept, 0.0)}
    return {
        name: {
            "urn": urns[pair[0]],
            "next_urn": urns[pair[1]],
            "move": plan.move,
            "subject": SUBJECTS[plan.lost_subject],
            "points": points,
        }
        for name, (pair, points) in pairs.items()
        if pair is not None
    }


def _drifting(scene: Scene, only: int | None = None) -> dict[str, list[str]]:
    """By year, who begins to drift; none for the first year, before which nothing is known."""
    seats = scene.seats
    wanted = (DRIFTING, QUIETLY) if only is None else (only,)
    whole = seats.first == np.array([[y.first for y in c] for c in scene.calendars])[seats.school, scene.numbers]
    found = {}
    for period in scene.known_periods:
        if period >= scene.plan.planted_from:
            here = np.flatnonzero((seats.period == period) & np.isin(scene.plan.drift, wanted) & whole)
            found[str(period)] = sorted(scene.persons.take(pa.array(seats.place[here])).to_pylist())
    return found


def _nobody(scene: Scene, notes: pa.Table, support: pa.Table) -> list[str]:
    """Children on roll today of whom no adult of any school ever wrote a note, and to whom none gave support."""
    place_of = {name: n for n, name in enumerate(scene.persons.to_pylist())}
    named = {p for table in (notes, support) for p in table["person"].unique().to_pylist()}
    written = np.array(sorted(place_of[p] for p in named), dtype=int)
    known = np.zeros(scene.people.children, dtype=bool)
    known[scene.people.place_child[written]] = True
    here = np.flatnonzero(scene.current() & ~known[scene.seats.child] & (scene.seats.status != 2))
    return sorted(scene.persons.take(pa.array(scene.seats.place[here])).to_pylist())
