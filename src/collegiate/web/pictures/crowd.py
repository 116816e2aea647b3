"""A school's figure among those of its similar schools: in order with intervals, and against how many children they rest on."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collegiate.charts import Caterpillar, Chart, Funnel, Leg, Mate, draw_caterpillar, draw_funnel
from collegiate.measures.certainty import WILSON
from collegiate.measures.figure import Figure
from collegiate.web.pictures import stood
from collegiate.web.pictures.placed import apart
from collegiate.web.pictures.told import Told
from collegiate.web.reading import Row
from collegiate.web.words import capital

FEWEST = 10
COLUMNS = ("urn", "value", "low", "high", "n", "era", "release")


@dataclass(frozen=True, slots=True)
class Crowd:
    """The two drawings; either may be missing where there is too little to draw."""

    caterpillar: Chart | None
    funnel: Chart | None


def crowd(told: Told, rows: Sequence[Row], names: Mapping[int, str]) -> Crowd:
    """Draw a school's figure among the `rows` of its similar schools: the same measure, year and way of counting."""
    f = told.figure
    same = [r for r in rows if r["urn"] != f.urn and r["value"] is not None and (r["era"] or "") == f.era]
    return Crowd(_caterpillar(told, same, names), _funnel(told, same, names))


def _caterpillar(told: Told, rows: Sequence[Row], names: Mapping[int, str]) -> Chart | None:
    f, m = told.figure, told.measured
    sure = [r for r in rows if r["low"] is not None and r["high"] is not None]
    if f.value is None or f.low is None or f.high is None or len(sure) < FEWEST:
        return None
    own = {"value": f.value, "low": f.low, "high": f.high}
    directed = m.polarity != "none"
    legs = [Leg(_name(r, names), r["value"], r["low"], r["high"], apart(m, own, r) if directed else "") for r in sure]
    legs.append(Leg(told.who, f.value, f.low, f.high, own=True))
    level = sum(not leg.apart for leg in legs) - 1
    where = stood.place(f)
    said = f"{told.about}: {told.number} ({told.interval})"
    level_words = (
        f"cannot be told apart from {level} of {len(sure)} similar schools"
        if directed
        else f"beside {len(sure)} similar schools"
    )
    sentence = f"{said}; {where + '; ' if where else ''}{level_words}."
    return draw_caterpillar(Caterpillar(m, f.year, "School", legs, sentence, told.verdict))


def _funnel(told: Told, rows: Sequence[Row], names: Mapping[int, str]) -> Chart | None:
    f, m = told.figure, told.measured
    mates = [Mate(_name(r, names), r["value"], r["n"]) for r in rows if r["n"]]
    if f.value is None or not f.n or f.low is None or len(mates) < FEWEST:
        return None
    middle = sum(s.value * s.n for s in mates) / sum(s.n for s in mates)
    spread = math.sqrt(max(middle * (100 - middle), 1.0)) if f.interval == WILSON else _spread(f, rows)
    if spread is None:
        return None
    return draw_funnel(Funnel(m, f.year, Mate(told.who, f.value, f.n), mates, middle, spread, told.verdict))


def _spread(f: Figure, rows: Sequence[Row]) -> float | None:
    """Return what one child's score varies by, as the published or derived intervals of the set have it: their median."""
    found = [
        (r["high"] - r["low"]) / 2 / 1.959964 * math.sqrt(r["n"])
        for r in rows
        if r["n"] and r["low"] is not None and r["high"] is not None
    ]
    return statistics.median(found) if len(found) >= FEWEST else None


def _name(row: Row, names: Mapping[int, str]) -> str:
    return capital(names.get(row["urn"]) or f"URN {row['urn']}")
