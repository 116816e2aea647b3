"""Would it be otherwise? One school against other numbers of similar schools, other weights, or without some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from collegiate.charts import Measured
from collegiate.compare.what_if import SIZES, Against, WhatIf, sensitivity, similar_to, what_if
from collegiate.store import Reader
from collegiate.tables import Intake
from collegiate.web.asked import number_in
from collegiate.web.pictures.alike import FEATURES
from collegiate.web.pictures.stood import odds
from collegiate.web.reading import Row
from collegiate.web.words import VERDICTS, counted, listed

WEIGHTS = (("0", "leave out"), ("0.5", "half"), ("1", "once"), ("2", "twice"), ("4", "four times"))
COUNTS = (20, 30, 50, 75, 100)
MOST_LEFT_OUT = 30
_COLUMNS = (
    "measure", "period", "urn", "release", "shown", "era", "value", "low", "high", "estimate", "estimate_sd",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is tried: weights by feature, how many schools, and which to leave out."""

    weights: Mapping[str, float]
    schools: int
    without: tuple[int, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs from the frozen set's rule."""
        return bool(self.without) or self.schools != 50 or any(w != 1.0 for w in self.weights.values())

    @property
    def words(self) -> str:
        """What is tried, as the head of a row."""
        name = {f.id: f.words.lower() for f in FEATURES}
        label = dict(WEIGHTS)
        said = [f"{name[i]} {'left out' if w == 0 else label[f'{w:g}']}" for i, w in self.weights.items() if w != 1.0]
        said += [f"without {counted(len(self.without), 'school')}"] if self.without else []
        return f"Yours: {self.schools} schools" + (f"; {listed(said)}" if said else "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would be said: a row of the table."""

    words: str
    against: Against | None
    measured: Measured

    @property
    def verdict(self) -> str:
        """The verdict as a cell says it."""
        return VERDICTS.get(self.against.verdict, self.against.verdict) if self.against else "too few"

    @property
    def median(self) -> str:
        """The median of the schools as it is written."""
        return self.measured.write(self.against.median) if self.against else ""

    @property
    def half(self) -> str:
        """The middle half as it is written."""
        a = self.against
        return self.measured.between(a.low, a.high) if a and a.low is not None and a.high is not None else ""

    @property
    def odds(self) -> str:
        """The odds of the top quarter; empty where they are not known."""
        chance = self.against.p_top_quarter if self.against else None
        return "" if chance is None else odds(chance)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The answer: what each number of schools would say, what the asked change would say, and with whom."""

    sizes: tuple[Outcome, ...]
    yours: Outcome | None
    members: tuple[tuple[Row, float, bool], ...]
    gone: tuple[Row, ...]

    @property
    def firm(self) -> bool:
        """Whether every number of schools says the same."""
        return len({o.against.verdict if o.against else "" for o in self.sizes}) == 1


_POOLS: dict[tuple[str, str, int], pa.Table] = {}
_MOST_POOLS = 6


def _pool(reader: Reader, phase_group: str, period: int) -> pa.Table:
    """Return every intake of a phase and year. The few last asked for stay in memory: a snapshot's never change."""
    key = (reader.snapshot, phase_group, period)
    pool = _POOLS.get(key)
    if pool is None:
        pool = pa.Table.from_pylist(reader.intakes_of(phase_group, period), schema=Intake.schema())
        if len(_POOLS) >= _MOST_POOLS:
            _POOLS.clear()
        _POOLS[key] = pool
    return pool


def otherwise(reader: Reader, frozen: Row, measured: Measured, asked: Asked) -> Otherwise:
    """Work it out for one measure. Raises LookupError when the school has no intake in that year."""
    urn, period = frozen["urn"], frozen["period"]
    pool = _pool(reader, frozen["phase_group"], period)
    near = _nearest(pool, urn, asked) if asked.changed else ()
    rows = _figures(reader, {urn, *similar_to(pool, urn, max(SIZES)), *near}, measured.id, period)
    tried = sensitivity(pool, urn, rows)
    sizes = tuple(Outcome(f"The {k} nearest", _of(tried[k], measured.id), measured) for k in SIZES)
    if not asked.changed:
        return Otherwise(sizes, None, (), ())
    yours = what_if(pool, urn, weights=asked.weights, members=list(near), figures=rows)
    names = {
        s["urn"]: s for s in reader.schools([*yours.neighbours, *frozen["neighbours"]], columns=("urn", "school_name"))
    }
    kept = set(frozen["neighbours"])
    members = tuple(
        (names[u], d, u not in kept) for u, d in zip(yours.neighbours, yours.distances, strict=True) if u in names
    )
    gone = tuple(names[u] for u in frozen["neighbours"] if u not in set(yours.neighbours) and u in names)
    return Otherwise(sizes, Outcome(asked.words, _of(yours, measured.id), measured), members, gone)


def _nearest(pool: pa.Table, urn: int, asked: Asked) -> tuple[int, ...]:
    wider = what_if(pool, urn, weights=asked.weights, schools=asked.schools + len(asked.without))
    return tuple(u for u in wider.neighbours if u not in asked.without)[: asked.schools]


def _figures(reader: Reader, urns: set[int], measure: str, period: int) -> list[Row]:
    there = set(reader.columns("figure"))
    columns = [c for c in _COLUMNS if c in there]
    rows = reader.figures(urns=sorted(urns), measure=measure, period=period, shown=True, columns=columns)
    return [dict.fromkeys(_COLUMNS) | row for row in rows]


def _of(found: WhatIf, measure: str) -> Against | None:
    return next((a for a in found.figures if a.measure == measure), None)


def asked_of(query: Mapping[str, str]) -> Asked:
    """Read what is tried from an address, without trust: whatever is odd counts as unchanged."""
    allowed = {value for value, _ in WEIGHTS}
    weights = {f.id: float(w) if (w := query.get(f"w_{f.id}", "1")) in allowed else 1.0 for f in FEATURES}
    if not any(weights.values()):
        weights = dict.fromkeys(weights, 1.0)
    size = query.get("schools", "")
    schools = int(size) if size in {str(c) for c in COUNTS} else 50
    return Asked(weights, schools, _urns(query.get("without", "")))


def _urns(text: str) -> tuple[int, ...]:
    words = text[:400].replace(",", " ").replace(";", " ").split()
    return tuple(dict.fromkeys(n for w in words if (n := number_in(w)) is not None))[:MOST_LEFT_OUT]


def options(asked: Asked) -> Sequence[tuple[str, str, list[tuple[str, str, bool]]]]:
    """Return each feature's choice of weights, with the one that is asked for."""
    return [(f.id, f.words, [(v, words, asked.weights[f.id] == float(v)) for v, words in WEIGHTS]) for f in FEATURES]
