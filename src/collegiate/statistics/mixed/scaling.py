"""Change of units on the sums: columns are centred and scaled after the pass, and answers are taken back at the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collegiate.statistics.design import Design
from collegiate.statistics.errors import FitError
from collegiate.statistics.mixed.moments import Moments

Array = np.ndarray

# A column whose variance, given the columns before it, is this share of its own is a combination of them.
_COLLINEAR = 1e-11


@dataclass(frozen=True, slots=True)
class Term:
    """One random term in new units: Z_new = Z_raw @ change, where Z_raw are the columns as the formula names them."""

    names: tuple[str, ...]
    label: str
    group: tuple[str, ...]
    change: Array


@dataclass(frozen=True, slots=True)
class Problem:
    """A model in well-scaled units, as sums only.

    gram: W'W of [X, y] (p + 1, p + 1). factors: for each grouping factor, finest first, its cell codes (cells,), its
    number of levels and the terms on it. slopes: per factor, the (z, q) matrix that makes its columns of Z from the
    cells' Z. cells: (cells, z, z) of Z'Z and (cells, z, p + 1) of Z'W. back: beta_raw = back @ beta_new + offset.
    scale: the outcome's unit.
    """

    gram: Array
    cells_z: Array
    cells_w: Array
    factors: tuple[Factor, ...]
    names: tuple[str, ...]
    n: int
    scale: float
    back: Array
    offset: Array
    log_weights: float
    log_volume: float


@dataclass(frozen=True, slots=True)
class Factor:
    """A grouping factor: the level of every cell, the labels of the levels, and its terms' columns side by side."""

    label: str
    codes: Array
    levels: tuple[str, ...]
    terms: tuple[Term, ...]
    slopes: Array

    @property
    def width(self) -> int:
        """Effects per level."""
        return self.slopes.shape[1]


def problem_of(design: Design, moments: Moments) -> Problem:
    """Put a model into units in which every column has mean about 0 and size about 1."""
    names = moments.names
    fixed = [names.index(c.name) for c in design.fixed]
    y = len(names) - 1
    means = moments.total[0] / moments.total[0, 0]
    centred = moments.total / moments.total[0, 0] - np.outer(means, means)
    spread = np.sqrt(np.maximum(np.diag(centred), 0.0))
    has_intercept = 0 in fixed
    _refuse_constants(design, moments, spread, means)
    change = _change(fixed, y, means, spread, moments, has_intercept)
    gram = change.T @ moments.total @ change
    _refuse_collinear(gram, [names[j] for j in fixed])
    keep = list(moments.slopes)
    back, offset, volume = _way_back(change, fixed, y, moments.shift, has_intercept)
    return Problem(
        gram=(gram + gram.T) / 2,
        cells_z=moments.cells[:, :, keep],
        cells_w=moments.cells @ change,
        factors=_factors(design, moments, means, spread),
        names=tuple(names[j] for j in fixed),
        n=moments.n,
        scale=float(change[y, -1] ** -1),
        back=back,
        offset=offset,
        log_weights=moments.log_weights,
        log_volume=volume,
    )


def _change(fixed: list[int], y: int, means: Array, spread: Array, moments: Moments, centre: bool) -> Array:
    """(k, p + 1): [X_new, y_new] = W_shifted @ change. Without an intercept only scaling is allowed, of W unshifted."""
    k = len(moments.names)
    change = np.zeros((k, len(fixed) + 1))
    for new, old in enumerate([*fixed, y]):
        if old == 0:
            change[0, new] = 1.0
            continue
        size = spread[old] if centre else np.hypot(spread[old], means[old] + moments.shift[old])
        change[old, new] = 1.0 / size
        change[0, new] = (-means[old] if centre else moments.shift[old]) / size
    return change


def _way_back(change: Array, fixed: list[int], y: int, shift: Array, has_intercept: bool) -> tuple[Array, Array, float]:
    """Return (back, offset, log volume) for coefficients in the formula's own units."""
    p = len(fixed)
    unit = 1.0 / change[y, -1]
    sizes = np.array([1.0 / change[old, new] for new, old in enumerate(fixed)])
    back = np.diag(unit / sizes)
    offset = np.zeros(p)
    if has_intercept:
        at = fixed.index(0)
        centres = np.array([-change[0, new] * sizes[new] + shift[old] for new, old in enumerate(fixed)])
        centres[at] = 0.0
        back[at, :] -= np.where(np.arange(p) == at, 0.0, centres * unit / sizes)
        offset[at] = -change[0, -1] * unit + shift[y]
    return back, offset, float(2 * np.log(sizes).sum())


