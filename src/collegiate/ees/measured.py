"""Figures as a pair: an indicator for each measure in each of its eras, with its interval and the children in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collegiate.ees.pair import INDICATOR, Meta, Pair, number, pair_of, text
from collegiate.measures.figure import Figure

Row = Mapping[str, Any]

ENGLAND = {"country_code": "E92000001", "country_name": "England"}
SCHOOL_PLACES = ("trust_id", "trust_name", "school_urn", "school_name", "school_laestab")
TRUST_PLACES = ("trust_id", "trust_name")
NOT_APPLICABLE, NOT_AVAILABLE = "z", "x"

_NAMES = {"ks4_english_maths_94": "ks4_basics_94", "ks4_english_maths_95": "ks4_basics_95"}
"""What measures are called where the screener takes their own name for one of a group of children."""

_UNITS = {"%": "%", "% of sessions": "%", "% of income": "%", "£": "£", "£m": "£m"}
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class _Counted:
    """A measure in one era: the columns that it has."""

    measure: str
    era: str
    column: str
    title: str
    theme: str
    unit: str
    decimals: int
    phases: frozenset[str] = frozenset()
    years: tuple[tuple[int, int], ...] = ()

    def applies(self, phase: str | None, period: int) -> bool:
        """Whether the measure is of such a school, and of that year in this era; what its definition does not bound, is."""
        of_phase = phase is None or not self.phases or phase in self.phases
        return of_phase and (not self.years or any(first <= period <= last for first, last in self.years))

    def metas(self) -> tuple[Meta, ...]:
        """What its columns are: the figure, the ends of its interval, and how many children are in it."""
        unit, places = _UNITS.get(self.unit, ""), str(self.decimals)
        grouping = self.theme
        return (
            Meta(self.column, INDICATOR, _label(self.title), grouping, unit, places),
            Meta(
                f"{self.column}_low",
                INDICATOR,
                _label(self.title, ", lower end of the 95% interval"),
                grouping,
                unit,
                places,
            ),
            Meta(
                f"{self.column}_high",
                INDICATOR,
                _label(self.title, ", upper end of the 95% interval"),
                grouping,
                unit,
                places,
            ),
            Meta(f"{self.column}_n", INDICATOR, _label(self.title, ", children"), grouping, "", "0"),
        )

    def cells(self, found: Figure | None, phase: str | None, period: int) -> dict[str, str]:
        """The cells of a figure; where there is none, the symbol that says why."""
        if found is None:
            why = NOT_AVAILABLE if self.applies(phase, period) else NOT_APPLICABLE
            return dict.fromkeys((m.col_name for m in self.metas()), why)
        why = found.symbol or NOT_AVAILABLE
        values = (found.value, found.low, found.high, found.n)
        names = [m.col_name for m in self.metas()]
        beside = NOT_AVAILABLE if found.value is not None else why
        return {
            name: number(value) if value is not None else (why if i == 0 else beside)
            for i, (name, value) in enumerate(zip(names, values, strict=True))
        }


def school_pair(name: str, figures: Iterable[Figure], schools: Mapping[int, Row], measures: Sequence[Row]) -> Pair:
    """Return schools' shown figures, a row for each school and year. `schools` and `measures` are rows of School and of Measure."""
    return _pair(name, SCHOOL_PLACES, figures, measures, lambda f: schools[f.urn or 0], _school)


def trust_pair(name: str, figures: Iterable[Figure], trusts: Mapping[int, Row], measures: Sequence[Row]) -> Pair:
    """Return trusts' own shown figures, a row for each trust and year. `trusts` are rows of Trust."""
    return _pair(name, TRUST_PLACES, figures, measures, lambda f: trusts[f.trust or 0], _trust)


def academic_year(period: int) -> dict[str, str]:
    """Write the year in which an academic year ends as the time columns do: 2019 is 201819."""
    return {"time_period": f"{period - 1}{period % 100:02d}", "time_identifier": "Academic year"}


