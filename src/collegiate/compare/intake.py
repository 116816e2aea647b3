"""The intake of every state-funded school in every period: what similar schools are found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collegiate.compare.definition import FEATURES, Feature, SimilarSchools, similar_schools
from collegiate.measures.facts import Facts, Floats, Ints, gather
from collegiate.tables import Intake

_YEARS = 10_000


@dataclass(frozen=True, slots=True)
class _Pool:
    """The schools that can be compared, as arrays sorted by URN."""

    urn: Ints
    institution: Ints
    group: NDArray[np.str_]
    deprivation: Floats

    def take(self, which: NDArray) -> _Pool:
        return _Pool(self.urn[which], self.institution[which], self.group[which], self.deprivation[which])


def intakes(
    observations: pa.Table,
    schools: pa.Table,
    periods: Iterable[int] | None = None,
    definition: SimilarSchools | None = None,
) -> pa.Table:
    """Return the Intake table: one row for each state-funded school and period in which the files say anything of it.

    `periods` narrows it. A feature that is missing in the year is taken from the nearest year of the same institution.
    """
    rule = definition or similar_schools()
    pool = _comparable(schools, rule)
    seen = _seen(observations, pool)
    wanted = sorted(seen if periods is None else set(periods) & set(seen))
    facts = gather(observations, {v for f in rule.features for source in f.sources for v in source})
    histories = {f.id: _histories(facts, f, pool, rule) for f in rule.features}
    tables = [_of_period(year, pool, seen[year], histories, rule) for year in wanted]
    return pa.concat_tables(tables) if tables else Intake.empty()


def _comparable(schools: pa.Table, rule: SimilarSchools) -> _Pool:
    kept = schools.filter(
        pc.and_(
            pc.equal(schools["sector"], "state_funded"),
            pc.is_in(schools["phase"], value_set=pa.array(rule.phase_groups)),
        )
    ).sort_by("urn")
    rank = pc.cast(kept["idaci_rank"], pa.float64()).to_numpy()
    return _Pool(
        urn=kept["urn"].to_numpy(),
        institution=pc.coalesce(kept["institution"], kept["urn"]).to_numpy(),
        group=np.array(kept["phase"].to_pylist(), dtype=np.str_),
        deprivation=100 * (1 - (rank - 1) / rule.small_areas),
    )


def _seen(observations: pa.Table, pool: _Pool) -> dict[int, NDArray]:
    """For each period, where in the pool the schools stand of which a file says a number."""
    there = observations.filter(pc.and_(pc.equal(observations["level"], "school"), pc.is_valid(observations["value"])))
    keys = np.unique(pc.fill_null(there["urn"], -1).to_numpy() * _YEARS + there["period"].to_numpy())
    urn, period = keys // _YEARS, keys % _YEARS
    at = _position(pool.urn, urn)
    return {int(p): at[(period == p) & (at >= 0)] for p in np.unique(period)}


def _position(sorted_keys: Ints, wanted: Ints) -> Ints:
    if not len(sorted_keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return np.where(sorted_keys[at] == wanted, at, -1)


@dataclass(frozen=True, slots=True)
class _History:
    """A feature's numbers, one an institution and period, sorted by institution and then period."""

    institution: Ints
    period: Ints
    value: Floats

    def nearest(self, institutions: Ints, year: int) -> Floats:
        """Each institution's number of the year nearest to `year`, the earlier of two equally near; NaN for none."""
        if not len(self.institution):
            return np.full(len(institutions), np.nan)
        order = np.lexsort((self.period, np.abs(self.period - year), self.institution))
        held, values = self.institution[order], self.value[order]
        first = np.append(True, held[1:] != held[:-1])
        at = _position(held[first], institutions)
        return np.where(at >= 0, values[first][at], np.nan)


def _histories(facts: Facts, feature: Feature, pool: _Pool, rule: SimilarSchools) -> Mapping[str, _History]:
    """For each phase group the history from the first source that enough of its schools have."""
    found: dict[str, _History] = {}
    histories = [_history(facts, source, pool) for source in feature.sources]
    for history in [_first_of(histories)] if feature.alike else histories:
        for group in np.unique(pool.group):
            institutions = pool.institution[pool.group == group]
            have = np.isin(institutions, history.institution).mean()
            if str(group) not in found and have >= rule.least_present:
                found[str(group)] = history
    return found


def _first_of(histories: Sequence[_History]) -> _History:
    """One history of several that count the same thing: for each institution and period the first that has it."""
    key = np.concatenate([h.institution * _YEARS + h.period for h in histories])
    value = np.concatenate([h.value for h in histories])
    distinct, first = np.unique(key, return_index=True)
    return _History(distinct // _YEARS, distinct % _YEARS, value[first])


def _history(facts: Facts, source: Sequence[str], pool: _Pool) -> _History:
    first = facts.by_year(source[0])
    value = first.rows.value + sum(facts.by_year(v).values(first.keys) for v in source[1:])
    at = _position(pool.urn, first.rows.urn)
    good = (at >= 0) & np.isfinite(value)
    key = pool.institution[at[good]] * _YEARS + first.rows.period[good]
    distinct, inverse = np.unique(key, return_inverse=True)
    mean = np.bincount(inverse, value[good], minlength=len(distinct)) / np.maximum(np.bincount(inverse), 1)
    return _History(distinct // _YEARS, distinct % _YEARS, mean)


def _of_period(
    year: int, pool: _Pool, which: NDArray, histories: Mapping[str, Mapping[str, _History]], rule: SimilarSchools
) -> pa.Table:
    here = pool.take(which)
    columns: dict[str, Floats] = {name: np.full(len(which), np.nan) for name in FEATURES}
    for feature in rule.features:
        columns[feature.id] = (
            here.deprivation if feature.id == "deprivation" else _nearest(here, histories[feature.id], year)
        )
    numbers = {name: pa.array(v, mask=~np.isfinite(v)) for name, v in columns.items()}
    period = pa.array(np.full(len(which), year, dtype=np.int64))
    return Intake.conform(
        pa.table(
            {"period": period, "urn": here.urn, "phase_group": pa.array(here.group.tolist(), pa.string()), **numbers}
        )
    )


def _nearest(here: _Pool, histories: Mapping[str, _History], year: int) -> Floats:
    values = np.full(len(here.urn), np.nan)
    for group, history in histories.items():
        mine = here.group == group
        values[mine] = history.nearest(here.institution[mine], year)
    return values
