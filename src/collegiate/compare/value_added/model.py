"""The contextual model: what schools of an intake have, how far a school is from it, where it moves, and what comes next.

    value = intercept + intake + phase + year + level of school + trend of school × year + drift of school-year + sampling

The sampling variance of every school-year is known from its interval; the model estimates how much schools differ in level
and trend, and how much a school drifts from year to year beyond sampling and trend. With two years a trend cannot be told
from drift, so there is none; nor for special schools, of which there are too few to tell how trends vary.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from collegiate.compare.value_added.context import Context, context
from collegiate.compare.value_added.panel import KINDS, Panel, panel
from collegiate.measures.facts import Floats, Ints
from collegiate.statistics.intervals import Z95
from collegiate.statistics.mixed import Fit, fit

VERSION = "1"
LEAST_SCHOOLS = 60
"""A kind of school (mainstream, special) with fewer schools than this gets no model."""

TRENDED = ("mainstream",)
"""Kinds of school whose trends are told apart."""

Array = np.ndarray


@dataclass(frozen=True, slots=True)
class SchoolEffect:
    """A school beside what schools of its intake have, in the measure's unit.

    `period` is the school's own last fitted year. `expected` is what such schools have in it; `effect` the school's lasting difference from it, shrunk by how little is known,
    with its SD; `trend` the change of that difference in a year, shrunk, with its SD (0 where none can be told).
    """

    urn: int
    kind: str
    period: int
    n_years: int
    expected: float
    effect: float
    sd: float
    trend: float
    trend_sd: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the effect."""
        return self.effect - Z95 * self.sd, self.effect + Z95 * self.sd


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a school's published figure of a coming year will be, with a 95 % interval."""

    urn: int
    period: int
    predicted: float
    sd: float

    @property
    def low(self) -> float:
        """The lower end."""
        return self.predicted - Z95 * self.sd

    @property
    def high(self) -> float:
        """The upper end."""
        return self.predicted + Z95 * self.sd


class NoModelError(ValueError):
    """There is too little to fit a contextual model to; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class KindModel:
    """The model of one kind of school. `urns` and the arrays after it run over schools in the order of URN.

    `expected` is for the school's own last year, `forward` for its last intake as the nation stood in the last fitted year.
    """

    kind: str
    fit: Fit
    context: Context
    panel: Panel
    centre: float
    urns: Ints
    last: Ints
    years: Ints
    expected: Floats
    forward: Floats
    level: Floats
    trend: Floats
    spread: Array
    error: Floats
    drift_sd: float
    nation_sd: float

    @property
    def final(self) -> int:
        """The last period that was fitted."""
        return int(self.panel.period.max())

    def at(self, period: int | Ints) -> tuple[Floats, Floats]:
        """Effects of all schools in a period and their SDs."""
        t = np.asarray(period, dtype=float) - self.centre
        variance = self.spread[:, 0, 0] + 2 * t * self.spread[:, 0, 1] + t * t * self.spread[:, 1, 1]
        return self.level + t * self.trend, np.sqrt(np.maximum(variance, 0.0))

    def ahead(self, period: int, errors: Floats | None = None) -> tuple[Floats, Floats]:
        """Predicted figures of all schools in a period and the SDs of what will be published about them.

        The nation is taken to stand where it stood in the last fitted year, give or take its changes between the fitted
        years; `errors` are the standard errors of the coming figures, the school's last one if not given.
        """
        effect, sd = self.at(period)
        years = period - self.final
        sampling = self.error if errors is None else errors
        variance = sd**2 + self.drift_sd**2 + sampling**2 + max(years, 0) * self.nation_sd**2
        return self.forward + effect, np.sqrt(variance)


@dataclass(frozen=True)
class ContextualModel:
    """A contextual model of one measure. `periods` are those fitted, `left_out` those asked for of another era or empty."""

    measure: str
    era: str
    periods: tuple[int, ...]
    left_out: tuple[int, ...]
    kinds: tuple[KindModel, ...]

    @cached_property
    def _places(self) -> dict[int, tuple[KindModel, int]]:
        return {int(urn): (kind, i) for kind in self.kinds for i, urn in enumerate(kind.urns)}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What limits the fits, in plain sentences."""
        return tuple(f"{kind.kind}: {warning}" for kind in self.kinds for warning in kind.fit.warnings)

    @cached_property
    def effects(self) -> dict[int, SchoolEffect]:
        """Every school's effect in the last year in which it has a figure, by URN."""
        return {effect.urn: effect for kind in self.kinds for effect in _effects(kind)}

    def predict(self, urn: int, period: int, *, standard_error: float | None = None) -> Prediction:
        """Return the figure to expect of a school in a period, usually the one after the last fitted.

        `standard_error` is that of the coming figure, if its cohort is known; else the school's last one. Beyond one year
        ahead the trend is followed as it is, which nothing here has tested. KeyError when the school is not in the model.
        """
        if urn not in self._places:
            raise KeyError(f"URN {urn} has no figure of {self.measure} with an interval and an intake in these years.")
        kind, at = self._places[urn]
        errors = None if standard_error is None else np.full(len(kind.urns), standard_error)
        value, sd = kind.ahead(period, errors)
        return Prediction(urn, period, float(value[at]), float(sd[at]))


