"""What became of children who were given a programme: beside others of the same school and year who began with the same score.

Programmes go to children with low scores, and a low score is partly bad luck that the next test does not repeat. Only beside
children with the same earlier score is that not taken for an effect. Who was chosen for other reasons than the score is not
known here: this is a first look, not a trial. The same is said in two ways: by a regression of all children of those schools and
years, and by matching, where each child stands beside the nearest ones.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.special import stdtrit

from collegiate.pupils.gains.matching import matched
from collegiate.pupils.gains.steps import Floats, Ints, Steps
from collegiate.pupils.gains.within import LEAST_DAYS, year_of
from collegiate.tables import ProgrammeEffect, ProgrammeYear

FEWEST = 10
"""With fewer children on either side nothing is said but how many there are."""

_BEFORE = 30
"""A programme that began up to so many days before the first test counts as begun between the two."""


def programme_effects(found: Steps, support: pa.Table) -> pa.Table:
    """Return table ProgrammeEffect. support: PupilSupport rows. Each child and year counts once; intervals allow for unequal spread."""
    return pa.Table.from_pylist(_rows(_of_a_year(found), support), schema=ProgrammeEffect.schema())


def programme_years(found: Steps, support: pa.Table, trusts: Mapping[int, int]) -> pa.Table:
    """Return table ProgrammeYear: the same for each trust and academic year alone. trusts: the trust of each school by URN."""
    year = _of_a_year(found)
    trust, period = np.array([trusts.get(u, -1) for u in year.urn.tolist()], np.int64).reshape(-1), year_of(year)
    rows = [
        {"trust_uid": uid, "period": when, **row}
        for uid in sorted(set(trust.tolist()) - {-1})
        for when in sorted(set(period[trust == uid].tolist()))
        for row in _rows(year.where((trust == uid) & (period == when)), support)
    ]
    return pa.Table.from_pylist(rows, schema=ProgrammeYear.schema())


def _of_a_year(found: Steps) -> Steps:
    return found.where((found.urn == found.next_urn) & (found.next_day - found.day >= LEAST_DAYS))


def _rows(year: Steps, support: pa.Table) -> list[dict[str, object]]:
    begun = (
        support["start_date"].cast(pa.int32()).to_numpy().astype(np.int64)
        if support.num_rows
        else np.zeros(0, np.int64)
    )
    child = support["pupil"].to_numpy().astype(np.int64) if support.num_rows else np.zeros(0, np.int64)
    names = np.array(support["programme"].to_pylist(), object)
    rows = [
        _row(name, subject, year.where(year.subject == number), child[names == name], begun[names == name])
        for name in sorted(set(names.tolist()))
        for number, subject in enumerate(year.subjects)
    ]
    return [row for row in rows if row["pupils"]]


def _row(programme: str, subject: str, year: Steps, child: Ints, begun: Ints) -> dict[str, object]:
    given = _given(year, child, begun)
    group = (
        np.unique(np.stack([year.urn, year.next_period], axis=1), axis=0, return_inverse=True)[1].reshape(-1)
        if len(year)
        else np.zeros(0, np.int64)
    )
    shared = np.isin(group, np.unique(group[given]))
    n, others = int(given.sum()), int((shared & ~given).sum())
    row: dict[str, object] = {
        "programme": programme,
        "subject": subject,
        "pupils": n,
        "others": others,
        "verdict": "too few",
    } | _beside_the_nearest(year, given, group)
    if min(n, others) < FEWEST:
        return row
    effect, sd, free = _beside(year.gain[shared], year.score[shared], given[shared], group[shared])
    half = float(stdtrit(free, 0.975)) * sd
    verdict = "better" if effect - half > 0 else "worse" if effect + half < 0 else "no clear effect"
    return row | {"effect": effect, "low": effect - half, "high": effect + half, "verdict": verdict}


def _beside_the_nearest(year: Steps, given: npt.NDArray[np.bool_], group: npt.NDArray[np.int64]) -> dict[str, object]:
    found = matched(year.gain, year.score, given, group, FEWEST)
    return {
        "matched_effect": found.effect, "matched_low": found.low, "matched_high": found.high,
        "matched": found.matched, "unmatched": found.unmatched,
    }  # fmt: skip


def _given(year: Steps, child: Ints, begun: Ints) -> npt.NDArray[np.bool_]:
    given = np.zeros(len(year), bool)
    starts: dict[int, list[int]] = {}
    for pupil, day in zip(child.tolist(), begun.tolist(), strict=True):
        starts.setdefault(pupil, []).append(day)
    for place, (pupil, first, last) in enumerate(
        zip(year.pupil.tolist(), year.day.tolist(), year.next_day.tolist(), strict=True)
    ):
        given[place] = any(first - _BEFORE <= day < last for day in starts.get(pupil, ()))
    return given


def _beside(
    gain: Floats, score: Floats, given: npt.NDArray[np.bool_], group: npt.NDArray[np.intp]
) -> tuple[float, float, int]:
    """Return the effect, its SD (White's, for unequal spread) and degrees of freedom, after a cubic in the score and each school's year."""
    x = (score - score.mean()) / max(float(score.std()), 1e-9)
    columns = _within(np.column_stack([given.astype(float), x, x**2, x**3, gain]), group)
    design, outcome = columns[:, :-1], columns[:, -1]
    inverse = np.linalg.pinv(design.T @ design)
    slopes = inverse @ design.T @ outcome
    left = outcome - design @ slopes
    free = max(len(gain) - 4 - len(np.unique(group)), 1)
    meat = (design * (left**2)[:, None]).T @ design * len(gain) / free
    return float(slopes[0]), float(np.sqrt((inverse @ meat @ inverse)[0, 0])), free


def _within(columns: npt.NDArray[np.float64], group: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    _, which = np.unique(group, return_inverse=True)
    n = np.bincount(which)
    means = np.column_stack([np.bincount(which, column) / n for column in columns.T])
    centred: npt.NDArray[np.float64] = columns - means[which]
    return centred
