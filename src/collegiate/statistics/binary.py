"""Multilevel logistic regression for yes-or-no outcomes, by the Laplace approximation that lme4's glmer makes.

Pupils who share a group and every covariate are counted together first, so that the work follows the number of
distinct rows. One grouping factor, any number of effects for each of its levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, gammaln, log_expit

from collegiate.statistics.design import Column, design_of, evaluate, value_columns
from collegiate.statistics.errors import FitError
from collegiate.statistics.formula import parse
from collegiate.statistics.frame import Frame, frame_of
from collegiate.statistics.mixed.blocks import cholesky, fixed_times, lower_solve, times, transpose_times
from collegiate.statistics.mixed.moments import moments_of
from collegiate.statistics.mixed.result import Effects, Variation
from collegiate.statistics.mixed.scaling import Problem, problem_of

Array = np.ndarray

__all__ = ["BinaryFit", "fit_binary"]


@dataclass(frozen=True, slots=True)
class BinaryFit:
    """A fitted multilevel logistic model, in log odds.

    n: children (trials); cells: distinct rows; criterion: -2 times the Laplace log-likelihood, as glmer counts it;
    effects: predicted log-odds effects with glmer's conditional SDs (`full_covariance` is the same: the fixed effects
    are taken as known).
    """

    formula: str
    n: int
    cells: int
    dropped: int
    groups: dict[str, int]
    terms: tuple[str, ...]
    estimates: Array
    covariance: Array
    random: tuple[Variation, ...]
    criterion: float
    effects: tuple[Effects, ...]
    warnings: tuple[str, ...]

    @property
    def standard_errors(self) -> Array:
        """Standard errors of the fixed effects, from the curvature of the criterion over all parameters."""
        return np.sqrt(np.diag(self.covariance))


def fit_binary(formula: str, data: Any, *, trials: str | None = None) -> BinaryFit:
    """Fit a logistic mixed model; the outcome is 0 or 1, or a count of successes out of the column `trials`."""
    parsed = parse(formula)
    if len({r.group for r in parsed.random}) != 1:
        place = parsed.random[1].position if len(parsed.random) > 1 else len(formula)
        parsed.fail(place, "a yes-or-no model needs exactly one grouping factor", "Keep one, as in (1 | school).")
    groups = parsed.random[0].group
    frame = frame_of(data, [*value_columns(parsed), *([trials] if trials else [])], groups)
    design = design_of(parsed, frame)
    problem = problem_of(design, moments_of(design, frame))
    successes, total = _outcome(design.outcome, frame, trials)
    table = _Table.of(frame, design.fixed, problem, successes, total, design.random)
    theta, beta, settled = _search(table, problem)
    return _result(formula, frame, problem, table, theta, beta, settled, trials is not None)


def _outcome(outcome: Column, frame: Frame, trials: str | None) -> tuple[Array, Array]:
    successes = evaluate(outcome, frame)
    total = np.ones(frame.n) if trials is None else np.asarray(frame.columns[trials], float)
    wrong = (successes < 0) | (successes > total) | (successes % 1 != 0) | (total % 1 != 0) | (total < 1)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        allowed = "0 or 1" if trials is None else f"a whole number from 0 to '{trials}'"
        raise FitError(f"'{outcome.name}' is {successes[row]:g} in complete row {row + 1:,}; it must be {allowed}.")
    if successes.sum() in (0, total.sum()):
        raise FitError(f"'{outcome.name}' is the same for every child, so there is nothing to explain.")
    return successes, total


@dataclass(frozen=True)
class _Table:
    """Distinct rows, sorted by group: x (rows, p) and z (rows, q) in the search's units, first row of each group."""

    x: Array
    z: Array
    group: Array
    starts: Array
    successes: Array
    trials: Array
    units: Array
    constant: float

    @classmethod
    def of(
        cls, frame: Frame, fixed: Sequence[Column], problem: Problem, successes: Array, trials: Array, random: Any
    ) -> _Table:
        factor = problem.factors[0]
        group = _level_codes(frame, factor.terms[0].group, factor.levels)
        raw_x = np.column_stack([evaluate(c, frame) for c in fixed])
        raw_z = np.column_stack([evaluate(c, frame) for r in random for c in r.columns])
        first, inverse = _distinct(np.column_stack([group, raw_x, raw_z]))
        units = _units(raw_x, problem.names)
        changes = np.zeros((factor.width, factor.width))
        at = 0
        for term in factor.terms:
            changes[at : at + len(term.names), at : at + len(term.names)] = term.change
            at += len(term.names)
        count = len(first)
        constant = float((gammaln(trials + 1) - gammaln(successes + 1) - gammaln(trials - successes + 1)).sum())
        starts = np.flatnonzero(np.diff(group[first], prepend=-1))
        return cls(
            raw_x[first] @ units,
            raw_z[first] @ changes,
            group[first],
            starts,
            np.bincount(inverse, successes, count),
            np.bincount(inverse, trials, count),
            units,
            constant,
        )

    def sums(self, rows: Array) -> Array:
        """Sum (rows, ...) by group and put the groups last."""
        return np.moveaxis(np.add.reduceat(rows, self.starts, axis=0), 0, -1)


