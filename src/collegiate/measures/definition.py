"""What a measure is: one reviewed file, read into a `Measure`. Adding a measure is adding a file."""

from __future__ import annotations

import functools
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from collegiate.tables import MeasureRow
from collegiate.vocabulary.phases import Phase

FOLDER = Path(__file__).parent / "defined"
POLARITIES = ("higher", "lower", "none")
INTERVALS = ("published", "wilson", "pupil_sd")
_ANY_YEAR = (0, 9999)


class DefinitionError(ValueError):
    """A definition file says something that cannot be; the message names the file, the entry and the remedy."""


@dataclass(frozen=True, slots=True)
class Count:
    """A variable that counts people, and in words whom."""

    variable: str
    counts: str


@dataclass(frozen=True, slots=True)
class Variant:
    """How a measure is had from the variables of one source in one era.

    Either `value`, or `numerator` over `denominator` times `factor`. `interval` lists ways in order of trust. `sd` is a
    pupil SD by year, of which the nearest year's is used.
    """

    era: str
    label: str
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    factor: float = 1.0
    first: int = _ANY_YEAR[0]
    last: int = _ANY_YEAR[1]
    low: str = ""
    high: str = ""
    n: tuple[Count, ...] = ()
    n_reach: int = 3
    interval: tuple[str, ...] = ()
    no_interval: str = ""
    sd: Mapping[int, float] = field(default_factory=dict)
    sd_source: str = ""
    break_note: str = ""

    @property
    def base(self) -> str:
        """The variable whose rows become figures."""
        return self.value or self.numerator

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable that this variant reads."""
        named = (self.value, self.numerator, self.denominator, self.low, self.high, *(c.variable for c in self.n))
        return tuple(dict.fromkeys(v for v in named if v))

    def sd_in(self, period: int) -> float:
        """The pupil SD of the year nearest to `period`, the earlier of two; NaN where the definition has none."""
        if not self.sd:
            return float("nan")
        return self.sd[min(self.sd, key=lambda year: (abs(year - period), year))]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as its reviewed definition states it. `kind` is number, or words for outcomes that are never numbers.

    `by_phase` says that England means England's schools of the same phase; `pool` how a trust's schools become one
    figure: mean (by pupils), sum, or none. `age` is an age that a school must teach for the measure to apply.
    """

    id: str
    kind: str
    position: int
    title: str
    short: str
    theme: str
    question: str
    unit: str
    decimals: int
    polarity: str
    phases: tuple[str, ...]
    by_phase: bool
    pool: str
    source: str
    about: str
    author: str
    checker: str
    next_review: date
    version: str
    age: int = 0
    table: str = ""
    variants: tuple[Variant, ...] = ()

    @property
    def eras(self) -> tuple[str, ...]:
        """The eras in which the measure has been published; a line is broken between two of them."""
        return tuple(dict.fromkeys(v.era for v in self.variants))

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable that the measure reads."""
        return tuple(dict.fromkeys(name for v in self.variants for name in v.variables))

    def words_of_era(self, era: str) -> str:
        """What was counted in an era, in words."""
        return next((v.label for v in self.variants if v.era == era), era)

    def applies_to(self, phase: str | None, low_age: int | None, high_age: int | None) -> bool:
        """Whether a school of this phase and these ages has children in the measure."""
        if phase not in self.phases:
            return False
        if not self.age or low_age is None or high_age is None:
            return True
        return low_age < self.age <= high_age


def read_definition(path: Path) -> Measure:
    """Read one definition file; DefinitionError says what is wrong with it and what to do."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{path.name} is not TOML: {error}. Mend the line that it names.") from error
    variants = tuple(_variant(path, entry) for entry in content.pop("variants", []))
    try:
        measure = Measure(**{**content, "phases": tuple(content.get("phases", ())), "variants": variants})
    except TypeError as error:
        raise DefinitionError(f"{path.name}: {_plain(error)}. Compare it with another file of that folder.") from error
    _examine(path, measure)
    return measure


