"""Ours beside theirs: our estimate of a school and the Department for Education's published figure, and why they differ.

Both can be right: they answer different questions. The reasons are chosen by facts of the two numbers, so that nothing is
said of a school that is not true of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from collegiate.measures import Measure, definitions
from collegiate.tables import PublishedBand
from collegiate.vocabulary.years import AcademicYear

Row = Mapping[str, Any]

BANDS = {
    "ks2_progress_reading": "ks2.readprog_descr",
    "ks2_progress_writing": "ks2.writprog_descr",
    "ks2_progress_maths": "ks2.matprog_descr",
    "ks4_progress8": "ks4.p8_banding",
    "ks5_value_added": "ks5.progress_band_alev",
}
"""The variable in which the performance tables give the band of a measure, as a number from 1 to 5."""

WORDS = {1: "Well above average", 2: "Above average", 3: "Average", 4: "Below average", 5: "Well below average"}
"""What those numbers stand for."""

FROM_PRIOR_ATTAINMENT = (
    "ks2_progress_reading", "ks2_progress_writing", "ks2_progress_maths", "ks4_progress8", "ks5_value_added",
)  # fmt: skip
"""Measures that allow for where each pupil started, and for nothing else about the pupil."""

SIZEABLE = 0.1
"""A share of an estimate or number that is worth a sentence."""


def published_bands(observations: pa.Table) -> pa.Table:
    """Return the PublishedBand table: the band of every school for which the files say one, by measure, URN and period."""
    tables = [_bands_of(observations, measure, variable) for measure, variable in BANDS.items()]
    return PublishedBand.conform(pa.concat_tables(tables))


def _bands_of(observations: pa.Table, measure: str, variable: str) -> pa.Table:
    there = pc.and_kleene(pc.equal(observations["variable"], variable), pc.equal(observations["level"], "school"))
    there = pc.and_kleene(there, pc.is_in(observations["value"], value_set=pa.array([float(b) for b in WORDS])))
    rows = observations.filter(there).sort_by([("urn", "ascending"), ("period", "ascending"), ("release", "ascending")])
    band = pc.cast(rows["value"], pa.int64())
    words = pa.array([WORDS[b] for b in band.to_pylist()], pa.string())
    return PublishedBand.conform(
        pa.table({
            "urn": rows["urn"], "measure": pa.array([measure] * len(rows), pa.string()), "period": rows["period"],
            "release": rows["release"], "band": band, "words": words, "file_id": rows["file_id"], "line": rows["line"],
        })
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theirs:
    """What the Department for Education published: value, 95 % interval, pupils, band in its words ("" for none)."""

    measure: str
    value: float
    low: float | None
    high: float | None
    n: int | None
    band: str
    release: str
    interval: str

    @property
    def verdict(self) -> str:
        """The band in their words, else, for a measure whose average is 0, on which side of 0 the whole interval lies."""
        if self.band:
            return self.band
        if self.low is None or self.high is None or self.measure not in FROM_PRIOR_ATTAINMENT:
            return ""
        return "Above average" if self.low > 0 else "Below average" if self.high < 0 else "Average"


@dataclass(frozen=True, slots=True)
class Ours:
    """What we say: the shrunken difference from schools of the same intake, and the verdict against similar schools.

    `effect` and its ends are None where there is no contextual model; `verdict` is empty where nothing could be compared.
    """

    effect: float | None
    low: float | None
    high: float | None
    expected: float | None
    n_years: int | None
    verdict: str
    similar_median: float | None
    similar_k: int | None

    @property
    def model_verdict(self) -> str:
        """higher, lower or cannot be told apart: the model's interval against schools of the same intake; "" for none."""
        if self.low is None or self.high is None:
            return ""
        return "higher" if self.low > 0 else "lower" if self.high < 0 else "cannot be told apart"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Ours and theirs of one school, measure and period.

    `difference` is theirs, taken from the expectation of the intake, less our shrunken effect: what shrinkage alone moved.
    It is None without a contextual model. `agree` says whether both point the same way. `reasons` are plain sentences.
    """

    urn: int
    measure: str
    period: int
    theirs: Theirs
    ours: Ours
    difference: float | None
    agree: bool | None
    reasons: tuple[str, ...] = field(default_factory=tuple)


class Figures(Protocol):
    """The part of a snapshot's reader that the view asks."""

    def figures(self, *, urns: Sequence[int], measure: str, period: int) -> list[dict[str, Any]]:
        """Figure rows of schools."""

    def contextual_effects(self, urns: Sequence[int], measure: str | None = None) -> list[dict[str, Any]]:
        """Contextual effects of schools."""

    def published_bands(self, urns: Sequence[int], measure: str | None = None) -> list[dict[str, Any]]:
        """Published bands of schools."""


def disagreement(reader: Figures, urn: int, measure: str, period: int) -> Disagreement | None:
    """Read ours and theirs of one figure from a snapshot; None when nothing was published for it."""
    return compare_views(
        reader.figures(urns=[urn], measure=measure, period=period),
        reader.contextual_effects([urn], measure),
        reader.published_bands([urn], measure),
        _measure(measure),
    )


def _measure(measure: str) -> Measure:
    found = next((m for m in definitions() if m.id == measure), None)
    if found is None:
        raise KeyError(f"There is no measure '{measure}'. There are: {', '.join(m.id for m in definitions())}.")
    return found


