"""What a fitted mixed model says, in the formula's own units and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray


@dataclass(frozen=True, slots=True)
class Variation:
    """How much the effects of one random term differ between groups.

    group: the grouping factor. terms: names of the effects. covariance: (q, q) in squared units of the outcome.
    """

    group: str
    terms: tuple[str, ...]
    covariance: Array

    @property
    def sds(self) -> Array:
        """Standard deviations of the effects."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    @property
    def correlations(self) -> Array:
        """Correlations of the effects, (q, q); nan where an effect does not vary."""
        sds = self.sds
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.covariance / np.outer(sds, sds)


@dataclass(frozen=True, slots=True)
class Effects:
    """The predicted effects of one random term, one row per level.

    estimate: (levels, q), shrunk towards 0. sd: lme4's conditional SD, which takes the fixed effects as known.
    full_sd: the SD that adds the fixed effects' uncertainty: use it to compare a group with the average of all.
    covariance and full_covariance: (levels, q, q).
    """

    group: str
    terms: tuple[str, ...]
    levels: tuple[str, ...]
    estimate: Array
    covariance: Array
    full_covariance: Array

    @property
    def sd(self) -> Array:
        """(levels, q)."""
        return _roots(self.covariance)

    @property
    def full_sd(self) -> Array:
        """(levels, q)."""
        return _roots(self.full_covariance)

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict per level and term: group, level, term, estimate, sd."""
        return [
            {
                "group": self.group,
                "level": level,
                "term": term,
                "estimate": float(self.estimate[i, k]),
                "sd": float(self.sd[i, k]),
            }
            for i, level in enumerate(self.levels)
            for k, term in enumerate(self.terms)
        ]


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted mixed model.

    method: "reml" or "ml". n: rows used. dropped: rows left out because a value was missing. groups: levels per
    grouping factor. terms, estimates, covariance: the fixed effects, in formula order, with R's names. criterion: the
    REML criterion or -2 log-likelihood, as lme4 counts it. residual_sd: of one row of weight 1 (1 when the sampling
    variances were given). warnings: plain sentences; empty when there is nothing to say.
    """

    formula: str
    method: str
    n: int
    dropped: int
    groups: Mapping[str, int]
    terms: tuple[str, ...]
    estimates: Array
    covariance: Array
    random: tuple[Variation, ...]
    residual_sd: float
    criterion: float
    effects: tuple[Effects, ...]
    warnings: tuple[str, ...]
    evaluations: int
    seconds: Mapping[str, float]

    @property
    def standard_errors(self) -> Array:
        """Standard errors of the fixed effects."""
        return np.sqrt(np.diag(self.covariance))

    def fixed(self, term: str) -> float:
        """Return the estimate of one fixed effect by its name."""
        return float(self.estimates[self.terms.index(term)])

    def effects_of(self, group: str) -> Effects:
        """Return the effects of the first random term on a grouping factor; KeyError lists the factors there are."""
        for effects in self.effects:
            if effects.group == group:
                return effects
        raise KeyError(f"no random term on '{group}'; there are: {', '.join(e.group for e in self.effects)}")

    def as_dict(self) -> dict[str, Any]:
        """Return the answer of `collegiate fit --json`: plain numbers and words."""
        return {
            "formula": self.formula,
            "method": self.method,
            "n": self.n,
            "dropped": self.dropped,
            "groups": dict(self.groups),
            "criterion": self.criterion,
            "fixed": [
                {"term": t, "estimate": float(b), "se": float(s)}
                for t, b, s in zip(self.terms, self.estimates, self.standard_errors, strict=True)
            ],
            "random": [
                {"group": v.group, "term": t, "sd": float(s)}
                for v in self.random
                for t, s in zip(v.terms, v.sds, strict=True)
            ],
            "correlations": [row for v in self.random for row in _pairs(v)],
            "residual_sd": self.residual_sd,
            "warnings": list(self.warnings),
            "seconds": dict(self.seconds),
        }


def _pairs(variation: Variation) -> list[dict[str, Any]]:
    table = variation.correlations
    return [
        {
            "group": variation.group,
            "terms": [variation.terms[j], variation.terms[i]],
            "correlation": None if np.isnan(table[i, j]) else float(np.clip(table[i, j], -1.0, 1.0)),
        }
        for i in range(len(table))
        for j in range(i)
    ]


def _roots(covariance: Array) -> Array:
    return np.sqrt(np.maximum(np.einsum("jqq->jq", covariance), 0.0))
