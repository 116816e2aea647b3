"""From a formula and data to a fitted mixed model."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np

from collegiate.statistics.design import Design, design_of, value_columns
from collegiate.statistics.errors import FitError
from collegiate.statistics.formula import Formula, parse
from collegiate.statistics.frame import column_of, frame_of
from collegiate.statistics.mixed.criterion import Model, Structure
from collegiate.statistics.mixed.moments import Moments, moments_of
from collegiate.statistics.mixed.nested import Nested, parents_of
from collegiate.statistics.mixed.optimise import Optimum, optimise
from collegiate.statistics.mixed.result import Effects, Fit, Variation
from collegiate.statistics.mixed.scaling import Problem, Term, problem_of
from collegiate.statistics.mixed.warn import refuse_impossible, warnings_of

Array = np.ndarray
METHODS = ("reml", "ml")


def fit(
    formula: str, data: Any, method: str = "reml", *, weights: str | None = None, known_variance: str | None = None
) -> Fit:
    """Fit a mixed model to columns in memory.

    data: a mapping of names to arrays, or an Arrow table. weights: a column of weights, with residual variance
    sigma^2 / weight, as in lme4. known_variance: a column of sampling variances, used instead of a residual variance
    (school means with their squared standard errors, say). FormulaError shows the place of a mistake in the formula;
    FitError says what in the data does not allow the model.
    """
    started = perf_counter()
    parsed = parse(formula)
    if weights and known_variance:
        raise FitError(
            "Give either weights or known_variance, not both: known variances are weights with a fixed scale."
        )
    extra = weights or known_variance
    groups = dict.fromkeys(g for r in parsed.random for g in r.group)
    frame = frame_of(data, [*value_columns(parsed), *([extra] if extra else [])], groups)
    read = perf_counter()
    design = design_of(parsed, frame)
    row_weights = None if extra is None else _weights(frame.columns[extra], extra, invert=known_variance is not None)
    moments = moments_of(design, frame, row_weights)
    summed = perf_counter()
    return fit_moments(
        design,
        moments,
        method,
        known=known_variance is not None,
        seconds={"read": read - started, "moments": summed - read},
    )


def fit_moments(
    design: Design,
    moments: Moments,
    method: str = "reml",
    *,
    known: bool = False,
    seconds: dict[str, float] | None = None,
) -> Fit:
    """Fit a mixed model to sums already taken; `known` says that the weights are inverse sampling variances."""
    if method not in METHODS:
        raise FitError(f"'{method}' is not a method. Choose 'reml' (the default) or 'ml'.")
    started = perf_counter()
    problem = problem_of(design, moments)
    refuse_impossible(problem, known)
    model = Model(problem, _structure(problem), method == "reml", 1.0 / problem.scale**2 if known else None)
    optimum = optimise(model)
    return _result(design.formula, model, optimum, moments, {**(seconds or {}), "fit": 0.0}, started)


def _structure(problem: Problem) -> Structure:
    parents = parents_of(problem.factors)
    if parents is not None:
        return Nested(problem, parents)
    from collegiate.statistics.mixed.crossed import Crossed

    return Crossed(problem)


def _weights(values: Any, name: str, *, invert: bool) -> Array:
    numbers = column_of(values, name) if not hasattr(values, "codes") else None
    if not isinstance(numbers, np.ndarray) or not (numbers > 0).all():
        what = "known variances" if invert else "weights"
        raise FitError(f"'{name}' must hold positive numbers to serve as {what}. Correct or leave out the other rows.")
    return 1.0 / numbers if invert else numbers


def _result(
    formula: Formula, model: Model, optimum: Optimum, moments: Moments, seconds: dict[str, float], started: float
) -> Fit:
    problem, point = model.problem, optimum.point
    unit = problem.scale**2 * point.variance
    terms = [term for factor in problem.factors for term in factor.terms]
    random = tuple(
        Variation(t.label, t.names, _exact_zero(t.change @ r @ r.T @ t.change.T * unit, t, r))
        for t, r in zip(terms, optimum.roots, strict=True)
    )
    effects = _effects(model, optimum)
    warnings = warnings_of(model, optimum, random, moments.dropped)
    seconds["fit"] = perf_counter() - started
    return Fit(
        formula=formula.text,
        method="reml" if model.reml else "ml",
        n=problem.n,
        dropped=moments.dropped,
        groups={f.label: len(f.levels) for f in problem.factors},
        terms=problem.names,
        estimates=problem.back @ point.beta + problem.offset,
        covariance=problem.back @ point.inverse @ problem.back.T * point.variance,
        random=random,
        residual_sd=float(np.sqrt(unit)),
        criterion=point.criterion,
        effects=effects,
        warnings=warnings,
        evaluations=optimum.evaluations,
        seconds=seconds,
    )


def _exact_zero(covariance: Array, term: Term, root: Array) -> Array:
    """Keep variances that the search put at 0 exactly 0 after the change of units."""
    still = ~(term.change @ root).any(axis=1)
    covariance[still, :] = covariance[:, still] = 0.0
    return (covariance + covariance.T) / 2


def _effects(model: Model, optimum: Optimum) -> tuple[Effects, ...]:
    problem, point = model.problem, optimum.point
    modes, spreads = point.modes(), point.spreads()
    terms = [term for factor in problem.factors for term in factor.terms]
    made = []
    for term, (position, place) in zip(terms, model.slots, strict=True):
        factor = problem.factors[position]
        change = term.change * problem.scale
        conditional, full = (
            np.einsum("ab,bcj,dc->jad", change, s[place, place], change, optimize=False) for s in spreads[position]
        )
        estimate = (change @ modes[position][place]).T
        made.append(Effects(term.label, term.names, factor.levels, estimate, conditional, full))
    return tuple(made)
