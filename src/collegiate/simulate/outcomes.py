"""What happens in the made-up schools: intakes, true effects, and the results of each cohort with its sampling noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collegiate.simulate.kinds import KINDS, Kind
from collegiate.simulate.nation import Nation, census_day

SUBJECTS = ("READ", "WRIT", "MAT")
PUPIL_SD_KS2 = (6.3, 5.9, 5.5)
"""Standard deviation of pupils' key stage 2 progress about the national mean: what the published intervals are made of."""

PUPIL_SD_P8 = 1.27
"""Standard deviation of pupils' Progress 8 scores."""

DECLINE_A_YEAR = 0.16
"""By how much the planted school's true Progress 8 falls each year after the first."""

_SCHOOL_SD_KS2, _SCHOOL_SD_P8, _SCHOOL_SD_KS5 = 1.5, 0.30, 3.2
_SLOPE_KS2, _SLOPE_P8 = -0.25, -0.16


@dataclass(frozen=True, slots=True)
class Effects:
    """True value added per school: what a school adds beyond its intake, before any cohort's luck."""

    ks2: np.ndarray
    p8: np.ndarray
    ks5: np.ndarray
    absence: np.ndarray
    declining: int

    def p8_in(self, since_first: int) -> np.ndarray:
        """True Progress 8 effects so many years after the first, with the planted decline."""
        now = self.p8.copy()
        now[self.declining] -= DECLINE_A_YEAR * since_first
        return now


def make_effects(nation: Nation) -> Effects:
    """Draw each school's true effects. Subjects go together; the third urban secondary school is the one that declines."""
    rng, count = nation.rng(2), len(nation.schools)
    common = rng.normal(0, 1, count)
    own = rng.normal(0, 1, (3, count))
    p8 = _SCHOOL_SD_P8 * (0.4 * common + 0.92 * rng.normal(0, 1, count))
    declining = int(nation.urban[2])
    p8[declining] = 0.15
    return Effects(
        ks2=_SCHOOL_SD_KS2 * (0.75 * common + 0.66 * own),
        p8=p8,
        ks5=rng.normal(0, _SCHOOL_SD_KS5, count),
        absence=rng.normal(0, 0.5, count),
        declining=declining,
    )


@dataclass(frozen=True, slots=True)
class Year:
    """One academic year of every institution; `open` says which were open on census day."""

    end: int
    open: np.ndarray
    urn: np.ndarray
    type_code: np.ndarray
    roll: np.ndarray
    girls: np.ndarray
    fsm: np.ndarray
    fsm_ever: np.ndarray
    eal: np.ndarray
    sen_support: np.ndarray
    ehcp: np.ndarray
    absence: np.ndarray
    persistent_10: np.ndarray
    persistent_15: np.ndarray
    ks2_cohort: np.ndarray
    ks1_average: np.ndarray
    ks2_progress: np.ndarray
    ks2_expected: np.ndarray
    ks2_both: np.ndarray
    ks2_score: np.ndarray
    ks4_cohort: np.ndarray
    ks2_prior: np.ndarray
    p8_pupils: np.ndarray
    p8: np.ndarray
    att8: np.ndarray
    ks5_cohort: np.ndarray
    ks5_points: np.ndarray
    ks5_value_added: np.ndarray