def _level_codes(frame: Frame, group: tuple[str, ...], levels: Sequence[str]) -> Array:
    position = {label: k for k, label in enumerate(levels)}
    if len(group) == 1:
        coded = frame.groups[group[0]]
        return np.array([position.get(label, -1) for label in coded.labels])[coded.codes]
    parts = [np.array(frame.groups[g].labels, object)[frame.groups[g].codes] for g in group]
    return np.array([position[":".join(row)] for row in zip(*parts, strict=True)])


def _distinct(rows: Array) -> tuple[Array, Array]:
    """Return (first row of each distinct row, in order of the first column; the distinct row of every row)."""
    key = rows @ np.random.default_rng(0).uniform(0.5, 1.5, rows.shape[1])
    order = np.lexsort((key, rows[:, 0]))
    changed = (np.diff(rows[order], axis=0, prepend=np.nan) != 0).any(axis=1)
    inverse = np.empty(len(rows), np.intp)
    inverse[order] = np.cumsum(changed) - 1
    return order[changed], inverse


def _units(x: Array, names: Sequence[str]) -> Array:
    """(p, p): the columns of x @ units have mean 0 and size 1, where there is an intercept to take the mean."""
    units = np.eye(x.shape[1])
    at = names.index("(Intercept)") if "(Intercept)" in names else None
    for j in range(x.shape[1]):
        if j == at:
            continue
        size = x[:, j].std() if at is not None else np.sqrt((x[:, j] ** 2).mean())
        units[j, j] = 1 / size
        if at is not None:
            units[at, j] = -x[:, j].mean() / size
    return units


class _Laplace:
    """The approximation at (root of the effects' covariance, fixed effects): its value and gradient."""

    def __init__(self, table: _Table, root: Array, beta: Array, start: Array) -> None:
        self.table, self.root = table, root
        self.modes = self._modes(beta, start)
        eta = self._eta(beta, self.modes)
        t = table
        self.log_likelihood = float((t.successes * log_expit(eta) + (t.trials - t.successes) * log_expit(-eta)).sum())
        mu = expit(eta)
        weight = t.trials * mu * (1 - mu)
        self.surplus = t.successes - t.trials * mu
        own = t.sums(weight[:, None, None] * t.z[:, :, None] * t.z[:, None, :])
        self.low = cholesky(self._kernel(own))
        logs = 2 * float(np.log(np.einsum("qqj->qj", self.low)).sum())
        self.value = -2 * self.log_likelihood + float((self.modes**2).sum()) + logs
        self._weight, self._own, self._bend = weight, own, weight * (1 - 2 * mu)

    def _eta(self, beta: Array, modes: Array) -> Array:
        effects = fixed_times(self.root, modes[:, None, :])[:, 0]
        return self.table.x @ beta + np.einsum("rq,qr->r", self.table.z, effects[:, self.table.group])

    def _kernel(self, own: Array) -> Array:
        wide = self.root[:, :, None]
        return times(times(wide.transpose(1, 0, 2), own), wide) + np.eye(len(self.root))[:, :, None]

    def _penalised(self, beta: Array, modes: Array) -> Array:
        t, eta = self.table, self._eta(beta, modes)
        rows = t.successes * log_expit(eta) + (t.trials - t.successes) * log_expit(-eta)
        return t.sums(rows) - 0.5 * (modes**2).sum(axis=0)

    def _modes(self, beta: Array, modes: Array) -> Array:
        """Newton's method in every group at once; a group whose step does not help takes a shorter one."""
        t, height = self.table, self._penalised(beta, modes)
        for _ in range(60):
            mu = expit(self._eta(beta, modes))
            weight = t.trials * mu * (1 - mu)
            low = cholesky(self._kernel(t.sums(weight[:, None, None] * t.z[:, :, None] * t.z[:, None, :])))
            pull = self.root.T @ t.sums((t.successes - t.trials * mu)[:, None] * t.z) - modes
            step = _solve(low, pull[:, None, :])[:, 0]
            if np.abs(step).max() < 1e-12:
                break
            length = np.ones(step.shape[1])
            for _ in range(10):
                candidate = self._penalised(beta, modes + length * step)
                worse = candidate < height - 1e-12 * np.abs(height)
                if not worse.any():
                    break
                length[worse] /= 2
            modes, height = modes + length * step, candidate
        return modes

    def gradient(self) -> tuple[Array, Array]:
        """Return the derivative of the value by the root (q, q) and by the fixed effects (p,)."""
        t, wide = self.table, self.root[:, :, None]
        inverse = _solve(self.low, np.broadcast_to(np.eye(len(self.root))[:, :, None], self.low.shape))
        spread = times(times(wide, inverse), wide.transpose(1, 0, 2))
        leverage = np.einsum("ra,abr,rb->r", t.z, spread[:, :, t.group], t.z)
        bend = self._bend * leverage
        pull = t.sums(self.surplus[:, None] * t.z)
        push = t.sums(bend[:, None] * t.z)
        moved = times(inverse, fixed_times(self.root.T, push[:, None, :]))
        image = times(self._own, fixed_times(self.root, moved))[:, 0]
        by_root = np.einsum("aj,bj->ab", push - 2 * pull - image, self.modes)
        by_root += np.einsum("aj,bj->ab", pull, moved[:, 0]) + 2 * times(times(self._own, wide), inverse).sum(axis=-1)
        lifted = np.einsum("rq,qr->r", t.z, fixed_times(self.root, moved)[:, 0][:, t.group])
        by_beta = t.x.T @ (bend - 2 * self.surplus - self._weight * lifted)
        return by_root, by_beta