def contextual_model(figures: pa.Table, intake: pa.Table, measure: str, periods: Iterable[int]) -> ContextualModel:
    """Fit the model to the shown figures of a measure in some periods; the era of the latest is not left.

    figures and intake are the tables of those names. NoModelError when too few schools have a figure with an interval.
    """
    asked = sorted(set(periods))
    rows = panel(figures, intake, measure, asked)
    used = tuple(int(p) for p in np.unique(rows.period))
    kinds = tuple(model for kind in KINDS if (model := _of_kind(kind, rows.of_kind(kind))) is not None)
    if not kinds:
        raise NoModelError(
            f"{measure}: no kind of school has {LEAST_SCHOOLS} schools with a figure, an interval and a known intake in "
            f"{', '.join(map(str, asked))}, so what to expect of an intake cannot be estimated."
        )
    return ContextualModel(measure, rows.era, used, tuple(p for p in asked if p not in used), kinds)


def _of_kind(kind: str, rows: Panel) -> KindModel | None:
    if len(np.unique(rows.urn)) < LEAST_SCHOOLS:
        return None
    made = context(rows)
    periods = np.unique(rows.period)
    centre = float(periods.mean())
    random = "(1 + t | urn)" if len(periods) > 2 and kind in TRENDED else "(1 | urn)"
    data = {"value": rows.value, "variance": rows.variance, "urn": rows.urn, "t": rows.period - centre}
    drift = _drift(rows, made, data, random) if len(periods) > 1 else 0.0
    return _read(kind, rows, made, _fit(made, data, random, drift), centre, drift)


def _drift(rows: Panel, made: Context, data: dict[str, Array], random: str) -> float:
    """The SD of school-years beyond level, trend and sampling, from what a weighted least-squares line of the intake leaves.

    Worked out before the model and then counted with the sampling: the whole in one step takes twice as long and differs
    in the fourth digit.
    """
    weight = 1 / np.sqrt(rows.variance + np.median(rows.variance))
    columns = np.column_stack([np.ones(len(rows)), made.columns])
    line = np.linalg.lstsq(columns * weight[:, None], rows.value * weight, rcond=None)[0]
    left = {**data, "value": rows.value - columns @ line, "school_year": np.arange(len(rows))}
    fitted = fit(f"value ~ 1 + {random} + (1 | school_year)", left, known_variance="variance")
    return next(float(v.sds[0]) for v in fitted.random if v.group == "school_year")


def _fit(made: Context, data: dict[str, Array], random: str, drift: float) -> Fit:
    columns = {name: made.columns[:, i] for i, name in enumerate(made.names)}
    known = data["variance"] + drift**2
    fixed = " + ".join(made.names) or "1"
    return fit(f"value ~ {fixed} + {random}", {**data, **columns, "variance": known}, known_variance="variance")


def _read(kind: str, rows: Panel, made: Context, fitted: Fit, centre: float, drift: float) -> KindModel:
    found = fitted.effects_of("urn")
    order = np.argsort(np.array(found.levels, dtype=np.int64), kind="stable")
    urns = np.array(found.levels, dtype=np.int64)[order]
    level = found.estimate[order, 0]
    sloped = len(found.terms) > 1
    spread = np.zeros((len(urns), 2, 2))
    width = len(found.terms)
    spread[:, :width, :width] = found.full_covariance[order]
    first, count = np.unique(rows.urn, return_index=True, return_counts=True)[1:]
    at = first + count - 1
    return KindModel(
        kind=kind, fit=fitted, context=made, panel=rows, centre=centre, urns=urns, last=rows.period[at], years=count,
        expected=_expected(made, fitted, at, own_year=True),
        forward=_expected(made, fitted, at, own_year=False), level=level, trend=found.estimate[order, 1] if sloped else np.zeros(len(urns)),
        spread=spread, error=np.sqrt(rows.variance[at]), drift_sd=drift,
        nation_sd=_nation_sd(made, fitted),
    )  # fmt: skip


def _expected(made: Context, fitted: Fit, at: Ints, *, own_year: bool) -> Floats:
    """What schools of each intake have, in the year of the row, or in the last fitted year, which is the reference."""
    counted = np.array([own_year or not n.startswith("year_") for n in made.names])
    return fitted.fixed("(Intercept)") + made.columns[at][:, counted] @ fitted.estimates[1:][counted]


def _nation_sd(made: Context, fitted: Fit) -> float:
    """Root mean square of the changes of the nation's level from year to year, at a given intake."""
    levels = [fitted.fixed(n) for n in made.names if n.startswith("year_")]
    changes = np.diff([*levels, 0.0])
    return float(np.sqrt(np.mean(changes**2))) if len(changes) else 0.0


def _effects(kind: KindModel) -> list[SchoolEffect]:
    effect, sd = kind.at(kind.last)
    slope_sd = np.sqrt(np.maximum(kind.spread[:, 1, 1], 0.0))
    columns = (kind.urns, kind.last, kind.years, kind.expected, effect, sd, kind.trend, slope_sd)
    return [
        SchoolEffect(int(u), kind.kind, int(p), int(n), *map(float, rest))
        for u, p, n, *rest in zip(*columns, strict=True)
    ]