def compare_views(
    figures: Iterable[Row], effects: Iterable[Row], bands: Iterable[Row], measure: Measure
) -> Disagreement | None:
    """Set ours beside theirs from rows of one school, measure and period; None when no figure with a value is shown.

    `figures` may hold several releases; the shown one is theirs. An effect is ours when its year is the figure's.
    """
    releases = [f for f in figures if f["value"] is not None]
    row = next((f for f in releases if f["shown"]), None)
    if row is None:
        return None
    effect = next((e for e in effects if e["period"] == row["period"]), None)
    theirs = _theirs(row, bands)
    ours = _ours(row, effect)
    agree = _agree(theirs, ours, measure)
    return Disagreement(
        urn=row["urn"], measure=row["measure"], period=row["period"], theirs=theirs, ours=ours,
        difference=None if effect is None else row["value"] - effect["expected"] - effect["effect"],
        agree=agree, reasons=tuple(_reasons(row, theirs, ours, releases, measure, agree)),
    )  # fmt: skip


def _theirs(row: Row, bands: Iterable[Row]) -> Theirs:
    same = [b for b in bands if b["period"] == row["period"]]
    of_release = [b for b in same if (b["release"] or "") == (row["release"] or "")]
    band = next((b["words"] for b in of_release), "")
    return Theirs(
        row["measure"], row["value"], row["low"], row["high"], row["n"], band or "", row["release"] or "",
        row["interval"] or "",
    )  # fmt: skip


def _ours(row: Row, effect: Row | None) -> Ours:
    named = ("effect", "low", "high", "expected", "n_years")
    found = {name: None if effect is None else effect[name] for name in named}
    return Ours(**found, verdict=row["verdict"] or "", similar_median=row["similar_median"], similar_k=row["similar_k"])


_DIRECTION = {"Well above average": 1, "Above average": 1, "Average": 0, "Below average": -1, "Well below average": -1}
_OURS = {"better": 1, "higher": 1, "cannot be told apart": 0, "worse": -1, "lower": -1}


def _agree(theirs: Theirs, ours: Ours, measure: Measure) -> bool | None:
    """Whether the two point the same way; None where one of them says nothing."""
    said = ours.verdict or ours.model_verdict
    if theirs.verdict not in _DIRECTION or said not in _OURS:
        return None
    sign = -1 if measure.polarity == "lower" and said in ("higher", "lower") else 1
    return _DIRECTION[theirs.verdict] == sign * _OURS[said]


def _reasons(
    row: Row, theirs: Theirs, ours: Ours, releases: Sequence[Row], measure: Measure, agree: bool | None
) -> Iterable[str]:
    places = measure.decimals
    if agree is False:
        yield (
            f"They say “{theirs.verdict}”; we say “{ours.verdict or ours.model_verdict}”. They compare with {_their_comparison(row)}, "
            f"we with schools of a similar intake."
        )
    yield from _context(row, ours, places)
    yield from _shrinkage(row, ours, places)
    yield from _similar(row, ours, places)
    yield from _people(theirs, ours)
    yield from _releases(row, releases, places)
    yield from _certainty(theirs)


def _their_comparison(row: Row) -> str:
    if row["measure"] in FROM_PRIOR_ATTAINMENT:
        return "all pupils in England who started from the same point"
    return "all schools"


def _context(row: Row, ours: Ours, places: int) -> Iterable[str]:
    starts = row["measure"] in FROM_PRIOR_ATTAINMENT
    theirs = (
        "Their figure allows for where pupils started and for nothing else about them"
        if starts
        else "Their figure allows for nothing about the pupils, not even where they started"
    )
    if ours.expected is None:
        yield f"{theirs}. There is no contextual model of this school for this year, so ours is the comparison alone."
        return
    yield (
        f"{theirs}. Schools with this intake have {ours.expected:.{places}f} on average, and ours is counted from there."
    )


def _shrinkage(row: Row, ours: Ours, places: int) -> Iterable[str]:
    if ours.effect is None or ours.expected is None:
        return
    raw = row["value"] - ours.expected
    if abs(raw - ours.effect) <= SIZEABLE * abs(raw):
        return
    years = f", and rests on {ours.n_years} years" if (ours.n_years or 0) > 1 else ""
    shrunk = abs(ours.effect) < abs(raw) and raw * ours.effect >= 0
    way = "is drawn towards 0, for a cohort is partly luck" if shrunk else "takes a cohort as partly luck"
    yield (
        f"Theirs is the year's result as it came out, {raw:+.{places}f} from what the intake has; ours, "
        f"{ours.effect:+.{places}f}, {way}{years}."
    )


def _similar(row: Row, ours: Ours, places: int) -> Iterable[str]:
    if ours.similar_median is None or not ours.verdict:
        return
    england = "" if row["england"] is None else f"; England has {row['england']:.{places}f}"
    yield (
        f"Our verdict is against the median of {ours.similar_k} similar schools, {ours.similar_median:.{places}f}{england}."
    )


def _people(theirs: Theirs, ours: Ours) -> Iterable[str]:
    if theirs.n is not None and (ours.n_years or 0) > 1:
        yield f"Theirs is about {theirs.n} pupils of one year; ours is about {ours.n_years} years of the school."


def _certainty(theirs: Theirs) -> Iterable[str]:
    if theirs.low is None:
        yield "Nobody published how sure their figure is, and it cannot be worked out, so it is tested against nothing."
    elif not theirs.interval.startswith("published"):
        yield f"The file gives no interval for their figure; the one shown is {theirs.interval}."


def _releases(row: Row, releases: Sequence[Row], places: int) -> Iterable[str]:
    year = AcademicYear(row["period"])
    if row["release"] == "provisional":
        yield f"Their figure for {year} is provisional: late results and corrections can still move it."
    others = [f for f in releases if not f["shown"] and f["release"] and f["release"] != row["release"]]
    for other in sorted(others, key=lambda f: f["release"]):
        if round(other["value"] - row["value"], places):
            yield (
                f"The {other['release']} figure for {year} was {other['value']:.{places}f}; the {row['release'] or 'later'} "
                f"one, used here, is {row['value']:.{places}f}."
            )