def _variant(path: Path, entry: dict[str, Any]) -> Variant:
    counts = tuple(Count(**c) for c in entry.pop("n", []))
    sd = {int(year): float(value) for year, value in entry.pop("sd", {}).items()}
    interval = tuple(entry.pop("interval", ()))
    try:
        return Variant(**entry, n=counts, sd=sd, interval=interval)
    except TypeError as error:
        raise DefinitionError(
            f"{path.name}, a variant: {_plain(error)}. Compare it with another definition."
        ) from error


def _plain(error: TypeError) -> str:
    return str(error).split("__init__() ")[-1]


def _examine(path: Path, measure: Measure) -> None:
    for complaint in (*_complaints(path, measure), *(c for v in measure.variants for c in _complaints_of(v))):
        raise DefinitionError(f"{path.name}: {complaint}")


def _complaints(path: Path, measure: Measure) -> list[str]:
    unknown = [p for p in measure.phases if p not in {str(x) for x in Phase}]
    return [
        complaint
        for wrong, complaint in (
            (measure.id != path.stem, f"its id is '{measure.id}'. Give it the name of its file, {path.stem}."),
            (
                measure.polarity not in POLARITIES,
                f"polarity is '{measure.polarity}'. Write one of {', '.join(POLARITIES)}.",
            ),
            (measure.pool not in ("mean", "sum", "none"), f"pool is '{measure.pool}'. Write mean, sum or none."),
            (measure.kind not in ("number", "words"), f"kind is '{measure.kind}'. Write number or words."),
            (bool(unknown), f"it knows no phase {', '.join(unknown)}. Use the words of vocabulary.phases."),
            (measure.kind == "number" and not measure.variants, "it has no variant. Add [[variants]] with a variable."),
            (not isinstance(measure.next_review, date), "next_review is not a date. Write it as 2027-09-01."),
        )
        if wrong
    ]


def _complaints_of(variant: Variant) -> list[str]:
    ratio = bool(variant.numerator and variant.denominator)
    odd = [w for w in variant.interval if w not in INTERVALS]
    return [
        complaint
        for wrong, complaint in (
            (bool(variant.value) == ratio, f"era {variant.era} needs either value, or numerator and denominator."),
            (bool(odd), f"era {variant.era} knows no interval {', '.join(odd)}. Write {', '.join(INTERVALS)}."),
            ("pupil_sd" in variant.interval and not variant.sd, f"era {variant.era} takes a pupil SD and gives none."),
            (bool(variant.sd) and not variant.sd_source, f"era {variant.era} gives a pupil SD without its sd_source."),
            (
                not variant.interval and not variant.no_interval,
                f"era {variant.era} has no interval and does not say why: write no_interval.",
            ),
        )
        if wrong
    ]


@functools.cache
def definitions(folder: Path = FOLDER) -> tuple[Measure, ...]:
    """Return every measure of the folder in the order in which they are shown."""
    return tuple(sorted((read_definition(p) for p in folder.glob("*.toml")), key=lambda m: (m.position, m.id)))


def measure_rows(measures: Sequence[Measure] | None = None) -> pa.Table:
    """Return the definitions as the table that a snapshot keeps: what the measures meant when it was made."""
    chosen = definitions() if measures is None else measures
    rows = [
        {
            "measure": m.id, "position": m.position, "title": m.title, "short": m.short, "theme": m.theme, "unit": m.unit,
            "polarity": m.polarity, "decimals": m.decimals, "definition": as_json(m), "version": m.version,
        }
        for m in chosen
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=MeasureRow.schema())


def as_json(measure: Measure) -> str:
    """Return the whole definition as JSON."""
    import dataclasses

    return json.dumps(dataclasses.asdict(measure), ensure_ascii=False, sort_keys=True, default=str)