def _solve(low: Array, right: Array) -> Array:
    half = lower_solve(low, right)
    inverse = lower_solve(low, np.broadcast_to(np.eye(low.shape[0])[:, :, None], low.shape))
    return transpose_times(inverse, half)


class _Parameters:
    """Packs the free elements of the root and the fixed effects, whitened so that all matter about equally."""

    def __init__(self, table: _Table, problem: Problem) -> None:
        factor = problem.factors[0]
        self.width = factor.width
        self.free: list[tuple[int, int]] = []
        start = 0
        for term in factor.terms:
            q = len(term.names)
            self.free += [(start + i, start + j) for i in range(q) for j in range(i + 1)]
            start += q
        self.beta, information = _pooled(table)
        self.white = np.linalg.inv(np.linalg.cholesky(information)).T

    def unpack(self, values: Array) -> tuple[Array, Array]:
        """Return (root, fixed effects)."""
        root = np.zeros((self.width, self.width))
        for (i, j), value in zip(self.free, values, strict=False):
            root[i, j] = value
        return root, self.beta + self.white @ values[len(self.free) :]

    def slope(self, by_root: Array, by_beta: Array) -> Array:
        """Return the gradient by the packed values."""
        return np.concatenate([[by_root[i, j] for i, j in self.free], self.white.T @ by_beta])


def _pooled(table: _Table) -> tuple[Array, Array]:
    """Return the coefficients and information of the logistic regression that ignores groups."""
    beta = np.zeros(table.x.shape[1])
    for _ in range(50):
        mu = expit(table.x @ beta)
        information = table.x.T @ (table.x * (table.trials * mu * (1 - mu))[:, None])
        step = np.linalg.solve(information, table.x.T @ (table.successes - table.trials * mu))
        beta = beta + step
        if np.abs(beta).max() > 30:
            raise FitError(
                "A combination of the terms foretells the outcome without any exception, so its effect has no bound. "
                "Leave out the term that does so, or join its rare levels."
            )
        if np.abs(step).max() < 1e-10:
            break
    return beta, information


