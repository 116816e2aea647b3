"""Value added from pupils' records, with whichever baseline exists: key stage 2, CAT, a reading test, the trust's own, EYFS.

    outcome = smooth curve of baseline + covariates (+ their school means) + effect of school + pupil

A baseline is measured with error. Error hides part of where pupils started, and it hides more of it for schools whose
intake lies far from the middle, so that schools with a low intake look worse than they are. The correction replaces each
baseline by what is to be expected of the true one, given the mark, the covariates and the school (regression calibration).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from collegiate.compare.value_added.reliability import stated
from collegiate.measures.facts import Floats
from collegiate.statistics.errors import FitError
from collegiate.statistics.frame import Coded, codes_of, column_of
from collegiate.statistics.intervals import Z95
from collegiate.statistics.mixed import Fit, fit

KNOTS = 4
"""Degrees of freedom of the curve of the baseline."""

_RESERVED = ("outcome", "baseline", "school")


@dataclass(frozen=True, slots=True)
class PupilValueAdded:
    """Schools' value added, in the outcome's unit, in the order of `schools`.

    `sd` takes everything but the school as known (as lme4's); `full_sd` adds the uncertainty of the curve and of the
    average school, and is the one for intervals. `reliability` is the baseline's, with its source; `corrected` says whether
    it was used; `school_means` whether school means are among the terms: then an effect is beside schools of the same
    intake and not beside the average school.
    """

    schools: tuple[str, ...]
    effect: Floats
    sd: Floats
    full_sd: Floats
    pupils: Floats
    fit: Fit
    reliability: float | None
    reliability_source: str
    within_reliability: float | None
    corrected: bool
    school_means: bool
    left_out: int

    @property
    def low(self) -> Floats:
        """The lower ends of the 95 % intervals."""
        return self.effect - Z95 * self.full_sd

    @property
    def high(self) -> Floats:
        """The upper ends of the 95 % intervals."""
        return self.effect + Z95 * self.full_sd

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict a school: school, pupils, effect, sd, full_sd, low, high."""
        names = ("pupils", "effect", "sd", "full_sd", "low", "high")
        columns = [getattr(self, name) for name in names]
        return [
            {"school": school, **{n: float(c[i]) for n, c in zip(names, columns, strict=True)}}
            for i, school in enumerate(self.schools)
        ]


def pupil_value_added(
    table: Any,
    outcome: str,
    baseline: str,
    school: str,
    *,
    covariates: Sequence[str] = (),
    reliability: float | str | None = None,
    correct_attenuation: bool = False,
    school_means: bool = False,
) -> PupilValueAdded:
    """Estimate schools' value added from one row a pupil.

    table: a mapping of names to columns, or an Arrow table. covariates: numbers, or words, which enter as levels.
    reliability: the baseline's among these pupils, or the id of a usual baseline; it is needed for `correct_attenuation`.
    school_means: add each school's mean baseline and covariates (Mundlak's terms). ValueError and FitError say what is wrong.
    """
    share, source = stated(reliability)
    if correct_attenuation and share is None:
        raise ValueError(
            "To correct for the baseline's error, state its reliability (reliability=0.9, or a baseline's id)."
        )
    pupils = _pupils(table, outcome, baseline, school, covariates)
    start, within = pupils.baseline, None
    if correct_attenuation and share is not None:
        start, within = _calibrated(pupils, share)
    columns = dict(pupils.covariates)
    if school_means:
        columns |= _means({"baseline": start, **pupils.covariates}, pupils)
    fitted = _fit(f"ns(baseline, {KNOTS})", columns, {"outcome": pupils.outcome, "baseline": start}, pupils)
    found = fitted.effects_of("school")
    order = sorted(range(len(found.levels)), key=lambda i: found.levels[i])
    count = dict(zip(pupils.labels, np.bincount(pupils.school, minlength=len(pupils.labels)), strict=True))
    return PupilValueAdded(
        schools=tuple(found.levels[i] for i in order), effect=found.estimate[order, 0], sd=found.sd[order, 0],
        full_sd=found.full_sd[order, 0], pupils=np.array([count[found.levels[i]] for i in order], dtype=float), fit=fitted,
        reliability=share, reliability_source=source, within_reliability=within, corrected=correct_attenuation,
        school_means=school_means, left_out=pupils.left_out,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pupils:
    """Complete records: numbers, covariates as columns of numbers, and each pupil's school as a code."""

    outcome: Floats
    baseline: Floats
    covariates: Mapping[str, Floats]
    school: np.ndarray
    labels: tuple[str, ...]
    left_out: int


def _pupils(table: Any, outcome: str, baseline: str, school: str, covariates: Sequence[str]) -> _Pupils:
    present = list(table.column_names if hasattr(table, "column_names") else table.keys())
    for name in (outcome, baseline, school, *covariates):
        if name not in present:
            raise FitError(f"There is no column '{name}'. The columns are: {', '.join(present)}.")
    numbers = {name: _number(table[name], name) for name in (outcome, baseline)}
    others = {name: column_of(table[name], name) for name in covariates}
    schools = codes_of(table[school])
    complete = schools.codes >= 0
    for column in (*numbers.values(), *others.values()):
        complete &= column.codes >= 0 if isinstance(column, Coded) else np.isfinite(column)
    used, codes = np.unique(schools.codes[complete], return_inverse=True)
    columns = {k: v for name, column in others.items() for k, v in _columns(name, column, complete).items()}
    return _Pupils(
        numbers[outcome][complete], numbers[baseline][complete], columns, codes,
        tuple(schools.labels[i] for i in used), int((~complete).sum()),
    )  # fmt: skip


def _number(values: Any, name: str) -> Floats:
    column = column_of(values, name)
    if isinstance(column, Coded):
        raise FitError(f"'{name}' holds words (such as '{column.labels[0]}') where a score is needed.")
    return column


def _columns(name: str, column: Floats | Coded, complete: np.ndarray) -> dict[str, Floats]:
    """A covariate as columns of numbers: words become a column for each level but the first alphabetically."""
    safe = re.sub(r"\W", "_", name)
    if safe in _RESERVED or not safe[:1].isalpha():
        safe = f"covariate_{safe}"
    if not isinstance(column, Coded):
        return {safe: column[complete]}
    words = np.array(column.labels, dtype=np.str_)[column.codes[complete]]
    return {safe + re.sub(r"\W", "_", str(level)): (words == level).astype(float) for level in np.unique(words)[1:]}


def _means(columns: Mapping[str, Floats], pupils: _Pupils) -> dict[str, Floats]:
    """Each column's mean in the pupil's school; a column that does not differ within schools is its own mean already."""
    count = np.bincount(pupils.school)
    means = {name: (np.bincount(pupils.school, column) / count)[pupils.school] for name, column in columns.items()}
    return {f"school_mean_{n}": m for n, m in means.items() if np.abs(columns[n] - m).max() > 1e-9}


def _calibrated(pupils: _Pupils, reliability: float) -> tuple[Floats, float]:
    """Return the expected true baselines, and the reliability within schools and covariates.

    The baseline is modelled by covariates and school; its error variance, (1 - reliability) of the whole variance, is
    taken out of what is left between pupils, and each mark is drawn to what is expected of the pupil by that share.
    """
    mean, residual = _expected_baseline(pupils)
    error = (1 - reliability) * float(np.var(pupils.baseline))
    if error >= residual**2:
        raise ValueError(
            f"A reliability of {reliability:g} leaves no true difference between pupils of one school: all of the variance "
            f"within schools would be error. State the reliability among these pupils."
        )
    within = 1 - error / residual**2
    return mean + within * (pupils.baseline - mean), within


def _expected_baseline(pupils: _Pupils) -> tuple[Floats, float]:
    """What is expected of each pupil's baseline by covariates and school, and the SD of pupils around it."""
    fitted = _fit("", pupils.covariates, {"outcome": pupils.baseline}, pupils)
    by_school = dict(zip(fitted.effects_of("school").levels, fitted.effects_of("school").estimate[:, 0], strict=True))
    effects = np.array([by_school[label] for label in pupils.labels])
    fixed = sum(fitted.fixed(name) * column for name, column in pupils.covariates.items())
    return fitted.fixed("(Intercept)") + fixed + effects[pupils.school], fitted.residual_sd


def _fit(curve: str, columns: Mapping[str, Floats], data: Mapping[str, Floats], pupils: _Pupils) -> Fit:
    terms = [t for t in (curve, *columns) if t] or ["1"]
    labels = np.array(pupils.labels, dtype=object)[pupils.school]
    return fit(f"outcome ~ {' + '.join(terms)} + (1 | school)", {**data, **columns, "school": labels})