def _pair(
    name: str, places: Sequence[str], figures: Iterable[Figure], measures: Sequence[Row], whose: Callable[[Figure], Row],
    place: Callable[[Row], dict[str, str]],
) -> Pair:  # fmt: skip
    found: dict[tuple[int, int], dict[tuple[str, str], Figure]] = {}
    of: dict[tuple[int, int], Row] = {}
    for f in figures:
        if f.shown:
            key = (f.urn or f.trust or 0, f.period)
            found.setdefault(key, {})[f.measure, f.era] = f
            of[key] = whose(f)
    counted = _counted({k for figures_of in found.values() for k in figures_of}, measures)
    rows = [_row(counted, found[key], of[key], key[1], place) for key in sorted(found)]
    return pair_of(name, places, rows, [m for c in counted for m in c.metas()])


def _row(
    counted: Sequence[_Counted], found: Mapping[tuple[str, str], Figure], of: Row, period: int, place: Callable[[Row], dict[str, str]]
) -> dict[str, str]:  # fmt: skip
    row = {**academic_year(period), **ENGLAND, **place(of)}
    for c in counted:
        row |= c.cells(found.get((c.measure, c.era)), of.get("phase"), period)
    return row


def _counted(there: set[tuple[str, str]], measures: Sequence[Row]) -> list[_Counted]:
    """Return the measures and eras that there are, in the measures' order; a measure of several eras names them."""
    known = {m["measure"]: (i, m) for i, m in enumerate(measures)}
    eras: dict[str, list[str]] = {}
    for measure, era in sorted(there):
        eras.setdefault(measure, []).append(era)
    found = []
    for measure in sorted(eras, key=lambda m: (known.get(m, (len(known), {}))[0], m)):
        row = known.get(measure, (0, {}))[1]
        for era in eras[measure]:
            several = len(_eras(row) | set(eras[measure])) > 1
            title = row.get("title") or measure.replace("_", " ").capitalize()
            found.append(
                _Counted(
                    measure, era, column_of(measure) + (f"_{era}" if several and era else ""),
                    f"{title}: {era.replace('_', ' ')}" if several and era else title,
                    row.get("theme") or "", row.get("unit") or "", 1 if row.get("decimals") is None else row["decimals"], *_bounds(row, era),
                )
            )  # fmt: skip
    return found


def _eras(row: Row) -> set[str]:
    """Return every era of a measure's definition: what a column is called does not depend on the file that it is in."""
    return {v.get("era", "") for v in json.loads(row.get("definition") or "{}").get("variants", ())}


def _bounds(row: Row, era: str) -> tuple[frozenset[str], tuple[tuple[int, int], ...]]:
    """Return the phases that a measure is of, and the years in which it was published in an era."""
    said = json.loads(row.get("definition") or "{}")
    own = [v for v in said.get("variants", ()) if v.get("era") == era]
    return frozenset(said.get("phases", ())), tuple((v.get("first", 0), v.get("last", 9999)) for v in own)


def column_of(measure: str) -> str:
    """Return the name of a measure's column."""
    return _NAMES.get(measure, measure)


def _label(title: str, more: str = "") -> str:
    room = _LONGEST_LABEL - len(more)
    return (title if len(title) <= room else title[: room - 1].rstrip() + "…") + more


def _school(row: Row) -> dict[str, str]:
    la, number_ = row.get("la_code"), row.get("establishment_number")
    trust = row.get("trust_uid")
    return {
        "geographic_level": "School", "trust_id": str(trust) if trust else "", "trust_name": text(row["trust_name"]) if trust and row.get("trust_name") else "",
        "school_urn": str(row["urn"]), "school_name": text(row.get("school_name") or f"School {row['urn']}"),
        "school_laestab": f"{la}{number_:04d}" if la and number_ is not None else NOT_AVAILABLE,
    }  # fmt: skip


def _trust(row: Row) -> dict[str, str]:
    return {
        "geographic_level": "MAT",
        "trust_id": str(row["trust_uid"]),
        "trust_name": text(row.get("trust_name") or f"Trust {row['trust_uid']}"),
    }
