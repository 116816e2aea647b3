"""Fitting, calibrating on a later year, and trying the model on years and schools that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from collegiate.pupils.ledger.grid import Array
from collegiate.statistics.additive import AdditiveModel, fit_additive
from collegiate.statistics.calibration import recalibration
from collegiate.watch.flags.look import Look
from collegiate.watch.flags.material import Material
from collegiate.watch.flags.outcome import has_year_before, outcome, schools_on
from collegiate.watch.flags.signs import SIGNS, signs

FEWEST_CHILDREN = 300
FEWEST_OUTCOMES = 50
"""Children, and children who drifted, without whom there is no model: fewer would make it say more than it knows."""
_FEWEST_TO_CALIBRATE = 30
_MOST_WITHOUT_YEAR = 0.5
_FOLDS = 5
_RIDGE = 2.0


class TooLittleError(Exception):
    """There is too little to learn from; the message says what there is and what it takes."""


@dataclass(frozen=True, slots=True)
class Year:
    """What a past look teaches: children on roll that day of whom it is known what came. `child` is a place among all."""

    as_of: date
    period: int
    child: Array
    urn: Array
    x: Array
    came: Array

    def where(self, keep: Array) -> Year:
        """Some of the children."""
        return Year(self.as_of, self.period, self.child[keep], self.urn[keep], self.x[keep], self.came[keep])


@dataclass(frozen=True, slots=True)
class Learnt:
    """A calibrated model and how it came about: `calibrated_on` is None where schools left out took the place of a later year."""

    model: AdditiveModel
    fitted_on: tuple[int, ...]
    calibrated_on: int | None
    children: int
    came: int


def years_closed(of: Material, looks: Sequence[Look], by: date) -> list[Year]:
    """Return what the looks teach whose outcomes were known on a day, oldest first."""
    found = [
        year_of(of, look)
        for look in reversed(looks)
        if look.as_of < by and look.closed(by) and has_year_before(of, look) >= 1 - _MOST_WITHOUT_YEAR
    ]
    return [year for year in found if len(year.child)]


def year_of(of: Material, look: Look) -> Year:
    """Return what one look teaches."""
    urn, came = schools_on(of, look), outcome(of, look)
    child = np.flatnonzero((urn > 0) & came.known)
    return Year(look.as_of, look.period, child, urn[child], signs(of, look)[child], came.came[child])


def learn(years: Sequence[Year]) -> Learnt:
    """Fit on all years but the latest and calibrate on that; with one year, calibrate on schools that are left out in turn.

    Raises `TooLittleError` where children or outcomes are too few.
    """
    children, came = sum(len(y.child) for y in years), sum(int(y.came.sum()) for y in years)
    if children < FEWEST_CHILDREN or came < FEWEST_OUTCOMES:
        raise TooLittleError(
            f"{len(years)} closed years with {children} children, of whom {came} drifted, are too few: it takes "
            f"{FEWEST_CHILDREN} children and {FEWEST_OUTCOMES} who drifted. Send registers of earlier years."
        )
    earlier, latest = years[:-1], years[-1]
    if sum(int(y.came.sum()) for y in earlier) >= FEWEST_OUTCOMES and latest.came.sum() >= _FEWEST_TO_CALIBRATE:
        model = _fit(earlier)
        intercept, slope = recalibration(latest.came, model.log_odds(latest.x))
        calibrated, fitted = latest.period, tuple(y.period for y in earlier)
    else:
        model = _fit(years)
        together = _together(years)
        intercept, slope = recalibration(together.came, _left_out(together, lambda y: _fit([y]).log_odds))
        calibrated, fitted = None, tuple(y.period for y in years)
    return Learnt(model.recalibrated(intercept, slope), fitted, calibrated, children, came)


def chances_without_own_school(years: Sequence[Year], later: Year) -> Array:
    """The chances of a later year, each from a model that saw neither that year nor the child's school; NaN where it cannot."""
    chance = np.full(len(later.child), np.nan)
    for fold in folds(np.concatenate([later.urn, *(y.urn for y in years)])):
        own = np.isin(later.urn, fold)
        try:
            learnt = learn([y.where(~np.isin(y.urn, fold)) for y in years])
        except TooLittleError:
            continue
        chance[own] = learnt.model.chance(later.x[own])
    return chance


def folds(urns: Array) -> list[Array]:
    """Schools in up to five folds of about as many children: the largest school first, each into the smallest fold."""
    names, number = np.unique(urns, return_counts=True)
    parts: list[list[int]] = [[] for _ in range(min(_FOLDS, len(names)))]
    sizes = np.zeros(len(parts), np.int64)
    for i in np.argsort(-number, kind="stable"):
        smallest = int(sizes.argmin())
        parts[smallest].append(int(names[i]))
        sizes[smallest] += number[i]
    return [np.array(p) for p in parts]


def _fit(years: Sequence[Year]) -> AdditiveModel:
    year = _together(years)
    return fit_additive(year.x, year.came, [s.id for s in SIGNS], ridge=_RIDGE)


def _together(years: Sequence[Year]) -> Year:
    parts = [np.concatenate([getattr(y, name) for y in years]) for name in ("child", "urn", "x", "came")]
    return Year(years[-1].as_of, years[-1].period, *parts)


def _left_out(year: Year, fit: Callable[[Year], Callable[[Array], Array]]) -> Array:
    """Log odds of every child from a fit that did not see its school; with one school, from children left out."""
    parts = folds(year.urn)
    group = year.urn
    if len(parts) < 2:
        group = year.child % _FOLDS
        parts = [np.array([i]) for i in range(_FOLDS)]
    score = np.zeros(len(year.child))
    for fold in parts:
        own = np.isin(group, fold)
        rest = year.where(~own)
        if own.any() and rest.came.any() and not rest.came.all():
            score[own] = fit(rest)(year.x[own])
    return score