def _factors(design: Design, moments: Moments, means: Array, spread: Array) -> tuple[Factor, ...]:
    by_label: dict[str, list[int]] = {}
    for i, random in enumerate(design.random):
        by_label.setdefault(random.label, []).append(i)
    made = [_factor(label, design, which, moments, means, spread) for label, which in by_label.items()]
    return tuple(sorted(made, key=lambda f: -len(f.levels)))


def _factor(label: str, design: Design, which: list[int], moments: Moments, means: Array, spread: Array) -> Factor:
    group = design.random[which[0]].group
    codes, levels = _levels(group, moments)
    if len(levels) < 2:
        raise FitError(
            f"'{label}' has one level only ('{levels[0]}'), so differences between its levels cannot be estimated. "
            f"Leave its random term out, or give data from several."
        )
    terms, parts = [], []
    for i in which:
        columns = [moments.names.index(c.name) for c in design.random[i].columns]
        change, raw = _random_change(columns, moments, means, spread)
        terms.append(Term(tuple(moments.names[j] for j in columns), label, group, change))
        parts.append(raw @ change)
    return Factor(label, codes, levels, tuple(terms), np.hstack(parts))


def _random_change(columns: list[int], moments: Moments, means: Array, spread: Array) -> tuple[Array, Array]:
    """Return the change of units (q, q) and the matrix (z, q) that makes the raw columns from the shifted Z."""
    slopes = list(moments.slopes)
    raw = np.zeros((len(slopes), len(columns)))
    change = np.zeros((len(columns), len(columns)))
    centre = 0 in columns
    for new, old in enumerate(columns):
        raw[slopes.index(old), new] = 1.0
        raw[0, new] += moments.shift[old]
        mean = means[old] + moments.shift[old]
        size = 1.0 if old == 0 else spread[old] if centre else np.hypot(spread[old], mean)
        change[new, new] = 1.0 / size
        if centre and old != 0:
            change[columns.index(0), new] = -mean / size
    return change, raw


def _levels(group: tuple[str, ...], moments: Moments) -> tuple[Array, tuple[str, ...]]:
    if len(group) == 1:
        return moments.factors[group[0]], moments.labels[group[0]]
    keys = np.stack([moments.factors[g] for g in group])
    distinct, codes = np.unique(keys, axis=1, return_inverse=True)
    labels = [":".join(moments.labels[g][k] for g, k in zip(group, column, strict=True)) for column in distinct.T]
    return codes.reshape(-1), tuple(labels)


def _refuse_constants(design: Design, moments: Moments, spread: Array, means: Array) -> None:
    size = np.abs(means + moments.shift) + spread
    for j, name in enumerate(moments.names[1:], 1):
        if spread[j] <= 1e-9 * size[j]:
            _refuse_constant(name, j == len(moments.names) - 1, design, float(means[j] + moments.shift[j]))


def _refuse_constant(name: str, is_outcome: bool, design: Design, value: float) -> None:
    if is_outcome:
        raise FitError(f"The outcome '{name}' is {value:g} in every row, so there is nothing to explain.")
    if any(c.name == "(Intercept)" for c in design.fixed):
        raise FitError(
            f"'{name}' is {value:g} in every row, so its effect cannot be told from the intercept. Leave it out."
        )


def _refuse_collinear(gram: Array, names: list[str]) -> None:
    p = len(names)
    size = np.sqrt(np.diag(gram)[:p])
    unit = gram[:p, :p] / np.outer(size, size)
    factor = np.zeros((p, p))
    for j in range(p):
        factor[j, :j] = np.linalg.solve(factor[:j, :j], unit[:j, j]) if j else []
        rest = unit[j, j] - factor[j, :j] @ factor[j, :j]
        if rest < _COLLINEAR:
            weights = np.linalg.lstsq(unit[:j, :j], unit[:j, j], rcond=1e-10)[0]
            others = [names[i] for i in np.flatnonzero(np.abs(weights) > 1e-6)]
            raise FitError(
                f"'{names[j]}' is an exact combination of {_listed(others)}, so their effects cannot be told apart. "
                f"Leave one of them out."
            )
        factor[j, j] = np.sqrt(rest)


def _listed(names: list[str]) -> str:
    quoted = [f"'{n}'" for n in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
