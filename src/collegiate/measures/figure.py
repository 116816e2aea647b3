"""The figure: a number that can answer the five questions. Nothing else is ever shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from collegiate.measures.definition import Measure
from collegiate.vocabulary.symbols import Quantity, Symbol
from collegiate.vocabulary.years import AcademicYear

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a figure is from: the file, the hash of the bytes that are kept, and the line."""

    file: str
    sha256: str
    line: int
    file_id: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The provenance as JSON carries it."""
        return {"file": self.file, "sha256": self.sha256, "line": self.line}


@dataclass(frozen=True, slots=True)
class Similar:
    """What similar schools had: how many, their quartiles, this figure's percentile among them, and the verdict in words."""

    k: int
    median: float | None
    low: float | None
    high: float | None
    percentile: float | None
    verdict: str
    set_id: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The comparison as JSON carries it."""
        return {
            "k": self.k, "median": self.median, "percentile": self.percentile, "verdict": self.verdict,
            "lower_quartile": self.low, "upper_quartile": self.high, "set": self.set_id,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a school stands among itself and its similar schools, as far as that can be known.

    `p_top_quarter` is a chance from 0 to 1; `place` (1 the best) is by value, `low` and `high` are the places between which the
    true one lies (95 %), `of` counts the schools. `children_to_target` or `points_to_target` is what would have made the chance
    even: 0 where it is, None where the whole cohort would not have. `estimate` is drawn towards the similar schools.
    """

    p_top_quarter: float | None = None
    place: int | None = None
    low: int | None = None
    high: int | None = None
    of: int | None = None
    indistinguishable: int | None = None
    children_to_target: int | None = None
    points_to_target: float | None = None
    estimate: float | None = None
    estimate_sd: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The standing as JSON carries it; a rank is None or has all four of its numbers."""
        rank = {"place": self.place, "low": self.low, "high": self.high, "of": self.of}
        return {
            "p_top_quarter": self.p_top_quarter, "rank": None if self.place is None else rank,
            "indistinguishable": self.indistinguishable,
            "children_to_target": self.children_to_target, "points_to_target": self.points_to_target,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one school or trust in one period and release.

    `value` is in the measure's unit; `low` and `high` are a 95 % interval; `n` counts people. When `value` is None, `symbol`
    and `reason` stand in its place.
    """

    measure: str
    period: int
    urn: int | None = None
    trust: int | None = None
    release: str = ""
    shown: bool = True
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    n: int | None = None
    n_from: str = ""
    unit: str = ""
    symbol: str | None = None
    code: str = ""
    reason: str = ""
    era: str = ""
    partial: bool = False
    parts: tuple[int, ...] = ()
    england: float | None = None
    england_how: str = ""
    local_authority: float | None = None
    local_authority_how: str = ""
    similar: Similar | None = None
    standing: Standing = field(default_factory=Standing)
    note: str = ""
    rule_version: str = ""
    receipts: tuple[Provenance, ...] = field(default_factory=tuple)

    @classmethod
    def from_row(cls, row: Row, receipts: Mapping[int, Row], measures: Sequence[Measure] | Mapping[str, str]) -> Figure:
        """Make a figure of a FigureRow. `receipts` are Receipt rows by file_id; `measures` gives the units (by id, or whole)."""
        units = measures if isinstance(measures, Mapping) else {m.id: m.unit for m in measures}
        return cls(
            measure=row["measure"], period=row["period"], urn=row["urn"], trust=row["trust_uid"],
            release=row["release"] or "", shown=bool(row["shown"]),
            value=row["value"], low=row["low"], high=row["high"], interval=row["interval"] or "",
            n=row["n"], n_from=row["n_from"] or "", unit=units.get(row["measure"], ""),
            symbol=row["symbol"], code=row["code"] or "", reason=_reason(row),
            era=row["era"] or "", partial=bool(row["partial"]), parts=tuple(row["parts"] or ()),
            england=row["england"], england_how=row["england_how"] or "",
            local_authority=row["local_authority"], local_authority_how=row["local_authority_how"] or "",
            similar=_similar(row), standing=_standing(row), note=row["note"] or "", rule_version=row["rule_version"] or "",
            receipts=_receipts(row, receipts),
        )  # fmt: skip

    @property
    def year(self) -> str:
        """The period as people write it: 2018/19."""
        return str(AcademicYear(self.period))

    def as_dict(self) -> dict[str, Any]:
        """The figure as JSON carries it, in the command line and in the API."""
        who = {"urn": self.urn} if self.urn is not None else {"trust": self.trust, "academies": list(self.parts)}
        return {
            "measure": self.measure, **who, "period": self.year, "release": self.release, "shown": self.shown,
            "value": self.value, "low": self.low, "high": self.high, "interval": self.interval,
            "n": self.n, "n_from": self.n_from, "unit": self.unit,
            "symbol": self.symbol, "code": self.code, "reason": self.reason, "partial": self.partial,
            "era": self.era, "england": self.england, "england_how": self.england_how,
            "local_authority": self.local_authority, "local_authority_how": self.local_authority_how,
            "similar": self.similar.as_dict() if self.similar else None,
            **self.standing.as_dict(),
            "note": self.note, "rule_version": self.rule_version,
            "receipts": [r.as_dict() for r in self.receipts],
        }  # fmt: skip


def _reason(row: Row) -> str:
    if row["value"] is not None:
        return ""
    return Quantity(None, Symbol(row["symbol"] or Symbol.NOT_AVAILABLE), row["code"] or "").reason


def _similar(row: Row) -> Similar | None:
    if row["similar_k"] is None:
        return None
    return Similar(
        k=row["similar_k"], median=row["similar_median"], low=row["similar_low"], high=row["similar_high"],
        percentile=row["percentile"], verdict=row["verdict"] or "", set_id=row["set_id"] or "",
    )  # fmt: skip


def _standing(row: Row) -> Standing:
    """Snapshots that were made before places had their uncertainty lack these columns."""
    names = ("p_top_quarter", "indistinguishable", "children_to_target", "points_to_target", "estimate", "estimate_sd")
    return Standing(
        place=row.get("rank"), low=row.get("rank_low"), high=row.get("rank_high"), of=row.get("rank_of"),
        **{name: row.get(name) for name in names},
    )  # fmt: skip


def _receipts(row: Row, receipts: Mapping[int, Row]) -> tuple[Provenance, ...]:
    """The files and lines used; a file whose receipt is lost is named so, never left out."""
    unknown = {"file": "a file whose receipt is missing", "sha256": ""}
    places = zip(row["file_ids"] or (), row["lines"] or (), strict=True)
    return tuple(
        Provenance((found := receipts.get(file_id, unknown))["file"], found["sha256"], line, file_id)
        for file_id, line in places
    )