def make_year(nation: Nation, effects: Effects, end: int) -> Year:
    """Let a year happen. Every year has its own random numbers, so that adding one leaves the others as they are."""
    rng, schools = nation.rng(1000 + end), nation.schools
    count, poor = len(schools), schools.deprivation
    ks2_cohort = _cohort(rng, schools.year_group, schools.of(Kind.PRIMARY, Kind.MIDDLE, Kind.ALL_THROUGH, Kind.SPECIAL))
    ks4_cohort = _cohort(
        rng, schools.year_group, schools.of(Kind.SECONDARY, Kind.HIGH, Kind.ALL_THROUGH, Kind.SPECIAL, Kind.INDEPENDENT)
    )
    ks5_cohort = _cohort(rng, schools.year_group * 0.42, schools.sixth_form)
    special = schools.of(Kind.SPECIAL, Kind.REFERRAL)
    progress = _ks2_progress(nation, effects, ks2_cohort, rng)
    level = progress.mean(axis=0)
    prior = 16.2 - 0.55 * poor + rng.normal(0, 0.5, count) - 8.0 * special
    p8_pupils = np.floor(ks4_cohort * np.clip(rng.normal(0.95, 0.03, count), 0.3, 1.0))
    since = end - nation.years[0]
    p8 = (
        effects.p8_in(since)
        + _SLOPE_P8 * poor
        - 1.1 * special
        + rng.normal(0, 1, count) * PUPIL_SD_P8 / _root(p8_pupils)
    )
    roll = _roll(nation, ks5_cohort, rng)
    absent = np.clip(4.7 + 0.45 * poor + effects.absence + 3.2 * special + rng.normal(0, 0.25, count), 1.2, 24)
    both = _share(0.55 - 0.36 * poor + 0.17 * level, rng, _root(ks2_cohort), 0.12) * np.where(special, 0.06, 1)
    points = 32.4 - 1.3 * poor + effects.ks5 + rng.normal(0, 9.5, count) / _root(ks5_cohort)
    ever = _share(-1.15 + 0.75 * poor, rng, _root(roll), 0.1) * np.where(special, 1.45, 1)
    return Year(
        end=end,
        open=schools.open_on(census_day(end)),
        urn=schools.urn_on(census_day(end)),
        type_code=schools.type_on(census_day(end)),
        roll=roll,
        girls=np.round(roll * np.clip(rng.normal(np.where(special, 0.29, 0.49), 0.025, count), 0, 1)),
        fsm=np.clip(ever * rng.uniform(0.55, 0.75, count), 0, 0.95),
        fsm_ever=np.clip(ever, 0, 0.95),
        eal=_share(np.where(schools.rural, -4.2, -2.3) + 0.55 * poor, rng, 1.0, 0.9),
        sen_support=np.where(special, 0.02, np.clip(rng.normal(0.127 + 0.012 * poor, 0.04, count), 0.01, 0.4)),
        ehcp=np.where(schools.of(Kind.SPECIAL), 0.985, np.clip(rng.normal(0.017, 0.008, count), 0, 0.2)),
        absence=absent,
        persistent_10=np.clip(2.9 * absent - 3.3 + rng.normal(0, 1.0, count), 0, 95),
        persistent_15=np.clip(1.55 * absent - 2.9 + rng.normal(0, 0.7, count), 0, 90),
        ks2_cohort=ks2_cohort,
        ks1_average=prior + rng.normal(0, 1, count) * 3.5 / _root(ks2_cohort),
        ks2_progress=progress,
        ks2_expected=_expected(progress, poor, special, rng, ks2_cohort),
        ks2_both=both,
        ks2_score=np.clip(104.6 - 1.2 * poor + 0.55 * progress - 14 * special, 80, 120),
        ks4_cohort=ks4_cohort,
        ks2_prior=104.4 - 1.1 * poor - 14 * special + rng.normal(0, 0.4, count),
        p8_pupils=p8_pupils,
        p8=p8,
        att8=np.clip(46.6 + 9.2 * p8 - 3.4 * poor - 22 * special + rng.normal(0, 0.9, count), 1, 88),
        ks5_cohort=ks5_cohort,
        ks5_points=np.clip(points, 5, 58),
        ks5_value_added=np.clip((points - 32.4 + 1.3 * poor) / 12, -2, 2),
    )


def _root(people: np.ndarray) -> np.ndarray:
    return np.sqrt(np.maximum(people, 1))


def _cohort(rng: np.random.Generator, size: np.ndarray, has: np.ndarray) -> np.ndarray:
    """Pupils at the end of a key stage: schools are not always full, and small ones vary most."""
    return np.where(has, rng.poisson(size * 0.97), 0).astype(float)


def _roll(nation: Nation, sixth_form: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    groups = np.array([KINDS[k].year_groups for k in Kind])[nation.schools.kind]
    return np.maximum(
        6, rng.normal(0.97, 0.02, len(groups)) * groups * nation.schools.year_group + 1.8 * sixth_form
    ).round()


def _ks2_progress(nation: Nation, effects: Effects, cohort: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    luck = rng.normal(0, 1, (3, len(cohort))) * np.array(PUPIL_SD_KS2)[:, None] / _root(cohort)
    return effects.ks2 + _SLOPE_KS2 * nation.schools.deprivation + luck - 2.5 * nation.schools.of(Kind.SPECIAL)


def _expected(
    progress: np.ndarray, poor: np.ndarray, special: np.ndarray, rng: np.random.Generator, cohort: np.ndarray
) -> np.ndarray:
    """Shares of pupils who reach the expected standard in each subject."""
    each = [
        _share(1.1 - 0.36 * poor + 0.16 * one, rng, _root(cohort), 0.1) * np.where(special, 0.1, 1) for one in progress
    ]
    return np.array(each)


def _share(logit: np.ndarray, rng: np.random.Generator, root: np.ndarray | float, spread: float) -> np.ndarray:
    """A share between 0 and 1 about a logit: schools differ by `spread`, and by chance as one over the root of their size."""
    noise = rng.normal(0, 1, len(logit)) * (spread + (0.8 / root if not isinstance(root, float) else 0))
    return 1 / (1 + np.exp(-(logit + noise)))