def _search(table: _Table, problem: Problem) -> tuple[Array, Array, bool]:
    parameters = _Parameters(table, problem)
    last = np.zeros((parameters.width, len(problem.factors[0].levels)))

    def value(values: Array) -> tuple[float, Array]:
        nonlocal last
        root, beta = parameters.unpack(values)
        point = _Laplace(table, root, beta, last)
        last = point.modes
        return point.value, parameters.slope(*point.gradient())

    def searched(size: float) -> Any:
        start = np.concatenate([[size * (i == j) for i, j in parameters.free], np.zeros(len(parameters.beta))])
        options: Any = {"ftol": 1e-14, "gtol": 1e-7, "maxiter": 1000, "maxcor": 30}
        return minimize(value, start, jac=True, method="L-BFGS-B", options=options)

    best = min((searched(size) for size in (0.5, 0.15)), key=lambda found: found.fun)
    root, beta = parameters.unpack(best.x)
    return _tidy(table, root, beta), beta, bool(np.abs(best.jac).max() < 1e-2)


def _tidy(table: _Table, root: Array, beta: Array) -> Array:
    """Give the root a diagonal of at least 0, and put what is all but 0 at exactly 0 where that costs nothing."""
    root = root * np.where(np.diag(root) < 0, -1.0, 1.0)
    start = np.zeros((len(root), len(table.starts)))
    for i in np.flatnonzero((np.diag(root) < 5e-3) & (np.diag(root) > 0)):
        still = root.copy()
        still[i, i] = 0.0
        still[i, :i] = np.where(np.abs(root[i, :i]) < 5e-3, 0.0, root[i, :i])
        if _Laplace(table, still, beta, start).value <= _Laplace(table, root, beta, start).value + 1e-6:
            root = still
    return root


def _hessian(table: _Table, problem: Problem, root: Array, beta: Array, modes: Array) -> Array:
    """Curvature of the value over (root's free elements above 0, fixed effects), by differences of the gradient."""
    parameters = _Parameters(table, problem)
    parameters.beta = beta
    at = np.concatenate([[root[i, j] for i, j in parameters.free], np.zeros(len(beta))])
    moving = [k for k in range(len(at)) if k >= len(parameters.free) or at[k] != 0]
    out = np.empty((len(moving), len(moving)))
    for row, k in enumerate(moving):
        size = 1e-4 * max(0.1, abs(at[k])) if k < len(parameters.free) else 1e-2
        slopes = []
        for sign in (1, -1):
            values = at.copy()
            values[k] += sign * size
            point = _Laplace(table, *parameters.unpack(values), modes)
            slopes.append(parameters.slope(*point.gradient())[moving])
        out[row] = (slopes[0] - slopes[1]) / (2 * size)
    covariance = 2 * np.linalg.inv((out + out.T) / 2)
    p = len(beta)
    return parameters.white @ covariance[-p:, -p:] @ parameters.white.T


def _result(
    formula: str, frame: Frame, problem: Problem, table: _Table, root: Array, beta: Array, settled: bool, counted: bool
) -> BinaryFit:
    factor = problem.factors[0]
    point = _Laplace(table, root, beta, np.zeros((factor.width, len(factor.levels))))
    covariance = table.units @ _hessian(table, problem, root, beta, point.modes) @ table.units.T
    wide = root[:, :, None]
    inverse = _solve(point.low, np.broadcast_to(np.eye(len(root))[:, :, None], point.low.shape))
    spread = times(times(wide, inverse), wide.transpose(1, 0, 2))
    modes = fixed_times(root, point.modes[:, None, :])[:, 0]
    random, effects, start = [], [], 0
    for term in factor.terms:
        place = slice(start, start + len(term.names))
        start += len(term.names)
        psi = term.change @ root[place, place]
        random.append(Variation(term.label, term.names, psi @ psi.T))
        own = np.einsum("ab,bcj,dc->jad", term.change, spread[place, place], term.change)
        effects.append(Effects(term.label, term.names, factor.levels, (term.change @ modes[place]).T, own, own))
    return BinaryFit(
        formula,
        int(table.trials.sum()),
        len(table.trials),
        frame.dropped,
        {factor.label: len(factor.levels)},
        problem.names,
        table.units @ beta,
        covariance,
        tuple(random),
        point.value - (2 * table.constant if counted else 0.0),
        tuple(effects),
        _warnings(random, settled, frame.dropped),
    )


def _warnings(random: Sequence[Variation], settled: bool, dropped: int) -> tuple[str, ...]:
    found = [
        f"No difference in '{term}' between levels of '{v.group}' could be found beyond chance: its SD is estimated as 0."
        for v in random
        for term, sd in zip(v.terms, v.sds, strict=True)
        if sd == 0
    ]
    if not settled:
        found.append("The search for the best fit stopped before it settled: try a simpler model.")
    if dropped:
        found.append(f"{dropped:,} row(s) were left out because a value was missing.")
    return tuple(found)
