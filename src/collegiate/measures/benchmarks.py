"""What England and the school's authority had: the published number of the same year, else one pooled from the store."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collegiate.measures.definition import Measure, Variant
from collegiate.measures.facts import RELEASES, Facts, Floats, Ints, Rows
from collegiate.measures.subjects import POPULATIONS, Schools
from collegiate.measures.words import Texts, Words

_YEARS = 10_000
_LEAST_POOLED = 2
"""One school is no benchmark: it would be compared with itself."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A number beside each figure, NaN where there is none, and in words where it is from."""

    value: Floats
    how: Ints
    words: Words


def england(
    facts: Facts, measure: Measure, rows: Rows, variant: Ints, *, weight: Floats, schools: Schools
) -> Benchmark:
    """England beside each figure: state-funded schools where they are published, else the figure's phase, else all."""
    nowhere = np.zeros(len(rows), dtype=np.int64)
    return _benchmark(facts, measure, rows, variant, weight=weight, schools=schools, place=nowhere)


def authority(
    facts: Facts, measure: Measure, rows: Rows, variant: Ints, *, weight: Floats, schools: Schools
) -> Benchmark:
    """The school's local authority beside each figure."""
    la = schools.la_of(rows.urn)
    la = np.where(la > 0, la, rows.la)
    return _benchmark(facts, measure, rows, variant, weight=weight, schools=schools, place=la, level="la")


def _benchmark(
    facts: Facts,
    measure: Measure,
    rows: Rows,
    variant: Ints,
    *,
    weight: Floats,
    schools: Schools,
    place: Ints,
    level: str = "england",
) -> Benchmark:
    texts = Texts()
    value, how = np.full(len(rows), np.nan), np.full(len(rows), -1, dtype=np.int64)
    population = schools.population_of(rows.urn)
    for i, definition in enumerate(measure.variants):
        mine = np.flatnonzero((variant == i) & (place >= 0))
        if not len(mine):
            continue
        asked = rows.take(mine)
        published = _published(facts, measure, definition, level)
        a, b = published.beside(asked, place[mine], population[mine], texts)
        pooled = _Pool.of(
            measure, asked, weight[mine], _Where(place[mine], population[mine], schools.is_pooled(asked.urn))
        )
        c, d = pooled.beside(texts)
        value[mine], how[mine] = np.where(np.isfinite(a), a, c), np.where(np.isfinite(a), b, d)
    return Benchmark(value, how, texts.words())


@dataclass(frozen=True, slots=True)
class _Published:
    """Published numbers: (place, period, population name) → [(release, number)], the last word last."""

    numbers: dict[tuple[int, int, str], list[tuple[int, float]]]
    by_phase: bool

    def beside(self, rows: Rows, place: Ints, population: Ints, texts: Texts) -> tuple[Floats, Ints]:
        """The number for each row, asking once for each different question."""
        width = len(POPULATIONS) * len(RELEASES)
        asked = ((place * _YEARS + rows.period) * len(POPULATIONS) + population) * len(RELEASES) + rows.release
        distinct, inverse = np.unique(asked, return_inverse=True)
        answers = [self._answer(*divmod(int(q) // width, _YEARS), int(q) % width, texts) for q in distinct]
        value = np.array([a for a, _ in answers], dtype=float)
        how = np.array([b for _, b in answers], dtype=np.int64)
        return value[inverse], how[inverse]

    def _answer(self, place: int, period: int, rest: int, texts: Texts) -> tuple[float, int]:
        population, release = divmod(rest, len(RELEASES))
        for name in self._preferred(POPULATIONS[population]):
            found = self.numbers.get((place, period, name))
            if found:
                theirs, number = next((f for f in found if f[0] == release), found[-1])
                return number, texts.code(_said(theirs, release, name))
        return float("nan"), -1

    def _preferred(self, population: str) -> tuple[str, ...]:
        if self.by_phase:
            return (population,) if population else ("state_funded", "all", "")
        return tuple(dict.fromkeys(("state_funded", population, "all", "")))


def _said(theirs: int, ours: int, population: str) -> str:
    who = {"state_funded": "state-funded schools", "all": "all schools", "": "all schools"}.get(
        population, f"state-funded {population} schools"
    )
    word = RELEASES[theirs]
    return f"published, {who}" + (f", {word} release" if word and theirs != ours else "")


def _published(facts: Facts, measure: Measure, variant: Variant, level: str) -> _Published:
    top = facts.of(variant.base, level)
    below = facts.of(variant.denominator, level) if variant.denominator else None
    bottom = dict(zip(below.row_key.tolist(), below.value.tolist(), strict=True)) if below is not None else {}
    numbers: dict[tuple[int, int, str], list[tuple[int, float]]] = {}
    for place, period, population, release, value, key in zip(
        top.la.tolist(), top.period.tolist(), top.population.tolist(), top.release.tolist(), top.value.tolist(),
        top.row_key.tolist(), strict=True,
    ):  # fmt: skip
        number = _ratio(value, bottom.get(key), variant) if variant.denominator else value
        if np.isfinite(number) and measure.pool != "sum":
            where = (place if level == "la" else 0, period, facts.populations[population] or "")
            numbers.setdefault(where, []).append((release, number))
    return _Published({k: sorted(v) for k, v in numbers.items()}, measure.by_phase)


def _ratio(value: float, below: float | None, variant: Variant) -> float:
    return variant.factor * value / below if below else float("nan")


@dataclass(frozen=True, slots=True)
class _Where:
    """Each row's authority (0 for England) and population, and whether its school counts in a pooled figure."""

    place: Ints
    population: Ints
    pooled: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Pool:
    """Figures pooled by pupils over the store's state-funded schools, by place, period, release and, where told, phase."""

    inverse: Ints
    value: Floats
    schools: Ints
    middle: str

    @classmethod
    def of(cls, measure: Measure, rows: Rows, weight: Floats, where: _Where) -> _Pool:
        """Pool `rows` by where they are."""
        phase = where.population if measure.by_phase else np.zeros(len(rows), dtype=np.int64)
        key = ((where.place * _YEARS + rows.period) * len(POPULATIONS) + phase) * len(RELEASES) + rows.release
        distinct, inverse = np.unique(key, return_inverse=True)
        weight = np.ones(len(rows)) if measure.pool == "sum" else weight
        used = np.isfinite(rows.value) & (weight > 0) & where.pooled
        groups, w = inverse[used], weight[used]
        top = np.bincount(groups, rows.value[used] * w, minlength=len(distinct))
        bottom = np.bincount(groups, w, minlength=len(distinct))
        count = np.bincount(groups, minlength=len(distinct))
        with np.errstate(invalid="ignore", divide="ignore"):
            value = np.where(count >= _LEAST_POOLED, top / bottom, np.nan)
        return cls(inverse, value, count, "mean of" if measure.pool == "sum" else "pooled from")

    def beside(self, texts: Texts) -> tuple[Floats, Ints]:
        """The pooled number for each row."""
        codes = np.array(
            [texts.code(f"{self.middle} {count:,} schools") if np.isfinite(v) else -1
             for v, count in zip(self.value, self.schools, strict=True)],
            dtype=np.int64,
        )  # fmt: skip
        if not len(self.value):
            return np.zeros(0), np.zeros(0, dtype=np.int64)
        return self.value[self.inverse], codes[self.inverse]
