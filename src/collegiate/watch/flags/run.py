"""Early identification of children who drift out of attendance: flags of today, and how those of a year ago came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from collegiate.pupils.ledger.grid import Array
from collegiate.tables import Flag, FlagModel, FlagScore
from collegiate.watch.flags.card import card_row, fitted, not_fitted, trial, trial_by_group
from collegiate.watch.flags.learn import (
    Learnt,
    TooLittleError,
    Year,
    chances_without_own_school,
    learn,
    year_of,
    years_closed,
)
from collegiate.watch.flags.look import Look, latest_closed, looks_back
from collegiate.watch.flags.material import READ, Material, material
from collegiate.watch.flags.outcome import outcome, schools_on
from collegiate.watch.flags.raise_flags import flag_rows, placed, weights_of
from collegiate.watch.flags.score import groups_on, score_rows
from collegiate.watch.flags.signs import signs

CAPACITY = 0.10
"""The share of its children that a school can look at, until it sets another."""


class Flags(NamedTuple):
    """Three tables: flags of today and of the same point a year before, how the latter came out, and the models' cards."""

    flags: pa.Table
    scores: pa.Table
    models: pa.Table


def flags(tables: Mapping[str, pa.Table], today: date, *, capacity: float = CAPACITY) -> Flags:
    """Return `Flag`, `FlagScore` and `FlagModel` rows.

    `tables` holds the record by table name: pupil, pupil_enrolment, pupil_week (`pupils.ledger.marks_by_week`), and as far
    as they were sent pupil_result, pupil_effort, pupil_conduct; pupil_need serves the scores by group. With too little to
    learn from no flag is raised, and the card says what it would take. `capacity` lies above 0 and at most at 1.
    """
    if not 0 < capacity <= 1:
        raise ValueError(
            f"A capacity of {capacity} is no share of a school's children. Give one above 0 and at most 1."
        )
    of = material({name: tables[name] for name in (*READ, "pupil_week") if name in tables}, today)
    looks = looks_back(today, of.weeks)
    parts = [_today(of, looks, capacity)]
    past = latest_closed(looks, today)
    if past is not None:
        parts.append(_past(of, looks, past, tables, today, capacity))
    return Flags(
        pa.concat_tables([Flag.empty(), *(p.flags for p in parts)]),
        pa.concat_tables([FlagScore.empty(), *(p.scores for p in parts)]),
        pa.concat_tables([FlagModel.empty(), *(p.models for p in parts)]),
    )


def _today(of: Material, looks: Sequence[Look], capacity: float) -> Flags:
    look = looks[0]
    try:
        learnt = learn(years_closed(of, looks, look.as_of))
    except TooLittleError as error:
        return _none(look, capacity, str(error))
    urn, x = schools_on(of, look), signs(of, look)
    on = np.flatnonzero(urn)
    rows = flag_rows(look, of.children[on], urn[on], x[on], learnt.model, capacity)
    return Flags(rows, FlagScore.empty(), card_row(look, fitted(look, capacity, learnt, x[on])))


def _past(
    of: Material, looks: Sequence[Look], place: int, tables: Mapping[str, pa.Table], today: date, capacity: float
) -> Flags:
    """Flags as they would have been on a past day, with a model that knew no more than that day, and how they came out."""
    look = looks[place]
    years = years_closed(of, looks[place + 1 :], look.as_of)
    try:
        learnt = learn(years)
    except TooLittleError as error:
        return _none(look, capacity, str(error))
    urn, x, came = schools_on(of, look), signs(of, look), outcome(of, look)
    on = np.flatnonzero(urn)
    told = np.where(came.known, came.came.astype(int), -1)
    rows = flag_rows(look, of.children[on], urn[on], x[on], learnt.model, capacity, told[on])
    groups = groups_on(tables, look.as_of, today)
    known = on[came.known[on]]
    raised = np.zeros(len(of.children), bool)
    raised[on] = rows["raised"].to_numpy()
    _, _, chance = weights_of(learnt.model, x[known])
    mine = {name: group[known] for name, group in groups.items()}
    scores = score_rows(look.period, urn[known], raised[known], came.came[known], chance, mine)
    card = fitted(look, capacity, learnt, x[on]) | _trials(
        years, year_of(of, look), learnt, raised[known], mine, capacity
    )
    return Flags(rows, scores, card_row(look, card))


def _trials(
    years: Sequence[Year], later: Year, learnt: Learnt, raised: Array, groups: Mapping[str, Array], capacity: float
) -> dict[str, Any]:
    """The model against the year after those that it saw, for all and by group, and again without the child's own school."""
    _, _, chance = weights_of(learnt.model, later.x)
    found = {
        "later_year": {"period": later.period} | trial(later.came, chance, raised, capacity),
        "groups": trial_by_group(later.came, chance, raised, groups),
    }
    apart = chances_without_own_school(years, later)
    tried = ~np.isnan(apart)
    if tried.any():
        _, flagged = placed(later.urn[tried], apart[tried], capacity)
        told = trial(later.came[tried], apart[tried], flagged, capacity)
        found["later_year_and_other_schools"] = {"period": later.period} | told
    return found


def _none(look: Look, capacity: float, why: str) -> Flags:
    return Flags(Flag.empty(), FlagScore.empty(), card_row(look, not_fitted(look, capacity, why)))
