"""What a reader must know before trusting a fit, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from collegiate.statistics.errors import FitError
from collegiate.statistics.mixed.criterion import Model, symmetric
from collegiate.statistics.mixed.optimise import Optimum
from collegiate.statistics.mixed.result import Variation
from collegiate.statistics.mixed.scaling import Problem

_FEW_GROUPS = 10
_FLAT = 0.1


def warnings_of(model: Model, optimum: Optimum, random: Sequence[Variation], dropped: int) -> tuple[str, ...]:
    """Return sentences about what limits this fit."""
    found = [*_few(model.problem), *_singular(random, optimum), *_flat(model, optimum, random)]
    if not optimum.settled:
        found.append(
            "The search for the best fit stopped before it settled: report the criterion, not its last digits, "
            "and try a simpler random part."
        )
    if dropped:
        found.append(f"{dropped:,} row(s) were left out because a value was missing.")
    return tuple(found)


def refuse_impossible(problem: Problem, known: bool) -> None:
    """Refuse models that have more unknowns than rows."""
    p = len(problem.names)
    if problem.n <= p:
        raise FitError(f"There are {problem.n} complete rows for {p} fixed effects: give more rows or fewer terms.")
    for factor in problem.factors:
        for term in factor.terms:
            effects = len(factor.levels) * len(term.names)
            if effects >= problem.n and not known:
                raise FitError(
                    f"'{factor.label}' has {len(factor.levels):,} levels and {len(term.names)} effect(s) for each, which "
                    f"is not fewer than the {problem.n:,} rows: group differences cannot be told from differences "
                    f"within groups. Group more coarsely, or give the sampling variances (known_variance=)."
                )


def _few(problem: Problem) -> list[str]:
    return [
        f"'{f.label}' has {len(f.levels)} levels only: how much they differ is hardly known, and the intervals are too short."
        for f in problem.factors
        if len(f.levels) < _FEW_GROUPS
    ]


def _singular(random: Sequence[Variation], optimum: Optimum) -> list[str]:
    found = []
    for variation, root in zip(random, optimum.roots, strict=True):
        still = [t for t, sd in zip(variation.terms, variation.sds, strict=True) if sd == 0]
        found += [
            f"No difference in '{term}' between levels of '{variation.group}' could be found beyond chance: its SD is "
            f"estimated as 0."
            for term in still
        ]
        if not still and np.any(np.diag(root) == 0):
            found.append(
                f"The effects of '{variation.group}' move together perfectly (a correlation of 1 or -1, or one effect "
                f"that follows from others): the data do not support this many effects for each level."
            )
    return found


def _flat(model: Model, optimum: Optimum, random: Sequence[Variation]) -> list[str]:
    """Say where the criterion would change by less than 0.1 if a term's variance were a half larger or smaller."""
    if not optimum.roots or not any(r.any() for r in optimum.roots):
        return []
    information, at, found = optimum.point.information(), 0, []
    for variation, root in zip(random, optimum.roots, strict=True):
        covariance = root @ root.T
        bases = symmetric(len(root))
        along = np.array([covariance[np.tril_indices(len(root))]]).ravel()
        curve = along @ information[at : at + len(bases), at : at + len(bases)] @ along
        at += len(bases)
        if root.any() and curve * 0.5 * 0.25 < _FLAT:
            found.append(
                f"The data hardly say how much the levels of '{variation.group}' differ "
                f"({', '.join(variation.terms)}): much larger or smaller differences would fit almost as well."
            )
    return found
