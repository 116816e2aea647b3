"""From the facts of a build to the tables of a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyarrow as pa

from collegiate.checks import checked_variables, run_checks
from collegiate.compare import complete, intakes, similar_schools, similar_sets, standing, trust_figures
from collegiate.compare.disagreement import BANDS, published_bands
from collegiate.compare.value_added import contextual_effects
from collegiate.engine import Session
from collegiate.measures import Measure, definitions, evaluate, measure_rows, narrowed
from collegiate.register import build_register
from collegiate.store import Building
from collegiate.tables import FACTS, Observation, ReferenceRow
from collegiate.watch.slipping import slipping

_LONG = (Observation.name, ReferenceRow.name)

Step = Callable[[str], None]


def picture_of(building: Building, step: Step) -> dict[str, pa.Table]:
    """Return the tables of the picture, by name, from what a build has read; `step` is told what begins."""
    facts = {t.name: building.read(t.name) for t in FACTS if t.name not in _LONG}
    step("Joining schools and trusts through time")
    picture = build_register(facts)
    step("Reading the published numbers")
    measures = definitions()
    observations = _observations(building, measures)
    step("Working out figures")
    evaluated = evaluate(observations, measures, picture["school"])
    step("Finding similar schools")
    periods = evaluated.figures["period"].unique().to_pylist()
    intake = intakes(observations, picture["school"], periods)
    sets = similar_sets(intake)
    step("Comparing with similar schools")
    completed = standing(complete(evaluated, sets, measures), sets, measures)
    step("Estimating what to expect of each intake")
    picture |= {
        "contextual_effect": contextual_effects(completed, intake),
        "published_band": published_bands(observations),
    }
    step("Looking for academies that slip")
    picture["alert"] = slipping(completed, sets, picture["school"], measures)
    step("Pooling trusts' pupils")
    trusts = trust_figures(evaluated, completed, picture["membership"], picture["school"], measures=measures)
    picture |= {
        "figure": pa.concat_tables([completed, trusts]), "intake": intake, "similar_set": sets, "measure": measure_rows(measures),
    }  # fmt: skip
    step("Checking the whole")
    picture["check_result"] = run_checks(facts | {Observation.name: observations}, picture)
    return picture


def _observations(building: Building, measures: Iterable[Measure]) -> pa.Table:
    """Only the variables that a measure, a similar set or a check reads: the engine leaves the rest on disk."""
    parts = building.parts(Observation.name)
    if not parts:
        return Observation.empty()
    with Session() as session:
        return Observation.conform(narrowed(session, session.table(parts), _variables(measures)))


def _variables(measures: Iterable[Measure]) -> set[str]:
    used: set[Any] = {v for m in measures for v in m.variables} | set(checked_variables()) | set(BANDS.values())
    return used | {v for feature in similar_schools().features for source in feature.sources for v in source}
